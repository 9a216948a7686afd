//! Steps divided by the root of all squared gradients so far.

use crate::schedule::Schedule;

use super::transform::{Part, SlotSpec, Step, Transform, check_not_negative};
use super::{OptimError, Stepper};

/// Where ε stands under a fraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EpsilonPlace {
    /// `√(a + ε)`: Keras 3, `tf_keras` 2, optax.
    InRoot,
    /// `√a + ε`: TensorFlow's legacy classes.
    OutsideRoot,
}

impl EpsilonPlace {
    /// The divisor made of `a` and `ε`.
    #[inline(always)]
    pub(crate) fn root(self, a: f64, epsilon: f64) -> f64 {
        match self {
            Self::InRoot => (a + epsilon).sqrt(),
            Self::OutsideRoot => a.sqrt() + epsilon,
        }
    }
}

/// Adagrad (Duchi, Hazan & Singer 2011).
///
/// ```text
/// a ← a + g²  (a starts at 0.1),   x ← x − α·g/√(a + ε)
/// ```
///
/// The legacy class of TensorFlow has `√a + ε`: [`epsilon_place`](Adagrad::epsilon_place). Where `a` is 0 nothing moves (optax; Keras
/// would divide by `√ε`, but its `a` is 0 only if it started there and every gradient was).
///
/// ```
/// use autodiff_runtime::optim::{Adagrad, Optimizer};
///
/// let mut opt = Adagrad::new(1.0).initial_accumulator_value(0.0).epsilon(0.0);
/// let mut x = 5.0_f64;
/// opt.step(&mut x, &3.0)?; // g/|g|
/// opt.step(&mut x, &4.0)?; // g/√(9 + 16)
/// assert!((x - 3.2).abs() < 1e-15);
/// # Ok::<(), autodiff_runtime::optim::OptimError>(())
/// ```
pub type Adagrad = Stepper<(ScaleByAdagrad,)>;

/// The transform of [`Adagrad`].
#[derive(Clone, Debug)]
pub struct ScaleByAdagrad {
    initial: f64,
    epsilon: f64,
    place: EpsilonPlace,
}

impl Adagrad {
    /// Keras's defaults: `a` starts at 0.1, ε = 1e-7 in the root.
    pub fn new(rate: impl Schedule + 'static) -> Self {
        Self::of(rate, (ScaleByAdagrad { initial: 0.1, epsilon: 1e-7, place: EpsilonPlace::InRoot },))
    }

    /// What `a` starts with: a larger value makes the first steps smaller.
    #[must_use]
    pub fn initial_accumulator_value(mut self, value: f64) -> Self {
        self.chain_mut().0.initial = value;
        self
    }

    /// ε.
    #[must_use]
    pub fn epsilon(mut self, epsilon: f64) -> Self {
        self.chain_mut().0.epsilon = epsilon;
        self
    }

    /// Where ε stands.
    #[must_use]
    pub fn epsilon_place(mut self, place: EpsilonPlace) -> Self {
        self.chain_mut().0.place = place;
        self
    }
}

impl Transform for ScaleByAdagrad {
    fn slots(&self, len: usize, _: &[usize]) -> Vec<SlotSpec> {
        vec![SlotSpec { name: "a", len, initial: self.initial }]
    }
    fn check(&self) -> Result<(), OptimError> {
        check_not_negative("initial_accumulator_value", self.initial)?;
        check_not_negative("epsilon", self.epsilon)
    }
    fn update(&self, _: &Step, part: Part<'_>) {
        let Self { epsilon, place, .. } = *self;
        part.each1(|g, _, a| {
            *a += g * g;
            if *a == 0.0 { 0.0 } else { g / place.root(*a, epsilon) }
        });
    }
}
