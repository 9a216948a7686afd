//! What holds for every optimizer, whatever the numbers: drawn at random.

use autodiff_runtime::optim::{
    AdaBelief, Adadelta, Adafactor, Adagrad, Adam, AdamW, Adamax, Adan, Chain, ClipByGlobalNorm, Ended, Ftrl, Lamb, Lars, Lion, Minimizer, Muon,
    Nadam, NovoGrad, Optimizer, RAdam, RmsProp, ScaleByAdam, ScaleByRate, Sgd, Sm3, Stepper, Trace, Yogi, zip,
};
use autodiff_runtime::tape::Variable;
use proptest::prelude::*;

use crate::support::Cell;

/// Steps plain values, all of them one part.
fn run<O: Optimizer>(mut opt: O, start: &[f64], gradients: &[Vec<f64>]) -> Vec<f64> {
    let mut x = start.to_vec();
    for gradient in gradients {
        opt.step(&mut x, gradient).expect("a step");
    }
    x
}

fn near(found: &[f64], expected: &[f64], tolerance: f64) -> bool {
    found.len() == expected.len() && found.iter().zip(expected).all(|(a, b)| (a - b).abs() <= tolerance * (1.0 + b.abs()))
}

/// Start values and five gradients of four elements, none of them close to zero.
fn runs() -> impl Strategy<Value = (Vec<f64>, Vec<Vec<f64>>)> {
    let element = prop_oneof![-2.0..-0.05, 0.05..2.0];
    let vector = prop::collection::vec(element, 4);
    (vector.clone(), prop::collection::vec(vector, 5))
}

/// The optimizers whose step does not depend on the place of an element.
fn each_elementwise(mut check: impl FnMut(&str, &dyn Fn() -> Box<dyn Optimizer>)) {
    check("Sgd", &|| Box::new(Sgd::new(0.1).momentum(0.9)));
    check("Adam", &|| Box::new(Adam::new(0.1)));
    check("Adam, amsgrad", &|| Box::new(Adam::corrected(0.1).amsgrad(true)));
    check("AdamW", &|| Box::new(AdamW::new(0.1).weight_decay(0.2)));
    check("Nadam", &|| Box::new(Nadam::new(0.1)));
    check("Adamax", &|| Box::new(Adamax::new(0.1)));
    check("Adagrad", &|| Box::new(Adagrad::new(0.1)));
    check("Adadelta", &|| Box::new(Adadelta::new(1.0)));
    check("RmsProp", &|| Box::new(RmsProp::new(0.01).centered(true).momentum(0.5)));
    check("Ftrl", &|| Box::new(Ftrl::new(0.1).l1_regularization_strength(0.1)));
    check("Lion", &|| Box::new(Lion::new(0.01)));
    check("AdaBelief", &|| Box::new(AdaBelief::new(0.1)));
    check("RAdam", &|| Box::new(RAdam::new(0.1)));
    check("Yogi", &|| Box::new(Yogi::new(0.1)));
    check("Adan", &|| Box::new(Adan::new(0.1)));
}

/// Those that look at a whole vector, but not at the order of its elements.
fn each_symmetric(mut check: impl FnMut(&str, &dyn Fn() -> Box<dyn Optimizer>)) {
    check("Lamb", &|| Box::new(Lamb::new(0.1)));
    check("Lars", &|| Box::new(Lars::new(0.1)));
    check("Adafactor", &|| Box::new(Adafactor::new(0.3)));
    check("NovoGrad", &|| Box::new(NovoGrad::new(0.1)));
    check("Sm3", &|| Box::new(Sm3::new(0.1)));
    check("Muon", &|| Box::new(Muon::new(0.1)));
    check("global_clipnorm", &|| Box::new(Adam::new(0.1).global_clipnorm(0.5)));
}

