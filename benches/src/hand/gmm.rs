//! The Gaussian mixture. A point is followed at once by its adjoint, so memory does not depend on the number of points.

use std::f64::consts::TAU;

use crate::problems::gmm::wishart_constant;

/// Buffers for k components in d dimensions.
pub struct Gmm {
    diagonals: Vec<f64>,
    diagonals_bar: Vec<f64>,
    log_determinants: Vec<f64>,
    log_determinants_bar: Vec<f64>,
    /// x − mean and L (x − mean) of the current point, for each component.
    delta: Vec<f64>,
    y: Vec<f64>,
    t: Vec<f64>,
    y_bar: Vec<f64>,
}

impl Gmm {
    /// Room for `k` components in `d` dimensions.
    #[must_use]
    pub fn new(k: usize, d: usize) -> Self {
        let zeros = |n| vec![0.0; n];
        Gmm {
            diagonals: zeros(k * d),
            diagonals_bar: zeros(k * d),
            log_determinants: zeros(k),
            log_determinants_bar: zeros(k),
            delta: zeros(k * d),
            y: zeros(k * d),
            t: zeros(k),
            y_bar: zeros(d),
        }
    }

    /// The value; the gradient is added into the three adjoints.
    #[expect(clippy::too_many_arguments, reason = "the objective's six and an adjoint for three of them")]
    pub fn gradient(
        &mut self,
        alphas: &[f64],
        means: &[f64],
        icf: &[f64],
        x: &[f64],
        gamma: f64,
        m: usize,
        alphas_bar: &mut [f64],
        means_bar: &mut [f64],
        icf_bar: &mut [f64],
    ) -> f64 {
        let k = alphas.len();
        let d = means.len() / k;
        let n = x.len() / d;
        let size = icf.len() / k;
        self.log_determinants.fill(0.0);
        for c in 0..k {
            for i in 0..d {
                let q = icf[c * size + i];
                self.log_determinants[c] += q;
                self.diagonals[c * d + i] = q.exp();
            }
        }
        self.diagonals_bar.fill(0.0);
        self.log_determinants_bar.fill(0.0);
        let mut total = 0.0;
        for point in x.chunks_exact(d) {
            total += self.point(alphas, means, icf, point);
            self.point_adjoint(icf, alphas_bar, means_bar, icf_bar);
        }
        let normal = -0.5 * (n * d) as f64 * TAU.ln();
        let value = normal + total - n as f64 * softmax_adjoint(alphas, &mut self.t, -(n as f64), alphas_bar) + self.prior(icf, d, gamma, m, icf_bar);
        for c in 0..k {
            for i in 0..d {
                icf_bar[c * size + i] += self.diagonals_bar[c * d + i] * self.diagonals[c * d + i] + self.log_determinants_bar[c];
            }
        }
        value
    }

    /// logsumexp of the components' densities at one point; leaves each component's share in `t`.
    fn point(&mut self, alphas: &[f64], means: &[f64], icf: &[f64], point: &[f64]) -> f64 {
        let d = point.len();
        let size = icf.len() / alphas.len();
        let rows = means.chunks_exact(d).zip(icf.chunks_exact(size)).zip(self.diagonals.chunks_exact(d));
        let buffers = self.delta.chunks_exact_mut(d).zip(self.y.chunks_exact_mut(d));
        let scalars = self.t.iter_mut().zip(alphas).zip(&self.log_determinants);
        for ((((mean, icf), diagonal), (delta, y)), ((t, alpha), log_determinant)) in rows.zip(buffers).zip(scalars) {
            for i in 0..d {
                delta[i] = point[i] - mean[i];
                y[i] = diagonal[i] * delta[i];
            }
            let mut below = &icf[d..];
            for i in 0..d {
                let (column, rest) = below.split_at(d - i - 1);
                below = rest;
                let delta = delta[i];
                for (y, l) in y[i + 1..].iter_mut().zip(column) {
                    *y += l * delta;
                }
            }
            let mut squares = 0.0;
            for y in &*y {
                squares += y * y;
            }
            *t = alpha + log_determinant - 0.5 * squares;
        }
        shares(&mut self.t)
    }

