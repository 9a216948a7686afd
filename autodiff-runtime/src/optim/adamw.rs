//! Adam with decoupled weight decay.

use crate::schedule::Schedule;

use super::transform::{Part, SlotSpec, Step, Transform};
use super::{OptimError, ScaleByAdam, Stepper};

/// AdamW (Loshchilov & Hutter 2019, arXiv:1711.05101): `x ← x − αλx`, then the step of [`Adam`](super::Adam).
///
/// λ is 0.004 by default, as in Keras; [`weight_decay`](Stepper::weight_decay) sets it. optax adds `λx` to Adam's direction instead:
/// `Stepper::of(rate, (ScaleByAdam::corrected(), AddDecayedWeights::new(decay)))`, the same but for ε and rounding.
///
/// ```
/// use autodiff_runtime::optim::{AdamW, Optimizer};
///
/// let mut opt = AdamW::new(0.1).weight_decay(0.5);
/// let mut x = 2.0;
/// opt.step(&mut x, &0.0)?; // no gradient, decay alone: 2 − 0.1·0.5·2
/// assert_eq!(x, 1.9);
/// # Ok::<(), autodiff_runtime::optim::OptimError>(())
/// ```
pub type AdamW = Stepper<(ScaleByAdamW,)>;

/// The transform of [`AdamW`]: Adam's; the decay is the optimizer's.
#[derive(Clone, Debug)]
pub struct ScaleByAdamW(ScaleByAdam);

impl AdamW {
    /// Keras's defaults: β₁ = 0.9, β₂ = 0.999, ε = 1e-7, λ = 0.004.
    pub fn new(rate: impl Schedule + 'static) -> Self {
        Self::of(rate, (ScaleByAdamW(ScaleByAdam::keras()),)).weight_decay(0.004)
    }

    /// How much of the means of gradients and of squared gradients is kept, each in `[0, 1)`.
    #[must_use]
    pub fn betas(mut self, beta_1: f64, beta_2: f64) -> Self {
        let adam = self.chain.0.0.clone().betas(beta_1, beta_2);
        self.chain_mut().0.0 = adam;
        self
    }

    /// The smallest divisor.
    #[must_use]
    pub fn epsilon(mut self, epsilon: f64) -> Self {
        let adam = self.chain.0.0.clone().epsilon(epsilon);
        self.chain_mut().0.0 = adam;
        self
    }

    /// Divides by the largest `v` so far.
    #[must_use]
    pub fn amsgrad(mut self, amsgrad: bool) -> Self {
        let adam = self.chain.0.0.clone().amsgrad(amsgrad);
        self.chain_mut().0.0 = adam;
        self
    }
}

impl Transform for ScaleByAdamW {
    fn slots(&self, len: usize, dims: &[usize]) -> Vec<SlotSpec> {
        self.0.slots(len, dims)
    }
    fn check(&self) -> Result<(), OptimError> {
        self.0.check()
    }
    fn update(&self, step: &Step, part: Part<'_>) {
        self.0.update(step, part);
    }
}
