//! Second moments kept as row and column means.

use crate::schedule::Schedule;

use super::transform::{Part, Reach, SlotSpec, Step, Transform, check_not_negative, check_positive, root_mean_square};
use super::{OptimError, Stepper};

/// Adafactor (Shazeer & Stern 2018, arXiv:1804.04235), in Keras's form.
///
/// ```text
/// ρₜ = min(α, 1/√t),   αₜ = max(ε₂, rms(x))·ρₜ,   β₂ₜ = 1 − t^b
/// matrices:  r ← β₂ₜr + (1−β₂ₜ)·rowmean(g² + ε₁),   c ← the same of the columns,   v = r·c/mean(r)
/// others:    v ← β₂ₜv + (1−β₂ₜ)(g² + ε₁)
/// u = g/√v,   x ← x − αₜ·u/max(1, rms(u)/d)
/// ```
///
/// Of a tensor of more dimensions the last two are factored. As in Keras the minimum with `1/√t` is taken whatever `relative_step` is.
/// optax's form is the chain `(ScaleByFactoredRms, ClipByBlockRms, ScaleByRate, ScaleByParamRms)`.
///
/// ```
/// use autodiff_runtime::optim::{Adafactor, Optimizer};
///
/// let mut opt = Adafactor::new(0.5);
/// let mut x = [2.0_f64, -2.0];
/// opt.step(&mut x, &[0.1, 10.0])?; // at t = 1 the direction is sign(g), the step α·rms(x) = 1
/// assert!((x[0] - 1.0).abs() < 1e-12 && (x[1] + 3.0).abs() < 1e-12);
/// # Ok::<(), autodiff_runtime::optim::OptimError>(())
/// ```
pub type Adafactor = Stepper<(ScaleByAdafactor,)>;

/// The transform of [`Adafactor`].
#[derive(Clone, Debug)]
pub struct ScaleByAdafactor {
    decay: f64,
    epsilon_1: f64,
    epsilon_2: f64,
    clip: f64,
}

impl Adafactor {
    /// Keras's defaults: b = −0.8, ε₁ = 1e-30, ε₂ = 1e-3, d = 1.
    pub fn new(rate: impl Schedule + 'static) -> Self {
        Self::of(rate, (ScaleByAdafactor { decay: -0.8, epsilon_1: 1e-30, epsilon_2: 1e-3, clip: 1.0 },))
    }

    /// The exponent `b`, below 0: closer to 0 forgets faster.
    #[must_use]
    pub fn beta_2_decay(mut self, decay: f64) -> Self {
        self.chain_mut().0.decay = decay;
        self
    }

    /// ε₁, added to squared gradients.
    #[must_use]
    pub fn epsilon_1(mut self, epsilon: f64) -> Self {
        self.chain_mut().0.epsilon_1 = epsilon;
        self
    }

    /// ε₂: the smallest size of weights that steps are relative to.
    #[must_use]
    pub fn epsilon_2(mut self, epsilon: f64) -> Self {
        self.chain_mut().0.epsilon_2 = epsilon;
        self
    }

    /// `d`: the largest root mean square of a direction.
    #[must_use]
    pub fn clip_threshold(mut self, threshold: f64) -> Self {
        self.chain_mut().0.clip = threshold;
        self
    }
}

/// Rows and columns of the last two dimensions; `None` for vectors.
fn matrix(dims: &[usize]) -> Option<(usize, usize)> {
    match dims {
        [.., rows, columns] => Some((*rows, *columns)),
        _ => None,
    }
}

