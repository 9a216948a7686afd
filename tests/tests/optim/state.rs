//! A run that is saved, thrown away, made anew and restored is the run that was not interrupted, bit for bit; for every optimizer.

use autodiff_runtime::optim::{
    AdaBelief, Adadelta, Adafactor, Adagrad, Adam, AdamW, Adamax, Adan, AverageStart, Chain, ConjugateGradient, Fromage, Ftrl, Lamb, Lars, Lbfgs,
    Lion, Muon, Nadam, NovoGrad, OptimError, Optimistic, Optimizer, OptimizerState, RAdam, Reduce, RmsProp, Rprop, Sgd, Sm3, Stepper, Yogi, zip,
};
use autodiff_runtime::schedule::ExponentialDecay;

use crate::support::Cell;

/// Numbers between −1 and 1 that repeat in no short cycle: the gradients of the runs.
fn gradient(step: usize, index: usize, len: usize) -> Vec<f64> {
    (0..len).map(|k| ((step * 37 + index * 11 + k * 5) as f64 * 0.618).sin()).collect()
}

fn variables() -> Vec<Cell> {
    vec![Cell::new(&[2, 3], &[0.5, -1.0, 0.25, 2.0, -0.75, 1.5], false), Cell::new(&[2], &[0.1, -0.2], false), Cell::scalar(1.25)]
}

fn steps<C: Chain>(opt: &mut Stepper<C>, variables: &[Cell], range: std::ops::Range<usize>) {
    for step in range {
        let gradients: Vec<Vec<f64>> = variables.iter().enumerate().map(|(index, cell)| gradient(step, index, cell.value().len())).collect();
        opt.apply_gradients(zip(gradients, variables.iter().collect::<Vec<_>>())).expect("a step");
    }
}

/// Saves after each number of steps, through JSON, and goes on with another optimizer and other variables of the same values.
fn resumes<C: Chain>(name: &str, make: impl Fn() -> Stepper<C>) {
    const STEPS: usize = 9;
    let whole = variables();
    let mut opt = make();
    steps(&mut opt, &whole, 0..STEPS);
    for at in 0..=STEPS {
        let first = variables();
        let mut before = make();
        steps(&mut before, &first, 0..at);
        let text = serde_json::to_string(&before.save()).expect("states are serializable");
        let second: Vec<Cell> = first.iter().zip(variables()).map(|(cell, like)| Cell::new(like.shape(), &cell.value(), false)).collect();
        let mut after = make();
        if at > 0 {
            let state: OptimizerState = serde_json::from_str(&text).expect("what was written can be read");
            after.restore(&state, second.iter().collect::<Vec<_>>()).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(after.save(), before.save(), "{name}: restored is what was saved");
        }
        steps(&mut after, &second, at..STEPS);
        for (cell, expected) in second.iter().zip(&whole) {
            let (found, expected): (Vec<u64>, Vec<u64>) = (bits(&cell.value()), bits(&expected.value()));
            assert_eq!(found, expected, "{name}, interrupted after {at} steps");
        }
        assert_eq!(after.iterations(), opt.iterations(), "{name}");
        assert_eq!(after.save(), opt.save(), "{name}: and so is all of the memory");
    }
}

fn bits(floats: &[f64]) -> Vec<u64> {
    floats.iter().map(|x| x.to_bits()).collect()
}

#[test]
fn interrupted_runs_are_whole_runs() {
    resumes("Sgd", || Sgd::new(0.1));
    resumes("Sgd, momentum", || Sgd::new(0.1).momentum(0.9).nesterov(true));
    resumes("Adam", || Adam::new(0.1));
    resumes("Adam, amsgrad", || Adam::new(0.1).amsgrad(true));
    resumes("Adam, corrected", || Adam::corrected(0.1));
    resumes("AdamW", || AdamW::new(0.1));
    resumes("Nadam", || Nadam::new(0.1));
    resumes("Nadam, legacy", || Nadam::new(0.1).legacy());
    resumes("Adamax", || Adamax::new(0.1));
    resumes("Adagrad", || Adagrad::new(0.1));
    resumes("Adadelta", || Adadelta::new(1.0));
    resumes("RmsProp", || RmsProp::new(0.01));
    resumes("RmsProp, centered, momentum", || RmsProp::new(0.01).centered(true).momentum(0.5));
    resumes("Ftrl", || Ftrl::new(0.1).l1_regularization_strength(0.01));
    resumes("Lion", || Lion::new(0.01));
    resumes("Lamb", || Lamb::new(0.1));
    resumes("Lars", || Lars::new(0.1));
    resumes("Fromage", || Fromage::new(0.1));
    resumes("Adafactor", || Adafactor::new(0.5));
    resumes("AdaBelief", || AdaBelief::new(0.1));
    resumes("RAdam", || RAdam::new(0.1));
    resumes("Yogi", || Yogi::new(0.1));
    resumes("NovoGrad", || NovoGrad::new(0.1));
    resumes("Muon", || Muon::new(0.1));
    resumes("Adan", || Adan::new(0.1));
    resumes("Sm3", || Sm3::new(0.1));
    resumes("Rprop", || Rprop::new(0.1));
    resumes("Optimistic", || Optimistic::new(0.1));
}

