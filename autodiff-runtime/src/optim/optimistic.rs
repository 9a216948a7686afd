//! Gradient descent for games: a look at where the gradient is going.

use crate::schedule::Schedule;

use super::Stepper;
use super::transform::{Part, SlotSpec, Step, Transform};

/// Optimistic gradient descent (Mokhtari, Ozdaglar & Pattathil 2019, arXiv:1901.08511), as in optax.
///
/// ```text
/// x ← x − η((α + β)g − β·g_old)      g_old = g at the first step
/// ```
///
/// ```
/// use autodiff_runtime::optim::{Optimistic, Optimizer};
///
/// let mut opt = Optimistic::new(0.1);
/// let mut x = 1.0_f64;
/// opt.step(&mut x, &1.0)?; // 0.1·1
/// opt.step(&mut x, &0.5)?; // 0.1·(2·0.5 − 1)
/// assert!((x - 0.9).abs() < 1e-15);
/// # Ok::<(), autodiff_runtime::optim::OptimError>(())
/// ```
pub type Optimistic = Stepper<(ScaleByOptimistic,)>;

/// The transform of [`Optimistic`].
#[derive(Clone, Debug)]
pub struct ScaleByOptimistic {
    alpha: f64,
    beta: f64,
}

impl Optimistic {
    /// optax's defaults: α = β = 1.
    pub fn new(rate: impl Schedule + 'static) -> Self {
        Self::of(rate, (ScaleByOptimistic { alpha: 1.0, beta: 1.0 },))
    }

    /// The weight of the gradient, and of its change.
    #[must_use]
    pub fn coefficients(mut self, alpha: f64, beta: f64) -> Self {
        self.chain_mut().0 = ScaleByOptimistic { alpha, beta };
        self
    }
}

impl Transform for ScaleByOptimistic {
    fn slots(&self, len: usize, _: &[usize]) -> Vec<SlotSpec> {
        SlotSpec::zeros(len, ["g"])
    }
    fn update(&self, step: &Step, part: Part<'_>) {
        let Self { alpha, beta } = *self;
        let first = step.t == 1;
        part.each1(|g, _, old| {
            let before = if first { g } else { *old };
            *old = g;
            (alpha + beta) * g - beta * before
        });
    }
}
