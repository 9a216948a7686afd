//! Where derivatives stop.

/// The identity, with derivative zero: inside a differentiable function, `stop_gradient(expr)` is a constant.
///
/// ```
/// use autodiff_runtime::stop_gradient;
///
/// let scale = stop_gradient(2.0 + 1.0);
/// assert_eq!(scale, 3.0);
/// ```
#[inline(always)]
pub fn stop_gradient<T>(x: T) -> T {
    x
}
