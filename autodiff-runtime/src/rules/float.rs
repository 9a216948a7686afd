//! The floats that rules and kernels are written over.

use core::fmt::{Debug, Display};
use core::ops::{Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Rem, Sub, SubAssign};

/// `f32` and `f64`, as kernels need them: operators, a few constants and methods of std under their own names.
pub trait RuleFloat:
    Copy
    + Debug
    + Display
    + Default
    + PartialOrd
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Rem<Output = Self>
    + Neg<Output = Self>
    + AddAssign
    + SubAssign
    + MulAssign
    + DivAssign
    + 'static
{
    /// 0.0
    const ZERO: Self;
    /// 1.0
    const ONE: Self;

    /// The nearest float of this type.
    fn of(x: f64) -> Self;
    /// `f64::is_nan`
    fn is_nan(self) -> bool;
    /// `f64::is_sign_negative`
    fn is_sign_negative(self) -> bool;
    /// `f64::abs`
    fn abs(self) -> Self;
    /// `f64::trunc`
    fn trunc(self) -> Self;
    /// `f64::floor`
    fn floor(self) -> Self;
    /// `f64::sqrt`
    fn sqrt(self) -> Self;
    /// `f64::exp`
    fn exp(self) -> Self;
    /// `f64::ln`
    fn ln(self) -> Self;
    /// `f64::powf`
    fn powf(self, exponent: Self) -> Self;
    /// `f64::powi`
    fn powi(self, exponent: i32) -> Self;
    /// `f64::sin`
    fn sin(self) -> Self;
    /// `f64::cos`
    fn cos(self) -> Self;
    /// `f64::copysign`
    fn copysign(self, sign: Self) -> Self;
    /// `f64::signum`
    fn signum(self) -> Self;
    /// `f64::div_euclid`
    fn div_euclid(self, divisor: Self) -> Self;
}

macro_rules! rule_float {
    ($($float:ident)*) => {$(
        impl RuleFloat for $float {
            const ZERO: Self = 0.0;
            const ONE: Self = 1.0;

            #[inline(always)]
            fn of(x: f64) -> Self {
                x as $float
            }
            rule_float!(@ $float is_nan() -> bool, is_sign_negative() -> bool, abs() -> Self, trunc() -> Self, floor() -> Self, sqrt() -> Self,
                exp() -> Self, ln() -> Self, powf(exponent: Self) -> Self, powi(exponent: i32) -> Self, sin() -> Self, cos() -> Self,
                copysign(sign: Self) -> Self, signum() -> Self, div_euclid(divisor: Self) -> Self);
        }
    )*};
    (@ $float:ident $($name:ident($($argument:ident: $t:ty)?) -> $out:ty),*) => {$(
        #[inline(always)]
        fn $name(self $(, $argument: $t)?) -> $out {
            $float::$name(self $(, $argument)?)
        }
    )*};
}

rule_float!(f32 f64);
