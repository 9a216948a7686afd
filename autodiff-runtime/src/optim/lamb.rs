//! Adam's direction, as long as the weights are.

use crate::schedule::Schedule;

use super::{AddDecayedWeights, ScaleByAdam, ScaleByTrustRatio, Stepper};

/// LAMB (You et al. 2020, arXiv:1904.00962).
///
/// ```text
/// u = m̂/(√v̂ + ε) + λx,   x ← x − α·‖x‖/‖u‖·u       the ratio is 1 if one of the norms is 0
/// ```
///
/// By default as in Keras 3: ε = 1e-7, λ = 0, and [`weight_decay`](Stepper::weight_decay) is the decoupled one, before the update and
/// outside the ratio. optax has the decay inside, as the paper: [`decay_inside`](Lamb::decay_inside), and ε = 1e-6.
///
/// ```
/// use autodiff_runtime::optim::{Lamb, Optimizer};
///
/// let mut opt = Lamb::new(0.1);
/// let mut x = [3.0_f64, 4.0];
/// opt.step(&mut x, &[1.0, 1.0])?; // a step of 0.1·‖x‖ = 0.5 along (1, 1)/√2
/// assert!((x[0] - (3.0 - 0.5 / 2f64.sqrt())).abs() < 1e-6);
/// # Ok::<(), autodiff_runtime::optim::OptimError>(())
/// ```
pub type Lamb = Stepper<(ScaleByAdam, AddDecayedWeights, ScaleByTrustRatio)>;

impl Lamb {
    /// Keras's defaults: β₁ = 0.9, β₂ = 0.999, ε = 1e-7.
    pub fn new(rate: impl Schedule + 'static) -> Self {
        let adam = ScaleByAdam::corrected().epsilon(1e-7);
        Self::of(rate, (adam, AddDecayedWeights::new(0.0), ScaleByTrustRatio::new(0.0, 1.0, 0.0)))
    }

    /// How much of the means of gradients and of squared gradients is kept, each in `[0, 1)`.
    #[must_use]
    pub fn betas(mut self, beta_1: f64, beta_2: f64) -> Self {
        let adam = self.chain.0.clone().betas(beta_1, beta_2);
        self.chain_mut().0 = adam;
        self
    }

    /// The smallest divisor.
    #[must_use]
    pub fn epsilon(mut self, epsilon: f64) -> Self {
        let adam = self.chain.0.clone().epsilon(epsilon);
        self.chain_mut().0 = adam;
        self
    }

    /// λ of the formula: decay that counts in the ratio.
    #[must_use]
    pub fn decay_inside(mut self, decay: f64) -> Self {
        self.chain_mut().1 = AddDecayedWeights::new(decay);
        self
    }
}
