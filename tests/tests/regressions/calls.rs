//! Calls of other functions, and recursion.

use autodiff_runtime::differentiable;

use super::assert_close;

#[differentiable]
fn down(n: usize, h: [f64; 2]) -> f64 {
    if n == 0 {
        return h[0] * h[1];
    }
    down(n - 1, [h[0]; 2])
}

#[differentiable]
fn down_in_pairs(n: usize, p: (f64, f64)) -> f64 {
    if n == 0 {
        return p.0;
    }
    down_in_pairs(n - 1, (p.0 * p.1, p.1))
}

/// A local that an early return skips was handed to the reverse sweep as an `Option`, which the recursive call did not expect.
#[test]
fn recursion_takes_arrays_and_tuples_by_value() {
    // h₀², then h₀·h₁ where nothing is called.
    assert_eq!(down_grad(1, [3.0, 5.0]), (9.0, [6.0, 0.0]));
    assert_eq!(down_grad(0, [3.0, 5.0]), (15.0, [5.0, 3.0]));
    // p₀·p₁²
    assert_eq!(down_in_pairs_grad(2, (3.0, 5.0)), (75.0, (25.0, 30.0)));
}

#[differentiable]
fn constant_part(c: f64, v: f64) -> f64 {
    c * v
}

#[differentiable]
fn updated_result(t: f64) -> f64 {
    let mut p = constant_part(0.875, 2.0);
    p -= t * t;
    p
}

/// The shape of the adjoint was asked of a variable that had not been kept: the call itself carries no derivative.
#[test]
fn result_of_an_inactive_call_becomes_active_later() {
    assert_eq!(updated_result_grad(3.0), (1.75 - 9.0, -6.0));
}

#[differentiable]
fn one_of(w: &[f64]) -> Vec<f64> {
    vec![w[0]; 1]
}

#[differentiable]
fn unused_result(h: &[f64], x: f64) -> f64 {
    let w: Vec<f64> = one_of(h);
    x * x
}

#[test]
fn result_that_nobody_reads_contributes_nothing() {
    assert_eq!(unused_result_grad(&[4.0, 1.0], 3.0), (9.0, (vec![0.0, 0.0], 6.0)));
}

#[differentiable]
fn unused_in_a_branch(u: &[f64], x: f64) -> f64 {
    if x > 2.0 {
        let h: Vec<f64> = one_of(u);
    }
    x
}

#[test]
fn result_that_nobody_reads_in_a_branch() {
    assert_eq!(unused_in_a_branch_grad(&[4.0], 3.0), (3.0, (vec![0.0], 1.0)));
    assert_eq!(unused_in_a_branch_grad(&[], 1.0), (1.0, (vec![], 1.0)));
}

#[differentiable]
fn path_of_a_constant(x: f64) -> f64 {
    let h = f64::sin(0.5 + 0.25);
    let s = 0.5;
    h * x + f64::abs(s) * x
}

/// `f64::sin(0.75)` was written again as `0.75.sin()`, which says nothing of the float's type.
#[test]
fn path_calls_with_constant_arguments_keep_their_type() {
    let (value, gradient) = path_of_a_constant_grad(2.0);
    assert_eq!(value, path_of_a_constant(2.0));
    assert_close(gradient, 0.75_f64.sin() + 0.5);
}

#[differentiable]
fn squared_in_place(v: &mut f64) -> f64 {
    *v *= *v;
    *v * 3.0
}

/// The caller's buffer was taken for the adjoint of what stands behind `&mut` at the end.
#[test]
fn grad_into_adds_to_the_buffer_of_an_exclusive_parameter() {
    // 3v² has the derivative 6v = 12 at 2.
    let mut bar = 1.0;
    assert_eq!(squared_in_place_grad_into(&mut 2.0, &mut bar), 12.0);
    assert_eq!(bar, 13.0);
    assert_eq!(squared_in_place_grad(&mut 2.0), (12.0, 12.0));
}

#[differentiable]
fn product_of_two(y: &[f64], s: &[f64]) -> f64 {
    y[0] * s[1]
}

#[differentiable]
fn lent_twice(r: &mut [f64]) -> f64 {
    let q = product_of_two(r, r);
    q + product_of_two(&r[..], r)
}

#[test]
fn exclusive_parameter_is_lent_shared_twice_in_one_call() {
    // 2·r₀·r₁
    assert_eq!(lent_twice_grad(&mut [3.0, 5.0]), (30.0, vec![10.0, 6.0]));
}
