//! Statistics and machine learning as written from the formulas.

use autodiff_runtime::{differentiable, stop_gradient};
use tests::case;
use tests::harness::Case;

#[differentiable]
fn log_sum_exp(x: &[f64]) -> f64 {
    let mut largest = x[0];
    for &v in &x[1..] {
        if v > largest {
            largest = v;
        }
    }
    let mut sum = 0.0;
    for v in x {
        sum += (v - largest).exp();
    }
    largest + sum.ln()
}

#[differentiable]
fn softmax(scores: &[f64], out: &mut [f64]) {
    let mut largest = f64::NEG_INFINITY;
    for &s in scores {
        largest = largest.max(s);
    }
    let mut sum = 0.0;
    for i in 0..scores.len() {
        out[i] = (scores[i] - largest).exp();
        sum += out[i];
    }
    for o in out.iter_mut() {
        *o /= sum;
    }
}

#[differentiable]
fn cross_entropy(weights: &[Vec<f64>], bias: &[f64], rows: &[Vec<f64>], labels: &[usize]) -> f64 {
    let classes = bias.len();
    let mut loss = 0.0;
    for (row, &label) in rows.iter().zip(labels) {
        let mut scores = vec![0.0; classes];
        for c in 0..classes {
            scores[c] = bias[c];
            for k in 0..row.len() {
                scores[c] += weights[c][k] * row[k];
            }
        }
        loss += log_sum_exp(&scores) - scores[label];
    }
    loss / rows.len() as f64
}

#[differentiable(wrt(w))]
fn logistic_regression(w: &[f64], rows: &[[f64; 3]], labels: &[bool], decay: f64) -> f64 {
    let mut loss = 0.0;
    for (row, label) in rows.iter().zip(labels.iter()) {
        let mut z = w[3];
        for k in 0..3 {
            z += w[k] * row[k];
        }
        let margin = if *label { z } else { -z };
        loss += if margin > 0.0 { (-margin).exp().ln_1p() } else { -margin + margin.exp().ln_1p() };
    }
    for v in w {
        loss += 0.5 * decay * v * v;
    }
    loss
}

/// log P(observations) of a hidden Markov model by the scaled forward algorithm.
#[differentiable]
fn hmm_forward(start: &[f64], transition: &[Vec<f64>], emission: &[Vec<f64>], observed: &[usize]) -> f64 {
    let n = start.len();
    let mut alpha = vec![0.0; n];
    for i in 0..n {
        alpha[i] = start[i] * emission[i][observed[0]];
    }
    let mut log = 0.0;
    for &symbol in &observed[1..] {
        let mut total = 0.0;
        for a in &alpha {
            total += a;
        }
        log += total.ln();
        let mut next = vec![0.0; n];
        for j in 0..n {
            for i in 0..n {
                next[j] += alpha[i] / total * transition[i][j];
            }
            next[j] *= emission[j][symbol];
        }
        alpha = next;
    }
    let mut total = 0.0;
    for a in alpha {
        total += a;
    }
    log + total.ln()
}

/// The score of the best path.
#[differentiable]
fn viterbi(start: &[f64], transition: &[[f64; 3]; 3], emission: &[Vec<f64>]) -> f64 {
    let mut best = [0.0; 3];
    for i in 0..3 {
        best[i] = start[i] + emission[0][i];
    }
    for t in 1..emission.len() {
        let mut next = [f64::NEG_INFINITY; 3];
        for j in 0..3 {
            for i in 0..3 {
                let score = best[i] + transition[i][j];
                if score > next[j] {
                    next[j] = score;
                }
            }
            next[j] += emission[t][j];
        }
        best = next;
    }
    best[0].max(best[1]).max(best[2])
}

#[differentiable]
fn kalman(observations: &[f64], process: f64, noise: f64, start: (f64, f64)) -> f64 {
    let (mut mean, mut variance) = start;
    let mut log = 0.0;
    for z in observations {
        variance += process;
        let innovation = z - mean;
        let s = variance + noise;
        log -= 0.5 * (innovation * innovation / s + s.ln() + (2.0 * std::f64::consts::PI).ln());
        let gain = variance / s;
        mean += gain * innovation;
        variance *= 1.0 - gain;
    }
    log
}

