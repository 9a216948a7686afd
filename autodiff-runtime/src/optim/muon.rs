//! Momentum made orthogonal, for matrices.

use std::cell::RefCell;

use crate::schedule::Schedule;

use super::transform::{Part, Reach, SlotSpec, Step, Transform, check_closed_fraction, check_not_negative, moving_average, norm};
use super::{OptimError, Stepper};

/// Muon (Jordan et al. 2024), in Keras 3's form.
///
/// ```text
/// matrices:  m ← μm + g,   y = NewtonSchulz(g + μm),   x ← x − αλx − α·√max(rows, columns)·0.2·y
/// others:    AdamW with the rate α·(adam_lr_ratio)
/// ```
///
/// `NewtonSchulz` turns `y/(‖y‖ + 1e-7)` into nearly the nearest orthogonal matrix, by five steps `y ← ay + (bA + cA²)y` with
/// `A = yyᵀ` and `(a, b, c) = (3.4445, −4.775, 2.0315)`; a tall matrix is transposed first. The 0.2 is `rms_rate` (Liu et al. 2025,
/// arXiv:2502.16982): the step then has the root mean square of Adam's. `None` leaves the factor `√max(1, rows/columns)` of Jordan.
///
/// ```
/// use autodiff_runtime::optim::{Muon, Optimizer};
///
/// let mut opt = Muon::new(0.1);
/// let mut x = [[1.0_f64, 0.0], [0.0, 1.0]];
/// for _ in 0..100 {
///     let gradient = x.map(|row| row.map(|x| 2.0 * x));
///     opt.step(&mut x, &gradient)?;
/// }
/// assert!(x.as_flattened().iter().all(|x| x.abs() < 0.1));
/// # Ok::<(), autodiff_runtime::optim::OptimError>(())
/// ```
pub type Muon = Stepper<(ScaleByMuon,)>;

/// The transform of [`Muon`].
#[derive(Clone, Debug)]
pub struct ScaleByMuon {
    momentum: f64,
    nesterov: bool,
    steps: u32,
    rms_rate: Option<f64>,
    decay: f64,
    adam_betas: (f64, f64),
    adam_decay: f64,
    adam_ratio: f64,
    epsilon: f64,
    /// Room for the Newton–Schulz steps, kept from step to step.
    scratch: RefCell<Vec<f64>>,
}

/// The coefficients of the Newton–Schulz steps.
const COEFFICIENTS: (f64, f64, f64) = (3.4445, -4.775, 2.0315);

impl Muon {
    /// Keras's defaults: μ = 0.95, Nesterov, 5 steps, `rms_rate` 0.2, both decays 0.004.
    pub fn new(rate: impl Schedule + 'static) -> Self {
        let rule = ScaleByMuon {
            momentum: 0.95,
            nesterov: true,
            steps: 5,
            rms_rate: Some(0.2),
            decay: 0.004,
            adam_betas: (0.9, 0.999),
            adam_decay: 0.004,
            adam_ratio: 1.0,
            epsilon: 1e-7,
            scratch: RefCell::default(),
        };
        Self::of(rate, (rule,))
    }

    /// μ, in `[0, 1]`, and whether it is Nesterov's.
    #[must_use]
    pub fn momentum(mut self, momentum: f64, nesterov: bool) -> Self {
        (self.chain_mut().0.momentum, self.chain_mut().0.nesterov) = (momentum, nesterov);
        self
    }

    /// The number of Newton–Schulz steps.
    #[must_use]
    pub fn newton_schulz_steps(mut self, steps: u32) -> Self {
        self.chain_mut().0.steps = steps;
        self
    }

    /// The factor of `√max(rows, columns)`; `None` takes `√max(1, rows/columns)` alone.
    #[must_use]
    pub fn rms_rate(mut self, rms_rate: Option<f64>) -> Self {
        self.chain_mut().0.rms_rate = rms_rate;
        self
    }

    /// λ of matrices.
    #[must_use]
    pub fn matrix_decay(mut self, decay: f64) -> Self {
        self.chain_mut().0.decay = decay;
        self
    }

    /// λ of everything else.
    #[must_use]
    pub fn adam_decay(mut self, decay: f64) -> Self {
        self.chain_mut().0.adam_decay = decay;
        self
    }

    /// What the rate is multiplied by for everything but matrices.
    #[must_use]
    pub fn adam_rate_ratio(mut self, ratio: f64) -> Self {
        self.chain_mut().0.adam_ratio = ratio;
        self
    }
}