proptest! {
    /// An element's run does not depend on the others: alone it has the same bits.
    #[test]
    fn elements_do_not_see_each_other((start, gradients) in runs()) {
        each_elementwise(|name, make| {
            let together = run(make(), &start, &gradients);
            for k in 0..start.len() {
                let own: Vec<Vec<f64>> = gradients.iter().map(|gradient| vec![gradient[k]]).collect();
                assert_eq!(run(make(), &start[k..=k], &own), &together[k..=k], "{name}");
            }
        });
    }

    /// Permuted inputs give the permuted run, to the rounding of sums.
    #[test]
    fn permuted_inputs_give_the_permuted_run((start, gradients) in runs(), shift in 1_usize..4) {
        let permute = |x: &[f64]| { let mut x = x.to_vec(); x.rotate_left(shift); x };
        let permuted: Vec<Vec<f64>> = gradients.iter().map(|gradient| permute(gradient)).collect();
        each_symmetric(|name, make| {
            let (found, expected) = (run(make(), &permute(&start), &permuted), permute(&run(make(), &start, &gradients)));
            assert!(near(&found, &expected, 1e-12), "{name}: {found:?}, not {expected:?}");
        });
    }

    /// Scaled gradients: the adaptive ones do not notice (ε = 0), Lion never does, descent scales its step.
    #[test]
    fn adaptive_steps_do_not_depend_on_the_scale_of_gradients((start, gradients) in runs(), exponent in -8_i32..8) {
        // A power of two, so that the scaling itself does not round.
        let scale = 2.0_f64.powi(exponent);
        let scaled: Vec<Vec<f64>> = gradients.iter().map(|gradient| gradient.iter().map(|g| scale * g).collect()).collect();
        let same = |name: &str, make: &dyn Fn() -> Box<dyn Optimizer>| {
            let (found, expected) = (run(make(), &start, &scaled), run(make(), &start, &gradients));
            assert!(near(&found, &expected, 1e-12), "{name} at 2^{exponent}: {found:?}, not {expected:?}");
        };
        same("Adam", &|| Box::new(Adam::new(0.1).epsilon(0.0)));
        same("Adamax", &|| Box::new(Adamax::new(0.1).epsilon(0.0)));
        same("Nadam", &|| Box::new(Nadam::new(0.1).epsilon(0.0)));
        same("Adagrad", &|| Box::new(Adagrad::new(0.1).initial_accumulator_value(0.0).epsilon(0.0)));
        same("RmsProp", &|| Box::new(RmsProp::new(0.1).epsilon(0.0)));
        same("Lion", &|| Box::new(Lion::new(0.1)));
        same("Lamb", &|| Box::new(Lamb::new(0.1).epsilon(0.0)));
        same("Lars", &|| Box::new(Lars::new(0.1)));
        same("Adafactor", &|| Box::new(Adafactor::new(0.1).epsilon_1(0.0)));
        let moved = |gradients: &[Vec<f64>]| -> Vec<f64> {
            run(Sgd::new(0.1).momentum(0.9), &start, gradients).iter().zip(&start).map(|(x, start)| x - start).collect()
        };
        let expected: Vec<f64> = moved(&gradients).iter().map(|x| scale * x).collect();
        // The difference to the start cancels: five roundings of the start, times up to 128.
        prop_assert!(moved(&scaled).iter().zip(&expected).all(|(a, b)| (a - b).abs() <= 1e-12 * (1.0 + b.abs())));
    }

    /// Variables or parts of a tuple, one after the other or in another order: the same run.
    #[test]
    fn variables_and_parts_step_alike((start, gradients) in runs()) {
        let (mut a, mut b) = (Adam::new(0.1).global_clipnorm(0.7), Adam::new(0.1).global_clipnorm(0.7));
        let cells = [Cell::vector(&start[..1]), Cell::vector(&start[1..])];
        let mut parts = (vec![start[0]], start[1..].to_vec());
        for gradient in &gradients {
            let (first, rest) = (gradient[..1].to_vec(), gradient[1..].to_vec());
            a.apply_gradients(zip([rest.clone(), first.clone()], [&cells[1], &cells[0]])).expect("a step");
            b.step(&mut parts, &(first, rest)).expect("a step");
        }
        prop_assert!(near(&cells[0].value(), &parts.0, 1e-13) && near(&cells[1].value(), &parts.1, 1e-13));
    }

    /// The fused loop and the loop over buffers are one formula: a chain with a bound that is never reached changes nothing.
    #[test]
    fn staged_steps_are_fused_steps((start, gradients) in runs()) {
        let fused = run(Stepper::of(0.1, (ScaleByAdam::keras(),)), &start, &gradients);
        let staged = run(Stepper::of(0.1, (ClipByGlobalNorm::new(1e300), ScaleByAdam::keras())), &start, &gradients);
        prop_assert_eq!(&fused, &staged);
        let clipped = run(Adam::new(0.1).clipvalue(1e300), &start, &gradients);
        prop_assert_eq!(&fused, &clipped);
    }

    /// Keras's momentum has the rate inside, optax's outside: while the rate is constant they are the same run.
    #[test]
    fn the_two_forms_of_momentum_agree_at_a_constant_rate((start, gradients) in runs(), nesterov: bool) {
        let inside = run(Sgd::new(0.1).momentum(0.9).nesterov(nesterov), &start, &gradients);
        let outside = run(Stepper::of(0.1, (Trace::new(0.9).nesterov(nesterov),)), &start, &gradients);
        prop_assert!(near(&inside, &outside, 1e-14));
        let scaled_first = run(Stepper::of(0.1, (ScaleByRate, Trace::new(0.9).nesterov(nesterov))), &start, &gradients);
        prop_assert!(near(&inside, &scaled_first, 1e-14));
    }

    /// Accumulating n calls of one gradient is one step with it.
    #[test]
    fn accumulated_equal_gradients_are_one((start, gradients) in runs(), n in 2_u64..5) {
        let repeated: Vec<Vec<f64>> = gradients.iter().flat_map(|gradient| vec![gradient.clone(); n as usize]).collect();
        let found = run(Adam::new(0.1).gradient_accumulation_steps(n), &start, &repeated);
        prop_assert!(near(&found, &run(Adam::new(0.1), &start, &gradients), 1e-12));
    }

    /// Every optimizer walks down a bowl.
    #[test]
    fn every_optimizer_goes_downhill((start, _) in runs()) {
        let loss = |x: &[f64]| x.iter().map(|x| x * x).sum::<f64>();
        let mut all = |name: &str, make: &dyn Fn() -> Box<dyn Optimizer>| {
            let mut opt = make();
            let mut x = start.clone();
            for _ in 0..30 {
                let gradient: Vec<f64> = x.iter().map(|x| 2.0 * x).collect();
                opt.step(&mut x, &gradient).expect("a step");
            }
            // Steps of one size overshoot where they started close to the minimum.
            assert!(loss(&x) < loss(&start).max(1.0), "{name}: from {start:?} to {x:?}");
        };
        each_elementwise(&mut all);
        each_symmetric(&mut all);
    }
}

