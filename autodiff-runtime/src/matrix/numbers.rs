//! The traits of `num-traits` for numbers, which the crates' own generic functions ask for.

use num_traits::{Bounded, Float, FromPrimitive, Num, NumCast, One, ToPrimitive, Zero};

use crate::overload::{Base, Number};
use crate::rules::RuleFloat;

impl<F: Base> Zero for Number<F> {
    #[inline(always)]
    fn zero() -> Self {
        Number::constant(F::ZERO)
    }
    #[inline(always)]
    fn is_zero(&self) -> bool {
        self.primal() == F::ZERO
    }
}

impl<F: Base> One for Number<F> {
    #[inline(always)]
    fn one() -> Self {
        Number::constant(F::ONE)
    }
    #[inline(always)]
    fn is_one(&self) -> bool {
        self.primal() == F::ONE
    }
}

impl<F: Base + Num> Num for Number<F> {
    type FromStrRadixErr = F::FromStrRadixErr;
    fn from_str_radix(text: &str, radix: u32) -> Result<Self, Self::FromStrRadixErr> {
        F::from_str_radix(text, radix).map(Number::constant)
    }
}

impl<F: Base + FromPrimitive> FromPrimitive for Number<F> {
    fn from_i64(n: i64) -> Option<Self> {
        F::from_i64(n).map(Number::constant)
    }
    fn from_u64(n: u64) -> Option<Self> {
        F::from_u64(n).map(Number::constant)
    }
    fn from_usize(n: usize) -> Option<Self> {
        F::from_usize(n).map(Number::constant)
    }
    fn from_f64(x: f64) -> Option<Self> {
        Some(Number::constant(<F as RuleFloat>::of(x)))
    }
}

impl<F: Base + Bounded> Bounded for Number<F> {
    fn min_value() -> Self {
        Number::constant(F::min_value())
    }
    fn max_value() -> Self {
        Number::constant(F::max_value())
    }
}

/// Whether it has no derivative.
fn is_constant<F: Base>(number: &Number<F>) -> bool {
    number.index() == Number::constant(F::ZERO).index()
}

impl<F: Base + ToPrimitive> ToPrimitive for Number<F> {
    fn to_i64(&self) -> Option<i64> {
        self.primal().to_i64()
    }
    fn to_u64(&self) -> Option<u64> {
        self.primal().to_u64()
    }
    /// # Panics
    ///
    /// When the number has a derivative, which a float would lose.
    fn to_f64(&self) -> Option<f64> {
        assert!(is_constant(self), "a differentiated number becomes a float, where its derivative would be lost");
        self.primal().to_f64()
    }
    /// # Panics
    ///
    /// As [`to_f64`](ToPrimitive::to_f64).
    fn to_f32(&self) -> Option<f32> {
        assert!(is_constant(self), "a differentiated number becomes a float, where its derivative would be lost");
        self.primal().to_f32()
    }
}

impl<F: Base + NumCast> NumCast for Number<F> {
    fn from<T: ToPrimitive>(n: T) -> Option<Self> {
        <F as NumCast>::from(n).map(Number::constant)
    }
}

/// The functions of `num_traits::Float` that are methods of numbers under the same name.
macro_rules! float {
    ($($float:ident)*) => {$(
        impl Float for Number<$float> {
            float!(@constants $float nan infinity neg_infinity min_value min_positive_value epsilon max_value neg_zero);
            float!(@ask $float is_nan is_infinite is_finite is_normal is_sign_positive is_sign_negative);
            float!(@one floor ceil round trunc fract abs signum recip sqrt exp exp2 ln log2 log10 to_degrees to_radians cbrt sin cos tan asin acos atan exp_m1 ln_1p
                sinh cosh tanh asinh acosh atanh);
            float!(@two powf log max min hypot atan2 copysign);
            fn classify(self) -> core::num::FpCategory {
                self.primal().classify()
            }
            fn mul_add(self, a: Self, b: Self) -> Self {
                Number::<$float>::mul_add(self, a, b)
            }
            fn powi(self, n: i32) -> Self {
                Number::<$float>::powi(self, n)
            }
            fn abs_sub(self, other: Self) -> Self {
                if self <= other { Number::constant(0.0) } else { self - other }
            }
            fn sin_cos(self) -> (Self, Self) {
                Number::<$float>::sin_cos(self)
            }
            fn integer_decode(self) -> (u64, i16, i8) {
                Float::integer_decode(self.primal())
            }
        }
    )*};
    (@constants $float:ident $($name:ident)*) => {$(
        fn $name() -> Self {
            Number::constant(<$float as Float>::$name())
        }
    )*};
    (@ask $float:ident $($name:ident)*) => {$(
        fn $name(self) -> bool {
            $float::$name(self.primal())
        }
    )*};
    (@one $($name:ident)*) => {$(
        fn $name(self) -> Self {
            Self::$name(self)
        }
    )*};
    (@two $($name:ident)*) => {$(
        fn $name(self, other: Self) -> Self {
            Self::$name(self, other)
        }
    )*};
}

float!(f64 f32);
