//! The methods of floats on numbers: those with a derivative from the table of scalar rules, the others by name.

use core::cmp::Ordering;

use super::number::{Base, Number};
use super::trace::CONSTANT;
use crate::tape::{Partial, PartialTable, RuleTable};

impl<F: Base> Number<F> {
    /// Partials of one operation, those of closed gates and of integers left out.
    fn combine<const N: usize>(arguments: [Self; N], value: F, partials: [Partial<F>; N]) -> Self {
        let mut out = Number::constant(value);
        for (argument, partial) in arguments.into_iter().zip(partials) {
            let factor = match partial {
                Partial::Factor(factor) => factor,
                Partial::Gate(true) => F::ONE,
                Partial::Gate(false) | Partial::Zero => continue,
            };
            // The first term makes the node, each further one adds to it: of three arguments two are seldom active.
            if argument.index() != CONSTANT {
                out = out.binary(argument, value, [F::ONE, factor]);
            }
        }
        out
    }
}

/// One method a row of the table.
macro_rules! methods {
    ($($name:ident($($argument:ident),*) $y:ident => [$($kind:ident($($partial:expr)?)),*], at $points:tt;)*) => {
        impl<F: Base> Number<F> {$(
            methods!(@method $name($($argument),*));
        )*}
    };
    (@method powi($x:ident, $n:ident)) => {
        /// As that of the float, which is raised to an integer power.
        #[inline]
        pub fn powi(self, n: i32) -> Self {
            let y = RuleTable::powi(self.value, n);
            let [partial, _] = PartialTable::powi(self.value, n, y);
            Self::combine([self], y, [partial])
        }
    };
    (@method $name:ident($first:ident $(, $argument:ident)*)) => {
        /// As that of the float.
        #[inline]
        pub fn $name(self $(, $argument: Self)*) -> Self {
            let y = RuleTable::$name(self.value $(, $argument.value)*);
            let partials = PartialTable::$name(self.value, $($argument.value,)* y);
            Self::combine([self $(, $argument)*], y, partials)
        }
    };
}

autodiff_macros::__scalar_rules!(methods);

/// What is not generic in std: methods whose derivative is zero, questions, constants.
macro_rules! of_floats {
    ($($float:ident $bits:ident)*) => {$(
        /// Constants and questions, as the float has them.
        #[allow(missing_docs)]
        impl Number<$float> {
            pub const MAX: Self = Number::constant($float::MAX);
            pub const MIN: Self = Number::constant($float::MIN);
            pub const MIN_POSITIVE: Self = Number::constant($float::MIN_POSITIVE);
            pub const EPSILON: Self = Number::constant($float::EPSILON);
            pub const INFINITY: Self = Number::constant($float::INFINITY);
            pub const NEG_INFINITY: Self = Number::constant($float::NEG_INFINITY);
            pub const NAN: Self = Number::constant($float::NAN);
            pub const RADIX: u32 = $float::RADIX;
            pub const DIGITS: u32 = $float::DIGITS;
            pub const MANTISSA_DIGITS: u32 = $float::MANTISSA_DIGITS;
            pub const MAX_EXP: i32 = $float::MAX_EXP;
            pub const MIN_EXP: i32 = $float::MIN_EXP;

            of_floats!(@flat $float floor ceil round round_ties_even trunc signum);
            of_floats!(@ask $float is_nan is_finite is_infinite is_normal is_subnormal is_sign_negative is_sign_positive);

            #[inline(always)]
            pub fn from_bits(bits: $bits) -> Self {
                Number::constant($float::from_bits(bits))
            }

            #[inline(always)]
            pub fn div_euclid(self, other: Self) -> Self {
                Number::constant(self.value.div_euclid(other.value))
            }

            #[inline(always)]
            pub fn classify(self) -> core::num::FpCategory {
                self.value.classify()
            }

            #[inline(always)]
            pub fn total_cmp(&self, other: &Self) -> Ordering {
                self.value.total_cmp(&other.value)
            }

            #[inline]
            pub fn sin_cos(self) -> (Self, Self) {
                (self.sin(), self.cos())
            }
        }
    )*};
    (@flat $float:ident $($name:ident)*) => {$(
        #[inline(always)]
        pub fn $name(self) -> Self {
            Number::constant($float::$name(self.value))
        }
    )*};
    (@ask $float:ident $($name:ident)*) => {$(
        #[inline(always)]
        pub fn $name(self) -> bool {
            $float::$name(self.value)
        }
    )*};
}

of_floats!(f64 u64 f32 u32);
