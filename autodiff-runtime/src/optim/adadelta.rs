//! Steps scaled by the root of past steps over the root of past gradients.

use crate::schedule::Schedule;

use super::transform::{Part, SlotSpec, Step, Transform, check_fraction, check_positive};
use super::{OptimError, Stepper};

/// Adadelta (Zeiler 2012, arXiv:1212.5701).
///
/// ```text
/// a ← ρa + (1−ρ)g²,   d = √(D + ε)/√(a + ε)·g,   D ← ρD + (1−ρ)d²,   x ← x − αd
/// ```
///
/// The paper has no rate: α = 1. Keras's default rate is 0.001.
///
/// ```
/// use autodiff_runtime::optim::{Adadelta, Optimizer};
///
/// let mut opt = Adadelta::new(1.0);
/// let mut x = 1.0_f64;
/// for _ in 0..500 {
///     let gradient = 2.0 * x;
///     opt.step(&mut x, &gradient)?;
/// }
/// assert!(x.abs() < 0.9);
/// # Ok::<(), autodiff_runtime::optim::OptimError>(())
/// ```
pub type Adadelta = Stepper<(ScaleByAdadelta,)>;

/// The transform of [`Adadelta`].
#[derive(Clone, Debug)]
pub struct ScaleByAdadelta {
    rho: f64,
    epsilon: f64,
}

impl Adadelta {
    /// Keras's defaults: ρ = 0.95, ε = 1e-7 (the paper has 1e-6).
    pub fn new(rate: impl Schedule + 'static) -> Self {
        Self::of(rate, (ScaleByAdadelta::new(0.95, 1e-7),))
    }

    /// How much of both means is kept, in `[0, 1)`.
    #[must_use]
    pub fn rho(mut self, rho: f64) -> Self {
        self.chain_mut().0.rho = rho;
        self
    }

    /// ε: sets the size of the first steps, `√ε`.
    #[must_use]
    pub fn epsilon(mut self, epsilon: f64) -> Self {
        self.chain_mut().0.epsilon = epsilon;
        self
    }
}

impl ScaleByAdadelta {
    /// With these ρ and ε; optax's defaults are 0.9 and 1e-6.
    #[must_use]
    pub fn new(rho: f64, epsilon: f64) -> Self {
        Self { rho, epsilon }
    }
}

impl Transform for ScaleByAdadelta {
    fn slots(&self, len: usize, _: &[usize]) -> Vec<SlotSpec> {
        SlotSpec::zeros(len, ["a", "D"])
    }
    fn check(&self) -> Result<(), OptimError> {
        check_fraction("rho", self.rho)?;
        check_positive("epsilon", self.epsilon)
    }
    fn update(&self, _: &Step, part: Part<'_>) {
        let Self { rho, epsilon } = *self;
        part.each2(|g, _, a, steps| {
            *a = rho * *a + (1.0 - rho) * g * g;
            let d = (*steps + epsilon).sqrt() / (*a + epsilon).sqrt() * g;
            *steps = rho * *steps + (1.0 - rho) * d * d;
            d
        });
    }
}
