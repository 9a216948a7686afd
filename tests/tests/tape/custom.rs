//! `custom_gradient`.

use autodiff_runtime::tape::{GradientTape, TapeError, Traced, Variable, custom_gradient};

#[test]
fn the_rule_of_the_user_is_used() {
    // 87
    let x = Variable::new(3.0_f64);
    let t = GradientTape::new();
    let y = t.record(|| custom_gradient(&x, |x| (x * x, |dy| dy * 100.0)));
    assert_eq!(y, 9.0);
    assert_eq!(t.gradient(&y, &x).unwrap(), 100.0);
}

#[test]
fn an_adjoint_of_another_shape_is_an_error() {
    // 88: another number of adjoints does not compile, another number of floats is found when the gradient is taken
    let x = Variable::new(vec![3.0, 1.0]);
    let t = GradientTape::new();
    let y = t.record(|| custom_gradient(&x, |x| (x.sum(), |_dy: Traced<f64>| Traced::constant(vec![1.0, 2.0, 3.0]))));
    let error = t.try_gradient(&y, &x).unwrap_err();
    assert_eq!(error, TapeError::CustomGradientShape { expected: 2, found: 3 });
}

#[test]
fn a_stable_rule_where_the_value_overflows() {
    // 89
    let x = Variable::new(1000.0_f64);
    let t = GradientTape::new();
    let y = t.record(|| {
        custom_gradient(&x, |x| {
            let e = x.exp();
            ((1.0 + e).ln(), move |dy| dy * (1.0 - 1.0 / (1.0 + e)))
        })
    });
    assert_eq!(y, f64::INFINITY);
    assert_eq!(t.gradient(&y, &x).unwrap(), 1.0);
}

#[test]
fn captured_variables_are_constants() {
    // 90: an error in TensorFlow
    let (x, w) = (Variable::new(3.0_f64), Variable::new(2.0));
    let t = GradientTape::new();
    let y = t.record(|| custom_gradient(&x, |x| (x * &w, |dy| dy)));
    let [dx, dw] = t.gradient(&y, [&x, &w]);
    assert_eq!(dx.unwrap(), 1.0);
    assert!(dw.is_none());
}

#[test]
fn a_second_derivative_goes_through_the_operations_of_the_rule() {
    // 91
    let x = Variable::new(2.0_f64);
    let outer = GradientTape::new();
    let g = outer.record(|| {
        let inner = GradientTape::new();
        let y = inner.record(|| custom_gradient(&x, |x| (x * x * x, move |dy| dy * 3.0 * x * x)));
        inner.gradient(&y, &x).unwrap()
    });
    assert_eq!(g, 12.0);
    assert_eq!(outer.gradient(&g, &x).unwrap(), 12.0);
}

#[test]
fn several_arguments_and_arrays() {
    let (a, b) = (Variable::new(vec![1.0, 2.0]), Variable::new(10.0));
    let t = GradientTape::new();
    let y = t.record(|| {
        custom_gradient((&a, &b), |(a, b)| {
            let y = (&a * b).sum();
            (y, move |dy: Traced<f64>| (Traced::constant(vec![7.0, 8.0]) * dy, dy * a.sum()))
        })
    });
    assert_eq!(y, 30.0);
    let (da, db) = t.gradient(&y, (&a, &b));
    assert_eq!(da.unwrap(), vec![7.0, 8.0]);
    assert_eq!(db.unwrap(), 3.0);
}

#[test]
fn outside_of_a_recording_it_is_just_the_value() {
    let y = custom_gradient(&Traced::constant(3.0), |x| (x * x, |dy| dy));
    assert_eq!(y, 9.0);
}
