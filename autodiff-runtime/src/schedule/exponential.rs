//! A constant factor per step.

use super::Schedule;

/// `initial·rate^(step/steps)`: Keras's `ExponentialDecay`, optax's `exponential_decay`.
///
/// ```
/// use autodiff_runtime::schedule::{ExponentialDecay, Schedule};
///
/// let rate = ExponentialDecay::new(0.1, 10, 0.5);
/// assert_eq!((rate.value(0), rate.value(10), rate.value(20)), (0.1, 0.05, 0.025));
/// assert_eq!(rate.staircase(true).value(19), 0.05);
/// ```
#[derive(Clone, Debug)]
pub struct ExponentialDecay {
    initial: f64,
    steps: u64,
    rate: f64,
    staircase: bool,
    begin: u64,
    end: Option<f64>,
}

impl ExponentialDecay {
    /// Multiplied by `rate` every `steps` steps, evenly. `steps` of 0 leaves the value at `initial`.
    #[must_use]
    pub fn new(initial: f64, steps: u64, rate: f64) -> Self {
        Self { initial, steps, rate, staircase: false, begin: 0, end: None }
    }

    /// Whether the value changes only every `steps` steps.
    #[must_use]
    pub fn staircase(self, staircase: bool) -> Self {
        Self { staircase, ..self }
    }

    /// The step from which on it decays.
    #[must_use]
    pub fn begin(self, begin: u64) -> Self {
        Self { begin, ..self }
    }

    /// Where the decay stops: a lower bound if `rate` is below 1, else an upper one.
    #[must_use]
    pub fn end(self, end: f64) -> Self {
        Self { end: Some(end), ..self }
    }
}

impl Schedule for ExponentialDecay {
    fn value(&self, step: u64) -> f64 {
        if self.steps == 0 {
            return self.initial;
        }
        let exponent = step.saturating_sub(self.begin) as f64 / self.steps as f64;
        let exponent = if self.staircase { exponent.floor() } else { exponent };
        let value = self.initial * self.rate.powf(exponent);
        match self.end {
            Some(end) if self.rate < 1.0 => value.max(end),
            Some(end) => value.min(end),
            None => value,
        }
    }
}
