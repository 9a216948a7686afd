//! Follow the regularised leader.

use crate::schedule::Schedule;

use super::transform::{Part, SlotSpec, Step, Transform, check_not_negative, check_positive};
use super::{OptimError, Stepper};

/// FTRL-Proximal (`McMahan` et al. 2013, "Ad click prediction: a view from the trenches"), with TensorFlow's shrinkage and `beta`.
///
/// ```text
/// n′ = n + g²  (n starts at 0.1),   z ← z + g + 2s·x − (n′^−p − n^−p)/α·x
/// x ← (clamp(z, −λ₁, λ₁) − z)/(n′^−p/α + 2(λ₂ + β/(2α)))
/// ```
///
/// `p` is the learning rate power, −0.5; `s` the l2 shrinkage, which acts on `z` only. The three families of TensorFlow agree.
///
/// ```
/// use autodiff_runtime::optim::{Ftrl, Optimizer};
///
/// let mut opt = Ftrl::new(0.5).l1_regularization_strength(10.0);
/// let mut x = 1.0;
/// opt.step(&mut x, &0.1)?; // |z| is below λ₁: the weight is exactly zero
/// assert_eq!(x, 0.0);
/// # Ok::<(), autodiff_runtime::optim::OptimError>(())
/// ```
pub type Ftrl = Stepper<(ScaleByFtrl,)>;

/// The transform of [`Ftrl`].
#[derive(Clone, Debug)]
pub struct ScaleByFtrl {
    power: f64,
    initial: f64,
    l1: f64,
    l2: f64,
    shrinkage: f64,
    beta: f64,
}

impl Ftrl {
    /// Keras's defaults: power −0.5, `n` starts at 0.1, no regularisation, β = 0.
    pub fn new(rate: impl Schedule + 'static) -> Self {
        Self::of(rate, (ScaleByFtrl { power: -0.5, initial: 0.1, l1: 0.0, l2: 0.0, shrinkage: 0.0, beta: 0.0 },))
    }

    /// The exponent `p`, 0 or less: 0 keeps the rate constant, −0.5 is Adagrad's.
    #[must_use]
    pub fn learning_rate_power(mut self, power: f64) -> Self {
        self.chain_mut().0.power = power;
        self
    }

    /// What `n` starts with.
    #[must_use]
    pub fn initial_accumulator_value(mut self, value: f64) -> Self {
        self.chain_mut().0.initial = value;
        self
    }

    /// λ₁: a larger one sets more weights to exactly zero.
    #[must_use]
    pub fn l1_regularization_strength(mut self, strength: f64) -> Self {
        self.chain_mut().0.l1 = strength;
        self
    }

    /// λ₂: a larger one makes the weights smaller.
    #[must_use]
    pub fn l2_regularization_strength(mut self, strength: f64) -> Self {
        self.chain_mut().0.l2 = strength;
        self
    }

    /// `s`: as λ₂, but of the current weight.
    #[must_use]
    pub fn l2_shrinkage_regularization_strength(mut self, strength: f64) -> Self {
        self.chain_mut().0.shrinkage = strength;
        self
    }

    /// β of the paper: a larger one makes the first steps smaller.
    #[must_use]
    pub fn beta(mut self, beta: f64) -> Self {
        self.chain_mut().0.beta = beta;
        self
    }
}

impl Transform for ScaleByFtrl {
    fn slots(&self, len: usize, _: &[usize]) -> Vec<SlotSpec> {
        vec![SlotSpec { name: "n", len, initial: self.initial }, SlotSpec { name: "z", len, initial: 0.0 }]
    }
    fn check(&self) -> Result<(), OptimError> {
        check_not_negative("learning_rate_power (negated)", -self.power)?;
        check_positive("initial_accumulator_value", self.initial)?;
        check_not_negative("l1_regularization_strength", self.l1)?;
        check_not_negative("l2_regularization_strength", self.l2)?;
        check_not_negative("l2_shrinkage_regularization_strength", self.shrinkage)?;
        check_not_negative("beta", self.beta)
    }
    fn applies_rate(&self) -> bool {
        true
    }
    fn update(&self, step: &Step, part: Part<'_>) {
        let Self { power, l1, shrinkage, .. } = *self;
        let rate = step.rate;
        let l2 = 2.0 * (self.l2 + self.beta / (2.0 * rate));
        part.each2(|g, x, n, z| {
            let (old, new) = (n.powf(-power), (*n + g * g).powf(-power));
            *n += g * g;
            *z += g + 2.0 * shrinkage * x - (new - old) / rate * x;
            x - (z.clamp(-l1, l1) - *z) / (new / rate + l2)
        });
    }
}
