//! Kernels of the scalar rule table: partial derivatives that need more than a line there.
//!
//! The conventions at kinks and edges are TensorFlow's where it has one (`docs/conventions.md`), with one exception: outside of its domain,
//! where a function's value is NaN, its derivative is NaN too.

mod float;

pub use float::RuleFloat;

/// `∂|x|/∂x`: -1 below 0, 1 above, and `x` itself where that is 0 or NaN (`signum(0.0)` of std is 1).
#[inline(always)]
pub fn sign<F: RuleFloat>(x: F) -> F {
    if x < F::ZERO {
        -F::ONE
    } else if x > F::ZERO {
        F::ONE
    } else {
        // Not `x` itself: traced numbers go through here too, and the derivative of this zero is zero.
        x * F::ZERO
    }
}

/// `∂ln(x)/∂x = 1/x`, NaN below 0. `1/0.0` is `+∞` and `1/-0.0` is `-∞`, as in TensorFlow.
#[inline(always)]
pub fn ln<F: RuleFloat>(x: F) -> F {
    if x >= F::ZERO { F::ONE / x } else { F::NAN }
}

/// `∂ln(1 + x)/∂x = 1/(1 + x)`, NaN below -1.
#[inline(always)]
pub fn ln_1p<F: RuleFloat>(x: F) -> F {
    if x >= -F::ONE { F::ONE / (F::ONE + x) } else { F::NAN }
}

/// `∂artanh(x)/∂x = 1/((1 - x)(1 + x))`, NaN outside of [-1, 1]. Not `1/(1 - x²)`, which loses digits near ±1.
#[inline(always)]
pub fn atanh<F: RuleFloat>(x: F) -> F {
    if x.abs() <= F::ONE { F::ONE / ((F::ONE - x) * (F::ONE + x)) } else { F::NAN }
}

/// `∂copysign(x, s)/∂x`: the sign of `x` times the sign of `s`, 0 at 0.
#[inline(always)]
pub fn copysign<F: RuleFloat>(x: F, s: F) -> F {
    if s.is_sign_negative() { -sign(x) } else { sign(x) }
}

/// `∂xⁿ/∂x = n·xⁿ⁻¹`, 0 for `n = 0` whatever `x` is.
#[inline(always)]
pub fn powi<F: RuleFloat>(x: F, n: i32) -> F {
    if n == 0 {
        F::ZERO
    } else if n == i32::MIN {
        // n - 1 would overflow.
        F::of(f64::from(n)) * (x.powi(n) / x)
    } else {
        F::of(f64::from(n)) * x.powi(n - 1)
    }
}

/// `∂xᵖ/∂p = y·ln(x)` with `y = xᵖ`, where `ln(x)` counts as 0 for `x ≤ 0` (then an infinite `y` gives NaN): TensorFlow's `_PowGrad`.
#[inline(always)]
pub fn powf_exponent<F: RuleFloat>(x: F, y: F) -> F {
    if x > F::ZERO { y * x.ln() } else { y * F::ZERO }
}

/// `∂atan2(a, b)/∂a = b/(a² + b²)`; NaN at the origin. Twice divided by the distance, which neither overflows nor underflows early.
#[inline(always)]
pub fn atan2_first<F: RuleFloat>(a: F, b: F) -> F {
    let distance = a.hypot(b);
    b / distance / distance
}

/// `∂atan2(a, b)/∂b = -a/(a² + b²)`; NaN at the origin.
#[inline(always)]
pub fn atan2_second<F: RuleFloat>(a: F, b: F) -> F {
    let distance = a.hypot(b);
    -(a / distance / distance)
}

/// `∂(a % b)/∂b = -trunc(a/b)`: between its jumps `a % b` is `a - trunc(a/b)·b`.
#[inline(always)]
pub fn rem_partial<F: RuleFloat>(a: F, b: F) -> F {
    -(a / b).trunc()
}

#[cfg(test)]
mod tests;
