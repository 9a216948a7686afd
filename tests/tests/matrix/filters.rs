//! A filter in faer.

use autodiff_runtime::differentiable;
use faer::linalg::solvers::Solve;
use faer::{Col, Mat, Scale, Side};

use crate::difference::assert_gradient;

/// One step of a Kalman filter, and its likelihood.
#[differentiable]
fn likelihood(transition: &Mat<f64>, noise: f64) -> f64 {
    let n = transition.nrows();
    let mut state = Col::from_fn(n, |i| i as f64 * 0.5);
    let mut covariance = Mat::<f64>::identity(n, n);
    let mut sum = 0.0;
    for k in 0..3 {
        state = transition * &state;
        covariance = transition * &covariance * transition.transpose() + Scale(noise) * Mat::<f64>::identity(n, n);
        let residual = Col::from_fn(n, |i| ((i + k) as f64).sin()) - &state;
        let factor = covariance.llt(Side::Lower).unwrap();
        let weights = factor.solve(&residual);
        for i in 0..n {
            sum += residual[i] * weights[i];
        }
        sum += covariance.determinant().ln();
        state = &state + &weights * Scale(0.1);
    }
    sum
}

#[test]
fn a_filter_of_faer() {
    let transition = Mat::from_fn(3, 3, |i, j| if i == j { 1.0 } else { 0.2 * (i as f64 - j as f64) });
    let (value, (transition_bar, noise_bar)) = likelihood_grad(&transition, 0.3);
    assert_eq!(value.to_bits(), likelihood(&transition, 0.3).to_bits());
    assert_gradient(&transition, &transition_bar, |t| likelihood(t, 0.3));
    assert_gradient(&0.3, &noise_bar, |noise| likelihood(&transition, *noise));
}
