//! Runge–Kutta: the four states of each step are computed where they are kept, between two zeros each, so that neither the stages
//! nor their adjoints need to know where the chain of species ends. The two adjoints that all species share are summed for each species
//! apart: as scalars they are chains of dependent additions, 7 % slower. (Tried without gain: the flows between species stored in a
//! first loop and gathered in a second.)

/// Buffers for n species and a number of steps.
pub struct Rk4 {
    n: usize,
    /// For each step the states at which the right side is evaluated, n + 2 words each; then the last state.
    states: Vec<f64>,
    k: [Vec<f64>; 4],
    /// Adjoints of crowding and hunting, a sum for each species.
    shared_bar: [Vec<f64>; 2],
    y_bar: Vec<f64>,
    stage_bar: Vec<f64>,
    k_bar: Vec<f64>,
}

impl Rk4 {
    /// Room for `steps` steps of `n` species.
    #[must_use]
    pub fn new(n: usize, steps: usize) -> Self {
        let zeros = |n| vec![0.0; n];
        Rk4 {
            n,
            states: zeros((4 * steps + 1) * (n + 2)),
            k: std::array::from_fn(|_| zeros(n)),
            shared_bar: [zeros(n), zeros(n)],
            y_bar: zeros(n),
            stage_bar: zeros(n),
            k_bar: zeros(n),
        }
    }

    /// The value; the gradient is added into the two adjoints.
    pub fn gradient(&mut self, y0: &[f64], p: &[f64], steps: usize, h: f64, y0_bar: &mut [f64], p_bar: &mut [f64]) -> f64 {
        let n = self.n;
        let width = n + 2;
        self.states[1..=n].copy_from_slice(y0);
        let [k1, k2, k3, k4] = &mut self.k;
        for step in 0..steps {
            let first = 4 * step * width;
            let (y, rest) = self.states[first..first + 5 * width].split_at_mut(width);
            let (s2, rest) = rest.split_at_mut(width);
            let (s3, rest) = rest.split_at_mut(width);
            let (s4, next) = rest.split_at_mut(width);
            stage(y, p, k1);
            move_by(y, 0.5 * h, k1, s2);
            stage(s2, p, k2);
            move_by(y, 0.5 * h, k2, s3);
            stage(s3, p, k3);
            move_by(y, h, k3, s4);
            stage(s4, p, k4);
            let (y, next) = (&y[1..=n], &mut next[1..=n]);
            for i in 0..n {
                next[i] = y[i] + h / 6.0 * (k1[i] + 2.0 * k2[i] + 2.0 * k3[i] + k4[i]);
            }
        }
        let last = &self.states[4 * steps * width..][1..=n];
        let mut loss = 0.0;
        for i in 0..n {
            loss += last[i] * last[i];
            self.y_bar[i] = 2.0 * last[i];
        }
        for sums in &mut self.shared_bar {
            sums.fill(0.0);
        }
        for step in (0..steps).rev() {
            self.step_adjoint(step, p, h, p_bar);
        }
        for i in 0..n {
            p_bar[n] -= self.shared_bar[0][i];
            p_bar[n + 1] += self.shared_bar[1][i];
        }
        for (bar, y_bar) in y0_bar.iter_mut().zip(&self.y_bar) {
            *bar += y_bar;
        }
        loss
    }

    fn step_adjoint(&mut self, step: usize, p: &[f64], h: f64, p_bar: &mut [f64]) {
        let n = self.n;
        let width = n + 2;
        let state = |stage: usize| &self.states[(4 * step + stage) * width..][..width];
        let (y_bar, stage_bar, k_bar) = (&mut self.y_bar[..n], &mut self.stage_bar[..n], &mut self.k_bar[..n]);
        // k4 … k1: each k's adjoint is its weight in the step plus what the next stage's state hands down.
        let sixth = h / 6.0;
        for i in 0..n {
            k_bar[i] = sixth * y_bar[i];
        }
        stage_adjoint(state(3), p, k_bar, stage_bar, p_bar, &mut self.shared_bar);
        for i in 0..n {
            k_bar[i] = 2.0 * sixth * y_bar[i] + h * stage_bar[i];
        }
        // ȳ is still needed with its old value for k₂ and k₁, so what the stages add to it waits in `k`, which is free by now.
        let [late, ..] = &mut self.k;
        late[..n].copy_from_slice(stage_bar);
        stage_adjoint(state(2), p, k_bar, stage_bar, p_bar, &mut self.shared_bar);
        for i in 0..n {
            k_bar[i] = 2.0 * sixth * y_bar[i] + 0.5 * h * stage_bar[i];
            late[i] += stage_bar[i];
        }
        stage_adjoint(state(1), p, k_bar, stage_bar, p_bar, &mut self.shared_bar);
        for i in 0..n {
            k_bar[i] = sixth * y_bar[i] + 0.5 * h * stage_bar[i];
            late[i] += stage_bar[i];
        }
        stage_adjoint(state(0), p, k_bar, stage_bar, p_bar, &mut self.shared_bar);
        for i in 0..n {
            y_bar[i] += late[i] + stage_bar[i];
        }
    }
}

/// dyᵢ = yᵢ (pᵢ − p_n yᵢ + p_{n+1} (yᵢ₋₁ − yᵢ₊₁)), `y` between two zeros.
#[inline]
fn stage(y: &[f64], p: &[f64], dy: &mut [f64]) {
    let n = dy.len();
    let (left, own, right) = (&y[..n], &y[1..=n], &y[2..n + 2]);
    let (crowding, hunt) = (p[n], p[n + 1]);
    let p = &p[..n];
    for i in 0..n {
        dy[i] = own[i] * (p[i] - crowding * own[i] + hunt * (left[i] - right[i]));
    }
}

/// to = y + factor · k
#[inline]
fn move_by(y: &[f64], factor: f64, k: &[f64], to: &mut [f64]) {
    let n = k.len();
    let (y, to) = (&y[1..=n], &mut to[1..=n]);
    for i in 0..n {
        to[i] = y[i] + factor * k[i];
    }
}

/// The adjoint of `stage`, gathered: `y_bar` is assigned, `p_bar` added to.
#[inline]
fn stage_adjoint(y: &[f64], p: &[f64], dy_bar: &[f64], y_bar: &mut [f64], p_bar: &mut [f64], shared_bar: &mut [Vec<f64>; 2]) {
    let n = dy_bar.len();
    let (left, own, right) = (&y[..n], &y[1..=n], &y[2..n + 2]);
    let (crowding, hunt) = (p[n], p[n + 1]);
    let p = &p[..n];
    let p_bar = &mut p_bar[..n];
    let [crowding_bar, hunt_bar] = shared_bar;
    let (crowding_bar, hunt_bar) = (&mut crowding_bar[..n], &mut hunt_bar[..n]);
    let y_bar = &mut y_bar[..n];
    let mut before = 0.0;
    let mut rate_bar = dy_bar[0] * own[0];
    for i in 0..n {
        let next = if i + 1 < n { dy_bar[i + 1] * own[i + 1] } else { 0.0 };
        let difference = left[i] - right[i];
        p_bar[i] += rate_bar;
        crowding_bar[i] += rate_bar * own[i];
        hunt_bar[i] += rate_bar * difference;
        y_bar[i] = dy_bar[i] * (p[i] - crowding * own[i] + hunt * difference) - rate_bar * crowding + hunt * (next - before);
        (before, rate_bar) = (rate_bar, next);
    }
}
