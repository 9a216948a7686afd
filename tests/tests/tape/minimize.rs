//! `minimize` and `apply_gradients` as far as the tape has a part in it; the optimizers themselves are tested in `optim`.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use autodiff_runtime::optim::{OptimError, Optimizer, Sgd, zip};
use autodiff_runtime::tape::{GradientTape, Traced, Variable};

#[test]
fn one_step() {
    // 113, 114, 115 (Keras 3 has none), 116 (here the loss before the step is returned)
    let x = Variable::new(0.0);
    let mut opt = Sgd::new(0.1);
    let loss = opt.minimize(|| (&x - 4.0).powi(2), [&x]).unwrap();
    assert_eq!((x.value(), opt.iterations(), loss), (0.8, 1, 16.0));
}

#[test]
fn a_tape_of_the_callers_is_as_good() {
    // 117 (a value instead of a function does not compile), 118, 119
    let x = Variable::new(0.0);
    let t = GradientTape::new();
    let loss = t.record(|| (&x - 4.0).powi(2));
    let mut opt = Sgd::new(0.1);
    opt.apply_gradients(zip(t.gradient(&loss, [&x]), [&x])).unwrap();
    assert_eq!(x.value(), 0.8);
}

#[test]
fn a_variable_without_a_gradient_is_left_alone() {
    // 120
    let (x, w) = (Variable::new(0.0), Variable::new(1.0));
    let mut opt = Sgd::new(0.1);
    opt.minimize(|| (&x - 4.0).powi(2), [&x, &w]).unwrap();
    assert_eq!((x.value(), w.value(), opt.iterations()), (0.8, 1.0, 1));
}

#[test]
fn no_gradient_at_all_is_an_error_and_changes_nothing() {
    // 121, 122
    let (x, w) = (Variable::new(0.0), Variable::new(1.0));
    let mut opt = Sgd::new(0.1);
    assert!(opt.minimize(|| (&x - 4.0).powi(2), [&w]).is_err());
    assert_eq!((w.value(), opt.iterations()), (1.0, 0));
}

#[test]
fn a_panic_in_the_loss_changes_nothing() {
    // 123
    let x = Variable::new(0.0);
    let mut opt = Sgd::new(0.1);
    let result = catch_unwind(AssertUnwindSafe(|| opt.minimize(|| if x.value() < 1.0 { panic!("inside") } else { x.read() }, [&x])));
    assert!(result.is_err());
    assert_eq!((x.value(), opt.iterations()), (0.0, 0));
    opt.minimize(|| (&x - 4.0).powi(2), [&x]).unwrap();
    assert_eq!((x.value(), opt.iterations()), (0.8, 1));
}

#[test]
fn a_vector_loss_has_to_be_summed() {
    // 124: TensorFlow sums silently; a loss of another type than f64 does not compile.
    let x = Variable::new(vec![0.0, 1.0]);
    Sgd::new(0.1).minimize(|| (&x - 4.0).powi(2).sum(), [&x]).unwrap();
    assert_eq!(x.value(), [0.8, 1.6]);
}

#[test]
fn lists_may_be_made_where_they_are_needed() {
    // 125, 126
    let x = Variable::new(0.0);
    let variables = || vec![&x];
    Sgd::new(0.1).minimize(|| (&x - 4.0).powi(2), variables()).unwrap();
    assert_eq!(x.value(), 0.8);
}

#[test]
fn no_variables_is_an_error() {
    // 127, 128: accepted silently by TensorFlow.
    let x = Variable::new(0.0);
    let mut opt = Sgd::new(0.1);
    let none: [&Variable<f64>; 0] = [];
    assert!(matches!(opt.minimize(|| (&x - 4.0).powi(2), none), Err(OptimError::NoVariables)));
    assert_eq!(opt.iterations(), 0);
}

#[test]
fn what_is_listed_is_watched() {
    // 130 (129: a constant is no variable, it does not compile)
    let x = Variable::builder(0.0).trainable(false).build();
    Sgd::new(0.1).minimize(|| (&x - 4.0).powi(2), [&x]).unwrap();
    assert_eq!(x.value(), 0.8);
}

#[test]
fn the_loss_is_called_once_a_step() {
    // 131
    let x = Variable::new(0.0);
    let calls = Cell::new(0);
    let loss = || {
        calls.set(calls.get() + 1);
        (&x - 4.0).powi(2)
    };
    Sgd::new(0.1).minimize(loss, [&x]).unwrap();
    assert_eq!(calls.get(), 1);
}

#[test]
fn computing_a_gradient_changes_nothing() {
    // 132
    let x = Variable::new(0.0);
    let t = GradientTape::new();
    let y = t.record(|| (&x - 4.0).powi(2));
    assert_eq!(t.gradient(&y, &x).unwrap(), -8.0);
    assert_eq!(x.value(), 0.0);
}

#[test]
fn gradients_of_several_types_are_applied_in_tuples() {
    let (x, w) = (Variable::new(1.0), Variable::new(vec![1.0, 2.0]));
    let t = GradientTape::new();
    let y = t.record(|| (&w * &x).sum());
    let mut opt = Sgd::new(0.5);
    opt.apply_gradients(zip(t.gradient(&y, (&x, &w)), (&x, &w))).unwrap();
    assert_eq!((x.value(), w.value()), (-0.5, vec![0.5, 1.5]));
}

#[test]
fn a_gradient_may_be_clipped_by_hand() {
    // 189, 190, 191: tf.clip_by_norm in terms of the tape's own operations.
    fn clipped(g: &Traced<Vec<f64>>, bound: f64) -> Vec<f64> {
        let norm = g.norm().value();
        if norm > bound { (g * (bound / norm)).value() } else { g.value() }
    }
    let of = |values: Vec<f64>| clipped(&Traced::constant(values), 1.0);
    let long = of(vec![3.0, 4.0]);
    assert!((long[0] - 0.6).abs() < 1e-15 && (long[1] - 0.8).abs() < 1e-15);
    assert_eq!(of(vec![0.0, 0.0]), [0.0, 0.0]);
    assert_eq!(of(vec![0.3, 0.4]), [0.3, 0.4]);
}
