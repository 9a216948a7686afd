//! `f_record` of `#[differentiable]` functions: one node on the tape, with the generated adjoint.

use autodiff_runtime::differentiable;
use autodiff_runtime::optim::{Adam, Optimizer, Sgd};
use autodiff_runtime::tape::{GradientTape, TapeError, Variable};

/// `Σᵢ (Σⱼ wⱼ·xᵢⱼ + b − yᵢ)²/n`: least squares.
#[differentiable(wrt(w, b))]
fn loss(w: &[f64], b: f64, xs: &[[f64; 2]], ys: &[f64], n: usize) -> f64 {
    let mut sum = 0.0;
    for i in 0..n {
        let e = w[0] * xs[i][0] + w[1] * xs[i][1] + b - ys[i];
        sum += e * e;
    }
    sum / n as f64
}

#[differentiable]
fn product(a: f64, b: [f64; 2], c: Vec<f64>) -> f64 {
    a * b[0] * b[1] * c[0]
}

#[differentiable]
fn single(x: f32) -> f32 {
    x.sin() * x
}

const XS: [[f64; 2]; 4] = [[0.0, 1.0], [1.0, 0.5], [2.0, -1.0], [3.0, 2.0]];
/// y = 2x₀ − x₁ + 0.5
const YS: [f64; 4] = [-0.5, 2.0, 5.5, 4.5];

#[test]
fn the_gradient_is_the_generated_one() {
    // 95
    let (w, b) = (Variable::new(vec![0.3, -0.2]), Variable::new(0.1));
    let t = GradientTape::new();
    let y = t.record(|| loss_record(&w, &b, &XS, &YS, 4));
    let (value, (dw, db)) = loss_grad(&w.value(), b.value(), &XS, &YS, 4);
    assert_eq!(y, value);
    let (gw, gb) = t.gradient(&y, (&w, &b));
    assert_eq!(gw.unwrap(), dw);
    assert_eq!(gb.unwrap(), db);
}

#[test]
fn it_is_one_node_among_others() {
    let (w, scale) = (Variable::new(vec![0.3, -0.2]), Variable::new(2.0));
    let t = GradientTape::persistent();
    let y = t.record(|| loss_record(&w * &scale, 0.1, &XS, &YS, 4).ln() * &scale);
    let (value, (dw, _)) = loss_grad(&[0.6, -0.4], 0.1, &XS, &YS, 4);
    let (gw, gs) = t.gradient(&y, (&w, &scale));
    for (got, slope) in gw.unwrap().value().iter().zip(&dw) {
        let expected = 2.0 / value * slope * 2.0;
        assert!((got - expected).abs() < 1e-14 * expected.abs());
    }
    let expected = value.ln() + 2.0 / value * (dw[0] * 0.3 - dw[1] * 0.2);
    assert!((gs.unwrap().value() - expected).abs() < 1e-14 * expected.abs());
    // Any number of times.
    assert_eq!(t.gradient(&y, &w).unwrap(), gw_again(&t, &y, &w));
}

fn gw_again(t: &GradientTape<autodiff_runtime::tape::Persistent>, y: &autodiff_runtime::tape::Traced<f64>, w: &Variable<Vec<f64>>) -> Vec<f64> {
    t.gradient(y, w).unwrap().into_value()
}

#[test]
fn values_arrays_and_vectors_by_value() {
    let (a, b, c) = (Variable::new(2.0), Variable::new([3.0, 5.0]), Variable::new(vec![7.0, 1.0]));
    let t = GradientTape::new();
    let y = t.record(|| product_record(&a, &b, &c));
    assert_eq!(y, 210.0);
    let (da, db, dc) = t.gradient(&y, (&a, &b, &c));
    assert_eq!(da.unwrap(), 105.0);
    assert_eq!(db.unwrap(), [70.0, 42.0]);
    assert_eq!(dc.unwrap(), vec![30.0, 0.0]);
}

#[test]
fn single_precision_and_plain_arguments() {
    let x = Variable::new(2.0_f32);
    let t = GradientTape::new();
    let y = t.record(|| single_record(&x));
    assert_eq!((y.value(), t.gradient(&y, &x).unwrap().value()), single_grad(2.0));
    // Nothing records: just the value.
    assert_eq!(single_record(2.0_f32), single(2.0));
    assert_eq!(product_record(2.0, [3.0, 5.0], vec![7.0]), 210.0);
}

#[test]
fn its_gradient_has_no_gradient() {
    let x = Variable::new(2.0_f32);
    let outer = GradientTape::new();
    let result = outer.record(|| {
        let inner = GradientTape::new();
        let y = inner.record(|| single_record(&x));
        inner.try_gradient(&y, &x)
    });
    assert_eq!(result.unwrap_err(), TapeError::NoSecondDerivative { function: "single" });
}

#[test]
fn minimize_trains_with_compiled_gradients() {
    let (w, b) = (Variable::new(vec![0.0, 0.0]), Variable::new(0.0));
    let mut opt = Sgd::new(0.1);
    for _ in 0..2000 {
        opt.minimize(|| loss_record(&w, &b, &XS, &YS, 4), (&w, &b)).unwrap();
    }
    let found = [w.value()[0], w.value()[1], b.value()];
    assert!(found.iter().zip([2.0, -1.0, 0.5]).all(|(x, expected): (&f64, f64)| (x - expected).abs() < 1e-6), "{found:?}");

    let (w, b) = (Variable::new(vec![0.0, 0.0]), Variable::new(0.0));
    let mut opt = Adam::new(0.05);
    for _ in 0..2000 {
        opt.minimize(|| loss_record(&w, &b, &XS, &YS, 4), (&w, &b)).unwrap();
    }
    assert!(loss(&w.value(), b.value(), &XS, &YS, 4) < 1e-10);
}
