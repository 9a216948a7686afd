//! Adam in the infinity norm.

use crate::schedule::Schedule;

use super::transform::{Part, SlotSpec, Step, Transform, check_fraction, check_not_negative, maximum, moving_average};
use super::{OptimError, Stepper};

/// Adamax (Kingma & Ba 2015, section 7.1).
///
/// ```text
/// m ← β₁m + (1−β₁)g,   u ← max(β₂u, |g|),   x ← x − α/(1−β₁ᵗ)·m/(u + ε)
/// ```
///
/// optax has ε in the maximum, `u ← max(β₂u, |g| + ε)`, and none below: [`epsilon_in_maximum`](Adamax::epsilon_in_maximum).
///
/// ```
/// use autodiff_runtime::optim::{Adamax, Optimizer};
///
/// let mut opt = Adamax::new(0.1);
/// let mut x = 1.0_f64;
/// opt.step(&mut x, &5.0)?; // the first step is α·sign(g)
/// assert!((x - 0.9).abs() < 1e-8);
/// # Ok::<(), autodiff_runtime::optim::OptimError>(())
/// ```
pub type Adamax = Stepper<(ScaleByAdamax,)>;

/// The transform of [`Adamax`].
#[derive(Clone, Debug)]
pub struct ScaleByAdamax {
    beta_1: f64,
    beta_2: f64,
    epsilon: f64,
    inside: bool,
}

impl Adamax {
    /// Keras's defaults: β₁ = 0.9, β₂ = 0.999, ε = 1e-7.
    pub fn new(rate: impl Schedule + 'static) -> Self {
        Self::of(rate, (ScaleByAdamax::keras(),))
    }

    /// How much of the mean of gradients and of their largest size is kept, each in `[0, 1)`.
    #[must_use]
    pub fn betas(mut self, beta_1: f64, beta_2: f64) -> Self {
        (self.chain_mut().0.beta_1, self.chain_mut().0.beta_2) = (beta_1, beta_2);
        self
    }

    /// The smallest divisor.
    #[must_use]
    pub fn epsilon(mut self, epsilon: f64) -> Self {
        self.chain_mut().0.epsilon = epsilon;
        self
    }

    /// Adds ε to `|g|` in the maximum instead of to `u` below the fraction: optax's form.
    #[must_use]
    pub fn epsilon_in_maximum(mut self) -> Self {
        self.chain_mut().0.inside = true;
        self
    }
}

impl ScaleByAdamax {
    /// Keras's form: β₁ = 0.9, β₂ = 0.999, ε = 1e-7.
    #[must_use]
    pub fn keras() -> Self {
        Self { beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7, inside: false }
    }

    /// optax's form: β₁ = 0.9, β₂ = 0.999, ε = 1e-8, in the maximum.
    #[must_use]
    pub fn epsilon_in_maximum() -> Self {
        Self { beta_1: 0.9, beta_2: 0.999, epsilon: 1e-8, inside: true }
    }

    /// How much of the mean of gradients and of their largest size is kept.
    #[must_use]
    pub fn betas(self, beta_1: f64, beta_2: f64) -> Self {
        Self { beta_1, beta_2, ..self }
    }

    /// ε.
    #[must_use]
    pub fn epsilon(self, epsilon: f64) -> Self {
        Self { epsilon, ..self }
    }
}

impl Transform for ScaleByAdamax {
    fn slots(&self, len: usize, _: &[usize]) -> Vec<SlotSpec> {
        SlotSpec::zeros(len, ["m", "u"])
    }
    fn check(&self) -> Result<(), OptimError> {
        check_fraction("beta_1", self.beta_1)?;
        check_fraction("beta_2", self.beta_2)?;
        check_not_negative("epsilon", self.epsilon)
    }
    fn update(&self, step: &Step, part: Part<'_>) {
        let Self { beta_1, beta_2, epsilon, inside } = *self;
        let scale = 1.0 / step.bias(beta_1);
        let (within, below) = if inside { (epsilon, 0.0) } else { (0.0, epsilon) };
        part.each2(|g, _, m, u| {
            moving_average(m, beta_1, g);
            *u = maximum(beta_2 * *u, g.abs() + within);
            scale * *m / (*u + below)
        });
    }
}
