//! The 396 runs of `optimizers.json`: TensorFlow's legacy optimizers, `tf_keras` 2 and Keras 3.

use autodiff_runtime::optim::{
    Adadelta, Adafactor, Adagrad, Adam, AdamW, Adamax, AverageStart, Chain, ClipByNorm, ClipByValue, EpsilonPlace, Ftrl, Lamb, Lion, Muon, Nadam,
    Optimizer, RmsProp, Sgd, Stepper,
};
use autodiff_runtime::schedule::{InverseTimeDecay, Schedule};
use serde_json::Value;

use crate::schedules::keras_schedule;
use crate::support::{cases, difference, list, none_wrong, number, numbers, run, text, variables};

/// A float argument of the constructor, if it was given.
fn get(case: &Value, name: &str) -> Option<f64> {
    case["config"].get(name).filter(|value| !value.is_null()).map(number)
}

fn flag(case: &Value, name: &str) -> bool {
    case["config"].get(name).and_then(Value::as_bool).unwrap_or(false)
}

/// The rate: a number, a schedule, or with the legacy `decay` `rate/(1 + decay·iterations)`.
fn rate(case: &Value) -> std::sync::Arc<dyn Schedule> {
    if let Some(schedule) = case.get("schedule") {
        return keras_schedule(text(&schedule["name"]), &schedule["config"]);
    }
    let rate = get(case, "learning_rate").expect("every case has a rate");
    match get(case, "decay") {
        Some(decay) => std::sync::Arc::new(InverseTimeDecay::new(rate, 1, decay)),
        None => std::sync::Arc::new(rate),
    }
}

/// What all optimizers of the families have in common.
fn common<C: Chain + 'static>(mut opt: Stepper<C>, case: &Value) -> Box<dyn Optimizer> {
    let family = text(&case["family"]);
    // Where both are set, tf_keras 2 uses clipnorm alone; the legacy family uses both, which is a chain of its own (see `legacy_sgd`).
    let both = case["config"].get("clipnorm").is_some();
    if let Some(c) = get(case, "clipnorm") {
        opt = opt.clipnorm(c);
    }
    if let Some(c) = get(case, "clipvalue").filter(|_| !both) {
        opt = opt.clipvalue(c);
    }
    if let Some(c) = get(case, "global_clipnorm") {
        opt = opt.global_clipnorm(c);
    }
    if let Some(decay) = case["config"].get("weight_decay") {
        opt = opt.weight_decay(decay.as_f64().unwrap_or(0.0));
    }
    if flag(case, "use_ema") {
        opt = opt.moving_average(get(case, "ema_momentum").unwrap_or(0.99));
        if let Some(frequency) = get(case, "ema_overwrite_frequency") {
            opt = opt.overwrite_with_average(frequency as u64);
        }
        if family == "tf_keras2" {
            opt = opt.average_starts(AverageStart::InitialValue);
        }
    }
    if let Some(steps) = get(case, "gradient_accumulation_steps") {
        opt = opt.gradient_accumulation_steps(steps as u64);
    }
    if let Some(factor) = get(case, "loss_scale_factor") {
        opt = opt.loss_scale_factor(factor);
    }
    Box::new(opt)
}

/// Calls a setter if the argument was given; else the default is the constructor's, which is compared too.
fn given<T, O>(opt: O, value: Option<T>, set: impl FnOnce(O, T) -> O) -> O {
    match value {
        Some(value) => set(opt, value),
        None => opt,
    }
}

/// β₁ and β₂ if one of them was given, the other one's default beside it.
fn betas(case: &Value, default: (f64, f64)) -> Option<(f64, f64)> {
    let (beta_1, beta_2) = (get(case, "beta_1"), get(case, "beta_2"));
    beta_1.or(beta_2).map(|_| (beta_1.unwrap_or(default.0), beta_2.unwrap_or(default.1)))
}

fn legacy(case: &Value) -> bool {
    text(&case["family"]) == "tf_keras_legacy"
}

fn sgd(case: &Value) -> Sgd {
    let opt = given(Sgd::new(rate(case)), get(case, "momentum"), Sgd::momentum);
    if flag(case, "nesterov") { opt.nesterov(true) } else { opt }
}

/// The legacy family clips by value, then by norm.
fn legacy_sgd(case: &Value) -> Box<dyn Optimizer> {
    let clips = (get(case, "clipvalue").expect("clipvalue"), get(case, "clipnorm").expect("clipnorm"));
    let plain = sgd(case);
    let sgd = plain.chain().0.clone();
    Box::new(Stepper::of(rate(case), (ClipByValue::new(clips.0), ClipByNorm::new(clips.1), sgd)))
}

