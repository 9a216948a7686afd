//! The cases of `optax.json` that are runs: optimizers, chains, lookahead. (Schedules and minimisers of functions: files of their own.)

use std::sync::Arc;

use autodiff_runtime::optim::{
    AdaBelief, Adagrad, Adan, AdaptiveGradClip, AddDecayedWeights, ApplyEvery, Centralize, Chain, ClipByBlockRms, ClipByGlobalNorm, ClipByValue,
    EpsilonPlace, Fromage, KeepNonnegative, Lamb, Lars, Masked, MovingAverage, NormalizeByUpdateNorm, NovoGrad, Optimistic, Optimizer, RAdam, Reduce,
    Rprop, Scale, ScaleByAdadelta, ScaleByAdam, ScaleByAdamax, ScaleByFactoredRms, ScaleByLion, ScaleByParamNorm, ScaleByParamRms, ScaleByRate,
    ScaleByRms, ScaleBySchedule, ScaleBySign, SetToZero, Sm3, Stepper, Trace, Transform, Yogi, ZeroNans,
};
use autodiff_runtime::schedule::{ExponentialDecay, PolynomialDecay, warmup_cosine};
use serde_json::Value;

use crate::support::{Cell, cases, difference, list, none_wrong, number, numbers, run, text, variables};

/// The arguments of a constructor: those given, and optax's defaults.
struct Arguments<'a>(&'a Value);

impl Arguments<'_> {
    fn get(&self, name: &str, default: f64) -> f64 {
        self.0.get(name).map_or(default, number)
    }
    fn rate(&self) -> f64 {
        number(&self.0["learning_rate"])
    }
    fn flag(&self, name: &str) -> bool {
        self.0.get(name).and_then(Value::as_bool).unwrap_or(false)
    }
    fn count(&self, name: &str) -> u64 {
        self.0[name].as_u64().unwrap_or_else(|| panic!("{name} of {}", self.0))
    }
    fn betas(&self, b1: f64, b2: f64) -> (f64, f64) {
        (self.get("b1", b1), self.get("b2", b2))
    }
    /// Calls a setter if the argument was given; else the default is the constructor's, which is compared too.
    fn given<O>(&self, opt: O, name: &str, set: impl FnOnce(O, f64) -> O) -> O {
        match self.0.get(name) {
            Some(value) => set(opt, number(value)),
            None => opt,
        }
    }
    fn given_betas<O>(&self, opt: O, default: (f64, f64), set: impl FnOnce(O, f64, f64) -> O) -> O {
        let (b1, b2) = self.betas(default.0, default.1);
        if self.0.get("b1").or(self.0.get("b2")).is_some() { set(opt, b1, b2) } else { opt }
    }
    /// Adam's direction, with a default ε.
    fn adam(&self, eps: f64) -> ScaleByAdam {
        let (b1, b2) = self.betas(0.9, 0.999);
        let adam = ScaleByAdam::corrected().betas(b1, b2).epsilon(self.get("eps", eps));
        adam.epsilon_root(self.get("eps_root", 0.0)).nesterov(self.flag("nesterov"))
    }
    fn decay(&self, default: f64) -> AddDecayedWeights {
        AddDecayedWeights::new(self.get("weight_decay", default))
    }
}

fn boxed<C: Chain + 'static>(rate: f64, chain: C) -> Box<dyn Optimizer> {
    Box::new(Stepper::of(rate, chain))
}