    fn point_adjoint(&mut self, icf: &[f64], alphas_bar: &mut [f64], means_bar: &mut [f64], icf_bar: &mut [f64]) {
        let d = self.y_bar.len();
        let size = icf.len() / alphas_bar.len();
        let y_bar = &mut self.y_bar[..];
        for c in 0..alphas_bar.len() {
            let w = self.t[c];
            alphas_bar[c] += w;
            self.log_determinants_bar[c] += w;
            let row = c * d..(c + 1) * d;
            let (delta, y) = (&self.delta[row.clone()], &self.y[row.clone()]);
            let (diagonal, diagonal_bar) = (&self.diagonals[row.clone()], &mut self.diagonals_bar[row.clone()]);
            let mean_bar = &mut means_bar[row];
            for i in 0..d {
                y_bar[i] = -w * y[i];
                diagonal_bar[i] += y_bar[i] * delta[i];
                mean_bar[i] -= diagonal[i] * y_bar[i];
            }
            let (mut below, mut below_bar) = (&icf[c * size + d..(c + 1) * size], &mut icf_bar[c * size + d..(c + 1) * size]);
            for i in 0..d {
                let (column, rest) = below.split_at(d - i - 1);
                let (column_bar, rest_bar) = below_bar.split_at_mut(d - i - 1);
                (below, below_bar) = (rest, rest_bar);
                mean_bar[i] -= column_adjoint(delta[i], column, &y_bar[i + 1..], column_bar);
            }
        }
    }

    fn prior(&mut self, icf: &[f64], d: usize, gamma: f64, m: usize, icf_bar: &mut [f64]) -> f64 {
        let k = self.log_determinants.len();
        let size = icf.len() / k;
        let mut sum = 0.0;
        let twice_squares_bar = gamma * gamma;
        for c in 0..k {
            let mut squares = 0.0;
            for i in c * d..(c + 1) * d {
                squares += self.diagonals[i] * self.diagonals[i];
                self.diagonals_bar[i] += twice_squares_bar * self.diagonals[i];
            }
            for i in c * size + d..(c + 1) * size {
                squares += icf[i] * icf[i];
                icf_bar[i] += twice_squares_bar * icf[i];
            }
            sum += 0.5 * gamma * gamma * squares - m as f64 * self.log_determinants[c];
            self.log_determinants_bar[c] -= m as f64;
        }
        sum - k as f64 * wishart_constant(d, gamma, m)
    }
}

/// `column_bar += delta · y_bar`; returns Σ column · y_bar in four running sums (with two or eight: the same at d = 10, 4 and 1 % slower at d = 64).
fn column_adjoint(delta: f64, column: &[f64], y_bar: &[f64], column_bar: &mut [f64]) -> f64 {
    let n = column.len();
    let (l_4, l_rest) = column.as_chunks::<4>();
    let (y_4, y_rest) = y_bar[..n].as_chunks::<4>();
    let (b_4, b_rest) = column_bar[..n].as_chunks_mut::<4>();
    let mut s = [0.0; 4];
    for ((l, y), b) in l_4.iter().zip(y_4).zip(b_4) {
        for k in 0..4 {
            s[k] += l[k] * y[k];
            b[k] += delta * y[k];
        }
    }
    let mut sum = (s[0] + s[2]) + (s[1] + s[3]);
    for ((l, y), b) in l_rest.iter().zip(y_rest).zip(b_rest) {
        sum += l * y;
        *b += delta * y;
    }
    sum
}

/// logsumexp of `t`, which becomes the softmax, its gradient.
fn shares(t: &mut [f64]) -> f64 {
    let mut largest = t[0];
    for v in &t[1..] {
        if *v > largest {
            largest = *v;
        }
    }
    let mut sum = 0.0;
    for v in &mut *t {
        *v = (*v - largest).exp();
        sum += *v;
    }
    let inverse = 1.0 / sum;
    for v in t {
        *v *= inverse;
    }
    largest + sum.ln()
}

/// logsumexp of `v`, its gradient times `value_bar` added into `v_bar`.
fn softmax_adjoint(v: &[f64], work: &mut [f64], value_bar: f64, v_bar: &mut [f64]) -> f64 {
    work.copy_from_slice(v);
    let value = shares(work);
    for (bar, w) in v_bar.iter_mut().zip(work) {
        *bar += value_bar * *w;
    }
    value
}