fn adam(case: &Value) -> Adam {
    let opt = given(Adam::new(rate(case)), get(case, "beta_1"), Adam::beta_1);
    let opt = given(given(opt, get(case, "beta_2"), Adam::beta_2), get(case, "epsilon"), Adam::epsilon);
    let opt = if flag(case, "amsgrad") { opt.amsgrad(true) } else { opt };
    if flag(case, "adaptive_epsilon") { opt.adaptive_epsilon() } else { opt }
}

fn adamw(case: &Value) -> AdamW {
    let opt = given(AdamW::new(rate(case)), betas(case, (0.9, 0.999)), |opt, (beta_1, beta_2)| opt.betas(beta_1, beta_2));
    let opt = given(opt, get(case, "epsilon"), AdamW::epsilon);
    if flag(case, "amsgrad") { opt.amsgrad(true) } else { opt }
}

fn nadam(case: &Value) -> Nadam {
    let opt = given(Nadam::new(rate(case)), betas(case, (0.9, 0.999)), |opt, (beta_1, beta_2)| opt.betas(beta_1, beta_2));
    let opt = given(opt, get(case, "epsilon"), Nadam::epsilon);
    if legacy(case) { opt.legacy() } else { opt }
}

fn adamax(case: &Value) -> Adamax {
    let opt = given(Adamax::new(rate(case)), betas(case, (0.9, 0.999)), |opt, (beta_1, beta_2)| opt.betas(beta_1, beta_2));
    given(opt, get(case, "epsilon"), Adamax::epsilon)
}

fn adagrad(case: &Value) -> Adagrad {
    let opt = given(Adagrad::new(rate(case)), get(case, "initial_accumulator_value"), Adagrad::initial_accumulator_value);
    let opt = given(opt, get(case, "epsilon"), Adagrad::epsilon);
    if legacy(case) { opt.epsilon_place(EpsilonPlace::OutsideRoot) } else { opt }
}

fn adadelta(case: &Value) -> Adadelta {
    given(given(Adadelta::new(rate(case)), get(case, "rho"), Adadelta::rho), get(case, "epsilon"), Adadelta::epsilon)
}

fn rmsprop(case: &Value) -> RmsProp {
    let opt = given(RmsProp::new(rate(case)), get(case, "rho"), RmsProp::rho);
    let opt = given(given(opt, get(case, "momentum"), RmsProp::momentum), get(case, "epsilon"), RmsProp::epsilon);
    let opt = if flag(case, "centered") { opt.centered(true) } else { opt };
    let outside = legacy(case) && get(case, "momentum").unwrap_or(0.0) == 0.0;
    if outside { opt.epsilon_place(EpsilonPlace::OutsideRoot) } else { opt }
}

fn ftrl(case: &Value) -> Ftrl {
    let opt = given(Ftrl::new(rate(case)), get(case, "learning_rate_power"), Ftrl::learning_rate_power);
    let opt = given(opt, get(case, "initial_accumulator_value"), Ftrl::initial_accumulator_value);
    let opt = given(opt, get(case, "l1_regularization_strength"), Ftrl::l1_regularization_strength);
    let opt = given(opt, get(case, "l2_regularization_strength"), Ftrl::l2_regularization_strength);
    let opt = given(opt, get(case, "l2_shrinkage_regularization_strength"), Ftrl::l2_shrinkage_regularization_strength);
    given(opt, get(case, "beta"), Ftrl::beta)
}

fn lion(case: &Value) -> Lion {
    given(Lion::new(rate(case)), betas(case, (0.9, 0.99)), |opt, (beta_1, beta_2)| opt.betas(beta_1, beta_2))
}

fn lamb(case: &Value) -> Lamb {
    let opt = given(Lamb::new(rate(case)), betas(case, (0.9, 0.999)), |opt, (beta_1, beta_2)| opt.betas(beta_1, beta_2));
    given(opt, get(case, "epsilon"), Lamb::epsilon)
}

fn adafactor(case: &Value) -> Adafactor {
    let opt = given(Adafactor::new(rate(case)), get(case, "beta_2_decay"), Adafactor::beta_2_decay);
    given(given(opt, get(case, "epsilon_2"), Adafactor::epsilon_2), get(case, "clip_threshold"), Adafactor::clip_threshold)
}

/// Muon has decays of its own, for matrices and for the rest.
fn muon(case: &Value) -> Muon {
    let config = &case["config"];
    let nesterov = config.get("nesterov").and_then(Value::as_bool).unwrap_or(true);
    let opt = given(Muon::new(rate(case)), get(case, "momentum"), |opt, momentum| opt.momentum(momentum, nesterov));
    let opt = given(opt, config.get("weight_decay"), |opt, decay| opt.matrix_decay(decay.as_f64().unwrap_or(0.0)));
    let opt = given(opt, config.get("rms_rate"), |opt, rms_rate| opt.rms_rate(rms_rate.as_f64()));
    let opt = given(opt, get(case, "ns_steps"), |opt, steps| opt.newton_schulz_steps(steps as u32));
    given(given(opt, get(case, "adam_weight_decay"), Muon::adam_decay), get(case, "adam_lr_ratio"), Muon::adam_rate_ratio)
}

