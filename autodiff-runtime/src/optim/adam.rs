//! Adam, AMSGrad, and Adam with Nesterov's momentum in optax's form.

use crate::schedule::Schedule;

use super::transform::{Part, SlotSpec, Step, Transform, check_fraction, check_not_negative, maximum, moving_average, power};
use super::{OptimError, Stepper};

/// Adam (Kingma & Ba 2015, arXiv:1412.6980), in Keras's form.
///
/// ```text
/// m ← β₁m + (1−β₁)g,   v ← β₂v + (1−β₂)g²,   x ← x − α·√(1−β₂ᵗ)/(1−β₁ᵗ)·m/(√v + ε)
/// ```
///
/// **ε is added to the uncorrected `√v`** ("ε̂", end of section 2 of the paper). [`corrected`](Adam::corrected) is the paper's
/// Algorithm 1 and optax's form.
///
/// ```
/// use autodiff_runtime::optim::{Adam, Optimizer};
///
/// let mut opt = Adam::new(0.1);
/// let mut x = [1.0_f64, -1.0];
/// opt.step(&mut x, &[3.0, -0.01])?; // the first step is α·sign(g), but for ε
/// assert!((x[0] - 0.9).abs() < 1e-6 && (x[1] + 0.9).abs() < 1e-4);
/// # Ok::<(), autodiff_runtime::optim::OptimError>(())
/// ```
pub type Adam = Stepper<(ScaleByAdam,)>;

/// Where ε is added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// `√(1−β₂ᵗ)/(1−β₁ᵗ)·m/(√v + ε)`.
    Keras,
    /// `√(1−β₂ᵗ)/(1−β₁ᵗ)·m/(√v + ε√(1−β₂ᵗ))`: the corrected form, written as `tf_keras` 2 does.
    AdaptiveEpsilon,
    /// `m̂/(√(v̂ + ε₀) + ε)`.
    Corrected,
}

/// The transform of [`Adam`]: optax's `scale_by_adam` and `scale_by_amsgrad`, and Keras's form of both.
#[derive(Clone, Debug)]
pub struct ScaleByAdam {
    beta_1: f64,
    beta_2: f64,
    epsilon: f64,
    epsilon_root: f64,
    amsgrad: bool,
    nesterov: bool,
    form: Form,
}

impl Adam {
    /// Keras's defaults: β₁ = 0.9, β₂ = 0.999, ε = 1e-7 (the paper has 1e-8).
    pub fn new(rate: impl Schedule + 'static) -> Self {
        Self::of(rate, (ScaleByAdam::keras(),))
    }

    /// `m̂/(√v̂ + ε)` with ε = 1e-8: the paper's Algorithm 1, optax's default.
    pub fn corrected(rate: impl Schedule + 'static) -> Self {
        Self::of(rate, (ScaleByAdam::corrected(),))
    }

    /// How much of the mean of gradients is kept, in `[0, 1)`.
    #[must_use]
    pub fn beta_1(mut self, beta_1: f64) -> Self {
        self.chain_mut().0.beta_1 = beta_1;
        self
    }

    /// How much of the mean of squared gradients is kept, in `[0, 1)`.
    #[must_use]
    pub fn beta_2(mut self, beta_2: f64) -> Self {
        self.chain_mut().0.beta_2 = beta_2;
        self
    }

    /// The smallest divisor: a larger ε turns Adam into momentum where gradients are small.
    #[must_use]
    pub fn epsilon(mut self, epsilon: f64) -> Self {
        self.chain_mut().0.epsilon = epsilon;
        self
    }

    /// Divides by the largest `v` so far (Reddi et al. 2018, "On the convergence of Adam and beyond"); in Keras's form the largest
    /// uncorrected one, in the corrected form (optax) the largest corrected one.
    #[must_use]
    pub fn amsgrad(mut self, amsgrad: bool) -> Self {
        self.chain_mut().0.amsgrad = amsgrad;
        self
    }

    /// Multiplies ε by `√(1−β₂ᵗ)`, which is the corrected form: `adaptive_epsilon` of `tf_keras` 2.
    #[must_use]
    pub fn adaptive_epsilon(mut self) -> Self {
        self.chain_mut().0.form = Form::AdaptiveEpsilon;
        self
    }
}

impl ScaleByAdam {
    /// Keras's form: β₁ = 0.9, β₂ = 0.999, ε = 1e-7 added to the uncorrected `√v`.
    #[must_use]
    pub fn keras() -> Self {
        Self { epsilon: 1e-7, form: Form::Keras, ..Self::corrected() }
    }

