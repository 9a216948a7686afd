//! The 90 cases of `schedules.json`.

use std::sync::Arc;

use autodiff_runtime::optim::{Optimizer, Sgd};
use autodiff_runtime::schedule::{
    CosineDecay, CosineDecayRestarts, ExponentialDecay, InverseTimeDecay, PiecewiseConstantDecay, PolynomialDecay, Schedule,
};
use serde_json::Value;

use crate::support::{cases, close, difference, list, none_wrong, number, numbers, text};

fn get(config: &Value, name: &str) -> Option<f64> {
    config.get(name).filter(|value| !value.is_null()).map(number)
}

fn steps(config: &Value, name: &str) -> u64 {
    config[name].as_u64().unwrap_or_else(|| panic!("{name} of {config}"))
}

/// A Keras schedule from its constructor's arguments.
pub(crate) fn keras_schedule(name: &str, config: &Value) -> Arc<dyn Schedule> {
    let initial = get(config, "initial_learning_rate").unwrap_or(f64::NAN);
    let rate = get(config, "decay_rate").unwrap_or(f64::NAN);
    let flag = |name: &str| config.get(name).and_then(Value::as_bool).unwrap_or(false);
    let alpha = get(config, "alpha").unwrap_or(0.0);
    match name {
        "ExponentialDecay" => Arc::new(ExponentialDecay::new(initial, steps(config, "decay_steps"), rate).staircase(flag("staircase"))),
        "InverseTimeDecay" => Arc::new(InverseTimeDecay::new(initial, steps(config, "decay_steps"), rate).staircase(flag("staircase"))),
        "PiecewiseConstantDecay" => {
            let boundaries = list(&config["boundaries"]).iter().map(|boundary| boundary.as_u64().expect("a step")).collect();
            Arc::new(PiecewiseConstantDecay::new(boundaries, numbers(&config["values"])))
        }
        "PolynomialDecay" => {
            let end = get(config, "end_learning_rate").unwrap_or(1e-4);
            let decay = PolynomialDecay::new(initial, end, steps(config, "decay_steps"));
            Arc::new(decay.power(get(config, "power").unwrap_or(1.0)).cycle(flag("cycle")))
        }
        "CosineDecay" => {
            let decay = CosineDecay::new(initial, steps(config, "decay_steps")).alpha(alpha);
            match get(config, "warmup_target") {
                Some(target) => Arc::new(decay.warmup(target, steps(config, "warmup_steps"))),
                None => Arc::new(decay),
            }
        }
        "CosineDecayRestarts" => {
            let decay = CosineDecayRestarts::new(initial, steps(config, "first_decay_steps")).alpha(alpha);
            Arc::new(decay.t_mul(get(config, "t_mul").unwrap_or(2.0)).m_mul(get(config, "m_mul").unwrap_or(1.0)))
        }
        other => panic!("`{other}` is not among the schedules of Keras"),
    }
}

/// 1e-12 relative in float64, 1e-5 in float32, where the library computes in it.
fn tolerance(case: &Value) -> f64 {
    if text(&case["dtype"]) == "float32" { 1e-5 } else { 1e-12 }
}

#[test]
fn values_agree_with_keras() {
    let all = cases("schedules.json");
    assert_eq!(all.len(), 90);
    let cases: Vec<&Value> = all.iter().filter(|case| case["kind"] == "values").collect();
    assert_eq!(cases.len(), 72);
    let mut wrong = Vec::new();
    for case in &cases {
        let schedule = keras_schedule(text(&case["schedule"]), &case["config"]);
        for (step, expected) in list(&case["steps"]).iter().zip(numbers(&case["values"])) {
            let found = schedule.value(step.as_u64().expect("a step"));
            // Zeros of a cosine are roundings of a sum near 1: 1e-16 of the initial rate.
            if !close(found, expected, tolerance(case), 1e-3) {
                wrong.push(format!("{} {} at {step}: {found:e}, not {expected:e}", text(&case["id"]), case["config"]));
            }
        }
    }
    none_wrong(&wrong, cases.len());
}

#[test]
fn descent_with_a_schedule_agrees_with_keras() {
    let all = cases("schedules.json");
    let cases: Vec<&Value> = all.iter().filter(|case| case["kind"] == "sgd_run").collect();
    assert_eq!(cases.len(), 18);
    let mut wrong = Vec::new();
    for case in &cases {
        let mut opt = Sgd::new(keras_schedule(text(&case["schedule"]), &case["config"]));
        let (mut x, gradient) = (numbers(&case["start"]), numbers(&case["grad"]));
        for (step, expected) in list(&case["params"]).iter().enumerate() {
            let rate = number(&case["schedule_at_iterations_before_step"][step]);
            if !close(opt.learning_rate(), rate, tolerance(case), 1e-3) {
                wrong.push(format!("{} step {step}: rate {:e}, not {rate:e}", text(&case["id"]), opt.learning_rate()));
            }
            let iterations = opt.step(&mut x, &gradient).expect("a step");
            assert_eq!(Some(iterations), case["iterations"][step].as_u64(), "{}", case["id"]);
            let expected = if expected[0].is_array() { numbers(&expected[0]) } else { numbers(expected) };
            if let Some(what) = difference(&x, &expected, tolerance(case).max(1e-11), 1e-3) {
                wrong.push(format!("{} step {step}{what}", text(&case["id"])));
            }
        }
    }
    none_wrong(&wrong, cases.len());
}
