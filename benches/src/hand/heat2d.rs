//! The heat equation: each step is written where it is kept; the adjoint is gathered, target by target, from a grid of adjoints
//! whose rim stays zero.

/// Buffers for an n × n grid and a number of steps.
pub struct Heat2d {
    n: usize,
    states: Vec<f64>,
    /// Adjoint of the inside of the current state, and of the one before; zero on the rim.
    after: Vec<f64>,
    before: Vec<f64>,
    rim_bar: Vec<f64>,
}

impl Heat2d {
    /// Room for `steps` steps on an `n` × `n` grid.
    #[must_use]
    pub fn new(n: usize, steps: usize) -> Self {
        let zeros = |n| vec![0.0; n];
        Heat2d { n, states: zeros((steps + 1) * n * n), after: zeros(n * n), before: zeros(n * n), rim_bar: zeros(n * n) }
    }

    /// The value; the gradient is added into the two adjoints.
    #[expect(clippy::too_many_arguments, reason = "the objective's six and an adjoint for two of them")]
    pub fn gradient(
        &mut self,
        start: &[f64],
        k: &[f64],
        target: &[f64],
        n: usize,
        steps: usize,
        dt: f64,
        start_bar: &mut [f64],
        k_bar: &mut [f64],
    ) -> f64 {
        let size = n * n;
        self.states[..size].copy_from_slice(start);
        for t in 0..steps {
            let (u, next) = self.states[t * size..(t + 2) * size].split_at_mut(size);
            step(u, k, next, n, dt);
            copy_rim(u, next, n);
        }
        let last = &self.states[steps * size..(steps + 1) * size];
        let mut loss = 0.0;
        for p in 0..size {
            let r = last[p] - target[p];
            loss += r * r;
            self.after[p] = 2.0 * r;
        }
        // The rim is the start's at every step: what reaches it is summed apart.
        copy_rim(&self.after, &mut self.rim_bar, n);
        clear_rim(&mut self.after, n);
        for t in (0..steps).rev() {
            let u = &self.states[t * size..(t + 1) * size];
            inside_adjoint(u, k, &self.after, n, dt, &mut self.before, k_bar);
            rim_adjoint(u, k, &self.after, n, dt, &mut self.rim_bar, k_bar);
            std::mem::swap(&mut self.after, &mut self.before);
        }
        copy_rim(&self.rim_bar, &mut self.after, n);
        for (bar, own) in start_bar.iter_mut().zip(&self.after) {
            *bar += own;
        }
        clear_rim(&mut self.after, n);
        debug_assert_eq!(self.n, n);
        loss
    }
}

#[inline]
fn step(u: &[f64], k: &[f64], next: &mut [f64], n: usize, dt: f64) {
    for i in 1..n - 1 {
        let row = |v| five(v, i, n);
        let ([u, u_l, u_r, u_a, u_b], [k, k_l, k_r, k_a, k_b]) = (row(u), row(k));
        let next = &mut next[i * n + 1..(i + 1) * n - 1];
        for j in 0..next.len() {
            let right = 0.5 * (k[j] + k_r[j]) * (u_r[j] - u[j]);
            let left = 0.5 * (k[j] + k_l[j]) * (u_l[j] - u[j]);
            let down = 0.5 * (k[j] + k_b[j]) * (u_b[j] - u[j]);
            let up = 0.5 * (k[j] + k_a[j]) * (u_a[j] - u[j]);
            next[j] = u[j] + dt * (right + left + down + up);
        }
    }
}

/// Inside of row `i` and its neighbours: own, left, right, above, below.
#[inline]
fn five(v: &[f64], i: usize, n: usize) -> [&[f64]; 5] {
    let first = i * n + 1;
    [first, first - 1, first + 1, first - n, first + n].map(|at| &v[at..][..n - 2])
}

/// ū = w − ½ dt Σ (w − w′)(k + k′) and k̄ += ½ dt Σ (w − w′)(u′ − u), sums over the four neighbours ′.
#[inline]
fn inside_adjoint(u: &[f64], k: &[f64], w: &[f64], n: usize, dt: f64, u_bar: &mut [f64], k_bar: &mut [f64]) {
    let h = 0.5 * dt;
    for i in 1..n - 1 {
        let row = |v| five(v, i, n);
        let ([u, u_l, u_r, u_a, u_b], [k, k_l, k_r, k_a, k_b]) = (row(u), row(k));
        let [w, w_l, w_r, w_a, w_b] = row(w);
        let inside = i * n + 1..(i + 1) * n - 1;
        let (u_bar, k_bar) = (&mut u_bar[inside.clone()], &mut k_bar[inside]);
        gather([w, w_l, w_r, w_a, w_b], [u, u_l, u_r, u_a, u_b], [k, k_l, k_r, k_a, k_b], h, u_bar, k_bar);
    }
}

#[inline(always)]
fn gather(w: [&[f64]; 5], u: [&[f64]; 5], k: [&[f64]; 5], h: f64, u_bar: &mut [f64], k_bar: &mut [f64]) {
    let n = u_bar.len();
    let [w, w_l, w_r, w_a, w_b] = w.map(|v| &v[..n]);
    let [u, u_l, u_r, u_a, u_b] = u.map(|v| &v[..n]);
    let [k, k_l, k_r, k_a, k_b] = k.map(|v| &v[..n]);
    let k_bar = &mut k_bar[..n];
    for j in 0..n {
        let (d_l, d_r, d_a, d_b) = (w[j] - w_l[j], w[j] - w_r[j], w[j] - w_a[j], w[j] - w_b[j]);
        u_bar[j] = w[j] - h * (d_r * (k[j] + k_r[j]) + d_l * (k[j] + k_l[j]) + d_b * (k[j] + k_b[j]) + d_a * (k[j] + k_a[j]));
        k_bar[j] += h * (d_r * (u_r[j] - u[j]) + d_l * (u_l[j] - u[j]) + d_b * (u_b[j] - u[j]) + d_a * (u_a[j] - u[j]));
    }
}

/// What the cells beside the rim hand to it.
fn rim_adjoint(u: &[f64], k: &[f64], w: &[f64], n: usize, dt: f64, u_bar: &mut [f64], k_bar: &mut [f64]) {
    let h = 0.5 * dt;
    let mut edge = |from: usize, to: usize| {
        let s = h * w[from];
        u_bar[to] += s * (k[from] + k[to]);
        k_bar[to] += s * (u[to] - u[from]);
    };
    for i in 1..n - 1 {
        edge(i * n + 1, i * n);
        edge((i + 1) * n - 2, (i + 1) * n - 1);
    }
    for j in 1..n - 1 {
        edge(n + j, j);
        edge((n - 2) * n + j, (n - 1) * n + j);
    }
}

fn copy_rim(from: &[f64], to: &mut [f64], n: usize) {
    to[..n].copy_from_slice(&from[..n]);
    to[(n - 1) * n..].copy_from_slice(&from[(n - 1) * n..]);
    for i in 1..n - 1 {
        to[i * n] = from[i * n];
        to[(i + 1) * n - 1] = from[(i + 1) * n - 1];
    }
}

fn clear_rim(v: &mut [f64], n: usize) {
    v[..n].fill(0.0);
    v[(n - 1) * n..].fill(0.0);
    for i in 1..n - 1 {
        v[i * n] = 0.0;
        v[(i + 1) * n - 1] = 0.0;
    }
}