#[test]
fn interrupted_runs_with_options_are_whole_runs() {
    resumes("schedule", || Adam::new(ExponentialDecay::new(0.1, 2, 0.5)));
    resumes("average", || Adam::new(0.1).moving_average(0.9).overwrite_with_average(2));
    resumes("average from the start", || Sgd::new(0.1).moving_average(0.9).average_starts(AverageStart::InitialValue));
    resumes("accumulation", || Adam::new(ExponentialDecay::new(0.1, 2, 0.5)).gradient_accumulation_steps(4));
    resumes("multi steps", || Adam::new(0.1).multi_steps(2, Reduce::Sum));
    resumes("lookahead", || Adam::new(0.1).lookahead(3, 0.5));
    resumes("all of it", || AdamW::new(0.1).clipnorm(0.5).moving_average(0.5).gradient_accumulation_steps(2).lookahead(2, 0.8));
}

/// NaN and infinity survive a format that has neither.
#[test]
fn states_keep_what_json_cannot_spell() {
    let mut opt = Adam::new(0.1);
    let mut x = [1.0, 1.0, 1.0];
    opt.step(&mut x, &[f64::NAN, f64::INFINITY, -0.0]).expect("a step");
    let state = opt.save();
    let text = serde_json::to_string(&state).expect("states are serializable");
    assert_eq!(serde_json::from_str::<OptimizerState>(&text).expect("and readable"), state);
}

#[test]
fn states_of_another_optimizer_or_other_variables_are_refused() {
    let cells = variables();
    let mut adam = Adam::new(0.1);
    steps(&mut adam, &cells, 0..3);
    let state = adam.save();
    let all = || cells.iter().collect::<Vec<_>>();

    let refused = |result: Result<(), OptimError>| assert!(matches!(result, Err(OptimError::State { .. })), "{result:?}");
    let mut other = Adam::new(0.1);
    refused(other.restore(&state, [&cells[0], &cells[1]]));
    refused(other.restore(&state, [&cells[1], &cells[0], &cells[2]]));
    let mut transposed = cells.iter().map(|cell| Cell::new(cell.shape(), &cell.value(), false)).collect::<Vec<_>>();
    transposed[0] = Cell::new(&[3, 2], &cells[0].value(), false);
    refused(other.restore(&state, transposed.iter().collect::<Vec<_>>()));
    refused(Sgd::new(0.1).restore(&state, all()));
    refused(Adagrad::new(0.1).restore(&state, all()));
    refused(Adam::new(0.1).amsgrad(true).restore(&state, all()));
    refused(Adam::new(ExponentialDecay::new(0.1, 2, 0.5)).restore(&state, all()));

    // Refused means unchanged: the optimizer still is at its beginning.
    assert_eq!((other.iterations(), other.save()), (0, Adam::new(0.1).save()));
    other.restore(&state, all()).expect("the state fits these");
    assert_eq!(other.save(), state);
}

/// Minimisers of functions keep their memory in serde as they are.
#[test]
fn interrupted_minimisers_are_whole_ones() {
    let rosenbrock = |x: &[f64]| {
        let (a, b) = (1.0 - x[0], x[1] - x[0] * x[0]);
        (a * a + 100.0 * b * b, vec![-2.0 * a - 400.0 * x[0] * b, 200.0 * b])
    };
    let (mut lbfgs, mut x) = (Lbfgs::new().memory_size(3), vec![-1.2, 1.0]);
    let (mut conjugate, mut y) = (ConjugateGradient::new(), vec![-1.2, 1.0]);
    for step in 0..10 {
        let text = serde_json::to_string(&(&lbfgs, &conjugate)).expect("they are serializable");
        let (mut resumed_lbfgs, mut resumed_conjugate): (Lbfgs, ConjugateGradient) = serde_json::from_str(&text).expect("and readable");
        let (mut again_x, mut again_y) = (x.clone(), y.clone());
        let whole = (lbfgs.step(rosenbrock, &mut x).expect("a step"), conjugate.step(rosenbrock, &mut y).expect("a step"));
        let resumed =
            (resumed_lbfgs.step(rosenbrock, &mut again_x).expect("a step"), resumed_conjugate.step(rosenbrock, &mut again_y).expect("a step"));
        assert_eq!((whole, bits(&x), bits(&y)), (resumed, bits(&again_x), bits(&again_y)), "step {step}");
    }
}