/// The optimizers of optax by name.
pub(crate) fn alias(name: &str, config: &Value) -> Option<Box<dyn Optimizer>> {
    let a = Arguments(config);
    let opt: Box<dyn Optimizer> = match name {
        "sgd" if config.get("momentum").is_none() => boxed(a.rate(), (Scale(1.0),)),
        "sgd" => boxed(a.rate(), (Trace::new(a.get("momentum", 0.0)).nesterov(a.flag("nesterov")),)),
        "adam" => boxed(a.rate(), (a.adam(1e-8),)),
        "adamw" => boxed(a.rate(), (a.adam(1e-8), a.decay(1e-4))),
        "nadam" => boxed(a.rate(), (a.adam(1e-8).nesterov(true),)),
        "nadamw" => boxed(a.rate(), (a.adam(1e-8).nesterov(true), a.decay(1e-4))),
        "amsgrad" => boxed(a.rate(), (a.adam(1e-8).amsgrad(true),)),
        "adamax" | "adamaxw" => {
            let (b1, b2) = a.betas(0.9, 0.999);
            let adamax = ScaleByAdamax::epsilon_in_maximum().betas(b1, b2).epsilon(a.get("eps", 1e-8));
            let decay = if name == "adamax" { 0.0 } else { 1e-4 };
            boxed(a.rate(), (adamax, a.decay(decay)))
        }
        "adabelief" => {
            let opt = a.given_betas(AdaBelief::new(a.rate()), (0.9, 0.999), |opt, b1, b2| opt.betas(b1, b2));
            Box::new(a.given(opt, "eps", AdaBelief::epsilon))
        }
        "radam" => {
            let opt = a.given_betas(RAdam::new(a.rate()), (0.9, 0.999), |opt, b1, b2| opt.betas(b1, b2));
            Box::new(a.given(opt, "threshold", RAdam::threshold))
        }
        "yogi" => {
            let opt = a.given_betas(Yogi::new(a.rate()), (0.9, 0.999), |opt, b1, b2| opt.betas(b1, b2));
            Box::new(a.given(opt, "eps", Yogi::epsilon))
        }
        "lion" => {
            let (b1, b2) = a.betas(0.9, 0.99);
            boxed(a.rate(), (ScaleByLion::new(b1, b2), a.decay(1e-3)))
        }
        "lamb" => {
            let (b1, b2) = a.betas(0.9, 0.999);
            Box::new(Lamb::new(a.rate()).betas(b1, b2).epsilon(a.get("eps", 1e-6)).decay_inside(a.get("weight_decay", 0.0)))
        }
        "lars" => {
            let opt = a.given(Lars::new(a.rate()), "weight_decay", Lars::decay_inside);
            let opt = a.given(a.given(opt, "trust_coefficient", Lars::trust_coefficient), "eps", Lars::epsilon);
            let momentum = ["momentum", "nesterov"].iter().any(|name| config.get(*name).is_some());
            Box::new(if momentum { opt.momentum(a.get("momentum", 0.9), a.flag("nesterov")) } else { opt })
        }
        "rmsprop" => rmsprop(&a),
        "adagrad" => {
            let opt = Adagrad::new(a.rate()).initial_accumulator_value(a.get("initial_accumulator_value", 0.1));
            Box::new(opt.epsilon(a.get("eps", 1e-7)))
        }
        "adadelta" => boxed(a.rate(), (a.decay(0.0), ScaleByAdadelta::new(a.get("rho", 0.9), a.get("eps", 1e-6)))),
        "novograd" => {
            let opt = a.given_betas(NovoGrad::new(a.rate()), (0.9, 0.25), |opt, b1, b2| opt.betas(b1, b2));
            Box::new(a.given(a.given(opt, "eps", NovoGrad::epsilon), "weight_decay", NovoGrad::decay_inside))
        }
        "fromage" => Box::new(a.given(Fromage::new(a.rate()), "min_norm", Fromage::min_norm)),
        "sm3" => Box::new(a.given(Sm3::new(a.rate()), "momentum", Sm3::momentum)),
        "adafactor" => adafactor(&a),
        "rprop" => {
            let opt = Rprop::new(a.rate()).delayed();
            let default = config.get("eta_minus").is_none();
            Box::new(if default {
                opt
            } else {
                opt.factors(a.get("eta_minus", 0.5), a.get("eta_plus", 1.2)).step_sizes(a.get("min_step_size", 1e-6), a.get("max_step_size", 50.0))
            })
        }
        "sign_sgd" => boxed(a.rate(), (ScaleBySign,)),
        "signum" => boxed(a.rate(), (MovingAverage::new(a.get("momentum", 0.9), false), ScaleBySign)),
        "adan" => {
            let opt = Adan::new(a.rate());
            let default = config.get("b1").is_none();
            let opt = if default { opt } else { opt.betas([a.get("b1", 0.98), a.get("b2", 0.92), a.get("b3", 0.99)]) };
            Box::new(a.given(opt, "weight_decay", Adan::decay_inside))
        }
        "optimistic_gradient_descent" => {
            let opt = Optimistic::new(a.rate());
            let default = config.get("alpha").is_none();
            Box::new(if default { opt } else { opt.coefficients(a.get("alpha", 1.0), a.get("beta", 1.0)) })
        }
        _ => return None,
    };
    Some(opt)
}

/// `scale_by_rms` or `scale_by_stddev`, the rate, then momentum.
fn rmsprop(a: &Arguments<'_>) -> Box<dyn Optimizer> {
    let outside = a.0.get("eps_in_sqrt") == Some(&Value::Bool(false));
    let rms = ScaleByRms::new(a.get("decay", 0.9), a.get("eps", 1e-8))
        .epsilon_place(if outside { EpsilonPlace::OutsideRoot } else { EpsilonPlace::InRoot })
        .centered(a.flag("centered"))
        .initial_scale(a.get("initial_scale", 0.0))
        .bias_correction(a.flag("bias_correction"));
    match a.0.get("momentum") {
        Some(momentum) => boxed(a.rate(), (rms, ScaleByRate, Trace::new(number(momentum)).nesterov(a.flag("nesterov")))),
        None => boxed(a.rate(), (rms,)),
    }
}

