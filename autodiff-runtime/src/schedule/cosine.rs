//! Half a wave of the cosine.

use std::f64::consts::PI;

use super::Schedule;

/// `initial·((1−α)·(½(1 + cos(π·step/steps)))^exponent + α)` (Loshchilov & Hutter 2017, arXiv:1608.03983): Keras's `CosineDecay`, optax's
/// `cosine_decay_schedule`.
///
/// ```
/// use autodiff_runtime::schedule::{CosineDecay, Schedule};
///
/// let rate = CosineDecay::new(0.0, 20).warmup(0.1, 5);
/// assert_eq!((rate.value(0), rate.value(5), rate.value(99)), (0.0, 0.1, 0.0));
/// assert!((rate.value(15) - 0.05).abs() < 1e-15);
/// ```
#[derive(Clone, Debug)]
pub struct CosineDecay {
    initial: f64,
    steps: u64,
    alpha: f64,
    exponent: f64,
    warmup: Option<(f64, u64)>,
}

impl CosineDecay {
    /// From `initial` to zero in `steps` steps.
    #[must_use]
    pub fn new(initial: f64, steps: u64) -> Self {
        Self { initial, steps, alpha: 0.0, exponent: 1.0, warmup: None }
    }

    /// The share of the initial value that is left at the end.
    #[must_use]
    pub fn alpha(self, alpha: f64) -> Self {
        Self { alpha, ..self }
    }

    /// A power of the cosine; above 1 the value falls faster.
    #[must_use]
    pub fn exponent(self, exponent: f64) -> Self {
        Self { exponent, ..self }
    }

    /// A straight line from `initial` to `target` in the first `steps` steps; the cosine follows and falls from `target`.
    #[must_use]
    pub fn warmup(self, target: f64, steps: u64) -> Self {
        Self { warmup: Some((target, steps)), ..self }
    }
}

impl Schedule for CosineDecay {
    fn value(&self, step: u64) -> f64 {
        let (from, step) = match self.warmup {
            Some((target, steps)) if step < steps => {
                return (target - self.initial) * (step as f64 / steps as f64) + self.initial;
            }
            Some((target, steps)) => (target, step - steps),
            None => (self.initial, step),
        };
        let share = if self.steps == 0 { 1.0 } else { step.min(self.steps) as f64 / self.steps as f64 };
        let wave = 0.5 * (1.0 + (PI * share).cos());
        let wave = if self.exponent == 1.0 { wave } else { wave.powf(self.exponent) };
        from * ((1.0 - self.alpha) * wave + self.alpha)
    }
}
