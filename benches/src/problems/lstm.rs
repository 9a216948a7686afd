//! The log-loss of a small LSTM that predicts the next character, bit by bit: the objective "LSTM" of ADBench. Its weights are
//! diagonal: all products are by element.

use autodiff_runtime::differentiable;

/// 1 / (1 + e⁻ᶻ)
#[differentiable]
pub fn sigmoid(z: f64) -> f64 {
    1.0 / (1.0 + (-z).exp())
}

/// One cell. `w`: weights and biases, eight vectors; `h` and `s`: its state; `y` is the input and afterwards the output.
#[differentiable]
pub fn layer(w: &[f64], h: &mut [f64], s: &mut [f64], y: &mut [f64]) {
    let b = h.len();
    for j in 0..b {
        let forget = sigmoid(y[j] * w[j] + w[4 * b + j]);
        let ingate = sigmoid(h[j] * w[b + j] + w[5 * b + j]);
        let outgate = sigmoid(y[j] * w[2 * b + j] + w[6 * b + j]);
        let change = (h[j] * w[3 * b + j] + w[7 * b + j]).tanh();
        s[j] = s[j] * forget + ingate * change;
        h[j] = outgate * s[j].tanh();
        y[j] = h[j];
    }
}

/// log (2 + Σⱼ exp(pⱼ)); the 2 is ADBench's.
#[differentiable]
pub fn log_sum(p: &[f64]) -> f64 {
    let mut sum = 2.0;
    for j in 0..p.len() {
        sum += p[j].exp();
    }
    sum.ln()
}

/// Mean loss a bit. `main`: `layers` rows of 8 b weights; `extra`: input weights, output weights, output biases, b each;
/// `state`: start of h and s for each layer; `text`: rows of b bits.
#[differentiable(wrt(main, extra))]
pub fn objective(main: &[f64], extra: &[f64], state: &[f64], text: &[f64], layers: usize, b: usize) -> f64 {
    let steps = text.len() / b - 1;
    let mut h = vec![0.0; layers * b];
    let mut s = vec![0.0; layers * b];
    for l in 0..layers {
        for j in 0..b {
            h[l * b + j] = state[2 * l * b + j];
            s[l * b + j] = state[(2 * l + 1) * b + j];
        }
    }
    let mut y = vec![0.0; b];
    let mut p = vec![0.0; b];
    let mut total = 0.0;
    for t in 0..steps {
        for j in 0..b {
            y[j] = text[t * b + j] * extra[j];
        }
        for l in 0..layers {
            layer(&main[8 * l * b..8 * (l + 1) * b], &mut h[l * b..(l + 1) * b], &mut s[l * b..(l + 1) * b], &mut y);
        }
        for j in 0..b {
            p[j] = y[j] * extra[b + j] + extra[2 * b + j];
        }
        let norm = log_sum(&p);
        for j in 0..b {
            total += text[(t + 1) * b + j] * (p[j] - norm);
        }
    }
    -total / (b * steps) as f64
}