/// optax's Adafactor, the pieces that are switched off left out.
fn adafactor(a: &Arguments<'_>) -> Box<dyn Optimizer> {
    let mut chain: Vec<Box<dyn Transform>> = vec![
        Box::new(ScaleByFactoredRms::new(0.8, 1e-30, a.get("min_dim_size_to_factor", 128.0) as usize)),
        Box::new(ClipByBlockRms::new(a.get("clipping_threshold", 1.0))),
        Box::new(ScaleByRate),
    ];
    if a.0.get("multiply_by_parameter_scale") != Some(&Value::Bool(false)) {
        chain.push(Box::new(ScaleByParamRms { least: 1e-3 }));
    }
    if let Some(momentum) = a.0.get("momentum") {
        chain.push(Box::new(MovingAverage::new(number(momentum), false)));
    }
    if let Some(decay) = a.0.get("weight_decay_rate") {
        chain.push(Box::new(AddDecayedWeights::new(number(decay))));
    }
    boxed(a.rate(), chain)
}

/// The chains that the cases put together from parts.
fn chain(name: &str, config: &Value, variables: &[Cell]) -> Box<dyn Optimizer> {
    let a = Arguments(config);
    let rate = || number(&config["learning_rate"]);
    // optax adds its updates, so that a step size there is negative.
    let step_size = || -number(&config["step_size"]);
    let corrected = ScaleByAdam::corrected;
    match name {
        "chain_clip_global_norm_adam" => boxed(rate(), (ClipByGlobalNorm::new(a.get("max_norm", 1.0)), corrected())),
        "chain_clip_global_norm_sgd" => boxed(rate(), (ClipByGlobalNorm::new(a.get("max_norm", 1.0)),)),
        "chain_clip_sgd" => boxed(rate(), (ClipByValue::new(a.get("max_delta", 1.0)),)),
        "chain_clip_block_rms_sgd" => boxed(rate(), (ClipByBlockRms::new(a.get("threshold", 1.0)),)),
        "chain_adaptive_grad_clip_sgd" => boxed(rate(), (AdaptiveGradClip::new(a.get("clipping", 1.0), a.get("eps", 1e-3)),)),
        "chain_add_decayed_weights_sgd" => boxed(rate(), (a.decay(0.0),)),
        "chain_adam_add_decayed_weights_scale" => boxed(1.0, (corrected(), a.decay(0.0), Scale(rate()))),
        "chain_scale_by_schedule" => {
            let decay = ExponentialDecay::new(-number(&config["init_value"]), a.count("transition_steps"), a.get("decay_rate", 1.0));
            boxed(1.0, (ScaleBySchedule(Arc::new(decay)),))
        }
        "sgd_schedule" => {
            let line = PolynomialDecay::linear(a.get("init_value", 0.0), a.get("end_value", 0.0), a.count("transition_steps"));
            Box::new(Stepper::of(line, (Scale(1.0),)))
        }
        "adam_schedule" => {
            let (warmup, steps) = (a.count("warmup_steps"), a.count("decay_steps"));
            let rate = warmup_cosine(a.get("init_value", 0.0), a.get("peak_value", 0.0), warmup, steps, a.get("end_value", 0.0));
            Box::new(Stepper::of(rate, (corrected(),)))
        }
        "chain_centralize_sgd" => boxed(rate(), (Centralize,)),
        "chain_zero_nans_adam" => boxed(rate(), (ZeroNans, corrected())),
        "apply_if_finite_adam" => Box::new(Stepper::of(rate(), (corrected(),)).apply_if_finite(a.count("max_consecutive_errors") as u32)),
        "apply_if_finite_sgd" => Box::new(Stepper::of(rate(), (Scale(1.0),)).apply_if_finite(a.count("max_consecutive_errors") as u32)),
        "chain_ema_sgd" => boxed(rate(), (MovingAverage::new(a.get("decay", 0.0), a.flag("debias")),)),
        "chain_trace_scale" => boxed(1.0, (Trace::new(a.get("decay", 0.0)).nesterov(a.flag("nesterov")), Scale(step_size()))),
        "chain_normalize_by_update_norm_sgd" => boxed(rate(), (NormalizeByUpdateNorm::new(1.0, 1e-6),)),
        "chain_apply_every_sgd" => boxed(rate(), (ApplyEvery(a.count("k")),)),
        "multi_steps_adam" => Box::new(Stepper::of(rate(), (corrected(),)).multi_steps(a.count("every_k_schedule"), reduce(&a))),
        "multi_steps_sgd" => Box::new(Stepper::of(rate(), (Scale(1.0),)).multi_steps(a.count("every_k_schedule"), reduce(&a))),
        "chain_keep_params_nonnegative_sgd" => boxed(rate(), (ScaleByRate, KeepNonnegative)),
        "chain_scale_by_stddev" => boxed(step_size(), (ScaleByRms::new(0.9, 1e-8).centered(true),)),
        "chain_scale_by_param_block_norm" => boxed(step_size(), (ScaleByParamNorm { least: 1e-3 },)),
        "chain_scale_by_param_block_rms" => boxed(step_size(), (ScaleByParamRms { least: 1e-3 },)),
        "chain_scale_by_sign" => boxed(step_size(), (ScaleBySign,)),
        "masked_decay_sgd" => boxed(rate(), (Masked::by_dims(a.decay(0.0), |dims| dims.len() >= 2),)),
        "freeze_first_var_sgd" => {
            let frozen = list(&config["frozen"]).iter().zip(variables).filter(|(frozen, _)| **frozen == true).map(|(_, cell)| cell.identity());
            boxed(rate(), (Masked::for_variables(SetToZero, frozen),))
        }
        other => panic!("`{other}` is not among the chains"),
    }
}

