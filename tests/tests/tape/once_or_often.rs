//! Using a tape once or many times; recording, stopping, resetting.

use std::panic::{AssertUnwindSafe, catch_unwind};

use autodiff_runtime::tape::{GradientTape, TapeError, Traced, UnconnectedGradients, Variable};

#[test]
fn one_gradient_of_a_fresh_tape() {
    // 1; a second call does not compile (2): ui/tape/second_gradient.rs
    let x = Variable::new(3.0);
    let t = GradientTape::new();
    let y = t.record(|| &x * &x);
    assert_eq!(t.gradient(&y, &x).unwrap(), 6.0);
}

#[test]
fn a_persistent_tape_answers_any_number_of_calls() {
    // 3
    let x = Variable::new(3.0);
    let t = GradientTape::persistent();
    let (z, y) = t.record(|| {
        let z = &x - 4.0;
        (z, z.powi(2))
    });
    assert_eq!(t.gradient(&z, &x).unwrap(), 1.0);
    assert_eq!(t.gradient(&y, &x).unwrap(), -2.0);
    assert_eq!(t.gradient(&y, &z).unwrap(), -2.0);
    assert_eq!(t.gradient(&y, &x).unwrap(), -2.0);
}

#[test]
fn a_failed_call_leaves_a_persistent_tape_usable() {
    // 4, 5: the seed is checked before anything is swept.
    let x = Variable::new(vec![3.0, 1.0]);
    let t = GradientTape::persistent();
    let y = t.record(|| &x * &x);
    let failed = t.gradient_with(&y, &x, Some(vec![1.0, 2.0, 3.0]), UnconnectedGradients::None);
    assert_eq!(failed.unwrap_err(), TapeError::SeedShape { target: 0, expected: 2, found: 3 });
    assert_eq!(t.gradient(&y, &x).unwrap(), vec![6.0, 2.0]);
}

#[test]
fn recording_again_goes_on_with_the_same_recording() {
    // 8
    let x = Variable::new(3.0);
    let t = GradientTape::new();
    let a = t.record(|| &x * &x);
    let b = t.record(|| a * &x);
    assert_eq!(t.gradient(&b, &x).unwrap(), 27.0);
}

#[test]
fn what_lies_between_two_recordings_is_constant() {
    let x = Variable::new(3.0);
    let t = GradientTape::new();
    let a = t.record(|| &x * &x);
    let between = a * 2.0;
    let b = t.record(|| between * &x);
    assert_eq!(t.gradient(&b, &x).unwrap(), 18.0);
}

#[test]
fn a_tape_that_never_recorded_says_so() {
    // 9, 10
    let x = Variable::new(3.0);
    let y = &x * &x;
    assert_eq!(GradientTape::new().try_gradient(&x, &x).unwrap_err(), TapeError::NothingRecorded);
    assert_eq!(GradientTape::persistent().try_gradient(&y, &x).unwrap_err(), TapeError::NothingRecorded);
    assert!(GradientTape::new().gradient(&y, &x).is_none());
}

#[test]
fn a_target_computed_after_the_recording_is_not_connected() {
    // 11
    let x = Variable::new(3.0);
    let t = GradientTape::new();
    t.record(|| ());
    assert!(t.gradient(&(&x * &x), &x).is_none());
}

#[test]
fn a_gradient_taken_inside_of_a_persistent_recording_is_recorded() {
    // 13
    let x = Variable::new(3.0);
    let t = GradientTape::persistent();
    let g = t.record(|| t.gradient(&x.powi(3), &x).unwrap());
    assert_eq!(g, 27.0);
    assert_eq!(t.gradient(&g, &x).unwrap(), 18.0);
}

#[test]
fn a_gradient_taken_outside_is_not_recorded() {
    // 14
    let x = Variable::new(3.0);
    let t = GradientTape::persistent();
    let y = t.record(|| x.powi(3));
    let g = t.gradient(&y, &x).unwrap();
    assert!(t.gradient(&g, &x).is_none());
}

#[test]
fn entering_a_tape_that_records_changes_nothing() {
    // 16: an error in TensorFlow; here the inner call goes on recording, and so does what follows it.
    let x = Variable::new(3.0);
    let t = GradientTape::new();
    let y = t.record(|| {
        let a = t.record(|| &x * &x);
        a * &x
    });
    assert_eq!(t.gradient(&y, &x).unwrap(), 27.0);
}

