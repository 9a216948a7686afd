//! A step size from the distance to the known minimum.

use super::transform::{Part, Reach, Step, Transform, check_not_negative, sum_of_squares};
use super::{OptimError, Stepper};

/// Gradient descent with Polyak's step (Polyak 1987; stochastic: Loizou et al. 2021, arXiv:2002.10542), as in optax.
///
/// ```text
/// x ← x − min((f(x) − f*)/(‖g‖² + ε), γ)·g
/// ```
///
/// `f*` is a lower bound of the loss. It needs the loss: `minimize` gives it, plain values use `step_with_loss`.
///
/// ```
/// use autodiff_runtime::optim::{Optimizer, PolyakSgd};
///
/// let mut opt = PolyakSgd::new(1.0);
/// let mut x = 3.0;
/// let (loss, gradient) = (x * x, 2.0 * x);
/// opt.step_with_loss(&mut x, &gradient, loss)?; // x²/(2x)² = ¼ of 2x
/// assert_eq!(x, 1.5);
/// # Ok::<(), autodiff_runtime::optim::OptimError>(())
/// ```
pub type PolyakSgd = Stepper<(ScaleByPolyak,)>;

/// The transform of [`PolyakSgd`].
#[derive(Clone, Debug)]
pub struct ScaleByPolyak {
    lower_bound: f64,
    largest: f64,
    epsilon: f64,
}

impl PolyakSgd {
    /// With `f* = 0`, ε = 0 and steps of at most `largest` times the gradient.
    #[must_use]
    pub fn new(largest: f64) -> Self {
        Self::of(1.0, (ScaleByPolyak { lower_bound: 0.0, largest, epsilon: 0.0 },))
    }

    /// `f*`.
    #[must_use]
    pub fn lower_bound(mut self, lower_bound: f64) -> Self {
        self.chain_mut().0.lower_bound = lower_bound;
        self
    }
}

impl Transform for ScaleByPolyak {
    fn check(&self) -> Result<(), OptimError> {
        check_not_negative("largest", self.largest)?;
        check_not_negative("epsilon", self.epsilon)
    }
    fn reach(&self) -> Reach {
        Reach::All
    }
    fn measure(&self, incoming: &[f64]) -> f64 {
        sum_of_squares(incoming)
    }
    fn needs_loss(&self) -> bool {
        true
    }
    fn update(&self, step: &Step, part: Part<'_>) {
        let square = part.total + self.epsilon;
        let gap = step.loss.expect("checked before the step") - self.lower_bound;
        let size = if square <= f64::EPSILON { 0.0 } else { (gap / square).min(self.largest) };
        let (u, _, _) = part.whole();
        u.iter_mut().for_each(|u| *u *= size);
    }
}
