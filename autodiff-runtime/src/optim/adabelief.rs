//! Adam that measures how far gradients are from their mean.

use crate::schedule::Schedule;

use super::transform::{Part, SlotSpec, Step, Transform, check_fraction, check_not_negative, moving_average};
use super::{OptimError, Stepper};

/// `AdaBelief` (Zhuang et al. 2020, arXiv:2010.07468), as in optax.
///
/// ```text
/// m ← β₁m + (1−β₁)g,   s ← β₂s + (1−β₂)(g − m)² + ε₀,   x ← x − α·m̂/(√ŝ + ε)
/// ```
///
/// ```
/// use autodiff_runtime::optim::{AdaBelief, Optimizer};
///
/// let mut opt = AdaBelief::new(0.1);
/// let mut x = 1.0_f64;
/// opt.step(&mut x, &1.0)?; // m̂ = 1, ŝ = (1 − 0.1)² = 0.81: a step of 0.1/0.9
/// assert!((x - (1.0 - 0.1 / 0.9)).abs() < 1e-12);
/// # Ok::<(), autodiff_runtime::optim::OptimError>(())
/// ```
pub type AdaBelief = Stepper<(ScaleByBelief,)>;

/// The transform of [`AdaBelief`].
#[derive(Clone, Debug)]
pub struct ScaleByBelief {
    beta_1: f64,
    beta_2: f64,
    epsilon: f64,
    epsilon_root: f64,
}

impl AdaBelief {
    /// optax's defaults: β₁ = 0.9, β₂ = 0.999, ε = ε₀ = 1e-16.
    pub fn new(rate: impl Schedule + 'static) -> Self {
        Self::of(rate, (ScaleByBelief { beta_1: 0.9, beta_2: 0.999, epsilon: 1e-16, epsilon_root: 1e-16 },))
    }

    /// How much of both means is kept, each in `[0, 1)`.
    #[must_use]
    pub fn betas(mut self, beta_1: f64, beta_2: f64) -> Self {
        (self.chain_mut().0.beta_1, self.chain_mut().0.beta_2) = (beta_1, beta_2);
        self
    }

    /// ε, the smallest divisor.
    #[must_use]
    pub fn epsilon(mut self, epsilon: f64) -> Self {
        self.chain_mut().0.epsilon = epsilon;
        self
    }

    /// ε₀, added to `s` at each step.
    #[must_use]
    pub fn epsilon_root(mut self, epsilon: f64) -> Self {
        self.chain_mut().0.epsilon_root = epsilon;
        self
    }
}

impl Transform for ScaleByBelief {
    fn slots(&self, len: usize, _: &[usize]) -> Vec<SlotSpec> {
        SlotSpec::zeros(len, ["m", "s"])
    }
    fn check(&self) -> Result<(), OptimError> {
        check_fraction("beta_1", self.beta_1)?;
        check_fraction("beta_2", self.beta_2)?;
        check_not_negative("epsilon_root", self.epsilon_root)?;
        check_not_negative("epsilon", self.epsilon)
    }
    fn update(&self, step: &Step, part: Part<'_>) {
        let Self { beta_1, beta_2, epsilon, epsilon_root } = *self;
        let (bias_1, bias_2) = (step.bias(beta_1), step.bias(beta_2));
        part.each2(|g, _, m, s| {
            moving_average(m, beta_1, g);
            let surprise = g - *m;
            moving_average(s, beta_2, surprise * surprise);
            *s += epsilon_root;
            *m / bias_1 / ((*s / bias_2).sqrt() + epsilon)
        });
    }
}
