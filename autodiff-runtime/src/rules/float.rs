//! The floats that rules and kernels are written over.

use core::fmt::Debug;
use core::ops::{Add, AddAssign, Div, Mul, Neg, Sub};

/// `f32` and `f64`, as kernels need them: operators, a few constants and methods of std under their own names.
pub trait RuleFloat:
    Copy
    + Debug
    + PartialOrd
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + AddAssign
    + 'static
{
    /// 0.0
    const ZERO: Self;
    /// 1.0
    const ONE: Self;
    /// Not a number.
    const NAN: Self;

    /// The nearest float of this type.
    fn of(x: f64) -> Self;
    /// `f64::is_sign_negative`
    fn is_sign_negative(self) -> bool;
    /// `f64::abs`
    fn abs(self) -> Self;
    /// `f64::trunc`
    fn trunc(self) -> Self;
    /// `f64::ln`
    fn ln(self) -> Self;
    /// `f64::powi`
    fn powi(self, exponent: i32) -> Self;
    /// `f64::hypot`
    fn hypot(self, other: Self) -> Self;
}

macro_rules! rule_float {
    ($($float:ident)*) => {$(
        impl RuleFloat for $float {
            const ZERO: Self = 0.0;
            const ONE: Self = 1.0;
            const NAN: Self = $float::NAN;

            #[inline(always)]
            fn of(x: f64) -> Self {
                x as $float
            }
            rule_float!(@methods $float is_sign_negative() -> bool, abs() -> Self, trunc() -> Self, ln() -> Self, powi(exponent: i32) -> Self, hypot(other: Self) -> Self);
        }
    )*};
    (@methods $float:ident $($name:ident($($argument:ident: $t:ty)?) -> $out:ty),*) => {$(
        #[inline(always)]
        fn $name(self $(, $argument: $t)?) -> $out {
            $float::$name(self $(, $argument)?)
        }
    )*};
}

rule_float!(f32 f64);