#[differentiable]
fn mixture(weights: &[f64], means: &[[f64; 2]], log_widths: &[f64], points: &[[f64; 2]]) -> f64 {
    let k = weights.len();
    let mut terms = vec![0.0; k];
    let mut total = 0.0;
    for p in points {
        for j in 0..k {
            let inverse = (-2.0 * log_widths[j]).exp();
            let dx = p[0] - means[j][0];
            let dy = p[1] - means[j][1];
            terms[j] = weights[j] - 2.0 * log_widths[j] - 0.5 * inverse * (dx * dx + dy * dy);
        }
        total += log_sum_exp(&terms);
    }
    total - points.len() as f64 * log_sum_exp(weights)
}

#[differentiable]
fn autoregression(x: &[f64], phi: f64, log_sigma: f64) -> f64 {
    let precision = (-2.0 * log_sigma).exp();
    let mut energy = 0.0;
    for pair in x.windows(2) {
        let e = pair[1] - phi * pair[0];
        energy += 0.5 * e * e * precision + log_sigma;
    }
    energy
}

#[differentiable]
fn garch(returns: &[f64], p: [f64; 3]) -> f64 {
    let [omega, alpha, beta] = p;
    let mut variance = omega / (1.0 - alpha - beta);
    let mut energy = 0.0;
    for (t, r) in returns.iter().enumerate() {
        if t > 0 {
            variance = omega + alpha * returns[t - 1] * returns[t - 1] + beta * variance;
        }
        energy += 0.5 * (variance.ln() + r * r / variance);
    }
    energy
}

#[differentiable]
fn poisson(counts: &[u32], rows: &[[f64; 2]], w: &[f64; 2]) -> f64 {
    let mut log = 0.0;
    for i in 0..counts.len() {
        let eta = w[0] * rows[i][0] + w[1] * rows[i][1];
        log += counts[i] as f64 * eta - eta.exp();
    }
    log
}

#[differentiable]
fn density(samples: &[f64], at: f64, width: f64) -> f64 {
    let mut sum = 0.0;
    for s in samples {
        let z = (at - s) / width;
        sum += (-0.5 * z * z).exp();
    }
    sum / (samples.len() as f64 * width * (2.0 * std::f64::consts::PI).sqrt())
}

/// Partial likelihood of a proportional-hazards model, samples ordered by time.
#[differentiable]
fn cox(covariates: &[f64], event: &[bool], beta: f64) -> f64 {
    let n = covariates.len();
    let mut at_risk = 0.0;
    let mut log = 0.0;
    for i in (0..n).rev() {
        at_risk += (beta * covariates[i]).exp();
        if event[i] {
            log += beta * covariates[i] - at_risk.ln();
        }
    }
    log
}

#[differentiable]
fn huber(residuals: &[f64], delta: f64) -> f64 {
    let mut sum = 0.0;
    for &r in residuals {
        sum += match r.abs() <= delta {
            true => 0.5 * r * r,
            false => delta * (r.abs() - 0.5 * delta),
        };
    }
    sum
}

#[differentiable]
fn standardized(x: &[f64], gain: f64, shift: f64) -> Vec<f64> {
    let n = x.len() as f64;
    let mut mean = 0.0;
    for v in x {
        mean += v / n;
    }
    let mut variance = 0.0;
    for v in x {
        variance += (v - mean) * (v - mean) / n;
    }
    let deviation = (variance + 1e-5).sqrt();
    let mut out = vec![0.0; x.len()];
    for i in 0..x.len() {
        out[i] = gain * (x[i] - mean) / deviation + shift;
    }
    out
}

/// One head: queries, keys and values are rows of `d` floats.
#[differentiable]
fn attention(queries: &[f64], keys: &[f64], values: &[f64], d: usize, causal: bool) -> Vec<f64> {
    let n = queries.len() / d;
    let mut out = vec![0.0; n * d];
    let mut scores = vec![0.0; n];
    let mut weights = vec![0.0; n];
    for i in 0..n {
        for j in 0..n {
            if causal && j > i {
                scores[j] = -1e9;
                continue;
            }
            let mut s = 0.0;
            for k in 0..d {
                s += queries[i * d + k] * keys[j * d + k];
            }
            scores[j] = s / (d as f64).sqrt();
        }
        softmax(&scores, &mut weights);
        for j in 0..n {
            for k in 0..d {
                out[i * d + k] += weights[j] * values[j * d + k];
            }
        }
    }
    out
}

