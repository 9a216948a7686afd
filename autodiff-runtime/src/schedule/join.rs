//! Schedules made of schedules.

use std::sync::Arc;

use super::{CosineDecay, ExponentialDecay, PolynomialDecay, Schedule};

/// Schedules one after the other; each counts from its own beginning.
///
/// ```
/// use autodiff_runtime::schedule::{Join, PolynomialDecay, Schedule};
///
/// let rate = Join::new(PolynomialDecay::linear(0.0, 1.0, 4)).then(4, 1.0).then(10, 0.1);
/// assert_eq!((rate.value(2), rate.value(4), rate.value(9), rate.value(10)), (0.5, 1.0, 1.0, 0.1));
/// ```
#[derive(Clone, Debug)]
pub struct Join {
    parts: Vec<(u64, Arc<dyn Schedule>)>,
}

impl Join {
    /// Begins with `first`.
    pub fn new(first: impl Schedule + 'static) -> Self {
        Self { parts: vec![(0, Arc::new(first))] }
    }

    /// From step `boundary` on, `next`, which is asked for `step − boundary`.
    ///
    /// # Panics
    ///
    /// When `boundary` is before the last one.
    #[must_use]
    pub fn then(mut self, boundary: u64, next: impl Schedule + 'static) -> Self {
        let last = self.parts.last().map_or(0, |(last, _)| *last);
        assert!(boundary >= last, "boundaries increase: {boundary} after {last}");
        self.parts.push((boundary, Arc::new(next)));
        self
    }
}

impl Schedule for Join {
    fn value(&self, step: u64) -> f64 {
        let after = self.parts.partition_point(|(boundary, _)| *boundary <= step);
        let (boundary, schedule) = &self.parts[after - 1];
        schedule.value(step - boundary)
    }
}

/// The product of two schedules.
///
/// ```
/// use autodiff_runtime::schedule::{ExponentialDecay, Scaled, Schedule};
///
/// assert_eq!(Scaled(0.5, ExponentialDecay::new(1.0, 1, 0.5)).value(2), 0.125);
/// ```
#[derive(Clone, Debug)]
pub struct Scaled<A, B>(pub A, pub B);

impl<A: Schedule, B: Schedule> Schedule for Scaled<A, B> {
    fn value(&self, step: u64) -> f64 {
        self.0.value(step) * self.1.value(step)
    }
}

/// A straight line from `initial` to `peak` in `warmup` steps, then constant: optax's `warmup_constant_schedule`.
#[must_use]
pub fn warmup_constant(initial: f64, peak: f64, warmup: u64) -> PolynomialDecay {
    PolynomialDecay::linear(initial, peak, warmup)
}

/// A straight line from `initial` to `peak` in `warmup` steps, then a cosine to `end`, `steps` steps in all: optax's
/// `warmup_cosine_decay_schedule`.
#[must_use]
pub fn warmup_cosine(initial: f64, peak: f64, warmup: u64, steps: u64, end: f64) -> Join {
    let alpha = if peak == 0.0 { 0.0 } else { end / peak };
    let cosine = CosineDecay::new(peak, steps.saturating_sub(warmup)).alpha(alpha);
    Join::new(PolynomialDecay::linear(initial, peak, warmup)).then(warmup, cosine)
}

/// A straight line from `initial` to the decay's own initial value in `warmup` steps, then the decay: optax's
/// `warmup_exponential_decay_schedule`.
#[must_use]
pub fn warmup_exponential(initial: f64, warmup: u64, decay: ExponentialDecay) -> Join {
    Join::new(PolynomialDecay::linear(initial, decay.value(0), warmup)).then(warmup, decay)
}

/// Cycles one after the other, each with its length in steps (Loshchilov & Hutter 2017): optax's `sgdr_schedule`. The last goes on.
///
/// # Panics
///
/// When there is no cycle.
#[must_use]
pub fn sgdr(cycles: impl IntoIterator<Item = (u64, Join)>) -> Join {
    let mut cycles = cycles.into_iter();
    let (mut end, first) = cycles.next().expect("one cycle at least");
    let mut all = Join::new(first);
    for (steps, cycle) in cycles {
        all = all.then(end, cycle);
        end += steps;
    }
    all
}
