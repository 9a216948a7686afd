//! One over time.

use super::Schedule;

/// `initial/(1 + rate·step/steps)`: Keras's `InverseTimeDecay`.
///
/// With `steps` = 1 it is the `decay` argument of TensorFlow's legacy optimizers.
///
/// ```
/// use autodiff_runtime::schedule::{InverseTimeDecay, Schedule};
///
/// let rate = InverseTimeDecay::new(0.1, 10, 0.5);
/// assert_eq!((rate.value(0), rate.value(20)), (0.1, 0.05));
/// ```
#[derive(Clone, Debug)]
pub struct InverseTimeDecay {
    initial: f64,
    steps: u64,
    rate: f64,
    staircase: bool,
}

impl InverseTimeDecay {
    /// Halved after `steps/rate` steps.
    #[must_use]
    pub fn new(initial: f64, steps: u64, rate: f64) -> Self {
        Self { initial, steps, rate, staircase: false }
    }

    /// Whether the value changes only every `steps` steps.
    #[must_use]
    pub fn staircase(self, staircase: bool) -> Self {
        Self { staircase, ..self }
    }
}

impl Schedule for InverseTimeDecay {
    fn value(&self, step: u64) -> f64 {
        let time = step as f64 / self.steps as f64;
        let time = if self.staircase { time.floor() } else { time };
        self.initial / (1.0 + self.rate * time)
    }
}
