//! The log-posterior of a Gaussian mixture with a Wishart prior on its precisions: the objective "GMM" of ADBench
//! (Šrajer, Kukelova, Fitzgibbon 2018).

use std::f64::consts::{PI, TAU};

use autodiff_runtime::differentiable;

/// log Σᵢ exp(vᵢ), shifted by the largest element.
#[differentiable]
pub fn logsumexp(v: &[f64]) -> f64 {
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

/// y = L (x − mean): `diagonal` is that of L; its strictly lower triangle stands in `icf` after d other entries, column by column.
#[differentiable]
pub fn factor_times_difference(diagonal: &[f64], icf: &[f64], x: &[f64], mean: &[f64], y: &mut [f64]) {
    let d = x.len();
    for i in 0..d {
        y[i] = diagonal[i] * (x[i] - mean[i]);
    }
    let mut c = d;
    for i in 0..d {
        let delta = x[i] - mean[i];
        for j in i + 1..d {
            y[j] += icf[c] * delta;
            c += 1;
        }
    }
}

/// log of the Wishart density of all precisions, with `gamma` and `m` as in ADBench.
#[differentiable(wrt(diagonals, log_determinants, icf))]
pub fn log_wishart_prior(diagonals: &[f64], log_determinants: &[f64], icf: &[f64], d: usize, gamma: f64, m: usize) -> f64 {
    let k = log_determinants.len();
    let size = icf.len() / k;
    let mut sum = 0.0;
    for c in 0..k {
        let mut squares = 0.0;
        for i in 0..d {
            squares += diagonals[c * d + i] * diagonals[c * d + i];
        }
        for i in d..size {
            squares += icf[c * size + i] * icf[c * size + i];
        }
        sum += 0.5 * gamma * gamma * squares - m as f64 * log_determinants[c];
    }
    sum - k as f64 * wishart_constant(d, gamma, m)
}

/// The objective. `alphas`: k logits; `means`: k rows of d; `icf`: k rows of d (d + 1) / 2, each the logarithms of the diagonal
/// of the precision's factor, then its strictly lower triangle by columns; `x`: n rows of d.
#[differentiable(wrt(alphas, means, icf))]
pub fn gmm(alphas: &[f64], means: &[f64], icf: &[f64], x: &[f64], gamma: f64, m: usize) -> f64 {
    let k = alphas.len();
    let d = means.len() / k;
    let n = x.len() / d;
    let size = icf.len() / k;
    let mut diagonals = vec![0.0; k * d];
    let mut log_determinants = vec![0.0; k];
    for c in 0..k {
        for i in 0..d {
            let q = icf[c * size + i];
            log_determinants[c] += q;
            diagonals[c * d + i] = q.exp();
        }
    }
    let mut y = vec![0.0; d];
    let mut t = vec![0.0; k];
    let mut total = 0.0;
    for p in 0..n {
        let point = &x[p * d..(p + 1) * d];
        for c in 0..k {
            let diagonal = &diagonals[c * d..(c + 1) * d];
            factor_times_difference(diagonal, &icf[c * size..(c + 1) * size], point, &means[c * d..(c + 1) * d], &mut y);
            let mut squares = 0.0;
            for i in 0..d {
                squares += y[i] * y[i];
            }
            t[c] = alphas[c] + log_determinants[c] - 0.5 * squares;
        }
        total += logsumexp(&t);
    }
    let normal = -0.5 * (n * d) as f64 * TAU.ln();
    normal + total - n as f64 * logsumexp(alphas) + log_wishart_prior(&diagonals, &log_determinants, icf, d, gamma, m)
}

/// N d (ln γ − ½ ln 2) − ln Γ_d(N/2) with N = d + m + 1; of a component, and of none of the fitted parameters.
pub fn wishart_constant(d: usize, gamma: f64, m: usize) -> f64 {
    let n = d + m + 1;
    let mut log_gamma_d = 0.25 * (d * (d - 1)) as f64 * PI.ln();
    for j in 0..d {
        // ln Γ(h/2) by the recurrence down to Γ(1/2) or Γ(1).
        let mut h = n - j;
        while h > 2 {
            h -= 2;
            log_gamma_d += (0.5 * h as f64).ln();
        }
        if h == 1 {
            log_gamma_d += 0.5 * PI.ln();
        }
    }
    (n * d) as f64 * (gamma.ln() - 0.5 * 2f64.ln()) - log_gamma_d
}
