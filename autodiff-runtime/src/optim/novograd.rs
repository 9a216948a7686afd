//! One second moment for a whole layer.

use crate::schedule::Schedule;

use super::transform::{Part, Reach, SlotSpec, Step, Transform, check_fraction, check_not_negative, sum_of_squares};
use super::{OptimError, Stepper};

/// `NovoGrad` (Ginsburg et al. 2019, arXiv:1905.11286), as in optax.
///
/// ```text
/// v ← β₂v + (1−β₂)‖g‖²  (‖g‖² at the first step),   m ← β₁m + g/(√v + ε) + λx,   x ← x − αm
/// ```
///
/// ```
/// use autodiff_runtime::optim::{NovoGrad, Optimizer};
///
/// let mut opt = NovoGrad::new(0.5);
/// let mut x = [1.0_f64, 1.0];
/// opt.step(&mut x, &[3.0, 4.0])?; // α·g/‖g‖
/// assert!((x[0] - 0.7).abs() < 1e-6 && (x[1] - 0.6).abs() < 1e-6);
/// # Ok::<(), autodiff_runtime::optim::OptimError>(())
/// ```
pub type NovoGrad = Stepper<(ScaleByNovoGrad,)>;

/// The transform of [`NovoGrad`].
#[derive(Clone, Debug)]
pub struct ScaleByNovoGrad {
    beta_1: f64,
    beta_2: f64,
    epsilon: f64,
    decay: f64,
}

impl NovoGrad {
    /// optax's defaults: β₁ = 0.9, β₂ = 0.25, ε = 1e-6, λ = 0.
    pub fn new(rate: impl Schedule + 'static) -> Self {
        Self::of(rate, (ScaleByNovoGrad { beta_1: 0.9, beta_2: 0.25, epsilon: 1e-6, decay: 0.0 },))
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

    /// λ: decay that goes through the momentum.
    #[must_use]
    pub fn decay_inside(mut self, decay: f64) -> Self {
        self.chain_mut().0.decay = decay;
        self
    }
}

impl Transform for ScaleByNovoGrad {
    fn slots(&self, len: usize, _: &[usize]) -> Vec<SlotSpec> {
        vec![SlotSpec { name: "m", len, initial: 0.0 }, SlotSpec { name: "v", len: 1, initial: 0.0 }]
    }
    fn check(&self) -> Result<(), OptimError> {
        check_fraction("beta_1", self.beta_1)?;
        check_fraction("beta_2", self.beta_2)?;
        check_not_negative("weight_decay", self.decay)?;
        check_not_negative("epsilon", self.epsilon)
    }
    fn reach(&self) -> Reach {
        Reach::Variable
    }
    fn update(&self, step: &Step, part: Part<'_>) {
        let Self { beta_1, beta_2, epsilon, decay } = *self;
        let (u, x, slots) = part.whole();
        let [m, v] = slots else { panic!("two slots are declared") };
        let square = sum_of_squares(u);
        v[0] = if step.t == 1 { square } else { beta_2 * v[0] + (1.0 - beta_2) * square };
        let divisor = v[0].sqrt() + epsilon;
        for ((u, x), m) in u.iter_mut().zip(x).zip(m) {
            *m = beta_1 * *m + (*u / divisor + decay * x);
            *u = *m;
        }
    }
}
