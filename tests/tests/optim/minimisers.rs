//! The cases of `optax.json` that minimise a function: L-BFGS, gradient descent with line searches, Polyak's step, and functions of
//! trees of parameters; conjugate gradients and Levenberg–Marquardt on the same functions.

use autodiff_runtime::optim::{
    Backtracking, Beta, ConjugateGradient, Lbfgs, LevenbergMarquardt, OptimError, Optimizer, PolyakSgd, Stop, ZoomSearch, rows,
};
use autodiff_runtime::tape::Variable;
use serde_json::Value;

use crate::optax::alias;
use crate::support::{cases, difference, list, none_wrong, number, numbers, text};

type Objective = dyn Fn(&[f64]) -> (f64, Vec<f64>);
type Descent = dyn FnMut(&mut Vec<f64>);

/// The functions of the cases, with gradients worked out by hand.
fn objective(case: &Value) -> Box<Objective> {
    match text(&case["function"]) {
        "rosenbrock2" | "rosenbrock4" => Box::new(rosenbrock),
        "booth" => Box::new(|x| {
            let (a, b) = (x[0] + 2.0 * x[1] - 7.0, 2.0 * x[0] + x[1] - 5.0);
            (a * a + b * b, vec![2.0 * a + 4.0 * b, 4.0 * a + 2.0 * b])
        }),
        "himmelblau" => Box::new(|x| {
            let (a, b) = (x[0] * x[0] + x[1] - 11.0, x[0] + x[1] * x[1] - 7.0);
            (a * a + b * b, vec![4.0 * x[0] * a + 2.0 * b, 2.0 * a + 4.0 * x[1] * b])
        }),
        "logcosh3" => Box::new(|x| {
            let distances: Vec<f64> = x.iter().enumerate().map(|(i, x)| x - i as f64).collect();
            (distances.iter().map(|d| d.cosh().ln()).sum(), distances.iter().map(|d| d.tanh()).collect())
        }),
        "quadratic3" => {
            let (h, b) = (matrix(&case["H"]), numbers(&case["b"]));
            Box::new(move |x| {
                let hx: Vec<f64> = h.iter().map(|row| row.iter().zip(x).map(|(h, x)| h * x).sum()).collect();
                let value = x.iter().zip(&hx).map(|(x, hx)| x * hx).sum::<f64>() / 2.0 - x.iter().zip(&b).map(|(x, b)| x * b).sum::<f64>();
                (value, hx.iter().zip(&b).map(|(hx, b)| hx - b).collect())
            })
        }
        other => panic!("`{other}` is not among the functions"),
    }
}

fn matrix(value: &Value) -> Vec<Vec<f64>> {
    if value[0].is_array() {
        return list(value).iter().map(numbers).collect();
    }
    let flat = numbers(value);
    let n = flat.len().isqrt();
    flat.chunks(n).map(<[f64]>::to_vec).collect()
}

fn rosenbrock(x: &[f64]) -> (f64, Vec<f64>) {
    let mut value = 0.0;
    let mut gradient = vec![0.0; x.len()];
    for i in 0..x.len() - 1 {
        let (a, b) = (1.0 - x[i], x[i + 1] - x[i] * x[i]);
        value += a * a + 100.0 * b * b;
        gradient[i] += -2.0 * a - 400.0 * x[i] * b;
        gradient[i + 1] += 200.0 * b;
    }
    (value, gradient)
}

fn of_kind(kind: &str, count: usize) -> Vec<Value> {
    let cases: Vec<Value> = cases("optax.json").into_iter().filter(|case| case["kind"] == kind).collect();
    assert_eq!(cases.len(), count);
    cases
}

fn lbfgs(case: &Value) -> Lbfgs {
    let config = &case["config"];
    let memory = config.get("memory_size").and_then(Value::as_u64).unwrap_or(10);
    let scale = config.get("scale_init_precond").and_then(Value::as_bool).unwrap_or(true);
    Lbfgs::new().memory_size(memory as usize).scale_init_precond(scale)
}

