//! Arrays, vectors, and parts of them.

use autodiff_runtime::differentiable;

#[differentiable]
fn array_to_vec(w: [f64; 2]) -> f64 {
    let t = w.to_vec();
    t[0] * t[1]
}

#[test]
fn to_vec_of_an_array_has_the_adjoint_of_an_array() {
    assert_eq!(array_to_vec_grad([3.0, 5.0]), (15.0, [5.0, 3.0]));
}

#[differentiable(wrt(x))]
fn nested_by_value(mut x: Vec<Vec<f64>>, q: &mut [f64]) -> f64 {
    q[0] *= x[0][1];
    q[0]
}

/// The reverse sweep read an element of the outer `Vec` that it had not kept.
#[test]
fn element_of_a_nested_vec_parameter() {
    let (value, gradient) = nested_by_value_grad(vec![vec![2.0, 3.0], vec![7.0]], &mut [5.0]);
    assert_eq!(value, 15.0);
    assert_eq!(gradient, vec![vec![0.0, 5.0], vec![0.0]]);
}

#[differentiable]
fn indexed_by_its_own_length(u: &mut [f64], q: f64) -> f64 {
    let v = &mut u[1..];
    v[v.len() / 3] *= q;
    u[1]
}

#[test]
fn exclusive_alias_indexed_by_its_own_length() {
    // u₁·q
    assert_eq!(indexed_by_its_own_length_grad(&mut [2.0, 4.0], 3.0), (12.0, (vec![0.0, 3.0], 4.0)));
}
