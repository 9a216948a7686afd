//! The number that takes the place of a float.

use core::fmt;
use core::iter::{Product, Sum};

use super::trace::{self, CONSTANT};
use crate::rules::RuleFloat;
use crate::tape::{PartialTable, RuleTable};

/// `f64` and `f32`, as numbers are made of them.
pub trait Base:
    RuleFloat
    + RuleTable
    + PartialTable
    + Default
    + Send
    + Sync
    + fmt::Display
    + fmt::LowerExp
    + fmt::UpperExp
    + core::ops::Rem<Output = Self>
    + Sum<Self>
    + Product<Self>
{
    /// As `f64`.
    fn wide(self) -> f64;
}

impl Base for f64 {
    #[inline(always)]
    fn wide(self) -> f64 {
        self
    }
}

impl Base for f32 {
    #[inline(always)]
    fn wide(self) -> f64 {
        f64::from(self)
    }
}

/// A float in the overloaded form of a function: its value, and which operation of the current trace made it.
///
/// It has the operators and methods of `f64`. There is no way back to a float: a derivative cannot be lost unseen.
#[derive(Clone, Copy)]
pub struct Number<F> {
    pub(super) value: F,
    pub(super) index: u32,
    /// The run that it belongs to, if it is no constant.
    pub(super) run: u32,
}

/// A literal: a constant, of whatever width is asked for.
#[inline(always)]
pub const fn lit<F>(value: F) -> Number<F> {
    Number::constant(value)
}

impl<F> Number<F> {
    /// A number without derivative.
    #[inline(always)]
    pub const fn constant(value: F) -> Self {
        Number { value, index: CONSTANT, run: 0 }
    }

    /// A number that is output `index` of the current trace.
    #[inline(always)]
    pub(crate) fn at(value: F, index: u32) -> Self {
        Number { value, index, run: trace::run() }
    }

    /// Numbers whose indices are contiguous from `first` on; constants if that is one.
    pub(crate) fn block(first: u32) -> impl FnMut(F) -> Self {
        let (mut next, step, run) = if first == CONSTANT { (CONSTANT, 0, 0) } else { (first, 1, trace::run()) };
        move |value| {
            let number = Number { value, index: next, run };
            next += step;
            number
        }
    }

    /// Whether it is a constant, or of the run that goes on in this thread.
    #[cfg(any(feature = "nalgebra", feature = "ndarray", feature = "faer"))]
    pub(crate) fn is_of_run(&self, run: u32) -> bool {
        self.index == CONSTANT || self.run == run
    }

    /// Where on the trace it is.
    #[inline(always)]
    pub(crate) const fn index(&self) -> u32 {
        self.index
    }
}

impl<F: Base> Number<F> {
    /// An independent variable.
    pub(super) fn variable(value: F) -> Self {
        Number::at(value, trace::variables(1))
    }

    /// The float: for what carries no derivative.
    #[inline(always)]
    pub(crate) const fn primal(self) -> F {
        self.value
    }

    #[inline(always)]
    pub(super) fn unary(self, value: F, partial: F) -> Self {
        if self.index == CONSTANT {
            return Number::constant(value);
        }
        let index = trace::operation(self.run, [self.index, CONSTANT], [partial.wide(), 0.0]);
        Number { value, index, run: self.run }
    }

    #[inline(always)]
    pub(super) fn binary(self, other: Self, value: F, partials: [F; 2]) -> Self {
        let run = if self.index == CONSTANT { other.run } else { self.run };
        if self.index == CONSTANT && other.index == CONSTANT {
            return Number::constant(value);
        }
        assert!(other.index == CONSTANT || other.run == run, "numbers of two runs");
        let index = trace::operation(run, [self.index, other.index], partials.map(F::wide));
        Number { value, index, run }
    }
}

/// A value and nothing more, as the float is printed.
macro_rules! shown {
    ($($trait:ident)*) => {$(
        impl<F: fmt::$trait> fmt::$trait for Number<F> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.value.fmt(f)
            }
        }
    )*};
}

shown!(Debug Display LowerExp UpperExp);

impl<F: Default> Default for Number<F> {
    #[inline(always)]
    fn default() -> Self {
        Number::constant(F::default())
    }
}

impl<F: PartialEq> PartialEq for Number<F> {
    #[inline(always)]
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<F: PartialOrd> PartialOrd for Number<F> {
    #[inline(always)]
    fn partial_cmp(&self, other: &Self) -> Option<core::cmp::Ordering> {
        self.value.partial_cmp(&other.value)
    }
}

/// `sum` and `product` start where those of the float start (`-0.0` in newer versions of std).
macro_rules! folds {
    ($($trait:ident $method:ident $op:tt)*) => {$(
        impl<F: Base> $trait for Number<F> {
            fn $method<I: Iterator<Item = Self>>(numbers: I) -> Self {
                let start = <F as $trait<F>>::$method(core::iter::empty());
                numbers.fold(Number::constant(start), |all, number| all $op number)
            }
        }

        impl<'a, F: Base> $trait<&'a Number<F>> for Number<F> {
            fn $method<I: Iterator<Item = &'a Self>>(numbers: I) -> Self {
                numbers.copied().$method()
            }
        }
    )*};
}

folds!(Sum sum + Product product *);

macro_rules! from {
    ($($from:ty => $to:ident),*) => {$(
        impl From<$from> for Number<$to> {
            #[inline(always)]
            fn from(value: $from) -> Self {
                Number::constant($to::from(value))
            }
        }
    )*};
}

from!(i8 => f64, i16 => f64, i32 => f64, u8 => f64, u16 => f64, u32 => f64, bool => f64, i8 => f32, i16 => f32, u8 => f32, u16 => f32, bool => f32);

impl From<Number<f32>> for Number<f64> {
    #[inline(always)]
    fn from(number: Number<f32>) -> Self {
        Number { value: f64::from(number.value), index: number.index, run: number.run }
    }
}

/// What a pattern of floats is compared with: a number, through any reference.
pub trait Matched<F> {
    /// The float.
    fn matched_value(&self) -> F;
}

impl<F: Base> Matched<F> for Number<F> {
    #[inline(always)]
    fn matched_value(&self) -> F {
        self.value
    }
}

impl<F, T: Matched<F> + ?Sized> Matched<F> for &T {
    #[inline(always)]
    fn matched_value(&self) -> F {
        (**self).matched_value()
    }
}

impl<F, T: Matched<F> + ?Sized> Matched<F> for &mut T {
    #[inline(always)]
    fn matched_value(&self) -> F {
        (**self).matched_value()
    }
}

/// The float of what is matched against a pattern.
#[inline(always)]
pub fn matched_value<F, T: Matched<F>>(matched: &T) -> F {
    matched.matched_value()
}
