//! Learning rates that change from step to step.
//!
//! A [`Schedule`] gives the rate of the step after `iterations` updates; a plain number is one too. Keras's schedules are here under
//! their names ([`ExponentialDecay`], [`InverseTimeDecay`], [`PiecewiseConstantDecay`], [`PolynomialDecay`], [`CosineDecay`],
//! [`CosineDecayRestarts`]); optax's are the same types with the settings it has more ([`begin`](ExponentialDecay::begin),
//! [`end`](ExponentialDecay::end), [`exponent`](CosineDecay::exponent)) and functions that join them ([`warmup_cosine`],
//! [`cosine_onecycle`], …). [`Join`] puts schedules one after the other, [`Scaled`] multiplies two.
//!
//! ```
//! use autodiff_runtime::schedule::{CosineDecay, Join, PolynomialDecay, Schedule};
//!
//! // Five steps up to 0.1, then a cosine down to zero in ten more.
//! let rate = Join::new(PolynomialDecay::linear(0.0, 0.1, 5)).then(5, CosineDecay::new(0.1, 10));
//! assert_eq!(rate.value(0), 0.0);
//! assert_eq!(rate.value(5), 0.1);
//! assert!((rate.value(10) - 0.05).abs() < 1e-15);
//! ```
//!
//! All arithmetic is in `f64` (a Keras schedule made of Python floats computes in `f32`).

mod cosine;
mod cosine_restarts;
mod exponential;
mod inverse_time;
mod join;
mod onecycle;
mod piecewise;
mod polynomial;

use std::fmt;

pub use cosine::CosineDecay;
pub use cosine_restarts::CosineDecayRestarts;
pub use exponential::ExponentialDecay;
pub use inverse_time::InverseTimeDecay;
pub use join::{Join, Scaled, sgdr, warmup_constant, warmup_cosine, warmup_exponential};
pub use onecycle::{cosine_onecycle, linear_onecycle};
pub use piecewise::{Interpolation, PiecewiseConstantDecay, PiecewiseInterpolation};
pub use polynomial::PolynomialDecay;

/// A value for each step.
pub trait Schedule: fmt::Debug + Send + Sync {
    /// The value for the step that follows `step` updates; `value(0)` is that of the first.
    fn value(&self, step: u64) -> f64;

    /// The value, if it is the same at each step: what can be saved as a number.
    fn constant(&self) -> Option<f64> {
        None
    }
}

impl Schedule for f64 {
    fn value(&self, _: u64) -> f64 {
        *self
    }
    fn constant(&self) -> Option<f64> {
        Some(*self)
    }
}

impl<S: Schedule + ?Sized> Schedule for std::sync::Arc<S> {
    fn value(&self, step: u64) -> f64 {
        (**self).value(step)
    }
    fn constant(&self) -> Option<f64> {
        (**self).constant()
    }
}

/// A function as a schedule.
///
/// ```
/// use autodiff_runtime::optim::{Optimizer, Sgd};
/// use autodiff_runtime::schedule::from_fn;
///
/// let mut opt = Sgd::new(from_fn(|step| 0.1 * (step + 1) as f64));
/// let mut x = 1.0_f64;
/// opt.step(&mut x, &1.0)?;
/// opt.step(&mut x, &1.0)?;
/// assert!((x - 0.7).abs() < 1e-15);
/// # Ok::<(), autodiff_runtime::optim::OptimError>(())
/// ```
pub fn from_fn<F: Fn(u64) -> f64 + Send + Sync>(function: F) -> FromFn<F> {
    FromFn(function)
}

/// What [`from_fn`] returns.
#[derive(Clone, Copy)]
pub struct FromFn<F>(F);

impl<F> fmt::Debug for FromFn<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FromFn(..)")
    }
}

impl<F: Fn(u64) -> f64 + Send + Sync> Schedule for FromFn<F> {
    fn value(&self, step: u64) -> f64 {
        (self.0)(step)
    }
}
