//! The traits of `num-traits` for numbers, which the crates' own generic functions ask for.

use num_traits::{Bounded, FromPrimitive, Num, One, Zero};

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
