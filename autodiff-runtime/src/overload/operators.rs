//! `+ - * / %` on numbers and references to them.

use core::ops::{Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Rem, RemAssign, Sub, SubAssign};

use super::number::{Base, Number};
use crate::rules;

/// `operators! { trait method, assigning trait and method: (a, b) gives value, [partials] }`
macro_rules! operators {
    ($($trait:ident $method:ident, $assign:ident $in_place:ident: ($a:ident, $b:ident) => $value:expr, $y:ident [$first:expr, $second:expr];)*) => {$(
        impl<F: Base> $trait for Number<F> {
            type Output = Self;
            #[inline]
            fn $method(self, other: Self) -> Self {
                let ($a, $b) = (self.value, other.value);
                let $y = $value;
                self.binary(other, $y, [$first, $second])
            }
        }

        impl<F: Base> $trait<&Number<F>> for Number<F> {
            type Output = Number<F>;
            #[inline(always)]
            fn $method(self, other: &Number<F>) -> Number<F> {
                self.$method(*other)
            }
        }

        impl<F: Base> $trait<Number<F>> for &Number<F> {
            type Output = Number<F>;
            #[inline(always)]
            fn $method(self, other: Number<F>) -> Number<F> {
                (*self).$method(other)
            }
        }

        impl<F: Base> $trait<&Number<F>> for &Number<F> {
            type Output = Number<F>;
            #[inline(always)]
            fn $method(self, other: &Number<F>) -> Number<F> {
                (*self).$method(*other)
            }
        }

        impl<F: Base> $assign for Number<F> {
            #[inline(always)]
            fn $in_place(&mut self, other: Self) {
                *self = $trait::$method(*self, other);
            }
        }

        impl<F: Base> $assign<&Number<F>> for Number<F> {
            #[inline(always)]
            fn $in_place(&mut self, other: &Number<F>) {
                *self = $trait::$method(*self, *other);
            }
        }
    )*};
}

operators! {
    Add add, AddAssign add_assign: (a, b) => a + b, y [F::ONE, F::ONE];
    Sub sub, SubAssign sub_assign: (a, b) => a - b, y [F::ONE, -F::ONE];
    Mul mul, MulAssign mul_assign: (a, b) => a * b, y [b, a];
    Div div, DivAssign div_assign: (a, b) => a / b, y [F::ONE / b, -(y / b)];
    Rem rem, RemAssign rem_assign: (a, b) => a % b, y [F::ONE, rules::rem_partial(a, b)];
}

impl<F: Base> Neg for Number<F> {
    type Output = Self;
    #[inline]
    fn neg(self) -> Self {
        self.unary(-self.value, -F::ONE)
    }
}

impl<F: Base> Neg for &Number<F> {
    type Output = Number<F>;
    #[inline(always)]
    fn neg(self) -> Number<F> {
        -*self
    }
}
