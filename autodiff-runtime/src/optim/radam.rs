//! Adam that waits until its second moment can be trusted.

use crate::schedule::Schedule;

use super::transform::{Part, SlotSpec, Step, Transform, check_fraction, check_not_negative, moving_average, power};
use super::{OptimError, Stepper};

/// Rectified Adam (Liu et al. 2020, arXiv:1908.03265), as in optax.
///
/// ```text
/// ρ∞ = 2/(1−β₂) − 1,   ρ = ρ∞ − 2tβ₂ᵗ/(1−β₂ᵗ)
/// ρ ≥ 5:  x ← x − α·r·m̂/(√v̂ + ε),   r = √((ρ−4)(ρ−2)ρ∞ / ((ρ∞−4)(ρ∞−2)ρ));      else:  x ← x − α·m̂
/// ```
///
/// ```
/// use autodiff_runtime::optim::{Optimizer, RAdam};
///
/// let mut opt = RAdam::new(0.1);
/// let mut x = 1.0_f64;
/// opt.step(&mut x, &2.0)?; // not yet rectified: x − α·m̂ = 1 − 0.1·2
/// assert!((x - 0.8).abs() < 1e-15);
/// # Ok::<(), autodiff_runtime::optim::OptimError>(())
/// ```
pub type RAdam = Stepper<(ScaleByRAdam,)>;

/// The transform of [`RAdam`].
#[derive(Clone, Debug)]
pub struct ScaleByRAdam {
    beta_1: f64,
    beta_2: f64,
    epsilon: f64,
    threshold: f64,
}

impl RAdam {
    /// optax's defaults: β₁ = 0.9, β₂ = 0.999, ε = 1e-8, threshold 5.
    pub fn new(rate: impl Schedule + 'static) -> Self {
        Self::of(rate, (ScaleByRAdam { beta_1: 0.9, beta_2: 0.999, epsilon: 1e-8, threshold: 5.0 },))
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

    /// The ρ from which on the second moment is used.
    #[must_use]
    pub fn threshold(mut self, threshold: f64) -> Self {
        self.chain_mut().0.threshold = threshold;
        self
    }
}

impl Transform for ScaleByRAdam {
    fn slots(&self, len: usize, _: &[usize]) -> Vec<SlotSpec> {
        SlotSpec::zeros(len, ["m", "v"])
    }
    fn check(&self) -> Result<(), OptimError> {
        check_fraction("beta_1", self.beta_1)?;
        check_fraction("beta_2", self.beta_2)?;
        check_not_negative("epsilon", self.epsilon)
    }
    fn update(&self, step: &Step, part: Part<'_>) {
        let Self { beta_1, beta_2, epsilon, threshold } = *self;
        let (bias_1, bias_2) = (step.bias(beta_1), step.bias(beta_2));
        let limit = 2.0 / (1.0 - beta_2) - 1.0;
        let rho = limit - 2.0 * step.t as f64 * power(beta_2, step.t) / bias_2;
        let rectified = rho >= threshold;
        let r = ((rho - 4.0) * (rho - 2.0) * limit / ((limit - 4.0) * (limit - 2.0) * rho)).sqrt();
        part.each2(|g, _, m, v| {
            moving_average(m, beta_1, g);
            moving_average(v, beta_2, g * g);
            if rectified { r * (*m / bias_1) / ((*v / bias_2).sqrt() + epsilon) } else { *m / bias_1 }
        });
    }
}
