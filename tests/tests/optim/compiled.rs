//! Optimizers on compiled gradients: what `f_grad`, `f_vjp` and `f_record` return goes straight in.

use autodiff_runtime::differentiable;
use autodiff_runtime::optim::{Adam, ConjugateGradient, Lbfgs, LevenbergMarquardt, Minimizer, Optimizer, Sgd, rows};
use autodiff_runtime::tape::Variable;

#[differentiable]
fn rosenbrock(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len() - 1 {
        let a = 1.0 - x[i];
        let b = x[i + 1] - x[i] * x[i];
        sum += a * a + 100.0 * b * b;
    }
    sum
}

#[differentiable(wrt(p))]
fn residuals(p: &[f64], t: &[f64], y: &[f64]) -> Vec<f64> {
    let mut r = vec![0.0; t.len()];
    for i in 0..t.len() {
        r[i] = p[0] * (p[1] * t[i]).exp() - y[i];
    }
    r
}

#[differentiable(wrt(w, b))]
fn loss(w: &[f64], b: f64, xs: &[[f64; 2]], ys: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..xs.len() {
        let z = w[0] * xs[i][0] + w[1] * xs[i][1] + b;
        sum += (1.0 + (-ys[i] * z).exp()).ln();
    }
    sum / xs.len() as f64
}

const XS: [[f64; 2]; 6] = [[0.5, 1.0], [1.5, 0.2], [2.0, 2.0], [-1.0, -0.5], [-0.2, -1.5], [-2.0, 0.3]];
const YS: [f64; 6] = [1.0, 1.0, 1.0, -1.0, -1.0, -1.0];

#[test]
fn minimisers_take_the_companion_as_it_is() {
    let mut x = vec![-1.2, 1.0, -1.2, 1.0];
    let report = Lbfgs::new().minimize(rosenbrock_grad, &mut x).expect("a run");
    assert!(report.converged() && report.value < 1e-12, "{report:?}");
    let mut y = vec![-1.2, 1.0];
    assert!(ConjugateGradient::new().minimize(rosenbrock_grad, &mut y).expect("a run").converged());
    assert!((y[0] - 1.0).abs() < 1e-6);
}

#[test]
fn least_squares_take_the_pullback() {
    let t: Vec<f64> = (0..12).map(|i| f64::from(i) * 0.25).collect();
    let y: Vec<f64> = t.iter().map(|t| 2.5 * (-0.8 * t).exp()).collect();
    let mut p = vec![1.0, 0.0];
    let report = LevenbergMarquardt::new()
        .minimize(
            |p| {
                let (r, pullback) = residuals_vjp(p, &t, &y);
                let jacobian = rows(r.len(), |seed| pullback.call_ref(seed));
                (r, jacobian)
            },
            &mut p,
        )
        .expect("a run");
    assert!(report.converged(), "{report:?}");
    assert!((p[0] - 2.5).abs() < 1e-9 && (p[1] + 0.8).abs() < 1e-9, "{p:?}");
}

#[test]
fn plain_parameters_step_along_the_gradient() {
    let mut opt = Adam::new(0.1);
    let mut parameters = (vec![0.0, 0.0], 0.0);
    let before = loss(&parameters.0, parameters.1, &XS, &YS);
    for _ in 0..100 {
        let (_, gradient) = loss_grad(&parameters.0, parameters.1, &XS, &YS);
        opt.step(&mut parameters, &gradient).expect("a step");
    }
    assert!(loss(&parameters.0, parameters.1, &XS, &YS) < 0.1 * before);
}

/// A function that is one node on the tape: the same run as with the tape's own operators, to rounding.
#[test]
fn minimize_goes_through_compiled_functions() {
    let (w, b) = (Variable::new(vec![0.0, 0.0]), Variable::new(0.0));
    let mut opt = Sgd::new(0.5);
    let mut parameters = (vec![0.0, 0.0], 0.0);
    let mut plain = Sgd::new(0.5);
    for _ in 0..20 {
        let value = opt.minimize(|| loss_record(&w, &b, &XS, &YS), (&w, &b)).expect("a step");
        let (expected, gradient) = loss_grad(&parameters.0, parameters.1, &XS, &YS);
        assert_eq!(value.to_bits(), expected.to_bits());
        plain.step(&mut parameters, &gradient).expect("a step");
        assert_eq!((w.value(), b.value()), parameters);
    }
    let summary = Minimizer::new(opt).change_tolerance(1e-4).max_steps(5000).run(|| loss_record(&w, &b, &XS, &YS), (&w, &b)).expect("a run");
    assert!(summary.converged() && summary.loss < 0.2, "{summary:?}");
}
