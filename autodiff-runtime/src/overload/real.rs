//! A float of either width, for generic functions.

use core::fmt::{Debug, Display};
use core::iter::{Product, Sum};
use core::ops::{Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Rem, RemAssign, Sub, SubAssign};

use super::number::Number;

/// The methods with one float argument and with two.
macro_rules! real {
    (@declare) => {
        real!(@declared sqrt cbrt exp exp2 exp_m1 ln ln_1p log2 log10 sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh abs recip to_degrees to_radians fract;
            powf hypot atan2 max min log copysign);
    };
    (@declared $($one:ident)*; $($two:ident)*) => {
        $(
            #[doc = concat!("`f64::", stringify!($one), "`")]
            #[must_use]
            fn $one(self) -> Self;
        )*
        $(
            #[doc = concat!("`f64::", stringify!($two), "`")]
            #[must_use]
            fn $two(self, other: Self) -> Self;
        )*
    };
    (@define $t:ty: $($one:ident)*; $($two:ident)*) => {
        $(
            #[inline(always)]
            fn $one(self) -> Self {
                <$t>::$one(self)
            }
        )*
        $(
            #[inline(always)]
            fn $two(self, other: Self) -> Self {
                <$t>::$two(self, other)
            }
        )*
    };
    ($($t:ty, $float:ident, $x:ident => $from:expr;)*) => {$(
        impl Real for $t {
            #[inline(always)]
            fn from_f64($x: f64) -> Self {
                $from
            }
            #[inline(always)]
            fn epsilon() -> Self {
                <$t>::EPSILON
            }
            #[inline(always)]
            fn is_nan(self) -> bool {
                <$t>::is_nan(self)
            }
            #[inline(always)]
            fn is_finite(self) -> bool {
                <$t>::is_finite(self)
            }
            #[inline(always)]
            fn powi(self, n: i32) -> Self {
                <$t>::powi(self, n)
            }
            #[inline(always)]
            fn mul_add(self, a: Self, b: Self) -> Self {
                <$t>::mul_add(self, a, b)
            }
            #[inline(always)]
            fn clamp(self, lo: Self, hi: Self) -> Self {
                <$t>::clamp(self, lo, hi)
            }
            real!(@define $t: floor ceil round trunc signum
                sqrt cbrt exp exp2 exp_m1 ln ln_1p log2 log10 sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh abs recip to_degrees to_radians fract;
                powf hypot atan2 max min log copysign);
        }
    )*};
}
/// `f32` or `f64`, for functions that are generic over the float: `fn dot<T: Real>(a: &[T], b: &[T]) -> T`.
///
/// It has the operators, the methods of floats that have a derivative, and a few constants.
///
/// ```
/// use autodiff_runtime::{Real, differentiable};
///
/// #[differentiable]
/// fn squares<T: Real>(x: &[T]) -> T {
///     let mut sum = T::zero();
///     for &v in x {
///         sum += v * v * T::from_f64(0.5);
///     }
///     sum
/// }
///
/// assert_eq!(squares_grad(&[1.0, 2.0]), (2.5, vec![1.0, 2.0]));
/// assert_eq!(squares_grad(&[1.0_f32, 2.0]), (2.5, vec![1.0, 2.0]));
/// ```
pub trait Real:
    Copy
    + Debug
    + Display
    + Default
    + PartialEq
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
    + RemAssign
    + Sum
    + Product
    + for<'a> Sum<&'a Self>
    + for<'a> Product<&'a Self>
    + Send
    + Sync
    + 'static
{
    /// The nearest float of this type.
    fn from_f64(x: f64) -> Self;
    /// 0
    #[inline(always)]
    fn zero() -> Self {
        Self::from_f64(0.0)
    }
    /// 1
    #[inline(always)]
    fn one() -> Self {
        Self::from_f64(1.0)
    }
    /// +∞
    #[inline(always)]
    fn infinity() -> Self {
        Self::from_f64(f64::INFINITY)
    }
    /// −∞
    #[inline(always)]
    fn neg_infinity() -> Self {
        Self::from_f64(f64::NEG_INFINITY)
    }
    /// Not a number.
    #[inline(always)]
    fn nan() -> Self {
        Self::from_f64(f64::NAN)
    }
    /// The distance from 1 to the next float.
    fn epsilon() -> Self;
    /// `f64::is_nan`
    fn is_nan(self) -> bool;
    /// `f64::is_finite`
    fn is_finite(self) -> bool;
    /// `f64::floor`
    #[must_use]
    fn floor(self) -> Self;
    /// `f64::ceil`
    #[must_use]
    fn ceil(self) -> Self;
    /// `f64::round`
    #[must_use]
    fn round(self) -> Self;
    /// `f64::trunc`
    #[must_use]
    fn trunc(self) -> Self;
    /// `f64::signum`
    #[must_use]
    fn signum(self) -> Self;
    /// `f64::powi`
    #[must_use]
    fn powi(self, n: i32) -> Self;
    /// `f64::mul_add`
    #[must_use]
    fn mul_add(self, a: Self, b: Self) -> Self;
    /// `f64::clamp`
    #[must_use]
    fn clamp(self, lo: Self, hi: Self) -> Self;
    /// `f64::sin_cos`
    fn sin_cos(self) -> (Self, Self) {
        (self.sin(), self.cos())
    }
    real!(@declare);
}

real! {
    f64, f64, x => x;
    f32, f32, x => x as f32;
    Number<f64>, f64, x => Number::constant(x);
    Number<f32>, f32, x => Number::constant(x as f32);
}
