//! Steps divided by the root of a moving mean of squared gradients.

use crate::schedule::Schedule;

use super::transform::{Part, SlotSpec, Step, Transform, check_closed_fraction, check_fraction, check_not_negative};
use super::{EpsilonPlace, OptimError, Stepper};

/// `RMSprop` (Tieleman & Hinton 2012, lecture 6.5), in Keras's form.
///
/// ```text
/// v ← ρv + (1−ρ)g²,   d = α·g/√(v + ε)
/// centered:       a ← ρa + (1−ρ)g,   d = α·g/√(v − a² + ε)
/// with momentum:  m ← μm + d,   x ← x − m;      without: x ← x − d
/// ```
///
/// TensorFlow's legacy class has `√v + ε` without momentum and `√(v + ε)` with it: [`epsilon_place`](RmsProp::epsilon_place).
///
/// ```
/// use autodiff_runtime::optim::{Optimizer, RmsProp};
///
/// let mut opt = RmsProp::new(0.01).rho(0.0).epsilon(0.0);
/// let mut x = 1.0_f64;
/// opt.step(&mut x, &-7.0)?; // ρ = 0: the sign of the gradient
/// assert!((x - 1.01).abs() < 1e-15);
/// # Ok::<(), autodiff_runtime::optim::OptimError>(())
/// ```
pub type RmsProp = Stepper<(ScaleByRms,)>;

/// The transform of [`RmsProp`]: optax's `scale_by_rms` and `scale_by_stddev`, with Keras's momentum.
#[derive(Clone, Debug)]
pub struct ScaleByRms {
    rho: f64,
    momentum: f64,
    epsilon: f64,
    place: EpsilonPlace,
    centered: bool,
    initial: f64,
    bias_correction: bool,
}

impl RmsProp {
    /// Keras's defaults: ρ = 0.9, ε = 1e-7, no momentum, not centered.
    pub fn new(rate: impl Schedule + 'static) -> Self {
        Self::of(rate, (ScaleByRms::new(0.9, 1e-7),))
    }

    /// How much of the mean of squares is kept, in `[0, 1)`.
    #[must_use]
    pub fn rho(mut self, rho: f64) -> Self {
        self.chain_mut().0.rho = rho;
        self
    }

    /// The share of the last step that is taken again, in `[0, 1]`.
    #[must_use]
    pub fn momentum(mut self, momentum: f64) -> Self {
        self.chain_mut().0.momentum = momentum;
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

    /// Whether the mean of gradients is subtracted: the variance instead of the mean square.
    #[must_use]
    pub fn centered(mut self, centered: bool) -> Self {
        self.chain_mut().0.centered = centered;
        self
    }
}

impl ScaleByRms {
    /// `g/√(v + ε)` with these ρ and ε; optax's defaults are 0.9 and 1e-8.
    #[must_use]
    pub fn new(rho: f64, epsilon: f64) -> Self {
        let place = EpsilonPlace::InRoot;
        Self { rho, momentum: 0.0, epsilon, place, centered: false, initial: 0.0, bias_correction: false }
    }

    /// Whether the mean of gradients is subtracted (optax's `scale_by_stddev`).
    #[must_use]
    pub fn centered(self, centered: bool) -> Self {
        Self { centered, ..self }
    }

    /// Where ε stands.
    #[must_use]
    pub fn epsilon_place(self, place: EpsilonPlace) -> Self {
        Self { place, ..self }
    }

    /// What `v` starts with.
    #[must_use]
    pub fn initial_scale(self, initial: f64) -> Self {
        Self { initial, ..self }
    }

    /// Whether `v` (and the mean) are divided by `1 − ρᵗ`.
    #[must_use]
    pub fn bias_correction(self, bias_correction: bool) -> Self {
        Self { bias_correction, ..self }
    }
}

impl Transform for ScaleByRms {
    fn slots(&self, len: usize, _: &[usize]) -> Vec<SlotSpec> {
        let mut slots = vec![SlotSpec { name: "v", len, initial: self.initial }];
        if self.centered {
            slots.extend(SlotSpec::zeros(len, ["a"]));
        }
        if self.momentum != 0.0 {
            slots.extend(SlotSpec::zeros(len, ["m"]));
        }
        slots
    }
    fn check(&self) -> Result<(), OptimError> {
        check_fraction("rho", self.rho)?;
        check_closed_fraction("momentum", self.momentum)?;
        check_not_negative("epsilon", self.epsilon)
    }
    fn applies_rate(&self) -> bool {
        self.momentum != 0.0
    }
    fn update(&self, step: &Step, part: Part<'_>) {
        let Self { rho, momentum: mu, epsilon, place, centered, .. } = *self;
        let unbias = if self.bias_correction { 1.0 / step.bias(rho) } else { 1.0 };
        let rate = step.rate;
        let square = move |v: &mut f64, g: f64| {
            *v = rho * *v + (1.0 - rho) * g * g;
            *v * unbias
        };
        let variance = move |v: &mut f64, a: &mut f64, g: f64| {
            *a = rho * *a + (1.0 - rho) * g;
            let mean = *a * unbias;
            square(v, g) - mean * mean
        };
        match (centered, mu != 0.0) {
            (false, false) => part.each1(|g, _, v| g / place.root(square(v, g), epsilon)),
            (true, false) => part.each2(|g, _, v, a| g / place.root(variance(v, a, g), epsilon)),
            (false, true) => part.each2(|g, _, v, m| {
                *m = mu * *m + rate * g / place.root(square(v, g), epsilon);
                *m
            }),
            (true, true) => part.each3(|g, _, v, a, m| {
                *m = mu * *m + rate * g / place.root(variance(v, a, g), epsilon);
                *m
            }),
        }
    }
}
