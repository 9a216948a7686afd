//! A warm step of an optimizer allocates nothing: neither fused nor staged, for one part or several.

use allocation_counter::measure;
use autodiff_runtime::optim::{Adafactor, Adam, ClipByGlobalNorm, Lamb, Muon, Optimizer, ScaleByAdam, Sgd, Stepper, zip};
use autodiff_runtime::tape::Variable;

/// What the third step allocates.
fn warm<O: Optimizer>(mut opt: O) -> u64 {
    let mut x = (vec![1.0; 100], [[0.5; 4]; 3], 2.0);
    let gradient = (vec![0.1; 100], [[0.2; 4]; 3], 0.3);
    for _ in 0..2 {
        opt.step(&mut x, &gradient).expect("the gradient fits");
    }
    measure(|| {
        opt.step(&mut x, &gradient).expect("the gradient fits");
    })
    .count_total
}

#[test]
fn a_warm_step_allocates_nothing() {
    assert_eq!(warm(Sgd::new(0.1).momentum(0.9)), 0);
    assert_eq!(warm(Adam::new(0.1)), 0);
    assert_eq!(warm(Adam::new(0.1).clipnorm(1.0).weight_decay(0.1).moving_average(0.9)), 0);
    assert_eq!(warm(Adam::new(0.1).gradient_accumulation_steps(2).apply_if_finite(3).lookahead(2, 0.5)), 0);
    assert_eq!(warm(Stepper::of(0.1, (ClipByGlobalNorm::new(1.0), ScaleByAdam::corrected()))), 0);
    assert_eq!(warm(Lamb::new(0.1)), 0);
    assert_eq!(warm(Adafactor::new(0.1)), 0);
    assert_eq!(warm(Muon::new(0.1)), 0);
}

/// Variables are changed where they are.
#[test]
fn a_warm_step_of_variables_allocates_nothing() {
    let (x, w) = (Variable::new(vec![1.0; 100]), Variable::new([[0.5; 4]; 3]));
    let mut opt = Adam::new(0.1).global_clipnorm(1.0);
    let mut step = || {
        opt.apply_gradients(zip(([0.1; 100], [[0.2; 4]; 3]), (&x, &w))).expect("the gradients fit");
    };
    step();
    step();
    assert_eq!(measure(step).count_total, 0);
}

#[test]
fn the_counter_counts() {
    assert_eq!(measure(|| drop(std::hint::black_box(vec![0.0; 100]))).count_total, 1);
}
