//! The log-posterior of a Gaussian mixture with a Wishart prior on the inverse covariances: the first objective of ADBench
//! (Šrajer, Kukelova, Fitzgibbon, "A benchmark of selected algorithmic differentiation tools on some problems in computer vision
//! and machine learning", 2018), as a person writes it from the formula.
//!
//! ```text
//! f = Σᵢ ln Σₖ exp(αₖ + qₖ − ½‖Lₖ(xᵢ − μₖ)‖²) − n ln Σₖ exp(αₖ) − ½ n d ln 2π + prior
//! prior = Σₖ (½γ²‖Lₖ‖² − m qₖ) − k C,      qₖ = ln det Lₖ
//! ```
//!
//! Lₖ is lower triangular. Its row of `icf` ("inverse covariance factor") has the logarithms of the diagonal first, then what is
//! below the diagonal, column by column: d(d + 1)/2 numbers.

#![allow(clippy::needless_range_loop, reason = "indices, as in the formula")]

use autodiff_runtime::differentiable;

/// ln Σⱼ exp(vⱼ), with the largest taken out so that nothing overflows.
///
/// # Panics
///
/// If `v` is empty.
#[differentiable]
pub fn log_sum_exp(v: &[f64]) -> f64 {
    let mut largest = v[0];
    for i in 1..v.len() {
        if v[i] > largest {
            largest = v[i];
        }
    }
    let mut sum = 0.0;
    for i in 0..v.len() {
        sum += (v[i] - largest).exp();
    }
    largest + sum.ln()
}

/// y = L(x − μ), where `diagonal` is that of L and `below[..]` what is below it, column by column.
#[differentiable]
fn whiten(diagonal: &[f64], below: &[f64], x: &[f64], mean: &[f64], y: &mut [f64]) {
    let d = x.len();
    for i in 0..d {
        y[i] = diagonal[i] * (x[i] - mean[i]);
    }
    let mut next = 0;
    for column in 0..d {
        let difference = x[column] - mean[column];
        for row in column + 1..d {
            y[row] += below[next] * difference;
            next += 1;
        }
    }
}

/// Σ vᵢ².
#[differentiable]
fn sum_of_squares(v: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..v.len() {
        sum += v[i] * v[i];
    }
    sum
}

/// The log-posterior of a mixture of k components for n points of dimension d.
///
/// `alphas` are the k logarithms of the weights, up to a common constant; `means` the k means, one after another; `icf` the k
/// factors (see the [module](self)); `x` the n points, one after another; `gamma` and `m` the parameters of the prior. k, d and n
/// are read off the lengths. The derivatives are those to `alphas`, `means` and `icf`.
///
/// # Panics
///
/// If a slice is shorter than the others demand.
#[differentiable(wrt(alphas, means, icf))]
pub fn log_posterior(alphas: &[f64], means: &[f64], icf: &[f64], x: &[f64], gamma: f64, m: usize) -> f64 {
    let k = alphas.len();
    let d = means.len() / k;
    let n = x.len() / d;
    let size = d * (d + 1) / 2;

    let mut diagonals = vec![0.0; k * d];
    let mut log_determinants = vec![0.0; k];
    for c in 0..k {
        for i in 0..d {
            diagonals[c * d + i] = icf[c * size + i].exp();
            log_determinants[c] += icf[c * size + i];
        }
    }

    let mut y = vec![0.0; d];
    let mut terms = vec![0.0; k];
    let mut likelihood = 0.0;
    for p in 0..n {
        let point = &x[p * d..(p + 1) * d];
        for c in 0..k {
            let below = &icf[c * size + d..(c + 1) * size];
            whiten(&diagonals[c * d..(c + 1) * d], below, point, &means[c * d..(c + 1) * d], &mut y);
            terms[c] = alphas[c] + log_determinants[c] - 0.5 * sum_of_squares(&y);
        }
        likelihood += log_sum_exp(&terms);
    }

    let mut prior = 0.0;
    for c in 0..k {
        let squares = sum_of_squares(&diagonals[c * d..(c + 1) * d]) + sum_of_squares(&icf[c * size + d..(c + 1) * size]);
        prior += 0.5 * gamma * gamma * squares - m as f64 * log_determinants[c];
    }

    let normal = 0.5 * (n * d) as f64 * std::f64::consts::TAU.ln();
    likelihood - n as f64 * log_sum_exp(alphas) - normal + prior - k as f64 * wishart_constant(d, gamma, m)
}

/// C = N d (ln γ − ½ ln 2) − ln Γ_d(N/2) with N = d + m + 1, the logarithm of the prior's normalisation.
///
/// No parameter of the mixture is in it, so it needs no derivative.
#[must_use]
pub fn wishart_constant(d: usize, gamma: f64, m: usize) -> f64 {
    let degrees = d + m + 1;
    (degrees * d) as f64 * (gamma.ln() - 0.5 * std::f64::consts::LN_2) - log_gamma_multivariate(degrees, d)
}

/// ln Γ_d(h/2) = d(d − 1)/4 ln π + Σⱼ ln Γ((h − j)/2) for j in 0..d.
fn log_gamma_multivariate(h: usize, d: usize) -> f64 {
    let mut sum = (d * (d - 1)) as f64 / 4.0 * std::f64::consts::PI.ln();
    for j in 0..d {
        sum += log_gamma_of_half(h - j);
    }
    sum
}

/// ln Γ(h/2) for h ≥ 1, by Γ(z + 1) = z Γ(z) down to Γ(1) = 1 or Γ(½) = √π.
fn log_gamma_of_half(mut h: usize) -> f64 {
    let mut sum = 0.0;
    while h > 2 {
        h -= 2;
        sum += (h as f64 / 2.0).ln();
    }
    if h == 1 { sum + 0.5 * std::f64::consts::PI.ln() } else { sum }
}
