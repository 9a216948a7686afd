//! Adam with Nesterov's momentum and its schedule of β₁.

use crate::schedule::Schedule;

use super::transform::{Part, SlotSpec, Step, Transform, check_fraction, check_not_negative, moving_average};
use super::{OptimError, Stepper};

/// Nadam (Dozat 2016), in Keras's form.
///
/// ```text
/// uₜ = β₁(1 − ½·0.96ᵗ),   U = u₁·…·uₜ
/// m ← β₁m + (1−β₁)g,   v ← β₂v + (1−β₂)g²
/// m̂ = uₜ₊₁·m/(1 − U·uₜ₊₁) + (1−uₜ)·g/(1 − U),   v̂ = v/(1−β₂ᵗ)
/// x ← x − α·m̂/(√v̂ + ε)
/// ```
///
/// TensorFlow's legacy class has `0.96^(0.004t)` in place of `0.96ᵗ`: [`legacy`](Nadam::legacy). optax has no such schedule:
/// `ScaleByAdam::corrected().nesterov(true)`.
///
/// ```
/// use autodiff_runtime::optim::{Nadam, Optimizer};
///
/// let mut opt = Nadam::new(0.1);
/// let mut x = 3.0_f64;
/// for _ in 0..300 {
///     let gradient = 2.0 * x;
///     opt.step(&mut x, &gradient)?;
/// }
/// assert!(x.abs() < 1e-3);
/// # Ok::<(), autodiff_runtime::optim::OptimError>(())
/// ```
pub type Nadam = Stepper<(ScaleByNadam,)>;

/// The transform of [`Nadam`].
#[derive(Clone, Debug)]
pub struct ScaleByNadam {
    beta_1: f64,
    beta_2: f64,
    epsilon: f64,
    /// What `t` is multiplied by in the exponent of 0.96.
    slowness: f64,
    /// `U` and the `t` it belongs to.
    product: (f64, u64),
}

impl Nadam {
    /// Keras's defaults: β₁ = 0.9, β₂ = 0.999, ε = 1e-7.
    pub fn new(rate: impl Schedule + 'static) -> Self {
        let rule = ScaleByNadam { beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7, slowness: 1.0, product: (1.0, 0) };
        Self::of(rate, (rule,))
    }

    /// The schedule `0.96^(0.004t)` of `tf.keras.optimizers.legacy.Nadam`, as in the paper.
    #[must_use]
    pub fn legacy(mut self) -> Self {
        self.chain_mut().0.slowness = 0.004;
        self
    }

    /// How much of the means of gradients and of squared gradients is kept, each in `[0, 1)`.
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
}

impl ScaleByNadam {
    /// `uₜ`.
    fn momentum(&self, t: u64) -> f64 {
        self.beta_1 * (1.0 - 0.5 * 0.96_f64.powf(self.slowness * t as f64))
    }
}

impl Transform for ScaleByNadam {
    fn slots(&self, len: usize, _: &[usize]) -> Vec<SlotSpec> {
        SlotSpec::zeros(len, ["m", "v"])
    }
    fn check(&self) -> Result<(), OptimError> {
        check_fraction("beta_1", self.beta_1)?;
        check_fraction("beta_2", self.beta_2)?;
        check_not_negative("epsilon", self.epsilon)
    }
    fn begin(&mut self, step: &Step) {
        // After a restored state, or iterations set by hand, the product is multiplied up again, in the same order.
        let (mut product, mut t) = if self.product.1 < step.t { self.product } else { (1.0, 0) };
        while t < step.t {
            t += 1;
            product *= self.momentum(t);
        }
        self.product = (product, t);
    }
    fn update(&self, step: &Step, part: Part<'_>) {
        let Self { beta_1, beta_2, epsilon, product: (product, _), .. } = *self;
        let (u, next) = (self.momentum(step.t), self.momentum(step.t + 1));
        let (of_m, of_g, bias) = (next / (1.0 - product * next), (1.0 - u) / (1.0 - product), step.bias(beta_2));
        part.each2(|g, _, m, v| {
            moving_average(m, beta_1, g);
            moving_average(v, beta_2, g * g);
            (of_m * *m + of_g * g) / ((*v / bias).sqrt() + epsilon)
        });
    }
}
