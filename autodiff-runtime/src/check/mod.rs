//! Checks of gradients against the function itself, for tests: of generated gradients, and of rules written by hand.
//!
//! The function is evaluated at points around the given one; central differences of several step sizes are extrapolated to step 0 (Richardson), which gives a slope
//! and an estimate of its error. That is done for each float of the arguments and along random directions, and the gradient has to agree within a tolerance plus the
//! error. Beside that the value must be the function's to the bit, and nothing that is NaN passes.
//!
//! The arguments are one value whose floats can be moved ([`Floats`]): a float, an array, a vector, a tuple of such. What stays fixed is captured by the closures.
//!
//! ```
//! use autodiff_runtime::check::check_gradient;
//!
//! fn loss(w: &[f64], b: f64) -> f64 {
//!     w.iter().map(|w| (w - b).powi(2)).sum()
//! }
//! // What `#[differentiable]` would make:
//! fn loss_grad(w: &[f64], b: f64) -> (f64, (Vec<f64>, f64)) {
//!     let w_bar: Vec<f64> = w.iter().map(|w| 2.0 * (w - b)).collect();
//!     let b_bar = -w_bar.iter().sum::<f64>();
//!     (loss(w, b), (w_bar, b_bar))
//! }
//!
//! let at = (vec![1.0, -2.0, 0.5], 0.75);
//! let report = check_gradient(|(w, b)| loss(w, *b), |(w, b)| loss_grad(w, *b), &at)?;
//! assert_eq!(report.coordinates(), 4);
//! println!("{report}");
//! # Ok::<(), autodiff_runtime::check::CheckError>(())
//! ```

mod compare;
mod difference;
mod error;
mod random;
mod report;
mod settings;

#[cfg(test)]
mod tests;

pub use error::CheckError;
pub use report::{Along, Comparison, Kink, Report};
pub use settings::GradientCheck;

use crate::pullback::Pullback;
use crate::record::Tape;
use crate::tangent::{Differentiable, Floats};

/// Compares `f_grad` with differences of `f` around `at`, with the settings of [`GradientCheck::new`].
///
/// `f_grad` returns the value and the gradient, as generated companions do; the gradient's floats are those of `at`, in order.
///
/// # Errors
///
/// The first of these that is found: the value is not `f`'s to the bit or not finite; the gradient has another number of floats than `at` or one
/// that is not finite; one disagrees with its slope (the worst is told); a random direction disagrees; no slope can be told from rounding errors.
///
/// # Panics
///
/// When `f` panics at a point near `at`.
///
/// # Examples
///
/// ```
/// use autodiff_runtime::check::{CheckError, check_gradient};
///
/// let error = check_gradient(|x| x * x, |x| (x * x, 3.0 * x), &2.0).unwrap_err();
/// assert!(matches!(error, CheckError::Coordinate { worst, .. } if worst.gradient == 6.0 && (worst.slope - 4.0).abs() < 1e-8));
/// ```
pub fn check_gradient<A, V, G>(f: impl Fn(&A) -> V, f_grad: impl Fn(&A) -> (V, G), at: &A) -> Result<Report, CheckError>
where
    A: Floats + Clone,
    V: Floats + Copy + Into<f64>,
    G: Floats,
{
    GradientCheck::new().gradient(f, f_grad, at)
}

/// Compares `f_grad_into` with differences of `f` around `at`, and checks that it adds to what the buffers hold.
///
/// # Errors
///
/// As [`check_gradient`], and when the gradient replaces what was in the buffers.
///
/// # Panics
///
/// When `f` panics at a point near `at`.
///
/// # Examples
///
/// ```
/// use autodiff_runtime::check::check_grad_into;
///
/// fn product(x: &[f64; 2], k: f64) -> f64 {
///     k * x[0] * x[1]
/// }
/// fn product_grad_into(x: &[f64; 2], k: f64, x_bar: &mut [f64; 2], k_bar: &mut f64) -> f64 {
///     x_bar[0] += k * x[1];
///     x_bar[1] += k * x[0];
///     *k_bar += x[0] * x[1];
///     product(x, k)
/// }
///
/// let at = ([3.0, 4.0], 0.5);
/// check_grad_into(|(x, k)| product(x, *k), |(x, k), (x_bar, k_bar)| product_grad_into(x, *k, x_bar, k_bar), &at)?;
/// # Ok::<(), autodiff_runtime::check::CheckError>(())
/// ```
pub fn check_grad_into<A, V>(f: impl Fn(&A) -> V, f_grad_into: impl Fn(&A, &mut A::Tangent) -> V, at: &A) -> Result<Report, CheckError>
where
    A: Differentiable + Floats + Clone,
    V: Floats + Copy + Into<f64>,
{
    GradientCheck::new().grad_into(f, f_grad_into, at)
}