#[differentiable]
fn sigmoid(z: f64) -> f64 {
    1.0 / (1.0 + (-z).exp())
}

/// One cell a step, all gates from the same two inputs; weights in rows of four.
#[differentiable]
fn lstm(weights: &[[f64; 4]; 3], inputs: &[f64]) -> f64 {
    let mut h = 0.0;
    let mut c = 0.0;
    for &x in inputs.iter() {
        let mut gates = [0.0; 4];
        for g in 0..4 {
            gates[g] = weights[0][g] * x + weights[1][g] * h + weights[2][g];
        }
        c = sigmoid(gates[0]) * c + sigmoid(gates[1]) * gates[3].tanh();
        h = sigmoid(gates[2]) * c.tanh();
    }
    h
}

#[differentiable]
fn layer(w: &[f64], b: &[f64], x: &[f64], y: &mut [f64]) {
    let n = x.len();
    for (i, y) in y.iter_mut().enumerate() {
        let mut sum = b[i];
        for (j, x) in x.iter().enumerate() {
            sum += w[i * n + j] * x;
        }
        *y = sum.tanh();
    }
}

#[differentiable]
fn perceptron(w1: &[f64], b1: &[f64], w2: &[f64], b2: &[f64], x: &[f64]) -> f64 {
    let mut hidden = vec![0.0; b1.len()];
    layer(w1, b1, x, &mut hidden);
    let mut out = [0.0; 1];
    layer(w2, b2, &hidden, &mut out);
    out[0]
}

/// Valid convolution, rectified, then the maximum of each pair.
#[differentiable]
fn convolution_and_pool(signal: &[f64], kernel: &[f64]) -> Vec<f64> {
    let n = signal.len() - kernel.len() + 1;
    let mut convolved = vec![0.0; n];
    for i in 0..n {
        for (k, w) in kernel.iter().enumerate() {
            convolved[i] += w * signal[i + k];
        }
        if convolved[i] < 0.0 {
            convolved[i] *= 0.1;
        }
    }
    let mut pooled = vec![0.0; n / 2];
    for (i, pair) in convolved.chunks(2).enumerate() {
        if pair.len() == 2 {
            pooled[i] = pair[0].max(pair[1]);
        }
    }
    pooled
}

/// Policy gradient with a baseline that is a constant.
#[differentiable]
fn reinforce(theta: f64, rewards: &[f64]) -> f64 {
    let mut baseline = 0.0;
    for r in rewards {
        baseline += r / rewards.len() as f64;
    }
    let fixed = stop_gradient(baseline);
    let mut objective = 0.0;
    for (k, r) in rewards.iter().enumerate() {
        let p = sigmoid(theta - k as f64);
        objective += p.ln() * (r - fixed);
    }
    objective + baseline
}

#[differentiable]
fn quantile_loss(predictions: &[f64], targets: &[f64], q: f64) -> f64 {
    let mut loss = 0.0;
    let mut i = 0;
    loop {
        if i >= targets.len() {
            return loss / targets.len() as f64;
        }
        let e = targets[i] - predictions[i];
        loss += (q * e).max((q - 1.0) * e);
        i += 1;
    }
}

#[differentiable]
fn kernel_ridge(x: &[[f64; 2]], alpha: &[f64], at: &[f64; 2], length: f64) -> f64 {
    let mut sum = 0.0;
    for (p, a) in x.iter().zip(alpha) {
        let mut d2 = 0.0;
        for (u, v) in p.iter().zip(at) {
            d2 += (u - v) * (u - v);
        }
        sum += a * (-d2 / (2.0 * length * length)).exp();
    }
    sum
}

/// Elo ratings after a list of games, who beat whom by index.
#[differentiable]
fn elo(ratings: &[f64], games: &[(usize, usize)], k: f64) -> f64 {
    let mut r = ratings.to_vec();
    let mut surprise = 0.0;
    for &(winner, loser) in games.iter() {
        let expected = 1.0 / (1.0 + 10f64.powf((r[loser] - r[winner]) / 4.0));
        surprise -= expected.log2();
        r[winner] += k * (1.0 - expected);
        r[loser] -= k * (1.0 - expected);
    }
    surprise + r[0]
}