impl Transform for ScaleByAdafactor {
    fn slots(&self, len: usize, dims: &[usize]) -> Vec<SlotSpec> {
        match matrix(dims) {
            Some((rows, columns)) => {
                vec![SlotSpec { name: "r", len: len / columns.max(1), initial: 0.0 }, SlotSpec { name: "c", len: len / rows.max(1), initial: 0.0 }]
            }
            None => SlotSpec::zeros(len, ["v"]),
        }
    }
    fn check(&self) -> Result<(), OptimError> {
        check_not_negative("beta_2_decay (negated)", -self.decay)?;
        check_not_negative("epsilon_1", self.epsilon_1)?;
        check_not_negative("epsilon_2", self.epsilon_2)?;
        check_positive("clip_threshold", self.clip)
    }
    fn reach(&self) -> Reach {
        Reach::Variable
    }
    fn applies_rate(&self) -> bool {
        true
    }
    fn update(&self, step: &Step, part: Part<'_>) {
        let t = step.t as f64;
        let beta_2 = 1.0 - t.powf(self.decay);
        let dims = part.dims;
        let (u, x, slots) = part.whole();
        if u.is_empty() {
            return;
        }
        let rate = root_mean_square(x).max(self.epsilon_2) * step.rate.min(1.0 / t.sqrt());
        match (matrix(dims), slots) {
            (Some((rows, columns)), [r, c]) => {
                for (slice, u) in u.chunks_exact_mut(rows * columns).enumerate() {
                    let (r, c) = (&mut r[slice * rows..][..rows], &mut c[slice * columns..][..columns]);
                    factored(u, r, c, beta_2, self.epsilon_1);
                }
            }
            (_, slots) => {
                for (u, v) in u.iter_mut().zip(&mut slots[0]) {
                    *v = beta_2 * *v + (1.0 - beta_2) * (*u * *u + self.epsilon_1);
                    *u /= v.sqrt();
                }
            }
        }
        let scale = rate / (root_mean_square(u) / self.clip).max(1.0);
        u.iter_mut().for_each(|u| *u *= scale);
    }
}

/// Moves the means of rows and columns and divides `u` by the root of their product: `u ← u/√(r·c/mean(r))`.
fn factored(u: &mut [f64], r: &mut [f64], c: &mut [f64], beta_2: f64, epsilon: f64) {
    let (rows, columns) = (r.len(), c.len());
    for (row, r) in u.chunks_exact(columns).zip(r.iter_mut()) {
        let mean = row.iter().map(|u| u * u + epsilon).sum::<f64>() / columns as f64;
        *r = beta_2 * *r + (1.0 - beta_2) * mean;
    }
    for (k, c) in c.iter_mut().enumerate() {
        let mean = u.iter().skip(k).step_by(columns).map(|u| u * u + epsilon).sum::<f64>() / rows as f64;
        *c = beta_2 * *c + (1.0 - beta_2) * mean;
    }
    let mean = r.iter().sum::<f64>() / rows as f64;
    for (row, r) in u.chunks_exact_mut(columns).zip(r.iter()) {
        for (u, c) in row.iter_mut().zip(c.iter()) {
            *u /= (r / mean * c).sqrt();
        }
    }
}

/// `g/√v` with `v` factored for matrices whose dimensions are both `min_dim` or more: optax's `scale_by_factored_rms`.
#[derive(Clone, Debug)]
pub struct ScaleByFactoredRms {
    decay: f64,
    epsilon: f64,
    min_dim: usize,
}

impl ScaleByFactoredRms {
    /// With `β₂ₜ = 1 − t^−decay` and ε₁; optax's defaults are 0.8, 1e-30 and 128.
    #[must_use]
    pub fn new(decay: f64, epsilon: f64, min_dim: usize) -> Self {
        Self { decay, epsilon, min_dim }
    }

    fn matrix(&self, dims: &[usize]) -> Option<(usize, usize)> {
        match dims {
            [rows, columns] if *rows >= self.min_dim && *columns >= self.min_dim => Some((*rows, *columns)),
            _ => None,
        }
    }
}

impl Transform for ScaleByFactoredRms {
    fn slots(&self, len: usize, dims: &[usize]) -> Vec<SlotSpec> {
        match self.matrix(dims) {
            Some((rows, columns)) => {
                vec![SlotSpec { name: "r", len: rows, initial: 0.0 }, SlotSpec { name: "c", len: columns, initial: 0.0 }]
            }
            None => SlotSpec::zeros(len, ["v"]),
        }
    }
    fn check(&self) -> Result<(), OptimError> {
        check_not_negative("decay", self.decay)?;
        check_not_negative("epsilon", self.epsilon)
    }
    fn reach(&self) -> Reach {
        Reach::Variable
    }
    fn update(&self, step: &Step, part: Part<'_>) {
        let beta_2 = 1.0 - (step.t as f64).powf(-self.decay);
        let dims = part.dims;
        let (u, _, slots) = part.whole();
        match (self.matrix(dims), slots) {
            (Some(_), [r, c]) => factored(u, r, c, beta_2, self.epsilon),
            (_, slots) => {
                for (u, v) in u.iter_mut().zip(&mut slots[0]) {
                    *v = beta_2 * *v + (1.0 - beta_2) * (*u * *u + self.epsilon);
                    *u /= v.sqrt();
                }
            }
        }
    }
}