pub(crate) fn optimizer(case: &Value) -> Box<dyn Optimizer> {
    match text(&case["optimizer"]) {
        "SGD" if legacy(case) && get(case, "clipnorm").and(get(case, "clipvalue")).is_some() => legacy_sgd(case),
        "SGD" => common(sgd(case), case),
        "Adam" => common(adam(case), case),
        "AdamW" => common(adamw(case), case),
        "Nadam" => common(nadam(case), case),
        "Adamax" => common(adamax(case), case),
        "Adagrad" => common(adagrad(case), case),
        "Adadelta" => common(adadelta(case), case),
        "RMSprop" => common(rmsprop(case), case),
        "Ftrl" => common(ftrl(case), case),
        "Lion" => common(lion(case), case),
        "Lamb" => common(lamb(case), case),
        "Adafactor" => common(adafactor(case), case),
        "Muon" => Box::new(muon(case)),
        other => panic!("`{other}` is not among the optimizers of Keras"),
    }
}

/// As `optimizers.json` asks to be compared: float64 to 1e-11, or three times what rounding inside the library costs; float32, and
/// constants that went through float32 inside the library, to 1e-4, or 1e-3 for such constants in a float64 run.
fn tolerance(case: &Value) -> f64 {
    let rounding = 3.0 * number(&case["formula_deviation"]);
    match (text(&case["dtype"]), text(&case["hyper"])) {
        ("float64", "float64") => rounding.max(1e-11),
        ("float64", _) => 1e-3,
        _ => rounding.max(1e-4),
    }
}

/// The one difference on purpose: `tf_keras` 2 keeps a momentum slot even without momentum, which makes NaN of an infinite gradient one
/// step later. The infinity stays here, as in Keras 3 and the legacy family.
fn stays_infinite(case: &Value, found: &[f64], expected: &[f64]) -> bool {
    text(&case["family"]) == "tf_keras2"
        && text(&case["optimizer"]) == "SGD"
        && case.get("tag").and_then(Value::as_str) == Some("infinite gradient at one step")
        && expected.iter().zip(found).all(|(expected, found)| {
            if expected.is_nan() { found.is_infinite() } else { (found - expected).abs() <= 1e-11 * (expected.abs() + 1e-3) || found == expected }
        })
}

#[test]
fn trajectories_agree_with_keras_and_tensorflow() {
    let cases = cases("optimizers.json");
    assert_eq!(cases.len(), 396);
    let mut wrong = Vec::new();
    for case in &cases {
        let variables = variables(case);
        let mut opt = optimizer(case);
        let mut first = None;
        run(case, &mut opt, &variables, |step, opt| {
            let expected_iterations = case["iterations"][step].as_u64().expect("a count");
            if opt.iterations() != expected_iterations && first.is_none() {
                first = Some(format!("step {step}: iterations {}, not {expected_iterations}", opt.iterations()));
            }
            for (index, (variable, expected)) in variables.iter().zip(list(&case["params"][step])).enumerate() {
                let (found, expected) = (variable.value(), numbers(expected));
                if let Some(what) = difference(&found, &expected, tolerance(case), 1e-3).filter(|_| !stays_infinite(case, &found, &expected)) {
                    first.get_or_insert_with(|| format!("step {step}, variable {index}{what}"));
                }
            }
        });
        if let Some(what) = first {
            wrong.push(format!("{} {}: {what}", text(&case["id"]), case["config"]));
        }
    }
    none_wrong(&wrong, cases.len());
}

/// Keras shows the rate that the next step will use.
#[test]
fn schedules_are_read_before_the_count_rises() {
    let mut seen = 0;
    for case in cases("optimizers.json").iter().filter(|case| case.get("schedule").is_some() && text(&case["dtype"]) == "float64") {
        let opt = optimizer(case);
        let expected = numbers(&case["schedule_value_before_each_step"]);
        let schedule = keras_schedule(text(&case["schedule"]["name"]), &case["schedule"]["config"]);
        assert!((opt.learning_rate() - expected[0]).abs() <= 1e-12 * expected[0], "{}", case["id"]);
        if case["config"].get("gradient_accumulation_steps").is_none() {
            for (step, expected) in expected.iter().enumerate() {
                assert!((schedule.value(step as u64) - expected).abs() <= 1e-12 * expected, "{} at {step}", case["id"]);
            }
        }
        seen += 1;
    }
    assert!(seen >= 10, "{seen} cases with a schedule");
}