/// The programs.
#[rustfmt::skip]
pub(crate) fn cases() -> Vec<Case> {
    vec![
        case!(|r| log_sum_exp(&x) wrt(x) at { x = r.vec(5, -2.0, 2.0) } also [(vec![1000.0, 999.0],), (vec![1.0, 1.0],)]
            gradient { {
                let sum: f64 = x.iter().map(|v| (v - x[0]).exp()).sum();
                x.iter().map(|v| (v - x[0]).exp() / sum).collect()
            } }),
        case!(|r| cross_entropy(&weights, &bias, &rows, &labels) wrt(weights, bias, rows) at {
            weights = r.matrix(3, 2, -1.0, 1.0), bias = r.vec(3, -1.0, 1.0), rows = r.matrix(4, 2, -1.0, 1.0), labels = vec![0usize, 2, 1, 2] }),
        case!(|r| logistic_regression(&w, &rows, &labels, decay) wrt(w) at { w = r.vec(4, -1.0, 1.0), rows = vec![r.array(-1.0, 1.0), r.array(-1.0, 1.0), r.array(-1.0, 1.0)],
            labels = vec![true, false, true], decay = 0.1 }),
        case!(|r| hmm_forward(&start, &transition, &emission, &observed) wrt(start, transition, emission) at {
            start = r.vec(3, 0.1, 1.0), transition = r.matrix(3, 3, 0.1, 1.0), emission = r.matrix(3, 2, 0.1, 1.0), observed = vec![0usize, 1, 1, 0, 1] }),
        case!(|r| viterbi(&start, &transition, &emission) wrt(start, transition, emission) at { start = r.vec(3, -1.0, 1.0), transition = r.arrays(-1.0, 1.0), emission = r.matrix(4, 3, -1.0, 1.0) }),
        case!(|r| kalman(&observations, process, noise, start) wrt(observations, process, noise, start) at {
            observations = r.vec(6, -1.0, 1.0), process = r.float(0.05, 0.3), noise = r.float(0.2, 1.0), start = (0.0, 1.0) }),
        case!(|r| mixture(&weights, &means, &log_widths, &points) wrt(weights, means, log_widths, points) at { weights = r.vec(3, -1.0, 1.0),
            means = (0..3).map(|_| r.array(-1.0, 1.0)).collect::<Vec<[f64; 2]>>(), log_widths = r.vec(3, -0.5, 0.5), points = (0..4).map(|_| r.array(-1.5, 1.5)).collect::<Vec<[f64; 2]>>() }),
        case!(|r| autoregression(&x, phi, log_sigma) wrt(x, phi, log_sigma) at { x = r.vec(7, -1.0, 1.0), phi = r.float(-0.9, 0.9), log_sigma = r.float(-0.5, 0.5) } also [(vec![1.0], 0.5, 0.0)]),
        case!(|r| garch(&returns, p) wrt(returns, p) at { returns = r.vec(8, -0.2, 0.2), p = [r.float(0.005, 0.01), r.float(0.05, 0.2), r.float(0.5, 0.7)] }),
        case!(|r| poisson(&counts, &rows, &w) wrt(rows, w) at { counts = vec![0u32, 3, 1, 2], rows = (0..4).map(|_| r.array(-1.0, 1.0)).collect::<Vec<[f64; 2]>>(), w = r.array(-1.0, 1.0) }
            gradient { {
                let slope: Vec<f64> = (0..4).map(|i| f64::from(counts[i]) - (w[0] * rows[i][0] + w[1] * rows[i][1]).exp()).collect();
                let mut g: Vec<f64> = (0..8).map(|k| slope[k / 2] * w[k % 2]).collect();
                g.extend((0..2).map(|k| (0..4).map(|i| slope[i] * rows[i][k]).sum::<f64>()));
                g
            } }),
        case!(|r| density(&samples, at, width) wrt(samples, at, width) at { samples = r.vec(6, -1.0, 1.0), at = r.float(-1.0, 1.0), width = r.float(0.3, 1.0) }),
        case!(|r| cox(&covariates, &event, beta) wrt(covariates, beta) at { covariates = r.vec(6, -1.0, 1.0), event = vec![true, false, true, true, false, true], beta = r.float(-1.0, 1.0) }),
        case!(|r| huber(&residuals, delta) wrt(residuals, delta) at { residuals = r.vec(6, -2.0, 2.0), delta = r.float(0.5, 1.5) }
            gradient { {
                let mut g: Vec<f64> = residuals.iter().map(|e| e.clamp(-delta, *delta)).collect();
                g.push(residuals.iter().map(|e| (e.abs() - delta).max(0.0)).sum());
                g
            } }),
        case!(vector |r| standardized(&x, gain, shift) wrt(x, gain, shift) at { x = r.vec(6, -2.0, 2.0), gain = r.float(0.5, 1.5), shift = r.float(-0.5, 0.5) }),
        case!(vector |r| attention(&queries, &keys, &values, d, causal) wrt(queries, keys, values) at { queries = r.vec(6, -1.0, 1.0), keys = r.vec(6, -1.0, 1.0), values = r.vec(6, -1.0, 1.0),
            d = 2usize, causal = r.below(2) == 1 } also [(vec![0.1, 0.2, 0.3, 0.4], vec![0.5, -0.2, 0.7, 0.1], vec![1.0, 2.0, 3.0, 4.0], 2, true)]),
        case!(|r| sigmoid(z) wrt(z) at { z = r.float(-3.0, 3.0) } gradient { vec![0.25 / (0.5 * z).cosh().powi(2)] }),
        case!(|r| lstm(&weights, &inputs) wrt(weights, inputs) at { weights = r.arrays(-1.0, 1.0), inputs = r.vec(6, -1.0, 1.0) }),
        case!(|r| perceptron(&w1, &b1, &w2, &b2, &x) wrt(w1, b1, w2, b2, x) at { w1 = r.vec(12, -1.0, 1.0), b1 = r.vec(4, -1.0, 1.0), w2 = r.vec(4, -1.0, 1.0), b2 = r.vec(1, -1.0, 1.0), x = r.vec(3, -1.0, 1.0) }),
        case!(vector |r| convolution_and_pool(&signal, &kernel) wrt(signal, kernel) at { signal = r.vec(9, -1.0, 1.0), kernel = r.vec(3, -1.0, 1.0) }),
        case!(|r| quantile_loss(&predictions, &targets, q) wrt(predictions, targets, q) at { predictions = r.vec(5, -1.0, 1.0), targets = r.vec(5, -1.0, 1.0), q = 0.7 }),
        case!(|r| kernel_ridge(&x, &alpha, &at, length) wrt(x, alpha, at, length) at { x = (0..4).map(|_| r.array(-1.0, 1.0)).collect::<Vec<[f64; 2]>>(), alpha = r.vec(4, -1.0, 1.0), at = r.array(-1.0, 1.0), length = r.float(0.5, 1.5) }),
        case!(|r| elo(&ratings, &games, k) wrt(ratings, k) at { ratings = r.vec(4, -1.0, 1.0), games = vec![(0usize, 1usize), (2, 0), (3, 2), (0, 3), (1, 0)], k = r.float(0.1, 0.4) }),
    ]
}

#[cfg(test)]
mod tests_of_constants {
    use super::*;

    /// Differences see the baseline move; the derivative is the one with the baseline held.
    #[test]
    fn what_stop_gradient_holds_does_not_move() {
        let (theta, rewards) = (0.3, [1.0, 0.5, 2.0]);
        let (_, (dtheta, drewards)) = reinforce_grad(theta, &rewards);
        let p = |k: usize| 1.0 / (1.0 + (k as f64 - theta).exp());
        let baseline = 3.5 / 3.0;
        let expected: f64 = (0..3).map(|k| (1.0 - p(k)) * (rewards[k] - baseline)).sum();
        assert!((dtheta - expected).abs() < 1e-14, "{dtheta}, expected {expected}");
        for k in 0..3 {
            let expected = p(k).ln() + 1.0 / 3.0;
            assert!((drewards[k] - expected).abs() < 1e-14, "{}, expected {expected}", drewards[k]);
        }
    }
}
