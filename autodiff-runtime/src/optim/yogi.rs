//! Adam whose second moment moves by steps of the gradient's size, not of their difference.

use crate::schedule::Schedule;

use super::transform::{Part, SlotSpec, Step, Transform, check_fraction, check_not_negative, moving_average, sign};
use super::{OptimError, Stepper};

/// Yogi (Zaheer et al. 2018), as in optax: both moments start at 1e-6.
///
/// ```text
/// m ← β₁m + (1−β₁)g,   v ← v − (1−β₂)·sign(v − g²)·g²,   x ← x − α·m̂/(√v̂ + ε)
/// ```
///
/// ```
/// use autodiff_runtime::optim::{Optimizer, Yogi};
///
/// let mut opt = Yogi::new(0.1);
/// let mut x = 1.0_f64;
/// for _ in 0..400 {
///     let gradient = 2.0 * x;
///     opt.step(&mut x, &gradient)?;
/// }
/// assert!(x.abs() < 1e-2);
/// # Ok::<(), autodiff_runtime::optim::OptimError>(())
/// ```
pub type Yogi = Stepper<(ScaleByYogi,)>;

/// The transform of [`Yogi`].
#[derive(Clone, Debug)]
pub struct ScaleByYogi {
    beta_1: f64,
    beta_2: f64,
    epsilon: f64,
    initial: f64,
}

impl Yogi {
    /// optax's defaults: β₁ = 0.9, β₂ = 0.999, ε = 1e-3, both moments start at 1e-6.
    pub fn new(rate: impl Schedule + 'static) -> Self {
        Self::of(rate, (ScaleByYogi { beta_1: 0.9, beta_2: 0.999, epsilon: 1e-3, initial: 1e-6 },))
    }

    /// How much of both moments is kept, each in `[0, 1)`.
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

    /// What both moments start with.
    #[must_use]
    pub fn initial_accumulator_value(mut self, value: f64) -> Self {
        self.chain_mut().0.initial = value;
        self
    }
}

impl Transform for ScaleByYogi {
    fn slots(&self, len: usize, _: &[usize]) -> Vec<SlotSpec> {
        ["m", "v"].map(|name| SlotSpec { name, len, initial: self.initial }).into()
    }
    fn check(&self) -> Result<(), OptimError> {
        check_fraction("beta_1", self.beta_1)?;
        check_fraction("beta_2", self.beta_2)?;
        check_not_negative("initial_accumulator_value", self.initial)?;
        check_not_negative("epsilon", self.epsilon)
    }
    fn update(&self, step: &Step, part: Part<'_>) {
        let Self { beta_1, beta_2, epsilon, .. } = *self;
        let (bias_1, bias_2) = (step.bias(beta_1), step.bias(beta_2));
        part.each2(|g, _, m, v| {
            moving_average(m, beta_1, g);
            *v -= (1.0 - beta_2) * sign(*v - g * g) * (g * g);
            *m / bias_1 / ((*v / bias_2).sqrt() + epsilon)
        });
    }
}
