//! A small LSTM that predicts the bits of the next character; its weights are diagonal.

use crate::reference::{Numbers, Reference};
use autodiff_runtime::differentiable;

#[differentiable]
fn sigmoid(z: f64) -> f64 {
    1.0 / (1.0 + (-z).exp())
}

/// The new `(hidden, cell)` of one element. `weights` and `biases` are those of forget, in, out and change.
#[differentiable]
fn remember(input: f64, hidden: f64, cell: f64, weights: [f64; 4], biases: [f64; 4]) -> (f64, f64) {
    let forget = sigmoid(input * weights[0] + biases[0]);
    let admit = sigmoid(hidden * weights[1] + biases[1]);
    let emit = sigmoid(input * weights[2] + biases[2]);
    let change = (hidden * weights[3] + biases[3]).tanh();
    let cell = cell * forget + admit * change;
    (emit * cell.tanh(), cell)
}

/// One layer: replaces `hidden` and `cell`, and `y`, the input, by the output. `main`: eight vectors.
#[differentiable]
fn layer(main: &[f64], hidden: &mut [f64], cell: &mut [f64], y: &mut [f64]) {
    let b = y.len();
    for j in 0..b {
        let weights = [main[j], main[b + j], main[2 * b + j], main[3 * b + j]];
        let biases = [main[4 * b + j], main[5 * b + j], main[6 * b + j], main[7 * b + j]];
        let (emitted, kept) = remember(y[j], hidden[j], cell[j], weights, biases);
        hidden[j] = emitted;
        cell[j] = kept;
        y[j] = emitted;
    }
}

/// The average log-loss a bit. `state` holds hidden and cell of each layer, `text` the characters, `b` bits each.
#[differentiable(wrt(main, extra))]
fn loss(main: &[f64], extra: &[f64], state: &[f64], text: &[f64], layers: usize, b: usize) -> f64 {
    let in_weight = &extra[..b];
    let out_weight = &extra[b..2 * b];
    let out_bias = &extra[2 * b..];
    let mut hidden = vec![0.0; layers * b];
    let mut cell = vec![0.0; layers * b];
    for l in 0..layers {
        for j in 0..b {
            hidden[l * b + j] = state[2 * l * b + j];
            cell[l * b + j] = state[(2 * l + 1) * b + j];
        }
    }
    let mut y = vec![0.0; b];
    let mut total = 0.0;
    let steps = text.len() / b - 1;
    for t in 0..steps {
        for j in 0..b {
            y[j] = text[t * b + j] * in_weight[j];
        }
        for l in 0..layers {
            layer(&main[8 * l * b..8 * (l + 1) * b], &mut hidden[l * b..(l + 1) * b], &mut cell[l * b..(l + 1) * b], &mut y);
        }
        let mut sum = 2.0;
        let mut predicted = 0.0;
        let mut bits = 0.0;
        for j in 0..b {
            let p = y[j] * out_weight[j] + out_bias[j];
            let next = text[(t + 1) * b + j];
            sum += p.exp();
            predicted += next * p;
            bits += next;
        }
        total += predicted - bits * sum.ln();
    }
    -total / (b * steps) as f64
}

fn judge(reference: &Reference) {
    let mut file = Numbers::read(&reference.input());
    let (layers, characters, b) = (file.count(), file.count(), file.count());
    let (main, extra) = (file.many(8 * layers * b), file.many(3 * b));
    let (state, text) = (file.many(2 * layers * b), file.many(characters * b));
    file.assert_read();
    let (value, (main_bar, extra_bar)) = loss_grad(&main, &extra, &state, &text, layers, b);
    assert_eq!(value.to_bits(), loss(&main, &extra, &state, &text, layers, b).to_bits());
    reference.assert_number("objective", value);
    reference.assert_vector("gradient", &[main_bar, extra_bar].concat());
}

judged!(judge: lstm_l2_c1024, lstm_l4_c1024, lstm_l2_c4096, lstm_l4_c4096);
