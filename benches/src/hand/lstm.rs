//! The LSTM: the gates of every cell at every character are kept, one row of eight values a cell.

/// What the adjoint of one cell reads: input, old h, old s, the four gates, tanh s.
type Cell = [f64; 8];

/// Buffers for a number of characters, layers and bits.
pub struct Lstm {
    cells: Vec<Cell>,
    /// Last layer's output at every character, and exp(p) there.
    outputs: Vec<f64>,
    exps: Vec<f64>,
    sums: Vec<f64>,
    h: Vec<f64>,
    s: Vec<f64>,
    y: Vec<f64>,
    p: Vec<f64>,
}

impl Lstm {
    /// Room for `characters` rows of `b` bits through `layers` layers.
    #[must_use]
    pub fn new(layers: usize, characters: usize, b: usize) -> Self {
        let zeros = |n| vec![0.0; n];
        let steps = characters - 1;
        Lstm {
            cells: vec![[0.0; 8]; steps * layers * b],
            outputs: zeros(steps * b),
            exps: zeros(steps * b),
            sums: zeros(steps),
            h: zeros(layers * b),
            s: zeros(layers * b),
            y: zeros(b),
            p: zeros(b),
        }
    }

    /// The value; the gradient is added into the two adjoints.
    #[expect(clippy::too_many_arguments, reason = "the objective's six and an adjoint for two of them")]
    pub fn gradient(
        &mut self,
        main: &[f64],
        extra: &[f64],
        state: &[f64],
        text: &[f64],
        layers: usize,
        b: usize,
        main_bar: &mut [f64],
        extra_bar: &mut [f64],
    ) -> f64 {
        let steps = text.len() / b - 1;
        for l in 0..layers {
            self.h[l * b..(l + 1) * b].copy_from_slice(&state[2 * l * b..(2 * l + 1) * b]);
            self.s[l * b..(l + 1) * b].copy_from_slice(&state[(2 * l + 1) * b..(2 * l + 2) * b]);
        }
        let mut total = 0.0;
        for t in 0..steps {
            for j in 0..b {
                self.y[j] = text[t * b + j] * extra[j];
            }
            for l in 0..layers {
                let cells = &mut self.cells[(t * layers + l) * b..][..b];
                let own = l * b..(l + 1) * b;
                layer(&main[8 * l * b..8 * (l + 1) * b], &mut self.h[own.clone()], &mut self.s[own], &mut self.y, cells);
            }
            total = self.output(t, extra, &text[(t + 1) * b..(t + 2) * b], total);
        }
        let total_bar = -1.0 / (b * steps) as f64;
        self.h.fill(0.0);
        self.s.fill(0.0);
        for t in (0..steps).rev() {
            self.output_adjoint(t, extra, &text[(t + 1) * b..(t + 2) * b], total_bar, extra_bar);
            for l in (0..layers).rev() {
                let cells = &self.cells[(t * layers + l) * b..][..b];
                let (own, weights) = (l * b..(l + 1) * b, 8 * l * b..8 * (l + 1) * b);
                let (h_bar, s_bar) = (&mut self.h[own.clone()], &mut self.s[own]);
                layer_adjoint(&main[weights.clone()], cells, h_bar, s_bar, &mut self.y, &mut main_bar[weights]);
            }
            for j in 0..b {
                extra_bar[j] += self.y[j] * text[t * b + j];
            }
        }
        -total / (b * steps) as f64
    }

    fn output(&mut self, t: usize, extra: &[f64], next: &[f64], total: f64) -> f64 {
        let b = next.len();
        let (outputs, exps) = (&mut self.outputs[t * b..][..b], &mut self.exps[t * b..][..b]);
        let mut sum = 2.0;
        for j in 0..b {
            outputs[j] = self.y[j];
            self.p[j] = self.y[j] * extra[b + j] + extra[2 * b + j];
            exps[j] = self.p[j].exp();
            sum += exps[j];
        }
        self.sums[t] = sum;
        let norm = sum.ln();
        let mut total = total;
        for j in 0..b {
            total += next[j] * (self.p[j] - norm);
        }
        total
    }

