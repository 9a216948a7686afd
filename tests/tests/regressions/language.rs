//! Bugs that programs in all of the language found (`cargo run -p generator -- --language`).

use autodiff_runtime::differentiable;

use super::assert_close;

#[differentiable]
fn squares_nobody_reads(x: &mut [f64], k: f64) {
    for _ in 0..4 {
        let pair = vec![x[0] * x[0], k];
        let _product = pair[0] * pair[1];
    }
    x[1] *= k;
}

/// The fused gradient named a result that there is none of.
#[test]
fn loop_that_could_be_fused_in_a_function_without_a_value() {
    let mut x = [3.0, 5.0];
    let ((), pullback) = squares_nobody_reads_vjp(&mut x, 2.0);
    // x₁' = x₁·k
    assert_eq!(pullback.call(vec![10.0, 1.0]), (vec![10.0, 2.0], 5.0));
}

#[differentiable]
fn second_of_one(x: f64) -> f64 {
    let k = 2.0;
    std::iter::once(k + 1.0).nth(1).unwrap_or(-0.5) + k * x
}

/// An iterator without derivative was held by a variable that `nth` could not change.
#[test]
fn iterator_of_constants_is_asked_for_an_element() {
    assert_eq!(second_of_one_grad(3.0), (5.5, 2.0));
}

#[differentiable]
fn sum_until_found(x: &[f64]) -> f64 {
    let mut sum = 0.5;
    let found = x.iter().any(|v| {
        sum += v * v;
        *v > 0.5
    });
    if found { sum * sum } else { sum }
}

#[differentiable]
fn doubled_while_counted(x: &[f64]) -> f64 {
    let mut v = x.to_vec();
    let count: usize = v
        .iter_mut()
        .map(|u| {
            *u *= x[0];
            1
        })
        .sum();
    v[1] * count as f64
}

#[differentiable]
fn changed_in_an_assertion(x: &[f64]) -> f64 {
    let mut s = 0.5;
    assert!({
        s *= x[0];
        s < 9.0
    });
    s * x[1]
}

#[differentiable]
fn changed_while_sorting(x: &[f64]) -> f64 {
    let (mut s, mut keys) = (0.5, vec![2, 0, 1]);
    keys.sort_by_key(|k| {
        s *= 1.0;
        *k
    });
    keys.retain(|k| {
        s *= x[*k];
        *k > 0
    });
    s * keys[0] as f64
}

/// What a closure changed was lost where its result has no derivative: the gradient was 0.
#[test]
fn closures_in_expressions_without_derivative_change_floats() {
    // sum = 0.5 + 0.3² + 0.7², and the derivative of sum² is 2·sum·2x.
    let (_, gradient) = sum_until_found_grad(&[0.3, 0.7, 1.1]);
    for (got, x) in gradient.into_iter().zip([0.3, 0.7, 0.0]) {
        assert_close(got, 4.0 * 1.08 * x);
    }
    // 2·x₀·x₁
    assert_eq!(doubled_while_counted_grad(&[3.0, 5.0]), (30.0, vec![10.0, 6.0]));
    // x₀·x₁ / 2
    assert_eq!(changed_in_an_assertion_grad(&[3.0, 5.0]), (7.5, vec![2.5, 1.5]));
    // x₀·x₁·x₂ / 2, times the first key that is left: 1.
    assert_eq!(changed_while_sorting_grad(&[2.0, 3.0, 5.0]), (15.0, vec![7.5, 5.0, 3.0]));
}

#[differentiable]
fn swapped_with_a_longer_one(x: &[f64]) -> f64 {
    let (mut a, mut b) = (x.to_vec(), vec![2.0]);
    std::mem::swap(&mut a, &mut b);
    b[0] * b[2] * a[0]
}

#[differentiable]
fn swapped_in_a_loop(x: &[f64]) -> f64 {
    let mut a = x.to_vec();
    let mut b = vec![1.0];
    for i in 0..3 {
        std::mem::swap(&mut a, &mut b);
        b[0] *= x[i];
    }
    b[0] * b.len() as f64 * a[0]
}

/// The adjoints had the lengths that the vectors were declared with, which was a panic.
#[test]
fn vectors_of_different_lengths_are_swapped() {
    // 2·x₀·x₂
    assert_eq!(swapped_with_a_longer_one_grad(&[3.0, 5.0, 7.0]), (42.0, vec![14.0, 0.0, 6.0]));
    // a = [x₁] and b = [x₀²·x₂, x₁, x₂] at the end: 3·x₀²·x₁·x₂.
    assert_eq!(swapped_in_a_loop_grad(&[3.0, 5.0, 7.0]), (945.0, vec![630.0, 189.0, 135.0]));
}

#[differentiable]
fn exchange(a: &mut Vec<f64>, b: &mut Vec<f64>) {
    std::mem::swap(a, b);
    a[0] *= 2.0;
}

#[differentiable]
fn exchanged_by_a_call(x: &[f64]) -> f64 {
    let (mut a, mut b) = (x.to_vec(), vec![1.0]);
    exchange(&mut a, &mut b);
    a[0] * b[2] * b[0]
}

#[differentiable]
fn rows_of_new_lengths(x: &[f64]) -> f64 {
    let mut rows = vec![x.to_vec(), vec![x[0]]];
    rows[1] = vec![x[1] * x[2], x[0], 2.0];
    rows.swap(0, 1);
    rows[0][0] * rows[0][2] * rows[1][1]
}

#[differentiable]
fn longer(a: Vec<f64>, k: f64) -> Vec<f64> {
    let mut b = vec![k; a.len() + 2];
    for i in 0..a.len() {
        b[i] += a[i] * k;
    }
    b
}

#[differentiable]
fn moved_and_replaced(x: &[f64]) -> f64 {
    let mut a = vec![x[0]];
    for i in 0..2 {
        a = longer(a, x[i]);
    }
    a[0]
}

/// Panics of adjoints with the lengths from before, and a vector that was asked for its length after it was moved.
#[test]
fn vectors_change_their_lengths() {
    // 2·x₀·x₂
    assert_eq!(exchanged_by_a_call_grad(&[3.0, 5.0, 7.0]), (42.0, vec![14.0, 0.0, 6.0]));
    // 2·x₁²·x₂
    assert_eq!(rows_of_new_lengths_grad(&[3.0, 5.0, 7.0]), (350.0, vec![0.0, 140.0, 50.0]));
    // x₁ + x₁·(x₀ + x₀²)
    assert_eq!(moved_and_replaced_grad(&[3.0, 5.0]), (65.0, vec![35.0, 13.0]));
}
