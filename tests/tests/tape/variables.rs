//! Variables: assignment, identity, sharing.

use std::thread;

use autodiff_runtime::optim::Updatable;
use autodiff_runtime::tape::{AssignError, GradientTape, Variable};

#[test]
fn a_tape_keeps_the_value_that_was_read() {
    // 97, 98
    let x = Variable::new(3.0);
    let t = GradientTape::new();
    let y = t.record(|| {
        let y = &x * &x;
        x.assign(10.0).unwrap();
        y
    });
    x.assign(20.0).unwrap();
    assert_eq!(t.gradient(&y, &x).unwrap(), 6.0);
}

#[test]
fn assignment_cuts_the_graph() {
    // 99, 100
    let (x, w) = (Variable::new(3.0), Variable::new(0.0));
    let t = GradientTape::persistent();
    let y = t.record(|| {
        x.assign((&x * 2.0).value()).unwrap();
        &x * &x
    });
    assert_eq!(t.gradient(&y, &x).unwrap(), 12.0);

    let y = t.record(|| {
        w.assign((&x * 2.0).value()).unwrap();
        &w * &w
    });
    let [dx, dw] = t.gradient(&y, [&x, &w]);
    assert!(dx.is_none());
    assert_eq!(dw.unwrap(), 24.0);
}

#[test]
fn assignments_return_the_variable() {
    // 101, 106
    let x = Variable::new(1.0);
    assert_eq!(x.assign(2.0).unwrap().value(), 2.0);
    assert_eq!(x.assign_add(0.5).unwrap().value(), 2.5);
    assert_eq!(x.assign_sub(1.0).unwrap().value(), 1.5);

    let t = GradientTape::new();
    let y = t.record(|| x.assign_add(1.0).unwrap().read());
    assert_eq!(t.gradient(&y, &x).unwrap(), 1.0);
}

#[test]
fn the_shape_is_fixed() {
    // 102, 103; another float type does not compile (104)
    let x = Variable::builder(vec![1.0, 2.0]).name("x").build();
    let expected = AssignError::ShapeMismatch { variable: "x".to_owned(), expected: 2, found: 3 };
    assert_eq!(x.assign(vec![1.0, 2.0, 3.0]).unwrap_err(), expected);
    assert!(x.assign(vec![5.0]).is_err());
    assert!(x.assign_add(vec![5.0]).is_err());
    assert!(x.assign_sub(vec![]).is_err());
    assert_eq!(x.value(), [1.0, 2.0]);

    let ragged = Variable::new(vec![vec![1.0, 2.0], vec![3.0]]);
    assert!(ragged.assign(vec![vec![1.0], vec![2.0, 3.0]]).is_err());
    assert_eq!(ragged.value(), [vec![1.0, 2.0], vec![3.0]]);
}

#[test]
fn single_entries_can_be_assigned() {
    // 105
    let x = Variable::new(vec![1.0, 2.0, 3.0]);
    x.assign_at(1, 7.0).unwrap();
    assert_eq!(x.value(), [1.0, 7.0, 3.0]);
}

#[test]
fn identity_is_not_equality() {
    // 107, 108
    let (a, b) = (Variable::new(1.0), Variable::new(1.0));
    assert_eq!(a.value(), b.value());
    assert!(!a.is(&b));
    assert!(a.is(&a.clone()));
    assert_ne!(a.id(), b.id());
    assert_eq!(a.id(), a.clone().id());
}

#[test]
fn an_integer_variable_is_trainable() {
    // 109
    assert!(Variable::new(3_i32).is_trainable());
}

#[test]
fn a_constraint_is_applied_after_an_update() {
    // 110, 111
    let x = Variable::builder(3.0).constraint(|x: &mut f64| *x = x.clamp(0.0, 1.0)).build();
    x.assign_flat(&[8.0]);
    assert_eq!(x.value(), 1.0);
}

#[test]
fn nan_is_data() {
    // 112
    let x = Variable::new(f64::NAN);
    let t = GradientTape::new();
    let y = t.record(|| &x * &x);
    assert!(t.gradient(&y, &x).unwrap().value().is_nan());
}

#[test]
fn a_snapshot_does_not_follow_the_variable() {
    let x = Variable::new(vec![1.0, 2.0]);
    let before = x.snapshot();
    x.assign(vec![3.0, 4.0]).unwrap();
    assert_eq!((before.as_slice(), x.value().as_slice()), (&[1.0, 2.0][..], &[3.0, 4.0][..]));
}

#[test]
fn each_thread_has_its_own_tapes_and_shares_the_variables() {
    let x = Variable::new(3.0);
    let t = GradientTape::new();
    let y = t.record(|| {
        let a = &x * &x;
        // Another thread does not record on this one's tapes, nor disturb them.
        let slopes: Vec<f64> = thread::scope(|scope| {
            let spawn = |k: i32| {
                let x = &x;
                scope.spawn(move || {
                    let t = GradientTape::new();
                    let y = t.record(|| x.powi(k));
                    t.gradient(&y, x).unwrap().value()
                })
            };
            [2, 3].map(spawn).map(|thread| thread.join().unwrap()).to_vec()
        });
        assert_eq!(slopes, [6.0, 27.0]);
        a * &x
    });
    assert_eq!(t.gradient(&y, &x).unwrap(), 27.0);
}
