//! Gaussian processes in nalgebra.

use autodiff_runtime::differentiable;
use nalgebra::{DMatrix, DVector};

use crate::difference::assert_gradient;

#[differentiable]
fn kernel(x: &DVector<f64>, length: f64, noise: f64) -> DMatrix<f64> {
    let n = x.len();
    DMatrix::from_fn(n, n, |i, j| {
        let d = (x[i] - x[j]) / length;
        (-0.5 * d * d).exp() + if i == j { noise } else { 0.0 }
    })
}

#[differentiable]
fn negative_log_likelihood(k: &DMatrix<f64>, y: &DVector<f64>) -> f64 {
    let factor = k.clone().cholesky().unwrap();
    let a = factor.solve(y);
    0.5 * y.dot(&a) + factor.l().diagonal().map(f64::ln).sum() + 0.5 * y.len() as f64 * (2.0 * std::f64::consts::PI).ln()
}

#[differentiable]
fn evidence(x: &DVector<f64>, y: &DVector<f64>, length: f64, noise: f64) -> f64 {
    let k = kernel(x, length, noise);
    negative_log_likelihood(&k, y)
}

fn points() -> (DVector<f64>, DVector<f64>) {
    let x = DVector::from_fn(7, |i, _| i as f64 * 0.4 + (i as f64).sin() * 0.1);
    let y = x.map(|x| (2.0 * x).sin());
    (x, y)
}

#[test]
fn the_likelihood_of_a_matrix() {
    let (x, y) = points();
    let k = kernel(&x, 0.7, 0.1);
    let (value, (k_bar, y_bar)) = negative_log_likelihood_grad(&k, &y);
    assert_eq!(value.to_bits(), negative_log_likelihood(&k, &y).to_bits());
    assert_gradient(&k, &k_bar, |k| negative_log_likelihood(k, &y));
    assert_gradient(&y, &y_bar, |y| negative_log_likelihood(&k, y));
}

#[test]
fn the_likelihood_of_hyperparameters() {
    let (x, y) = points();
    let (value, (x_bar, y_bar, length_bar, noise_bar)) = evidence_grad(&x, &y, 0.7, 0.1);
    assert_eq!(value.to_bits(), evidence(&x, &y, 0.7, 0.1).to_bits());
    assert_gradient(&x, &x_bar, |x| evidence(x, &y, 0.7, 0.1));
    assert_gradient(&y, &y_bar, |y| evidence(&x, y, 0.7, 0.1));
    assert_gradient(&0.7, &length_bar, |length| evidence(&x, &y, *length, 0.1));
    assert_gradient(&0.1, &noise_bar, |noise| evidence(&x, &y, 0.7, *noise));
}

#[test]
fn a_matrix_as_the_result() {
    let (x, _) = points();
    let (k, pullback) = kernel_vjp(&x, 0.7, 0.1);
    let (x_bar, length_bar, noise_bar) = pullback.call(DMatrix::from_element(7, 7, 1.0));
    assert_eq!(k, kernel(&x, 0.7, 0.1));
    assert_eq!(noise_bar, 7.0);
    assert_gradient(&x, &x_bar, |x| kernel(x, 0.7, 0.1).sum());
    assert_gradient(&0.7, &length_bar, |length| kernel(&x, *length, 0.1).sum());
}