#[test]
fn operations_while_stopped_are_not_recorded() {
    // 31, 32, 33
    let x = Variable::new(3.0);
    let t = GradientTape::persistent();
    let (z, w, v) = t.record(|| {
        let y = &x * &x;
        let z = t.stop_recording(|| y * y);
        let w = y * &x;
        let c = t.stop_recording(|| &x * 2.0);
        (z, w, c * &x)
    });
    assert!(t.gradient(&z, &x).is_none());
    assert_eq!(t.gradient(&w, &x).unwrap(), 27.0);
    assert_eq!(t.gradient(&v, &x).unwrap(), 6.0);
}

#[test]
fn stopping_a_tape_that_does_not_record_changes_nothing() {
    // 34: an error in TensorFlow.
    let x = Variable::new(3.0);
    let t = GradientTape::new();
    assert_eq!(t.stop_recording(|| 5), 5);
    let y = t.record(|| &x * &x);
    assert_eq!(t.gradient(&y, &x).unwrap(), 6.0);
}

#[test]
fn a_gradient_while_stopped_is_the_cheap_one() {
    // 35
    let x = Variable::new(3.0);
    let t = GradientTape::persistent();
    let g = t.record(|| {
        let y = &x * &x;
        t.stop_recording(|| t.gradient(&y, &x).unwrap())
    });
    assert_eq!(g, 6.0);
    assert!(t.gradient(&g, &x).is_none());
}

#[test]
fn reset_forgets_what_was_recorded_and_watched() {
    // 36, 37, 38 (an error in TensorFlow, nothing to forget here)
    let x = Variable::new(3.0);
    let t = GradientTape::persistent();
    t.reset();
    let y = t.record(|| {
        let y = &x * &x;
        t.reset();
        y
    });
    assert!(t.gradient(&y, &x).is_none());
    assert!(t.watched_variables().is_empty());

    let c = Traced::constant(3.0);
    t.watch(&c);
    t.reset();
    let y = t.record(|| c * c);
    assert!(t.gradient(&y, &c).is_none());

    let y = t.record(|| &x * &x);
    assert_eq!(t.gradient(&y, &x).unwrap(), 6.0);
}

#[test]
fn stop_gradient_cuts() {
    // 39, 40
    let x = Variable::new(3.0);
    let t = GradientTape::persistent();
    let (y, z) = t.record(|| ((&x * &x).stop_gradient() * &x, x.read().stop_gradient()));
    assert_eq!(t.gradient(&y, &x).unwrap(), 9.0);
    assert!(t.gradient(&z, &x).is_none());
}

#[test]
fn a_panic_inside_closes_the_recording_and_keeps_it() {
    // 96
    let x = Variable::new(3.0);
    let t = GradientTape::new();
    let mut y = None;
    let result = catch_unwind(AssertUnwindSafe(|| {
        t.record(|| {
            y = Some(&x * &x);
            panic!("inside");
        })
    }));
    assert!(result.is_err());
    let after = &x * &x;
    assert_eq!(t.gradient((&y.unwrap(), &after), &x).unwrap(), 6.0);
}

#[test]
fn only_the_branch_taken_is_recorded() {
    // 92, 93
    let x = Variable::new(3.0);
    let t = GradientTape::new();
    let y = t.record(|| if x.read() > 2.0 { &x * &x } else { x.read() });
    assert_eq!(t.gradient(&y, &x).unwrap(), 6.0);

    let x = Variable::new(2.0);
    let t = GradientTape::new();
    let y = t.record(|| {
        let mut y = x.read();
        for _ in 0..3 {
            y *= &x;
        }
        y
    });
    assert_eq!(t.gradient(&y, &x).unwrap(), 32.0);
}

#[test]
fn a_branch_not_taken_contributes_no_nan() {
    // 94: `where` leaks 0·∞ in TensorFlow; an `if` has no other branch.
    let x = Variable::new(0.0);
    let t = GradientTape::new();
    let y = t.record(|| if x.read() > 0.0 { x.ln() } else { Traced::constant(0.0) + &x * 0.0 });
    assert_eq!(t.gradient(&y, &x).unwrap(), 0.0);
}
