//! Jacobians.

use autodiff_runtime::tape::{GradientTape, UnconnectedGradients, Variable};

#[test]
fn one_row_for_each_float_of_the_target() {
    // 80; it uses a tape up (81): the second call does not compile
    let x = Variable::new(vec![1.0, 2.0, 3.0]);
    let t = GradientTape::new();
    let y = t.record(|| &x * &x);
    let rows = t.jacobian(&y, &x).unwrap().unwrap();
    assert_eq!(rows, [[2.0, 0.0, 0.0], [0.0, 4.0, 0.0], [0.0, 0.0, 6.0]]);
}

#[test]
fn unconnected_sources_have_none_or_zeros() {
    // 82, 83
    let (x, w) = (Variable::new(vec![1.0, 2.0]), Variable::new([1.0]));
    let t = GradientTape::persistent();
    let y = t.record(|| &x * &x);
    let (dx, dw) = t.jacobian(&y, (&x, &w)).unwrap();
    assert_eq!(dx.unwrap(), [[2.0, 0.0], [0.0, 4.0]]);
    assert!(dw.is_none());
    let zeros = t.jacobian_with(&y, &w, UnconnectedGradients::Zero).unwrap();
    assert_eq!(zeros.unwrap(), [[0.0], [0.0]]);
}

#[test]
fn batches_by_the_rows_of_the_full_one() {
    // 84, 85, 86: there is no `batch_jacobian`; a row that depends on other rows shows, instead of being summed.
    let x = Variable::new([[1.0, 2.0], [3.0, 4.0]]);
    let t = GradientTape::new();
    let y = t.record(|| &x * &x);
    let rows = t.jacobian(&y, &x).unwrap().unwrap();
    assert_eq!(rows[0], [[2.0, 0.0], [0.0, 0.0]]);
    assert_eq!(rows[3], [[0.0, 0.0], [0.0, 8.0]]);
}

#[test]
fn sources_in_lists_and_maps() {
    let (x, w) = (Variable::new(2.0), Variable::new(3.0));
    let t = GradientTape::persistent();
    let y = t.record(|| autodiff_runtime::tape::stack(&[&x * &w, &x * &x]));
    let [dx, dw] = t.jacobian(&y, [&x, &w]).unwrap();
    assert_eq!((dx.unwrap(), dw.unwrap()), (vec![3.0, 4.0], vec![2.0, 0.0]));
    let map = t.jacobian(&y, std::collections::BTreeMap::from([("x", &x), ("w", &w)])).unwrap();
    assert_eq!(map["x"], Some(vec![3.0, 4.0]));
    assert_eq!(map["w"], Some(vec![2.0, 0.0]));
}
