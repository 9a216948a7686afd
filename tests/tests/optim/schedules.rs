//! The 90 cases of `schedules.json`, and the 20 schedules of `optax.json`.

use std::sync::Arc;

use autodiff_runtime::optim::{Optimizer, Sgd};
use autodiff_runtime::schedule::{
    CosineDecay, CosineDecayRestarts, ExponentialDecay, Interpolation, InverseTimeDecay, Join, PiecewiseConstantDecay, PiecewiseInterpolation,
    PolynomialDecay, Schedule, cosine_onecycle, linear_onecycle, sgdr, warmup_constant, warmup_cosine, warmup_exponential,
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

/// An optax schedule from its constructor's arguments.
fn optax_schedule(name: &str, config: &Value) -> Arc<dyn Schedule> {
    let init = get(config, "init_value").unwrap_or(f64::NAN);
    let or = |name: &str, default: f64| get(config, name).unwrap_or(default);
    let begin = config.get("transition_begin").map_or(0, |_| steps(config, "transition_begin"));
    let points = || -> Vec<(u64, f64)> {
        let map = config["boundaries_and_scales"].as_object().expect("a map");
        let mut points: Vec<(u64, f64)> = map.iter().map(|(step, scale)| (step.parse().expect("a step"), number(scale))).collect();
        points.sort_by_key(|(step, _)| *step);
        points
    };
    match name {
        "constant_schedule" => Arc::new(number(&config["value"])),
        "linear_schedule" | "polynomial_schedule" => {
            let line = PolynomialDecay::new(init, or("end_value", f64::NAN), steps(config, "transition_steps"));
            Arc::new(line.power(or("power", 1.0)).begin(begin))
        }
        "exponential_decay" => Arc::new(exponential(init, config).begin(begin)),
        "cosine_decay_schedule" => {
            let cosine = CosineDecay::new(init, steps(config, "decay_steps"));
            Arc::new(cosine.alpha(or("alpha", 0.0)).exponent(or("exponent", 1.0)))
        }
        "warmup_cosine_decay_schedule" => Arc::new(optax_warmup_cosine(config)),
        "warmup_constant_schedule" => Arc::new(warmup_constant(init, or("peak_value", f64::NAN), steps(config, "warmup_steps"))),
        "warmup_exponential_decay_schedule" => {
            let decay = exponential(or("peak_value", f64::NAN), config);
            Arc::new(warmup_exponential(init, steps(config, "warmup_steps"), decay))
        }
        "cosine_onecycle_schedule" => {
            let divisors = (or("div_factor", 25.0), or("final_div_factor", 1e4));
            Arc::new(cosine_onecycle(steps(config, "transition_steps"), or("peak_value", f64::NAN), or("pct_start", 0.3), divisors))
        }
        "linear_onecycle_schedule" => {
            let shares = (or("pct_start", 0.3), or("pct_final", 0.85));
            let divisors = (or("div_factor", 25.0), or("final_div_factor", 1e4));
            Arc::new(linear_onecycle(steps(config, "transition_steps"), or("peak_value", f64::NAN), shares, divisors))
        }
        "piecewise_constant_schedule" => Arc::new(PiecewiseConstantDecay::with_scales(init, &points())),
        "piecewise_interpolate_schedule" => {
            let kind = if config["interpolate_type"] == "linear" { Interpolation::Linear } else { Interpolation::Cosine };
            Arc::new(PiecewiseInterpolation::new(kind, init, &points()))
        }
        // The case's note: linear_schedule(0, 1, 5), then cosine_decay_schedule(1, 10) from the boundary on.
        "join_schedules" => {
            let boundary = config["boundaries"][0].as_u64().expect("a step");
            Arc::new(Join::new(PolynomialDecay::linear(0.0, 1.0, 5)).then(boundary, CosineDecay::new(1.0, 10)))
        }
        "sgdr_schedule" => {
            Arc::new(sgdr(list(&config["cosine_kwargs"]).iter().map(|cycle| (steps(cycle, "decay_steps"), optax_warmup_cosine(cycle)))))
        }
        other => panic!("`{other}` is not among the schedules of optax"),
    }
}

fn exponential(init: f64, config: &Value) -> ExponentialDecay {
    let staircase = config.get("staircase").and_then(Value::as_bool).unwrap_or(false);
    let decay = ExponentialDecay::new(init, steps(config, "transition_steps"), number(&config["decay_rate"])).staircase(staircase);
    match get(config, "end_value") {
        Some(end) => decay.end(end),
        None => decay,
    }
}

fn optax_warmup_cosine(config: &Value) -> Join {
    let value = |name: &str| get(config, name).unwrap_or(0.0);
    warmup_cosine(value("init_value"), value("peak_value"), steps(config, "warmup_steps"), steps(config, "decay_steps"), value("end_value"))
}

#[test]
fn values_agree_with_optax() {
    let all = cases("optax.json");
    let cases: Vec<&Value> = all.iter().filter(|case| case["kind"] == "schedule").collect();
    assert_eq!(cases.len(), 20);
    let mut wrong = Vec::new();
    for case in &cases {
        let schedule = optax_schedule(text(&case["name"]), &case["config"]);
        for (step, expected) in list(&case["steps"]).iter().zip(numbers(&case["values"])) {
            let found = schedule.value(step.as_u64().expect("a step"));
            // Relative to the peak, which is 1 in nearly all: the small end of a one-cycle is a difference of large numbers.
            if !close(found, expected, 1e-12, 1e-3) {
                wrong.push(format!("{} {} at {step}: {found:e}, not {expected:e}", text(&case["id"]), case["config"]));
            }
        }
    }
    none_wrong(&wrong, cases.len());
}
