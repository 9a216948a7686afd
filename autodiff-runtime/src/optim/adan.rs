//! Adam with a moment of the gradients' differences.

use crate::schedule::Schedule;

use super::transform::{Part, SlotSpec, Step, Transform, check_fraction, check_not_negative, moving_average};
use super::{AddDecayedWeights, OptimError, Stepper};

/// Adan (Xie et al. 2022, arXiv:2208.06677, Algorithm 1), as in optax.
///
/// ```text
/// d = g − g_old  (0 at the first step),   m ← β₁m + (1−β₁)g,   v ← β₂v + (1−β₂)d
/// n ← β₃n + (1−β₃)(g + (1−β₂)d)²,   x ← x − α((m̂ + (1−β₂)v̂)/(√(n̂ + ε₀) + ε) + λx)
/// ```
///
/// ```
/// use autodiff_runtime::optim::{Adan, Optimizer};
///
/// let mut opt = Adan::new(0.1);
/// let mut x = 1.0_f64;
/// opt.step(&mut x, &8.0)?; // the first step is α·sign(g)
/// assert!((x - 0.9).abs() < 1e-8);
/// # Ok::<(), autodiff_runtime::optim::OptimError>(())
/// ```
pub type Adan = Stepper<(ScaleByAdan, AddDecayedWeights)>;

/// The transform of [`Adan`].
#[derive(Clone, Debug)]
pub struct ScaleByAdan {
    betas: [f64; 3],
    epsilon: f64,
    epsilon_root: f64,
}

impl Adan {
    /// optax's defaults: β₁ = 0.98, β₂ = 0.92, β₃ = 0.99, ε = ε₀ = 1e-8, λ = 0.
    pub fn new(rate: impl Schedule + 'static) -> Self {
        Self::of(rate, (ScaleByAdan { betas: [0.98, 0.92, 0.99], epsilon: 1e-8, epsilon_root: 1e-8 }, AddDecayedWeights::new(0.0)))
    }

    /// How much of the three moments is kept, each in `[0, 1)`.
    #[must_use]
    pub fn betas(mut self, betas: [f64; 3]) -> Self {
        self.chain_mut().0.betas = betas;
        self
    }

    /// ε, the smallest divisor.
    #[must_use]
    pub fn epsilon(mut self, epsilon: f64) -> Self {
        self.chain_mut().0.epsilon = epsilon;
        self
    }

    /// ε₀, added under the root.
    #[must_use]
    pub fn epsilon_root(mut self, epsilon: f64) -> Self {
        self.chain_mut().0.epsilon_root = epsilon;
        self
    }

    /// λ.
    #[must_use]
    pub fn decay_inside(mut self, decay: f64) -> Self {
        self.chain_mut().1 = AddDecayedWeights::new(decay);
        self
    }
}

impl Transform for ScaleByAdan {
    fn slots(&self, len: usize, _: &[usize]) -> Vec<SlotSpec> {
        SlotSpec::zeros(len, ["m", "v", "n", "g"])
    }
    fn check(&self) -> Result<(), OptimError> {
        for (name, beta) in ["beta_1", "beta_2", "beta_3"].into_iter().zip(self.betas) {
            check_fraction(name, beta)?;
        }
        check_not_negative("epsilon_root", self.epsilon_root)?;
        check_not_negative("epsilon", self.epsilon)
    }
    fn update(&self, step: &Step, part: Part<'_>) {
        let Self { betas: [beta_1, beta_2, beta_3], epsilon, epsilon_root } = *self;
        let (bias_1, bias_2, bias_3) = (step.bias(beta_1), step.bias(beta_2), step.bias(beta_3));
        let first = step.t == 1;
        part.each4(|g, _, m, v, n, old| {
            let difference = if first { 0.0 } else { g - *old };
            *old = g;
            moving_average(m, beta_1, g);
            moving_average(v, beta_2, difference);
            let ahead = g + (1.0 - beta_2) * difference;
            moving_average(n, beta_3, ahead * ahead);
            (*m / bias_1 + (1.0 - beta_2) * (*v / bias_2)) / ((*n / bias_3 + epsilon_root).sqrt() + epsilon)
        });
    }
}
