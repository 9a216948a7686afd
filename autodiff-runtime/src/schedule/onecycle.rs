//! Up and down once (Smith & Topin 2019, arXiv:1708.07120), as in optax.

use super::{Interpolation, PiecewiseInterpolation};

/// From `peak/div` up to `peak` at `start` of the steps, back down at `last` of them, and on to `peak/(div·final_div)`, in straight
/// lines: optax's `linear_onecycle_schedule`, whose defaults are `start` 0.3, `last` 0.85, `div` 25, `final_div` 1e4.
#[must_use]
pub fn linear_onecycle(steps: u64, peak: f64, (start, last): (f64, f64), (div, final_div): (f64, f64)) -> PiecewiseInterpolation {
    let points = [(part(start, steps), div), (part(last, steps), 1.0 / div), (steps, 1.0 / final_div)];
    PiecewiseInterpolation::new(Interpolation::Linear, peak / div, &points)
}

/// From `peak/div` up to `peak` at `start` of the steps and down to `peak/(div²·final_div)`, in half waves: optax's
/// `cosine_onecycle_schedule`, whose defaults are `start` 0.3, `div` 25, `final_div` 1e4.
#[must_use]
pub fn cosine_onecycle(steps: u64, peak: f64, start: f64, (div, final_div): (f64, f64)) -> PiecewiseInterpolation {
    let points = [(part(start, steps), div), (steps, 1.0 / (div * final_div))];
    PiecewiseInterpolation::new(Interpolation::Cosine, peak / div, &points)
}

/// A share of the steps, rounded down.
fn part(share: f64, steps: u64) -> u64 {
    (share * steps as f64) as u64
}