    /// Leaves the adjoint of the last layer's output in `y`.
    fn output_adjoint(&mut self, t: usize, extra: &[f64], next: &[f64], total_bar: f64, extra_bar: &mut [f64]) {
        let b = next.len();
        let (outputs, exps) = (&self.outputs[t * b..][..b], &self.exps[t * b..][..b]);
        let mut bits = 0.0;
        for bit in next {
            bits += bit;
        }
        let sum_bar = -total_bar * bits / self.sums[t];
        let y_bar = &mut self.y[..b];
        let (weights, [weights_bar, biases_bar]) = (&extra[b..2 * b], split(&mut extra_bar[b..], b));
        for j in 0..b {
            let p_bar = total_bar * next[j] + sum_bar * exps[j];
            y_bar[j] = p_bar * weights[j];
            weights_bar[j] += p_bar * outputs[j];
            biases_bar[j] += p_bar;
        }
    }
}

#[inline]
fn sigmoid(z: f64) -> f64 {
    1.0 / (1.0 + (-z).exp())
}

#[inline]
fn layer(w: &[f64], h: &mut [f64], s: &mut [f64], y: &mut [f64], cells: &mut [Cell]) {
    let b = h.len();
    let [wf, wi, wo, wc, bf, bi, bo, bc] = rows(w, b);
    let (s, y, cells) = (&mut s[..b], &mut y[..b], &mut cells[..b]);
    for j in 0..b {
        let forget = sigmoid(y[j] * wf[j] + bf[j]);
        let ingate = sigmoid(h[j] * wi[j] + bi[j]);
        let outgate = sigmoid(y[j] * wo[j] + bo[j]);
        let change = (h[j] * wc[j] + bc[j]).tanh();
        let s_new = s[j] * forget + ingate * change;
        let tanh = s_new.tanh();
        cells[j] = [y[j], h[j], s[j], forget, ingate, outgate, change, tanh];
        s[j] = s_new;
        h[j] = outgate * tanh;
        y[j] = h[j];
    }
}

#[inline]
fn layer_adjoint(w: &[f64], cells: &[Cell], h_bar: &mut [f64], s_bar: &mut [f64], y_bar: &mut [f64], w_bar: &mut [f64]) {
    let b = h_bar.len();
    let [wf, wi, wo, wc, ..] = rows(w, b);
    let [wf_bar, wi_bar, wo_bar, wc_bar, bf_bar, bi_bar, bo_bar, bc_bar] = split(w_bar, b);
    let (cells, s_bar, y_bar) = (&cells[..b], &mut s_bar[..b], &mut y_bar[..b]);
    for j in 0..b {
        let [y, h, s, forget, ingate, outgate, change, tanh] = cells[j];
        let output_bar = h_bar[j] + y_bar[j];
        let state_bar = s_bar[j] + output_bar * outgate * (1.0 - tanh * tanh);
        s_bar[j] = state_bar * forget;
        let forget_bar = state_bar * s * forget * (1.0 - forget);
        let ingate_bar = state_bar * change * ingate * (1.0 - ingate);
        let outgate_bar = output_bar * tanh * outgate * (1.0 - outgate);
        let change_bar = state_bar * ingate * (1.0 - change * change);
        h_bar[j] = ingate_bar * wi[j] + change_bar * wc[j];
        y_bar[j] = forget_bar * wf[j] + outgate_bar * wo[j];
        wf_bar[j] += forget_bar * y;
        bf_bar[j] += forget_bar;
        wi_bar[j] += ingate_bar * h;
        bi_bar[j] += ingate_bar;
        wo_bar[j] += outgate_bar * y;
        bo_bar[j] += outgate_bar;
        wc_bar[j] += change_bar * h;
        bc_bar[j] += change_bar;
    }
}

#[inline]
fn rows(w: &[f64], b: usize) -> [&[f64]; 8] {
    std::array::from_fn(|row| &w[row * b..][..b])
}

/// The first `N` rows of `b`.
#[inline]
fn split<const N: usize>(mut w: &mut [f64], b: usize) -> [&mut [f64]; N] {
    std::array::from_fn(|_| {
        let (row, rest) = std::mem::take(&mut w).split_at_mut(b);
        w = rest;
        row
    })
}
