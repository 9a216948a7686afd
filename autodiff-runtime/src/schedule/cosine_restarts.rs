//! Cosine decay that starts again and again.

use std::f64::consts::PI;

use super::Schedule;

/// Warm restarts (Loshchilov & Hutter 2017, arXiv:1608.03983): Keras's `CosineDecayRestarts`.
///
/// ```text
/// initial·((1−α)·½·m_mulⁱ(1 + cos(π·share)) + α)      in the i-th cycle, which is first·t_mulⁱ steps long
/// ```
///
/// ```
/// use autodiff_runtime::schedule::{CosineDecayRestarts, Schedule};
///
/// let rate = CosineDecayRestarts::new(1.0, 4).t_mul(2.0).m_mul(0.5);
/// assert_eq!((rate.value(0), rate.value(4), rate.value(12)), (1.0, 0.5, 0.25));
/// assert!((rate.value(8) - 0.25).abs() < 1e-15);
/// ```
#[derive(Clone, Debug)]
pub struct CosineDecayRestarts {
    initial: f64,
    first: u64,
    t_mul: f64,
    m_mul: f64,
    alpha: f64,
}

impl CosineDecayRestarts {
    /// Keras's defaults: each cycle twice as long as the last (`t_mul` 2), of the same height (`m_mul` 1), down to zero (`alpha` 0).
    #[must_use]
    pub fn new(initial: f64, first_decay_steps: u64) -> Self {
        Self { initial, first: first_decay_steps, t_mul: 2.0, m_mul: 1.0, alpha: 0.0 }
    }

    /// How much longer than the last each cycle is.
    #[must_use]
    pub fn t_mul(self, t_mul: f64) -> Self {
        Self { t_mul, ..self }
    }

    /// How much higher than the last each cycle starts.
    #[must_use]
    pub fn m_mul(self, m_mul: f64) -> Self {
        Self { m_mul, ..self }
    }

    /// The share of the initial value that is left at the end of a cycle.
    #[must_use]
    pub fn alpha(self, alpha: f64) -> Self {
        Self { alpha, ..self }
    }
}

impl Schedule for CosineDecayRestarts {
    fn value(&self, step: u64) -> f64 {
        let share = step as f64 / self.first as f64;
        let (cycle, share) = if self.t_mul == 1.0 {
            (share.floor(), share.fract())
        } else {
            let cycle = ((1.0 - share * (1.0 - self.t_mul)).ln() / self.t_mul.ln()).floor();
            let before = (1.0 - self.t_mul.powf(cycle)) / (1.0 - self.t_mul);
            (cycle, (share - before) / self.t_mul.powf(cycle))
        };
        let wave = 0.5 * self.m_mul.powf(cycle) * (1.0 + (PI * share).cos());
        self.initial * ((1.0 - self.alpha) * wave + self.alpha)
    }
}