/// Compares `f_vjp` with differences of `f` around `at`, for outputs of any kind: for random seeds ȳ, the pullback must be the gradient of ⟨ȳ, f⟩. It must also be
/// linear in the seed, and `call_ref` must return what `call` returns.
///
/// # Errors
///
/// As [`check_gradient`], and when the pullback is not linear or answers a seed twice in different ways.
///
/// # Panics
///
/// When `f` panics at a point near `at`, or returns another number of floats there.
///
/// # Examples
///
/// ```
/// use autodiff_runtime::__private::{Pullback, Tape};
/// use autodiff_runtime::check::check_vjp;
///
/// fn polar(radius: f64, angle: f64) -> [f64; 2] {
///     [radius * angle.cos(), radius * angle.sin()]
/// }
/// // What `#[differentiable]` would make:
/// fn polar_vjp(radius: f64, angle: f64) -> ([f64; 2], Pullback<[f64; 2], (f64, f64), impl Fn(&mut Tape, [f64; 2]) -> (f64, f64)>) {
///     let reverse = move |_: &mut Tape, [x_bar, y_bar]: [f64; 2]| {
///         let (sin, cos) = angle.sin_cos();
///         (x_bar * cos + y_bar * sin, radius * (y_bar * cos - x_bar * sin))
///     };
///     (polar(radius, angle), Pullback::new(Tape::new(), reverse))
/// }
///
/// check_vjp(|(r, a)| polar(*r, *a), |(r, a)| polar_vjp(*r, *a), &(2.0, 0.5))?;
/// # Ok::<(), autodiff_runtime::check::CheckError>(())
/// ```
pub fn check_vjp<'a, A, Y, G, F>(
    f: impl Fn(&A) -> Y,
    f_vjp: impl Fn(&'a A) -> (Y, Pullback<Y::Tangent, G, F>),
    at: &'a A,
) -> Result<Report, CheckError>
where
    A: Floats + Clone,
    Y: Differentiable + Floats,
    G: Floats,
    F: Fn(&mut Tape, Y::Tangent) -> G,
{
    GradientCheck::new().vjp(f, f_vjp, at)
}

/// Compares a pushforward with differences of `f` around `at`: `f_jvp(at, dot)` is the value, and the derivative along `dot`.
///
/// ```
/// use autodiff_runtime::check::check_pushforward;
///
/// let sine_jvp = |x: &f64, x_dot: &f64| (x.sin(), x.cos() * x_dot);
/// check_pushforward(|x| x.sin(), sine_jvp, &0.7)?;
/// # Ok::<(), autodiff_runtime::check::CheckError>(())
/// ```
///
/// # Errors
///
/// As [`check_gradient`], of the gradient that the derivatives along each float of `at` make.
///
/// # Panics
///
/// When `f` panics at a point near `at`.
pub fn check_pushforward<A, V>(f: impl Fn(&A) -> V, f_jvp: impl Fn(&A, &A::Tangent) -> (V, V), at: &A) -> Result<Report, CheckError>
where
    A: Differentiable + Floats + Clone,
    A::Tangent: Floats,
    V: Floats + Copy + Into<f64>,
{
    let along = |a: &A, k: usize| {
        let (mut dot, mut floats) = (a.zero_tangent(), vec![0.0; a.float_count()]);
        if let Some(one) = floats.get_mut(k) {
            *one = 1.0;
        }
        dot.set_floats(&floats);
        f_jvp(a, &dot)
    };
    let gradient = |a: &A| {
        let gradient: Vec<f64> = (0..a.float_count()).map(|k| along(a, k).1.into()).collect();
        (along(a, usize::MAX).0, gradient)
    };
    check_gradient(f, gradient, at)
}
