//! Sources on which the target does not depend.

use autodiff_runtime::tape::{GradientTape, Traced, UnconnectedGradients, Variable};

#[test]
fn there_is_none_without_a_connection() {
    // 41
    let (x, w) = (Variable::new(3.0), Variable::new(1.0));
    let t = GradientTape::new();
    let y = t.record(|| &x * &x);
    let [dx, dw] = t.gradient(&y, [&x, &w]);
    assert_eq!(dx.unwrap(), 6.0);
    assert!(dw.is_none());
}

#[test]
fn or_zeros_of_the_shape_of_the_source() {
    // 42, 43; another word does not compile (44)
    let (x, w) = (Variable::new(3.0), Variable::new(vec![1.0, 2.0]));
    let t = GradientTape::persistent();
    let y = t.record(|| &x * &x);
    let (dx, dw) = t.gradient_with(&y, (&x, &w), None, UnconnectedGradients::Zero).unwrap();
    assert_eq!(dx.unwrap(), 6.0);
    assert_eq!(dw.unwrap(), vec![0.0, 0.0]);
    let dw = t.gradient_with(&y, &w, None, UnconnectedGradients::Zero).unwrap();
    assert!(dw.unwrap().value().iter().all(|x: &f64| x.is_sign_positive()));
}

#[test]
fn zero_but_connected_is_zero() {
    // 45, 47
    let x = Variable::new(3.0);
    let t = GradientTape::persistent();
    let (y, z) = t.record(|| (&x * 0.0, x.read().signum()));
    assert_eq!(t.gradient(&y, &x).unwrap(), 0.0);
    assert_eq!(t.gradient(&z, &x).unwrap(), 0.0);
}

#[test]
fn rounding_cuts_the_connection() {
    // 46
    let x = Variable::new(3.7);
    let t = GradientTape::persistent();
    let all = t.record(|| {
        let x = x.read();
        [x.floor(), x.ceil(), x.round(), x.trunc(), x.round_ties_even(), x.div_euclid(2.0)]
    });
    assert_eq!(all.map(|y| y.value()), [3.0, 4.0, 4.0, 3.0, 4.0, 1.0]);
    for y in &all {
        assert!(t.gradient(y, &x).is_none());
        assert_eq!(t.gradient_with(&y, &x, None, UnconnectedGradients::Zero).unwrap().unwrap(), 0.0);
    }
}

#[test]
fn plain_numbers_are_constants() {
    // 48, 50, 51, 52
    let x = Variable::new(3.0_f64);
    let t = GradientTape::persistent();
    let (through_integer, half, square, constant) = t.record(|| {
        let integer = x.value() as i32;
        (Traced::constant(f64::from(integer)), x.value() * x.read(), Traced::constant(x.value().powi(2)), Traced::constant(5.0))
    });
    assert!(t.gradient(&through_integer, &x).is_none());
    assert_eq!(t.gradient(&half, &x).unwrap(), 3.0);
    assert!(t.gradient(&square, &x).is_none());
    assert!(t.gradient(&constant, &x).is_none());
}

#[test]
fn through_another_float_type_the_gradient_has_the_type_of_the_source() {
    // 49; adding a float of another type does not compile (70)
    let x = Variable::new(3.0_f32);
    let t = GradientTape::new();
    let y = t.record(|| x.read().cast::<f64>() * 0.1);
    let gradient: f32 = t.gradient(&y, &x).unwrap().value();
    assert_eq!(gradient, 0.1_f32);
}

#[test]
fn no_targets_give_no_gradient_and_no_sources_an_empty_list() {
    // 53 (no value, no target: does not compile), 54, 55
    let x = Variable::new(3.0);
    let t = GradientTape::persistent();
    let y = t.record(|| &x * &x);
    assert!(t.gradient(Vec::<Traced<f64>>::new(), &x).is_none());
    assert!(t.gradient(&y, Vec::<Variable<f64>>::new()).is_empty());
}

#[test]
fn an_adjoint_that_cancels_is_connected() {
    let x = Variable::new(3.0);
    let t = GradientTape::new();
    let y = t.record(|| &x - &x);
    assert_eq!(t.gradient(&y, &x).unwrap(), 0.0);
}

#[test]
fn side_computations_do_not_matter() {
    // √0 has an infinite derivative, but nothing depends on it.
    let x = Variable::new(0.0);
    let t = GradientTape::new();
    let y = t.record(|| {
        let _unused = x.sqrt() * 0.0;
        &x * 2.0
    });
    assert_eq!(t.gradient(&y, &x).unwrap(), 2.0);
}

#[test]
fn a_closed_gate_stops_an_infinite_adjoint() {
    // max(x, 0) at −1: the derivative of √ is infinite at 0, and none of it passes.
    let x = Variable::new(-1.0);
    let t = GradientTape::new();
    let y = t.record(|| x.max(0.0).sqrt());
    assert_eq!(t.gradient(&y, &x).unwrap(), 0.0);
}
