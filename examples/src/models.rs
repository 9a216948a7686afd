//! Two models of the penguins, as annotated functions: their losses are recorded on a gradient tape as one node each.

use autodiff_runtime::differentiable;

/// Logistic regression: the mean of `ln(1 + exp(−y·(w·x + b)))` with labels `y` of ±1.
///
/// The exponent is never positive, so nothing overflows.
#[differentiable(wrt(w, b))]
#[must_use]
pub fn logistic_loss(w: &[f64], b: f64, xs: &[[f64; 4]], ys: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..xs.len() {
        let mut z = b;
        for k in 0..4 {
            z += w[k] * xs[i][k];
        }
        let margin = -ys[i] * z;
        if margin > 0.0 {
            sum += margin + (-margin).exp().ln_1p();
        } else {
            sum += margin.exp().ln_1p();
        }
    }
    sum / xs.len() as f64
}

/// The share of labels that the sign of `w·x + b` gets right.
#[must_use]
pub fn logistic_accuracy(w: &[f64], b: f64, xs: &[[f64; 4]], ys: &[f64]) -> f64 {
    let right = xs.iter().zip(ys).filter(|(x, y)| (b + w.iter().zip(*x).map(|(w, x)| w * x).sum::<f64>()) * **y > 0.0).count();
    right as f64 / xs.len() as f64
}

/// A network of one hidden layer: `softmax(V·tanh(Wx + b) + c)`; the mean cross-entropy of the classes.
///
/// `w` has a row for each hidden unit, `v` holds the rows of V, one of `b.len()` weights for each of the three classes.
#[differentiable(wrt(w, b, v, c))]
#[must_use]
pub fn network_loss(w: &[[f64; 4]], b: &[f64], v: &[f64], c: &[f64], xs: &[[f64; 4]], classes: &[usize]) -> f64 {
    let hidden = b.len();
    let mut sum = 0.0;
    for i in 0..xs.len() {
        let mut scores = [c[0], c[1], c[2]];
        for j in 0..hidden {
            let mut a = b[j];
            for k in 0..4 {
                a += w[j][k] * xs[i][k];
            }
            let h = a.tanh();
            for m in 0..3 {
                scores[m] += v[m * hidden + j] * h;
            }
        }
        let largest = scores[0].max(scores[1]).max(scores[2]);
        let mut total = 0.0;
        for score in scores {
            total += (score - largest).exp();
        }
        sum += largest + total.ln() - scores[classes[i]];
    }
    sum / xs.len() as f64
}

/// The class with the largest score.
#[must_use]
pub fn network_class(w: &[[f64; 4]], b: &[f64], v: &[f64], c: &[f64], x: &[f64; 4]) -> usize {
    let h: Vec<f64> = w.iter().zip(b).map(|(w, b)| (b + w.iter().zip(x).map(|(w, x)| w * x).sum::<f64>()).tanh()).collect();
    let score = |m: usize| c[m] + v[m * h.len()..][..h.len()].iter().zip(&h).map(|(v, h)| v * h).sum::<f64>();
    (0..3).max_by(|l, r| score(*l).total_cmp(&score(*r))).expect("there are three classes")
}

/// Small weights that differ from each other: `scale·sin(1), scale·sin(2), …` are spread over `±scale` and the same in every run.
#[must_use]
pub fn weights(count: usize, scale: f64) -> Vec<f64> {
    (1..=count).map(|k| scale * (k as f64).sin()).collect()
}
