//! Small arrays that go into and come out of functions: what ADBench's BA and HAND first showed to be wrong.

use autodiff_runtime::differentiable;

#[differentiable]
fn rows_that_share_an_input(x: f64, y: f64) -> [[f64; 2]; 2] {
    [[x, x * y], [1.0, y]]
}

/// The output's seed is taken apart, row by row: x̄ = s₀₀ + y s₀₁, ȳ = x s₀₁ + s₁₁. The constant has no part in it.
#[test]
fn nested_array_literal_as_the_output() {
    let (value, pullback) = rows_that_share_an_input_vjp(3.0, 5.0);
    assert_eq!(value, [[3.0, 15.0], [1.0, 5.0]]);
    let seed = [[1.0, 10.0], [100.0, 1000.0]];
    assert_eq!(pullback.call_ref(&seed), (51.0, 1030.0));
    assert_eq!(pullback.call(seed), (51.0, 1030.0));
}

#[differentiable]
fn rows_or_the_identity(x: f64) -> [[f64; 2]; 2] {
    if x < 0.0 {
        return [[1.0, 0.0], [0.0, 1.0]];
    }
    [[x, 0.0], [0.0, x * x]]
}

/// s₀₀ + 2 x s₁₁ on the one way, 0 on the other.
#[test]
fn nested_array_literal_on_two_ways_out() {
    let seed = [[1.0, 7.0], [7.0, 10.0]];
    assert_eq!(rows_or_the_identity_vjp(2.0).1.call(seed), 41.0);
    assert_eq!(rows_or_the_identity_vjp(-2.0).1.call(seed), 0.0);
}

#[differentiable]
fn pair_and_rest(x: [f64; 3]) -> ([f64; 2], f64) {
    ([x[0] * x[1], x[1]], x[2] * x[2])
}

#[differentiable]
fn through_a_pair(x: [f64; 3]) -> f64 {
    let (pair, rest) = pair_and_rest(x);
    pair[0] * rest + pair[1]
}

/// f = x₀ x₁ x₂² + x₁: at (2, 3, 5) the gradient is (75, 51, 60).
#[test]
fn tuple_of_an_array_and_a_number() {
    assert_eq!(through_a_pair_grad([2.0, 3.0, 5.0]), (153.0, [75.0, 51.0, 60.0]));
}

#[differentiable]
fn product(pair: &[f64; 2], other: &[f64; 2]) -> f64 {
    pair[0] * other[0] + pair[1] * other[1]
}

#[differentiable(wrt(pairs))]
fn sum_of_products(pairs: &[[f64; 2]], others: &[[f64; 2]]) -> f64 {
    let mut sum = 0.0;
    for (i, other) in others.iter().enumerate() {
        sum += product(&pairs[i % pairs.len()], other);
    }
    sum
}

#[differentiable(wrt(others))]
fn doubled(pairs: &[[f64; 2]], others: &[[f64; 2]]) -> f64 {
    let mut swapped = [[0.0; 2]; 2];
    for i in 0..2 {
        swapped[i] = others[1 - i];
    }
    2.0 * sum_of_products(&swapped, pairs)
}

/// An element of a slice of arrays, lent to a callee; the adjoint of the pair that is met twice is a sum.
#[test]
fn element_of_a_slice_of_arrays_as_an_argument() {
    let (pairs, others) = ([[1.0, 2.0], [3.0, 4.0]], [[5.0, 6.0], [7.0, 8.0], [9.0, 10.0]]);
    let (value, pairs_bar) = sum_of_products_grad(&pairs, &others);
    assert_eq!(value, 17.0 + 53.0 + 29.0);
    assert_eq!(pairs_bar, [[14.0, 16.0], [7.0, 8.0]]);
}

/// The callee's own gradient is not wanted for every argument: here the constant one stands where the active one stood before.
#[test]
fn elements_assigned_as_whole_arrays() {
    let (pairs, others) = ([[1.0, 2.0], [3.0, 4.0]], [[5.0, 6.0], [7.0, 8.0]]);
    // 2 (⟨others₁, pairs₀⟩ + ⟨others₀, pairs₁⟩)
    assert_eq!(doubled_grad(&pairs, &others), (2.0 * (23.0 + 39.0), vec![[6.0, 8.0], [2.0, 4.0]]));
}

#[differentiable]
fn square_of_the_norm(v: &[f64; 3]) -> f64 {
    dot(v, v)
}

#[differentiable]
fn dot(a: &[f64; 3], b: &[f64; 3]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

#[test]
fn the_same_array_twice_in_one_call() {
    assert_eq!(square_of_the_norm_grad(&[1.0, -2.0, 3.0]), (14.0, [2.0, -4.0, 6.0]));
}