/// The first 8 iterates to 1e-6 (those after amplify rounding), values that fall, and the final value to 1e-9.
#[test]
fn lbfgs_agrees_with_optax() {
    let cases = of_kind("lbfgs", 8);
    let mut wrong = Vec::new();
    for case in &cases {
        let id = text(&case["id"]);
        let function = objective(case);
        let mut opt = lbfgs(case);
        let mut x = numbers(&case["start"]);
        let mut before = function(&x).0;
        for (step, expected) in list(&case["params"]).iter().enumerate() {
            let stepped = opt.step(&function, &mut x).expect("a step");
            if step < 8 {
                let iterate = difference(&x, &numbers(expected), 1e-6, 1e-3);
                let size = difference(&[stepped.step], &[number(&case["stepsizes"][step])], 1e-6, 1e-3);
                wrong.extend(iterate.map(|what| format!("{id} step {step}: x{what}")));
                wrong.extend(size.map(|what| format!("{id} step {step}: step size{what}")));
            }
            // Where the value is all rounding, it may rise by one.
            if stepped.value > before + 1e-15 * before.abs().max(1.0) {
                wrong.push(format!("{id} step {step}: the value rises from {before:e} to {:e}", stepped.value));
            }
            assert_eq!(stepped.value.to_bits(), function(&x).0.to_bits(), "{id}: the value is that of x");
            before = stepped.value;
        }
        let expected = number(&case["final_value"]);
        if (before - expected).abs() > 1e-9 {
            wrong.push(format!("{id}: final value {before:e}, not {expected:e}"));
        }
    }
    none_wrong(&wrong, cases.len());
}

#[test]
fn descent_on_functions_agrees_with_optax() {
    let cases = of_kind("minimise", 7);
    let mut wrong = Vec::new();
    for case in &cases {
        let id = text(&case["id"]);
        let function = objective(case);
        let config = &case["config"];
        let mut x = numbers(&case["start"]);
        let mut step: Box<Descent> = match text(&case["name"]) {
            "sgd_backtracking" => {
                let mut search = Backtracking::new(config["max_backtracking_steps"].as_u64().expect("a count") as u32);
                if let Some(slope) = config.get("slope_rtol") {
                    search = search.slope_rtol(number(slope)).decrease_factor(number(&config["decrease_factor"]));
                }
                let sizes = numbers(&case["stepsizes"]);
                let mut at = 0;
                let function = objective(case);
                Box::new(move |x| {
                    let size = search.descend(&function, x);
                    assert!((size - sizes[at]).abs() <= 1e-12 * sizes[at], "step size {size:e} in place of {:e}", sizes[at]);
                    at += 1;
                })
            }
            "polyak_sgd" => {
                let mut opt = PolyakSgd::new(number(&config["max_learning_rate"])).lower_bound(number(&config["f_min"]));
                Box::new(move |x| {
                    let (loss, gradient) = function(x);
                    opt.step_with_loss(x, &gradient, loss).expect("a step");
                })
            }
            name => {
                let mut opt = alias(name, config).unwrap_or_else(|| panic!("{name} is an alias"));
                Box::new(move |x| {
                    let gradient = function(x).1;
                    opt.step(x, &gradient).expect("a step");
                })
            }
        };
        let function = objective(case);
        for (at, expected) in list(&case["params"]).iter().enumerate() {
            let value = difference(&[function(&x).0], &[number(&case["values_before_step"][at])], 1e-9, 1e-3);
            wrong.extend(value.map(|what| format!("{id} step {at}: value{what}")));
            step(&mut x);
            // A step of descent on Rosenbrock's valley amplifies an error by up to 2 here: 25 steps, 1e-16 to 1e-9.
            let iterate = difference(&x, &numbers(expected), 1e-9, 1e-3);
            wrong.extend(iterate.map(|what| format!("{id} step {at}: x{what}")));
        }
    }
    wrong.truncate(20);
    none_wrong(&wrong, cases.len());
}

/// `new·s + old·(1 − s)` is a moving average, and the norm over all variables is what clipping divides by.
#[test]
fn functions_of_trees_agree_with_optax() {
    use autodiff_runtime::optim::{ClipByGlobalNorm, Stepper};
    let cases = of_kind("function", 3);
    for case in &cases {
        let trees = |name: &str| -> (Vec<f64>, Vec<f64>) { (numbers(&case[name][0]), numbers(&case[name][1])) };
        match text(&case["name"]) {
            "incremental_update" => {
                // One step of descent from `old` along `old − new` with the rate `step_size`.
                let (new, old, expected) = (trees("new"), trees("old"), trees("result"));
                let minus = |old: &[f64], new: &[f64]| old.iter().zip(new).map(|(old, new)| old - new).collect::<Vec<f64>>();
                let gradient = (minus(&old.0, &new.0), minus(&old.1, &new.1));
                let mut x = old;
                Stepper::of(number(&case["config"]["step_size"]), ()).step(&mut x, &gradient).expect("a step");
                assert_eq!(difference(&x.0, &expected.0, 1e-12, 1e-3).or(difference(&x.1, &expected.1, 1e-12, 1e-3)), None);
            }
            "global_norm" => {
                // Clipped to 1 with a rate of 1, the step is tree/norm.
                let tree = trees("tree");
                let mut x = (vec![0.0; tree.0.len()], vec![0.0; tree.1.len()]);
                Stepper::of(1.0, (ClipByGlobalNorm::new(1.0),)).step(&mut x, &tree).expect("a step");
                let norm = number(&case["result"]);
                assert!((-tree.0[0] / x.0[0] - norm).abs() <= 1e-12 * norm);
            }
            other => panic!("`{other}` is not among the functions"),
        }
    }
}

