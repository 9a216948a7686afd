//! A power of the time that is left.

use super::Schedule;

/// `(initial − end)·(1 − step/steps)^power + end`: Keras's `PolynomialDecay`, optax's `polynomial_schedule` and `linear_schedule`.
///
/// ```
/// use autodiff_runtime::schedule::{PolynomialDecay, Schedule};
///
/// let rate = PolynomialDecay::new(1.0, 0.0, 10).power(2.0);
/// assert_eq!((rate.value(0), rate.value(5), rate.value(99)), (1.0, 0.25, 0.0));
/// ```
#[derive(Clone, Debug)]
pub struct PolynomialDecay {
    initial: f64,
    end: f64,
    steps: u64,
    power: f64,
    cycle: bool,
    begin: u64,
}

impl PolynomialDecay {
    /// From `initial` to `end` in `steps` steps, in a straight line unless [`power`](PolynomialDecay::power) says otherwise. `steps`
    /// of 0 leaves the value at `initial`. Keras's default `end` is 1e-4.
    #[must_use]
    pub fn new(initial: f64, end: f64, steps: u64) -> Self {
        Self { initial, end, steps, power: 1.0, cycle: false, begin: 0 }
    }

    /// A straight line: `new` under optax's name.
    #[must_use]
    pub fn linear(initial: f64, end: f64, steps: u64) -> Self {
        Self::new(initial, end, steps)
    }

    /// The exponent: above 1 the value falls fast at first, below 1 at last.
    #[must_use]
    pub fn power(self, power: f64) -> Self {
        Self { power, ..self }
    }

    /// Whether it starts anew after `steps`, each time twice, three times … as long.
    #[must_use]
    pub fn cycle(self, cycle: bool) -> Self {
        Self { cycle, ..self }
    }

    /// The step from which on the value changes.
    #[must_use]
    pub fn begin(self, begin: u64) -> Self {
        Self { begin, ..self }
    }
}

impl Schedule for PolynomialDecay {
    fn value(&self, step: u64) -> f64 {
        if self.steps == 0 {
            return self.initial;
        }
        let step = step.saturating_sub(self.begin);
        let (step, steps) = match self.cycle {
            true => (step, self.steps * step.div_ceil(self.steps).max(1)),
            false => (step.min(self.steps), self.steps),
        };
        let left = 1.0 - step as f64 / steps as f64;
        (self.initial - self.end) * left.powf(self.power) + self.end
    }
}
