//! Rosenbrock's chained function (Rosenbrock 1960, in n variables).

use autodiff_runtime::differentiable;

/// Σᵢ 100 (xᵢ₊₁ − xᵢ²)² + (1 − xᵢ)²
#[differentiable]
pub fn rosenbrock(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len() - 1 {
        let valley = x[i + 1] - x[i] * x[i];
        let slope = 1.0 - x[i];
        sum += 100.0 * valley * valley + slope * slope;
    }
    sum
}