/// Every β reaches the minima that L-BFGS reaches.
#[test]
fn conjugate_gradients_reach_the_minima() {
    for beta in [Beta::FletcherReeves, Beta::PolakRibiere, Beta::HagerZhang] {
        for case in &of_kind("lbfgs", 8) {
            let function = objective(case);
            let mut x = numbers(&case["start"]);
            let report = ConjugateGradient::new().beta(beta).minimize(&function, &mut x).expect("a run");
            assert!(report.converged(), "{beta:?} on {}: {report:?}", case["id"]);
            let expected = number(&case["final_value"]);
            assert!((report.value - expected).abs() <= 1e-9, "{beta:?} on {}: {:e}, not {expected:e}", case["id"], report.value);
        }
    }
}

/// On a quadratic function of three variables and with nearly exact line searches: done in little more than three steps.
#[test]
fn conjugate_gradients_need_a_step_a_dimension() {
    let case = of_kind("lbfgs", 8).into_iter().find(|case| case["function"] == "quadratic3").expect("a quadratic case");
    let exact = ZoomSearch::default().wolfe(1e-4, 1e-3).max_steps(60);
    let mut x = numbers(&case["start"]);
    let report = ConjugateGradient::new().line_search(exact).gradient_tolerance(1e-6).minimize(objective(&case), &mut x).expect("a run");
    assert!(report.iterations <= 5, "{report:?}");
}

/// Rosenbrock's function is a sum of squares: r = (1 − x₀, 10(x₁ − x₀²)).
#[test]
fn levenberg_marquardt_fits_rosenbrock_as_residuals() {
    let residuals = |x: &[f64]| {
        let jacobian = [[-1.0, 0.0], [-20.0 * x[0], 10.0]];
        // As a pullback gives it: seed · J.
        let pullback = |seed: &Vec<f64>| (0..2).map(|k| seed[0] * jacobian[0][k] + seed[1] * jacobian[1][k]).collect::<Vec<f64>>();
        (vec![1.0 - x[0], 10.0 * (x[1] - x[0] * x[0])], rows(2, pullback))
    };
    let mut x = vec![-1.2, 1.0];
    let report = LevenbergMarquardt::new().minimize(residuals, &mut x).expect("a run");
    assert!(report.converged() && report.iterations < 40, "{report:?}");
    assert!((x[0] - 1.0).abs() < 1e-9 && (x[1] - 1.0).abs() < 1e-9, "{x:?}");
}

/// Data with noise, where the residuals do not vanish: the normal equations of the straight line are solved in closed form.
#[test]
fn levenberg_marquardt_solves_linear_least_squares() {
    let (t, y) = ([0.0, 1.0, 2.0, 3.0], [1.0, 2.5, 2.0, 4.5]);
    let residuals = |p: &[f64]| {
        let r = t.iter().zip(y).map(|(t, y)| p[0] + p[1] * t - y).collect();
        (r, t.iter().map(|t| vec![1.0, *t]).collect())
    };
    let mut p = vec![0.0, 0.0];
    let report = LevenbergMarquardt::new().minimize(residuals, &mut p).expect("a run");
    // Σt = 6, Σt² = 14, Σy = 10, Σty = 20: slope (4·20 − 6·10)/(4·14 − 36) = 1, intercept (10 − 6)/4 = 1.
    assert!((p[0] - 1.0).abs() < 1e-9 && (p[1] - 1.0).abs() < 1e-9, "{p:?}");
    assert!((report.value - 0.75).abs() < 1e-12, "residuals 0, −½, 1, −½: {report:?}");
}

