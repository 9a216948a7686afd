//! The three programs of "From minimize to tf.GradientTape", against TensorFlow's numbers (`reference/article.json`).

use autodiff_runtime::optim::{Adam, OptimError, Optimizer, Sgd, zip};
use autodiff_runtime::tape::{Elements, GradientTape, Scalar, Traced, Variable};
use serde_json::Value;

fn cases(program: u64) -> Vec<Value> {
    let file: Value = serde_json::from_str(include_str!("../../reference/article.json")).expect("JSON");
    let cases = file["cases"].as_array().expect("cases").iter();
    cases.filter(|case| case["program"] == program).cloned().collect()
}

/// The numbers of a run: all, or the first and the last five.
fn series(case: &Value, name: &str, length: usize) -> Vec<(usize, f64)> {
    let numbers = |list: &Value| list.as_array().expect("a list").iter().map(|x| x.as_f64().expect("a number")).collect::<Vec<_>>();
    if case[name].is_array() {
        return numbers(&case[name]).into_iter().enumerate().collect();
    }
    let (first, last) = (numbers(&case[name]["first5"]), numbers(&case[name]["last5"]));
    first.into_iter().enumerate().chain((length - last.len()..).zip(last)).collect()
}

/// README of the figures: 1e-11 where everything was float64, 1e-4 where TensorFlow rounded hyperparameters or variables to float32.
#[track_caller]
fn compare(case: &Value, name: &str, got: &[f64]) {
    let tolerance = if case["hyper"] == "float64" { 1e-11 } else { 1e-4 };
    for (k, expected) in series(case, name, got.len()) {
        let error = (got[k] - expected).abs();
        // The gradient is 2(x − 4): what may be lost of x, some 4, may be lost of it.
        let size = if name == "gradient" { 8.0 } else { expected.abs() + 1e-3 };
        assert!(error <= tolerance * size, "{} {name} {k}: {} for {expected}", case["id"], got[k]);
    }
}

/// What a run leaves behind, one entry an iteration.
#[derive(Default)]
struct Run {
    x: Vec<f64>,
    loss: Vec<f64>,
    gradient: Vec<f64>,
}

fn run(case: &Value, value: impl Fn() -> (f64, f64), mut update: impl FnMut() -> Result<Option<f64>, OptimError>) -> Run {
    let tolerance = case["tolerance"].as_f64().expect("a tolerance");
    let by_change = case["stop_rule"].as_str().expect("a rule").contains("loss before");
    let mut run = Run::default();
    let mut before = value().1;
    for _ in 0..case["max_iterations"].as_u64().expect("a limit") {
        run.gradient.extend(update().expect("a finite gradient"));
        let (x, loss) = value();
        run.x.push(x);
        run.loss.push(loss);
        if by_change && (loss - before).abs() < tolerance || !by_change && loss < tolerance {
            break;
        }
        before = loss;
    }
    run
}

/// The two optimizers of the article.
fn optimizer(case: &Value) -> Box<dyn Optimizer> {
    let rate = case["config"]["learning_rate"].as_f64().expect("a rate");
    match case["optimizer"].as_str() {
        Some("SGD") => Box::new(Sgd::new(rate)),
        _ => Box::new(Adam::new(rate)),
    }
}

fn check(case: &Value, run: &Run, iterations: u64) {
    assert_eq!(run.x.len() as u64, case["iterations"].as_u64().expect("a count"), "{}", case["id"]);
    assert_eq!(iterations, run.x.len() as u64, "`iterations` counts the updates");
    compare(case, "x", &run.x);
    if case["hyper"] == "float64" {
        let close = |name: &str, got: f64| {
            let expected = case[name].as_f64().expect("a number");
            assert!((got - expected).abs() <= 1e-11 * (expected.abs() + 1e-3), "{name}: {got} for {expected}");
        };
        close("final_x", run.x[run.x.len() - 1]);
        close("final_loss", run.loss[run.loss.len() - 1]);
    }
}

/// `(x − 4)²` of a variable in either width, and its value in `f64`.
fn loss<S: Scalar>(x: &Variable<S>) -> Traced<S>
where
    for<'a> &'a Variable<S>: std::ops::Sub<S, Output = Traced<S>>,
{
    (x - S::from_wide(4.0)).powi(2)
}

#[test]
fn minimize() {
    let all: Vec<_> = cases(1).into_iter().filter(|case| case["dtype"] == "float64").collect();
    assert!(all.len() >= 12);
    for case in &all {
        let x = Variable::new(0.0);
        let mut opt = optimizer(case);
        let run = run(case, || (x.value(), loss(&x).value()), || opt.minimize(|| loss(&x), [&x]).map(|_| None));
        check(case, &run, opt.iterations());
    }
}

/// A step by a tape and `apply_gradients`, in either width.
fn tape_and_apply<S: Scalar + Elements<Tangent = S>>(case: &Value)
where
    for<'a> &'a Variable<S>: std::ops::Sub<S, Output = Traced<S>>,
{
    let x = Variable::new(S::from_wide(0.0));
    let mut opt = optimizer(case);
    let run = run(
        case,
        || (x.value().wide(), loss(&x).value().wide()),
        || {
            let t = GradientTape::new();
            let y = t.record(|| loss(&x));
            let g = t.gradient(&y, [&x]);
            let slope = g[0].as_ref().map(|g| g.value().wide());
            opt.apply_gradients(zip(g, [&x]))?;
            Ok(slope)
        },
    );
    check(case, &run, opt.iterations());
    if case.get("gradient").is_some() {
        compare(case, "gradient", &run.gradient);
    }
}

#[test]
fn gradient_tape_and_apply_gradients() {
    let all = cases(2);
    assert!(all.len() >= 7);
    for case in &all {
        match case["dtype"].as_str() {
            Some("float64") => tape_and_apply::<f64>(case),
            _ => tape_and_apply::<f32>(case),
        }
    }
}

#[test]
fn single_precision_ends_after_as_many_iterations() {
    for case in cases(1).iter().filter(|case| case["dtype"] == "float32") {
        tape_and_apply::<f32>(case);
    }
}

#[test]
fn one_tape_two_gradients() {
    for case in cases(3) {
        let number = |name: &str| case["persistent"][name].as_f64().expect("a number");
        let x = Variable::new(case["x"].as_f64().expect("a number"));
        let t = GradientTape::persistent();
        let (z, y) = t.record(|| {
            let z = &x - 4.0;
            (z, z.powi(2))
        });
        assert_eq!(t.gradient(&z, &x).unwrap(), number("grad_z"));
        assert_eq!(t.gradient(&y, &x).unwrap(), number("grad_y"));
        assert_eq!(t.gradient(&y, &z).unwrap(), number("grad_y_wrt_z"));
        assert_eq!(t.gradient(&z, &x).unwrap(), number("grad_z_again"));

        // Not persistent: one gradient; the second call does not compile, see ui/tape/second_gradient.rs.
        let t = GradientTape::new();
        let z = t.record(|| &x - 4.0);
        let first = case["non_persistent"]["first_call_grad_z"].as_f64().expect("a number");
        assert_eq!(t.gradient(&z, &x).unwrap(), first);
    }
}
