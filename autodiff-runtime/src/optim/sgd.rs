//! Gradient descent, with momentum and Nesterov's form of it.

use crate::schedule::Schedule;

use super::transform::{Part, SlotSpec, Step, Transform, check_closed_fraction};
use super::{OptimError, Stepper};

/// Stochastic gradient descent (Robbins & Monro 1951; momentum: Polyak 1964; Nesterov's form: Sutskever et al. 2013).
///
/// ```text
/// x ← x − αg                                    without momentum
/// m ← μm − αg,   x ← x + m                      with momentum
/// m ← μm − αg,   x ← x + μm − αg                Nesterov
/// ```
///
/// The rate is inside `m`, as in Keras and TensorFlow: a changed rate acts on later gradients only. optax has `m ← g + μm, x ← x − αm`;
/// that is `Stepper::of(rate, (Trace::new(mu),))`. An infinite gradient sends `x` to infinity and leaves it there; `tf_keras` 2 makes
/// NaN of it.
///
/// ```
/// use autodiff_runtime::optim::{Optimizer, Sgd};
///
/// let mut opt = Sgd::new(0.1).momentum(0.9);
/// let mut x = 1.0_f64;
/// opt.step(&mut x, &1.0)?;
/// opt.step(&mut x, &1.0)?;
/// assert!((x - 0.71).abs() < 1e-15); // 1 − 0.1 − (0.09 + 0.1)
/// # Ok::<(), autodiff_runtime::optim::OptimError>(())
/// ```
pub type Sgd = Stepper<(ScaleBySgd,)>;

/// The transform of [`Sgd`].
#[derive(Clone, Debug, Default)]
pub struct ScaleBySgd {
    momentum: f64,
    nesterov: bool,
}

impl Sgd {
    /// Keras's defaults: no momentum.
    pub fn new(rate: impl Schedule + 'static) -> Self {
        Self::of(rate, (ScaleBySgd::default(),))
    }

    /// The share `μ` of the last step that is taken again, in `[0, 1]`; larger values average over more gradients.
    #[must_use]
    pub fn momentum(mut self, momentum: f64) -> Self {
        self.chain_mut().0.momentum = momentum;
        self
    }

    /// Whether the gradient counts as taken where the momentum leads.
    #[must_use]
    pub fn nesterov(mut self, nesterov: bool) -> Self {
        self.chain_mut().0.nesterov = nesterov;
        self
    }
}

impl Transform for ScaleBySgd {
    fn slots(&self, len: usize, _: &[usize]) -> Vec<SlotSpec> {
        if self.momentum == 0.0 { Vec::new() } else { SlotSpec::zeros(len, ["m"]) }
    }
    fn check(&self) -> Result<(), OptimError> {
        check_closed_fraction("momentum", self.momentum)
    }
    fn applies_rate(&self) -> bool {
        true
    }
    fn update(&self, step: &Step, part: Part<'_>) {
        let (rate, mu) = (step.rate, self.momentum);
        if mu == 0.0 {
            part.each(|g, _| rate * g);
        } else if self.nesterov {
            part.each1(|g, _, m| {
                *m = mu * *m - rate * g;
                -(mu * *m - rate * g)
            });
        } else {
            part.each1(|g, _, m| {
                *m = mu * *m - rate * g;
                -*m
            });
        }
    }
}