fn drive<C: Chain>(opt: Stepper<C>, x: &Variable<f64>) -> autodiff_runtime::optim::Summary {
    Minimizer::new(opt).loss_tolerance(1e-10).max_steps(500).history().run(|| (x - 4.0).powi(2), [x]).expect("a run")
}

#[test]
fn the_driver_stops_where_it_is_told() {
    let x = Variable::new(0.0);
    let summary = drive(Adam::new(0.1), &x);
    assert_eq!((summary.steps, summary.ended, summary.history.len()), (191, Ended::Loss, 191));
    assert!(summary.converged() && summary.loss < 1e-10 && summary.loss == (x.value() - 4.0_f64).powi(2));
    assert_eq!((summary.history[0].loss, summary.history[0].gradient_norm), (16.0, 8.0));

    // Already there: no step.
    let again = drive(Adam::new(0.1), &x);
    assert_eq!((again.steps, again.ended), (0, Ended::Loss));

    let bowl = |x: &f64| (x * x, 2.0 * x);
    let stopped = |minimizer: Minimizer<'_, Sgd>| {
        let (mut minimizer, mut x) = (minimizer, 1.0);
        let summary = minimizer.run_plain(bowl, &mut x).expect("a run");
        (summary.ended, summary.steps)
    };
    assert_eq!(stopped(Minimizer::new(Sgd::new(0.25)).max_steps(3)), (Ended::Steps, 3));
    // Half the distance each step: the gradient is 2, 1, ½, ¼.
    assert_eq!(stopped(Minimizer::new(Sgd::new(0.25)).gradient_tolerance(0.3)), (Ended::Gradient, 3));
    // The loss is 1, ¼, 1/16, 1/64: it changes by ¾, 3/16, 3/64.
    assert_eq!(stopped(Minimizer::new(Sgd::new(0.25)).change_tolerance(0.1)), (Ended::Change, 3));
    assert_eq!(stopped(Minimizer::new(Sgd::new(0.25)).callback(|progress| progress.step < 3)), (Ended::Callback, 2));
    let mut far = f64::INFINITY;
    assert_eq!(Minimizer::new(Sgd::new(0.25)).run_plain(bowl, &mut far).expect("a run").ended, Ended::NotFinite);
}
