//! Momentum with a rate of its own for each layer.

use crate::schedule::Schedule;

use super::{AddDecayedWeights, ScaleByRate, ScaleByTrustRatio, Stepper, Trace};

/// LARS (You, Gitman & Ginsburg 2017, arXiv:1708.03888), as in optax.
///
/// ```text
/// u = g + λx,   m ← μm + α·η‖x‖/(‖u‖ + ε)·u,   x ← x − m      the ratio is 1 if one of the norms is 0
/// ```
///
/// ```
/// use autodiff_runtime::optim::{Lars, Optimizer};
///
/// let mut opt = Lars::new(1.0).trust_coefficient(0.1);
/// let mut x = [3.0_f64, 4.0];
/// opt.step(&mut x, &[0.0, 7.0])?; // 0.1·‖x‖ = 0.5, whatever the size of the gradient
/// assert!((x[1] - 3.5).abs() < 1e-15);
/// # Ok::<(), autodiff_runtime::optim::OptimError>(())
/// ```
pub type Lars = Stepper<(AddDecayedWeights, ScaleByTrustRatio, ScaleByRate, Trace)>;

impl Lars {
    /// optax's defaults: λ = 0, η = 0.001, ε = 0, μ = 0.9.
    pub fn new(rate: impl Schedule + 'static) -> Self {
        let chain = (AddDecayedWeights::new(0.0), ScaleByTrustRatio::new(0.0, 0.001, 0.0), ScaleByRate, Trace::new(0.9));
        Self::of(rate, chain)
    }

    /// λ: decay that counts in the ratio.
    #[must_use]
    pub fn decay_inside(mut self, decay: f64) -> Self {
        self.chain_mut().0 = AddDecayedWeights::new(decay);
        self
    }

    /// η: the length of a step relative to the length of the weights.
    #[must_use]
    pub fn trust_coefficient(mut self, coefficient: f64) -> Self {
        self.chain_mut().1.coefficient = coefficient;
        self
    }

    /// ε.
    #[must_use]
    pub fn epsilon(mut self, epsilon: f64) -> Self {
        self.chain_mut().1.epsilon = epsilon;
        self
    }

    /// μ, and whether the momentum is Nesterov's.
    #[must_use]
    pub fn momentum(mut self, momentum: f64, nesterov: bool) -> Self {
        self.chain_mut().3 = Trace::new(momentum).nesterov(nesterov);
        self
    }
}
