//! Kernels of the scalar rule table: partial derivatives that need more than one line.

mod float;

pub use float::RuleFloat;

/// `∂(a % b)/∂b = -trunc(a/b)`.
#[inline(always)]
pub fn rem_partial<F: RuleFloat>(a: F, b: F) -> F {
    -(a / b).trunc()
}