/// A variable that no residual depends on keeps its place.
#[test]
fn levenberg_marquardt_leaves_free_variables() {
    let mut x = vec![3.0, 7.0];
    let report = LevenbergMarquardt::new().minimize(|x| (vec![x[0] - 1.0], vec![vec![1.0, 0.0]]), &mut x).expect("a run");
    assert!(report.converged() && (x[0] - 1.0).abs() < 1e-9 && x[1] == 7.0, "{x:?} {report:?}");
}

#[test]
fn minimisers_refuse_and_leave_the_point() {
    let mut none: [f64; 0] = [];
    assert_eq!(Lbfgs::new().minimize(rosenbrock, &mut none).unwrap_err(), OptimError::NoVariables);
    let mut x = [1.0, 2.0];
    let short = |_: &[f64]| (0.0, vec![1.0]);
    assert!(matches!(Lbfgs::new().step(short, &mut x), Err(OptimError::Shape { expected: 2, found: 1, .. })));
    assert!(matches!(ConjugateGradient::new().step(short, &mut x), Err(OptimError::Shape { expected: 2, found: 1, .. })));
    assert!(matches!(Lbfgs::new().memory_size(0).step(rosenbrock, &mut x), Err(OptimError::Setting { name: "memory_size", .. })));
    let wrong = LevenbergMarquardt::new().minimize(|_| (vec![1.0], Vec::new()), &mut x);
    assert!(matches!(wrong, Err(OptimError::Count { gradients: 0, variables: 1 })));
    assert_eq!(x, [1.0, 2.0]);
}

#[test]
fn a_start_that_is_not_finite_is_reported() {
    let mut x = [f64::NAN, 1.0];
    assert_eq!(Lbfgs::new().minimize(rosenbrock, &mut x).expect("a report").stop, Stop::NotFinite);
    let report = LevenbergMarquardt::new().minimize(|x| (vec![x[0]], vec![vec![1.0, 0.0]]), &mut x).expect("a report");
    assert_eq!(report.stop, Stop::NotFinite);
}

/// A point moved by hand between two steps is computed anew, not taken for the last one.
#[test]
fn lbfgs_sees_that_the_point_was_moved() {
    let mut opt = Lbfgs::new();
    let mut x = vec![-1.2, 1.0];
    opt.step(rosenbrock, &mut x).expect("a step");
    x = vec![0.5, 0.5];
    let stepped = opt.step(rosenbrock, &mut x).expect("a step");
    assert_eq!(stepped.before, rosenbrock(&[0.5, 0.5]).0);
}

/// Variables of different shapes are moved together; one that the loss does not depend on stays.
#[test]
fn minimisers_take_losses_of_variables() {
    let (x, free, y) = (Variable::new(-1.2_f64), Variable::new([5.0, 6.0]), Variable::new(vec![1.0]));
    let loss = || (&x - 1.0).powi(2) + (y.read().at(0) - x.powi(2)).powi(2) * 100.0;
    let report = Lbfgs::new().minimize_loss(loss, (&x, &free, &y)).expect("a run");
    assert!(report.converged(), "{report:?}");
    assert!((x.value() - 1.0).abs() < 1e-6 && (y.value()[0] - 1.0).abs() < 1e-6);
    assert_eq!(free.value(), [5.0, 6.0]);

    // The same steps as with the flat vector, to the rounding of the two ways to write the gradient.
    let mut flat = vec![-1.2, 1.0];
    let expected = Lbfgs::new().minimize(rosenbrock, &mut flat).expect("a run");
    assert!(report.iterations.abs_diff(expected.iterations) <= 1, "{report:?}, {expected:?}");

    let z = Variable::new(3.0_f64);
    assert!(ConjugateGradient::new().minimize_loss(|| z.powi(2), &z).expect("a run").converged());
    assert!(z.value().abs() < 1e-6);
    let none: [&Variable<f64>; 0] = [];
    assert_eq!(Lbfgs::new().minimize_loss(|| z.powi(2), none), Err(OptimError::NoVariables));
}

/// |x| has no curvature to learn from and a kink: the search gives up, and says so, without leaving for infinity.
#[test]
fn a_kink_is_no_disaster() {
    let mut x = vec![1.0, -2.0];
    let report = Lbfgs::new().minimize(|x| (x[0].abs() + x[1].abs(), x.iter().map(|x| x.signum()).collect()), &mut x).expect("a run");
    assert!(report.value < 3.0 && report.iterations < 1000, "{report:?}");
}
