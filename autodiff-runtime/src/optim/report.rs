//! What minimisers of functions return.

/// Why a minimiser stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stop {
    /// The largest element of the gradient is within its tolerance.
    Gradient,
    /// The value changes by less than its tolerance.
    Value,
    /// The variables change by less than their tolerance.
    Step,
    /// No step along the direction improves the value: rounding, or a gradient that is not the function's.
    Stuck,
    /// The limit of iterations.
    Iterations,
    /// The value or the gradient at the start is not finite.
    NotFinite,
}

/// How a minimisation went.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Report {
    /// The value reached.
    pub value: f64,
    /// The largest element of the gradient there, by size.
    pub gradient_norm: f64,
    /// How many steps were taken.
    pub iterations: u64,
    /// How often value and gradient were computed.
    pub evaluations: u64,
    /// Why it stopped.
    pub stop: Stop,
}

impl Report {
    /// Whether a tolerance was reached.
    #[must_use]
    pub fn converged(&self) -> bool {
        matches!(self.stop, Stop::Gradient | Stop::Value | Stop::Step)
    }
}

/// `max |gᵢ|`; NaN if one is.
pub(crate) fn largest(gradient: &[f64]) -> f64 {
    gradient.iter().fold(0.0, |largest, g| if g.abs() > largest || g.is_nan() { g.abs() } else { largest })
}