    /// The paper's form, `m̂/(√v̂ + ε)`: β₁ = 0.9, β₂ = 0.999, ε = 1e-8.
    #[must_use]
    pub fn corrected() -> Self {
        let (beta_1, beta_2) = (0.9, 0.999);
        Self { beta_1, beta_2, epsilon: 1e-8, epsilon_root: 0.0, amsgrad: false, nesterov: false, form: Form::Corrected }
    }

    /// How much of the means of gradients and of squared gradients is kept.
    #[must_use]
    pub fn betas(self, beta_1: f64, beta_2: f64) -> Self {
        Self { beta_1, beta_2, ..self }
    }

    /// ε, added to the root.
    #[must_use]
    pub fn epsilon(self, epsilon: f64) -> Self {
        Self { epsilon, ..self }
    }

    /// ε₀, added under the root; the corrected form only.
    #[must_use]
    pub fn epsilon_root(self, epsilon_root: f64) -> Self {
        Self { epsilon_root, ..self }
    }

    /// The largest `v` so far instead of the last.
    #[must_use]
    pub fn amsgrad(self, amsgrad: bool) -> Self {
        Self { amsgrad, ..self }
    }

    /// Nesterov's momentum as optax has it: `m̂ = β₁m/(1−β₁ᵗ⁺¹) + (1−β₁)g/(1−β₁ᵗ)`; the corrected form only.
    #[must_use]
    pub fn nesterov(self, nesterov: bool) -> Self {
        Self { nesterov, ..self }
    }

    /// `Δ = √(1−β₂ᵗ)/(1−β₁ᵗ)·m/(√v + ε)`.
    fn keras_update(&self, step: &Step, part: Part<'_>) {
        let Self { beta_1, beta_2, .. } = *self;
        let root = step.bias(beta_2).sqrt();
        let scale = root / step.bias(beta_1);
        let epsilon = if self.form == Form::AdaptiveEpsilon { self.epsilon * root } else { self.epsilon };
        if self.amsgrad {
            part.each3(|g, _, m, v, largest| {
                moving_average(m, beta_1, g);
                moving_average(v, beta_2, g * g);
                *largest = maximum(*largest, *v);
                scale * *m / (largest.sqrt() + epsilon)
            });
        } else {
            part.each2(|g, _, m, v| {
                moving_average(m, beta_1, g);
                moving_average(v, beta_2, g * g);
                scale * *m / (v.sqrt() + epsilon)
            });
        }
    }

    /// `Δ = m̂/(√(v̂ + ε₀) + ε)`.
    fn corrected_update(&self, step: &Step, part: Part<'_>) {
        let Self { beta_1, beta_2, epsilon, epsilon_root, .. } = *self;
        let (bias_1, bias_2) = (step.bias(beta_1), step.bias(beta_2));
        let (of_m, of_g) = if self.nesterov { (beta_1 / (1.0 - power(beta_1, step.t + 1)), (1.0 - beta_1) / bias_1) } else { (1.0 / bias_1, 0.0) };
        let nesterov = self.nesterov;
        // Without the branch 0·g would be NaN for an infinite gradient.
        let mean = move |m: f64, g: f64| if nesterov { of_m * m + of_g * g } else { of_m * m };
        if self.amsgrad {
            part.each3(|g, _, m, v, largest| {
                moving_average(m, beta_1, g);
                moving_average(v, beta_2, g * g);
                *largest = maximum(*largest, *v / bias_2);
                mean(*m, g) / ((*largest + epsilon_root).sqrt() + epsilon)
            });
        } else {
            part.each2(|g, _, m, v| {
                moving_average(m, beta_1, g);
                moving_average(v, beta_2, g * g);
                mean(*m, g) / ((*v / bias_2 + epsilon_root).sqrt() + epsilon)
            });
        }
    }
}

impl Transform for ScaleByAdam {
    fn slots(&self, len: usize, _: &[usize]) -> Vec<SlotSpec> {
        if self.amsgrad { SlotSpec::zeros(len, ["m", "v", "v_max"]) } else { SlotSpec::zeros(len, ["m", "v"]) }
    }
    fn check(&self) -> Result<(), OptimError> {
        check_fraction("beta_1", self.beta_1)?;
        check_fraction("beta_2", self.beta_2)?;
        check_not_negative("epsilon_root", self.epsilon_root)?;
        check_not_negative("epsilon", self.epsilon)
    }
    fn update(&self, step: &Step, part: Part<'_>) {
        match self.form {
            Form::Keras | Form::AdaptiveEpsilon => self.keras_update(step, part),
            Form::Corrected => self.corrected_update(step, part),
        }
    }
}
