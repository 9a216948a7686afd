//! Step sizes that grow while a gradient keeps its sign.

use super::transform::{Part, SlotSpec, Step, Transform, check_not_negative, sign};
use super::{OptimError, Stepper};

/// Rprop (Riedmiller & Braun 1993), the form that takes no step where the sign has changed.
///
/// ```text
/// s ← s·η⁺ if g has the sign of the last step, s·η⁻ if the other (within [s_min, s_max]);   x ← x − s·sign(g), 0 after a change
/// ```
///
/// optax 0.2.8 takes each step one call later than its gradient came: [`delayed`](Rprop::delayed).
///
/// ```
/// use autodiff_runtime::optim::{Optimizer, Rprop};
///
/// let mut opt = Rprop::new(0.1);
/// let mut x = 1.0_f64;
/// opt.step(&mut x, &100.0)?; // 0.1
/// opt.step(&mut x, &0.001)?; // 0.1·1.2
/// assert!((x - 0.78).abs() < 1e-15);
/// # Ok::<(), autodiff_runtime::optim::OptimError>(())
/// ```
pub type Rprop = Stepper<(ScaleByRprop,)>;

/// The transform of [`Rprop`].
#[derive(Clone, Debug)]
pub struct ScaleByRprop {
    initial: f64,
    shrink: f64,
    grow: f64,
    range: (f64, f64),
    delayed: bool,
}

impl Rprop {
    /// `step_size` is the first size of steps; optax's other defaults: η⁻ = 0.5, η⁺ = 1.2, sizes within `[1e-6, 50]`.
    #[must_use]
    pub fn new(step_size: f64) -> Self {
        Self::of(1.0, (ScaleByRprop { initial: step_size, shrink: 0.5, grow: 1.2, range: (1e-6, 50.0), delayed: false },))
    }

    /// η⁻ and η⁺.
    #[must_use]
    pub fn factors(mut self, shrink: f64, grow: f64) -> Self {
        (self.chain_mut().0.shrink, self.chain_mut().0.grow) = (shrink, grow);
        self
    }

    /// The smallest and the largest size of steps.
    #[must_use]
    pub fn step_sizes(mut self, smallest: f64, largest: f64) -> Self {
        self.chain_mut().0.range = (smallest, largest);
        self
    }

    /// Takes the step that the gradient before this one asked for, unless the sign has changed since: what optax 0.2.8 does.
    #[must_use]
    pub fn delayed(mut self) -> Self {
        self.chain_mut().0.delayed = true;
        self
    }
}

impl Transform for ScaleByRprop {
    fn slots(&self, len: usize, _: &[usize]) -> Vec<SlotSpec> {
        vec![SlotSpec { name: "s", len, initial: self.initial }, SlotSpec { name: "last", len, initial: 0.0 }]
    }
    fn check(&self) -> Result<(), OptimError> {
        check_not_negative("step_size", self.initial)?;
        check_not_negative("shrink", self.shrink)?;
        check_not_negative("grow", self.grow)?;
        check_not_negative("smallest", self.range.0)?;
        check_not_negative("largest − smallest", self.range.1 - self.range.0)
    }
    fn update(&self, _: &Step, part: Part<'_>) {
        let Self { shrink, grow, range: (smallest, largest), delayed, .. } = *self;
        part.each2(|g, _, s, last| {
            let agreement = g * *last;
            if agreement != 0.0 {
                *s = (*s * if agreement > 0.0 { grow } else { shrink }).clamp(smallest, largest);
            }
            let before = *last;
            *last = if agreement < 0.0 { 0.0 } else { *s * sign(g) };
            match delayed {
                true if agreement < 0.0 => 0.0,
                true => before,
                false => *last,
            }
        });
    }
}
