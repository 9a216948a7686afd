//! What is held fixed: `stop_gradient`, `#[constant]`, calls whose arguments carry no derivative.

use autodiff_runtime::{differentiable, stop_gradient};

#[differentiable]
fn held(x: f64, y: f64) -> f64 {
    let k = stop_gradient(x * y);
    k * x + stop_gradient(y)
}

#[test]
fn stop_gradient_has_derivative_zero() {
    assert_eq!(held_grad(2.0, 3.0), (15.0, (6.0, 0.0)));
}

/// Has no derivative: `held_by_marker` may call it all the same.
fn opaque(x: f64, names: &mut Vec<String>) -> f64 {
    names.push(format!("{x}"));
    (x.to_bits() % 1000) as f64
}

#[differentiable]
fn held_by_marker(x: f64) -> f64 {
    let mut names: Vec<String> = Vec::new();
    #[constant]
    let noise = opaque(x, &mut names);
    x * noise
}

#[test]
fn nothing_in_a_constant_statement_needs_a_rule() {
    let noise = (2.5f64.to_bits() % 1000) as f64;
    assert_eq!(held_by_marker_grad(2.5), (2.5 * noise, noise));
}

fn table(n: usize) -> Vec<f64> {
    (0..n).map(|k| (k * k) as f64).collect()
}

#[differentiable]
fn from_a_table(x: f64, n: usize) -> f64 {
    let squares: Vec<f64> = table(n);
    let mut sum = 0.0;
    for s in &squares {
        sum += s * x;
    }
    sum
}

#[test]
fn a_call_without_derivatives_in_its_arguments_needs_no_rule() {
    assert_eq!(from_a_table_grad(2.0, 4), (28.0, 14.0));
}

#[differentiable]
fn linearized(x: &[f64]) -> f64 {
    let mut mean = 0.0;
    for v in x {
        mean += v / x.len() as f64;
    }
    let center = stop_gradient(mean);
    let mut sum = 0.0;
    for v in x {
        sum += (v - center) * (v - center);
    }
    sum
}

#[test]
fn a_stopped_value_stays_fixed_in_later_loops() {
    assert_eq!(linearized_grad(&[1.0, 2.0, 6.0]), (14.0, vec![-4.0, -2.0, 6.0]));
}

#[differentiable]
fn stopped_slice(x: &[f64]) -> f64 {
    let fixed = stop_gradient(x.to_vec());
    let mut sum = 0.0;
    for i in 0..x.len() {
        sum += fixed[i] * x[i];
    }
    sum
}

#[test]
fn a_stopped_vector_stays_fixed() {
    assert_eq!(stopped_slice_grad(&[1.0, 2.0]), (5.0, vec![1.0, 2.0]));
}
