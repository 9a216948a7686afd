//! Steps of one size: the sign of an interpolated momentum.

use crate::schedule::Schedule;

use super::transform::{Part, SlotSpec, Step, Transform, check_fraction, sign};
use super::{OptimError, Stepper};

/// Lion (Chen et al. 2023, arXiv:2302.06675).
///
/// ```text
/// x ← x − α·sign(β₁m + (1−β₁)g),   m ← β₂m + (1−β₂)g
/// ```
///
/// `sign(0) = 0`. optax puts the decay inside, `sign + λx`: add `AddDecayedWeights` to the chain.
///
/// ```
/// use autodiff_runtime::optim::{Lion, Optimizer};
///
/// let mut opt = Lion::new(0.25);
/// let mut x = [1.0, 1.0, 1.0];
/// opt.step(&mut x, &[1e-9, 0.0, -1e9])?;
/// assert_eq!(x, [0.75, 1.0, 1.25]);
/// # Ok::<(), autodiff_runtime::optim::OptimError>(())
/// ```
pub type Lion = Stepper<(ScaleByLion,)>;

/// The transform of [`Lion`].
#[derive(Clone, Debug)]
pub struct ScaleByLion {
    beta_1: f64,
    beta_2: f64,
}

impl Lion {
    /// Keras's defaults: β₁ = 0.9, β₂ = 0.99.
    pub fn new(rate: impl Schedule + 'static) -> Self {
        Self::of(rate, (ScaleByLion::new(0.9, 0.99),))
    }

    /// The share of the momentum in the direction, and how much of the momentum is kept, each in `[0, 1)`.
    #[must_use]
    pub fn betas(mut self, beta_1: f64, beta_2: f64) -> Self {
        self.chain_mut().0 = ScaleByLion::new(beta_1, beta_2);
        self
    }
}

impl ScaleByLion {
    /// With these β₁ and β₂.
    #[must_use]
    pub fn new(beta_1: f64, beta_2: f64) -> Self {
        Self { beta_1, beta_2 }
    }
}

impl Transform for ScaleByLion {
    fn slots(&self, len: usize, _: &[usize]) -> Vec<SlotSpec> {
        SlotSpec::zeros(len, ["m"])
    }
    fn check(&self) -> Result<(), OptimError> {
        check_fraction("beta_1", self.beta_1)?;
        check_fraction("beta_2", self.beta_2)
    }
    fn update(&self, _: &Step, part: Part<'_>) {
        let Self { beta_1, beta_2 } = *self;
        part.each1(|g, _, m| {
            let direction = sign(beta_1 * *m + (1.0 - beta_1) * g);
            *m = beta_2 * *m + (1.0 - beta_2) * g;
            direction
        });
    }
}
