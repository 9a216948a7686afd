//! Steps relative to the weights that cannot make them grow.

use super::{AddDecayedWeights, ScaleByRate, ScaleByTrustRatio, Stepper};

/// Fromage (Bernstein et al. 2020, arXiv:2002.03432), as in optax.
///
/// ```text
/// x ← (x − α·‖x‖/‖g‖·g)/√(1 + α²)      norms of at least 1e-6
/// ```
///
/// ```
/// use autodiff_runtime::optim::{Fromage, Optimizer};
///
/// let mut opt = Fromage::new(0.75);
/// let mut x = [4.0_f64, 0.0];
/// opt.step(&mut x, &[0.0, 1.0])?; // (4, −3)/1.25
/// assert!((x[0] - 3.2).abs() < 1e-15 && (x[1] + 2.4).abs() < 1e-15);
/// # Ok::<(), autodiff_runtime::optim::OptimError>(())
/// ```
pub type Fromage = Stepper<(ScaleByTrustRatio, ScaleByRate, AddDecayedWeights)>;

impl Fromage {
    /// With this rate, a number: the factor of the weights is computed from it.
    #[must_use]
    pub fn new(rate: f64) -> Self {
        let factor = 1.0 / (1.0 + rate * rate).sqrt();
        let chain = (ScaleByTrustRatio::new(1e-6, 1.0, 0.0), ScaleByRate, AddDecayedWeights::new(1.0 - factor));
        Self::of(rate * factor, chain)
    }

    /// What smaller norms count as.
    #[must_use]
    pub fn min_norm(mut self, min_norm: f64) -> Self {
        self.chain_mut().0.min_norm = min_norm;
        self
    }
}