impl ScaleByMuon {
    /// The orthogonal direction of a matrix.
    fn matrix(&self, (rows, columns): (usize, usize), u: &mut [f64], x: &[f64], m: &mut [f64]) {
        let mu = self.momentum;
        for (u, m) in u.iter_mut().zip(m) {
            *m = mu * *m + *u;
            *u = if self.nesterov { *u + mu * *m } else { *m };
        }
        orthogonalize(u, (rows, columns), self.steps, &mut self.scratch.borrow_mut());
        let scale = match self.rms_rate {
            Some(rms) => (rows.max(columns) as f64).sqrt() * rms,
            None => (rows as f64 / columns as f64).max(1.0).sqrt(),
        };
        for (u, x) in u.iter_mut().zip(x) {
            *u = scale * *u + self.decay * x;
        }
    }

    /// `AdamW`'s direction.
    fn adam(&self, step: &Step, u: &mut [f64], x: &[f64], m: &mut [f64], v: &mut [f64]) {
        let (beta_1, beta_2) = self.adam_betas;
        let scale = self.adam_ratio * step.bias(beta_2).sqrt() / step.bias(beta_1);
        for (((u, x), m), v) in u.iter_mut().zip(x).zip(m).zip(v) {
            moving_average(m, beta_1, *u);
            moving_average(v, beta_2, *u * *u);
            *u = scale * *m / (v.sqrt() + self.epsilon) + self.adam_decay * x;
        }
    }
}

impl Transform for ScaleByMuon {
    fn slots(&self, len: usize, dims: &[usize]) -> Vec<SlotSpec> {
        match dims {
            [_, _] => SlotSpec::zeros(len, ["m"]),
            _ => SlotSpec::zeros(len, ["m", "v"]),
        }
    }
    fn check(&self) -> Result<(), OptimError> {
        check_closed_fraction("momentum", self.momentum)?;
        check_not_negative("matrix_decay", self.decay)?;
        check_not_negative("adam_decay", self.adam_decay)?;
        check_not_negative("adam_rate_ratio", self.adam_ratio)
    }
    fn reach(&self) -> Reach {
        Reach::Variable
    }
    fn update(&self, step: &Step, part: Part<'_>) {
        let dims = part.dims;
        let (u, x, slots) = part.whole();
        match (dims, slots) {
            ([rows, columns], [m]) => self.matrix((*rows, *columns), u, x, m),
            (_, [m, v]) => self.adam(step, u, x, m, v),
            _ => panic!("one slot for a matrix, two for the rest"),
        }
    }
}

/// `y ← (nearly) the orthogonal factor of y`, by Newton–Schulz steps on the wide one of `y` and `yᵀ`.
fn orthogonalize(y: &mut [f64], (rows, columns): (usize, usize), steps: u32, scratch: &mut Vec<f64>) {
    let (a, b, c) = COEFFICIENTS;
    let divisor = norm(y) + 1e-7;
    let tall = rows > columns;
    let (n, k) = if tall { (columns, rows) } else { (rows, columns) };
    // y twice and two Gram matrices.
    scratch.resize(scratch.len().max(2 * n * k + 2 * n * n), 0.0);
    let (wide, rest) = scratch.split_at_mut(n * k);
    let (next, rest) = rest.split_at_mut(n * k);
    let (gram, rest) = rest.split_at_mut(n * n);
    let mix = &mut rest[..n * n];
    for i in 0..n {
        for j in 0..k {
            wide[i * k + j] = y[if tall { j * n + i } else { i * k + j }] / divisor;
        }
    }
    for _ in 0..steps {
        multiply_transposed(gram, wide, n, k);
        // A² = A·Aᵀ, since A is symmetric.
        multiply_transposed(mix, gram, n, n);
        mix.iter_mut().zip(&*gram).for_each(|(square, gram)| *square = b * gram + c * *square);
        for (row, out) in mix.chunks_exact(n).zip(next.chunks_exact_mut(k)) {
            out.fill(0.0);
            for (factor, from) in row.iter().zip(wide.chunks_exact(k)) {
                out.iter_mut().zip(from).for_each(|(out, from)| *out += factor * from);
            }
        }
        wide.iter_mut().zip(&*next).for_each(|(y, next)| *y = a * *y + next);
    }
    for i in 0..n {
        for j in 0..k {
            y[if tall { j * n + i } else { i * k + j }] = wide[i * k + j];
        }
    }
}

/// `out ← y·yᵀ` for an n × k matrix.
fn multiply_transposed(out: &mut [f64], y: &[f64], n: usize, k: usize) {
    for i in 0..n {
        for j in 0..n {
            out[i * n + j] = y[i * k..][..k].iter().zip(&y[j * k..][..k]).map(|(a, b)| a * b).sum();
        }
    }
}
