//! `as`, which numbers cannot have.

use core::str::FromStr;

use super::number::Number;

/// What `value as To` gives, for `To` a float's number, an integer, `bool` or `char`.
pub trait Cast<To> {
    /// The cast value. To an integer the derivative ends, as it does for a float.
    fn cast(self) -> To;
}

/// A constant that is read from text. Text that was made of numbers is not read: the attribute refuses that.
impl<F: FromStr> FromStr for Number<F> {
    type Err = F::Err;
    #[inline]
    fn from_str(text: &str) -> Result<Self, F::Err> {
        text.parse().map(Number::constant)
    }
}

/// `value as To`
#[inline(always)]
pub fn cast<To, From: Cast<To>>(value: From) -> To {
    value.cast()
}

macro_rules! casts {
    ($($from:ident)* => $all:tt) => {$(casts!(@one $from $all);)*};
    (@one $from:ident [$($to:ident)*]) => {
        $(
            impl Cast<$to> for $from {
                #[inline(always)]
                fn cast(self) -> $to {
                    self as $to
                }
            }
        )*
        impl Cast<Number<f64>> for $from {
            #[inline(always)]
            fn cast(self) -> Number<f64> {
                Number::constant(self as f64)
            }
        }
        impl Cast<Number<f32>> for $from {
            #[inline(always)]
            fn cast(self) -> Number<f32> {
                Number::constant(self as f32)
            }
        }
    };
    (@from_float $float:ident [$($to:ident)*]) => {$(
        impl Cast<$to> for Number<$float> {
            #[inline(always)]
            fn cast(self) -> $to {
                self.value as $to
            }
        }
    )*};
}

casts!(u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize f32 f64 => [u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize]);
casts!(@from_float f64 [u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize]);
casts!(@from_float f32 [u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize]);

macro_rules! from_small {
    ($($from:ident: $($to:ident)*;)*) => {$($(
        impl Cast<$to> for $from {
            #[inline(always)]
            fn cast(self) -> $to {
                self as $to
            }
        }
    )*)*};
}

from_small! {
    bool: u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize bool;
    char: u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize char;
    u8: char;
}

impl Cast<Number<f64>> for Number<f64> {
    #[inline(always)]
    fn cast(self) -> Number<f64> {
        self
    }
}

impl Cast<Number<f32>> for Number<f32> {
    #[inline(always)]
    fn cast(self) -> Number<f32> {
        self
    }
}

impl Cast<Number<f64>> for Number<f32> {
    #[inline(always)]
    fn cast(self) -> Number<f64> {
        self.into()
    }
}

/// Rounds the value; the derivative passes.
impl Cast<Number<f32>> for Number<f64> {
    #[inline(always)]
    fn cast(self) -> Number<f32> {
        Number { value: self.value as f32, index: self.index, run: self.run }
    }
}