fn reduce(a: &Arguments<'_>) -> Reduce {
    if a.flag("use_grad_mean") { Reduce::Mean } else { Reduce::Sum }
}

/// Optax runs: 1e-11 in float64, 1e-5 in float32. Two things are float32 inside optax even in a float64 run, each good to 6e-8: what a
/// schedule returns, and the decay and the momentum of its Adafactor. These runs are compared to 1e-6, since errors add up from step to step.
pub(crate) fn tolerance(case: &Value) -> f64 {
    let name = text(&case["name"]);
    match text(&case["dtype"]) {
        "float32" => 1e-5,
        _ if name == "adafactor" || name.contains("schedule") => 1e-6,
        _ => 1e-11,
    }
}

#[test]
fn trajectories_agree_with_optax() {
    let all = cases("optax.json");
    assert_eq!(all.len(), 155);
    let cases: Vec<&Value> = all.iter().filter(|case| case["kind"] == "run").collect();
    assert_eq!(cases.len(), 115);
    let mut wrong = Vec::new();
    for case in &cases {
        let variables = variables(case);
        let name = text(&case["name"]);
        let mut opt = alias(name, &case["config"]).unwrap_or_else(|| chain(name, &case["config"], &variables));
        let mut first = None;
        run(case, &mut opt, &variables, |step, _| {
            for (index, (variable, expected)) in variables.iter().zip(list(&case["params"][step])).enumerate() {
                if let Some(what) = difference(&variable.value(), &numbers(expected), tolerance(case), 1e-3) {
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

#[test]
fn lookahead_agrees_with_optax() {
    let all = cases("optax.json");
    let cases: Vec<&Value> = all.iter().filter(|case| case["kind"] == "lookahead").collect();
    assert_eq!(cases.len(), 2);
    let mut wrong = Vec::new();
    for case in &cases {
        let variables = variables(case);
        let a = Arguments(&case["config"]);
        let mut opt = Stepper::of(a.rate(), (ScaleByAdam::corrected(),)).lookahead(a.count("sync_period"), a.get("slow_step_size", 0.5));
        for (step, gradients) in list(&case["grads"]).iter().enumerate() {
            let pairs = autodiff_runtime::optim::zip(crate::support::gradients(gradients), variables.iter().collect::<Vec<_>>());
            opt.apply_gradients(pairs).expect("a step");
            for (index, variable) in variables.iter().enumerate() {
                let fast = difference(&variable.value(), &numbers(&case["fast"][step][index]), 1e-11, 1e-3);
                let slow = opt.slow_of(variable.identity()).expect("lookahead keeps slow values");
                let slow = difference(slow, &numbers(&case["slow"][step][index]), 1e-11, 1e-3);
                wrong.extend(fast.map(|what| format!("{} step {step}, fast {index}{what}", text(&case["id"]))));
                wrong.extend(slow.map(|what| format!("{} step {step}, slow {index}{what}", text(&case["id"]))));
            }
        }
    }
    none_wrong(&wrong, cases.len());
}
