//! The operators of [`Traced`] and [`Variable`], and how they serve as numbers of the rule kernels.

use std::iter::{Product, Sum};
use std::ops::{Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Rem, RemAssign, Sub, SubAssign};

use super::elements::{Elements, Scalar};
use super::elementwise::{Operand, Side, binary, floats, sides, unary};
use super::rules::{Partial, Rule};
use super::traced::Traced;
use super::variable::Variable;
use crate::rules::{self, RuleFloat};

/// `trait method, assign trait method; rule, value, partials`.
macro_rules! operators {
    ($($operator:ident $method:ident, $assign:ident $assign_method:ident; |$a:ident, $b:ident, $y:ident| $value:expr, [$da:expr, $db:expr];)*) => {$(
        impl<T: Elements<Scalar: Arithmetic>, R: Operand<T>> $operator<R> for Traced<T> {
            type Output = Traced<T>;
            #[inline(always)]
            fn $method(self, right: R) -> Traced<T> {
                (&self).$method(right)
            }
        }

        impl<T: Elements<Scalar: Arithmetic>, R: Operand<T>> $operator<R> for &Traced<T> {
            type Output = Traced<T>;
            #[inline(always)]
            fn $method(self, right: R) -> Traced<T> {
                operators!(@partials |$a, $b, $y| [$da, $db]);
                binary(self, right, Rule::$operator, |$a, $b| $value, partials)
            }
        }

        impl<T: Elements<Scalar: Arithmetic>, R: Operand<T>> $operator<R> for Variable<T> {
            type Output = Traced<T>;
            #[inline(always)]
            fn $method(self, right: R) -> Traced<T> {
                self.read().$method(right)
            }
        }

        impl<T: Elements<Scalar: Arithmetic>, R: Operand<T>> $operator<R> for &Variable<T> {
            type Output = Traced<T>;
            #[inline(always)]
            fn $method(self, right: R) -> Traced<T> {
                self.read().$method(right)
            }
        }

        impl<T: Elements<Scalar: Arithmetic>, R: Operand<T>> $assign<R> for Traced<T> {
            #[inline(always)]
            fn $assign_method(&mut self, right: R) {
                *self = (&*self).$method(right);
            }
        }

        operators!(@left f64 $operator $method |$a, $b, $y| $value, [$da, $db]);
        operators!(@left f32 $operator $method |$a, $b, $y| $value, [$da, $db]);
    )*};
    (@partials |$a:ident, $b:ident, $y:ident| [$da:expr, $db:expr]) => {
        #[inline(always)]
        #[allow(unused_variables)]
        fn partials<S: Arithmetic>($a: S, $b: S, $y: S) -> [Partial<S>; 2] {
            [Partial::Factor($da), Partial::Factor($db)]
        }
    };
    // One type a line: with a generic one, `1.0 - x` would leave open which float `1.0` is.
    (@left $float:ident $($rest:tt)*) => {
        operators!(@references [] $float, $float, $($rest)*);
        operators!(@references [] $float, Vec<$float>, $($rest)*);
        operators!(@references [] $float, Vec<Vec<$float>>, $($rest)*);
        operators!(@references [const N: usize] $float, [$float; N], $($rest)*);
        operators!(@references [const N: usize] $float, Vec<[$float; N]>, $($rest)*);
        operators!(@references [const M: usize, const N: usize] $float, [[$float; N]; M], $($rest)*);
    };
    (@references $generics:tt $float:ident, $right:ty, $($rest:tt)*) => {
        operators!(@one $generics $float, $right, Traced<$right>, $($rest)*);
        operators!(@one $generics $float, $right, &Traced<$right>, $($rest)*);
        operators!(@one $generics $float, $right, Variable<$right>, $($rest)*);
        operators!(@one $generics $float, $right, &Variable<$right>, $($rest)*);
    };
    (@one [$($generics:tt)*] $float:ident, $of:ty, $right:ty, $operator:ident $method:ident |$a:ident, $b:ident, $y:ident| $value:expr, [$da:expr, $db:expr]) => {
        impl<$($generics)*> $operator<$right> for $float {
            type Output = Traced<$of>;
            #[inline(always)]
            fn $method(self, right: $right) -> Traced<$of> {
                operators!(@partials |$a, $b, $y| [$da, $db]);
                plain_left(self, right, Rule::$operator, |$a, $b| $value, partials)
            }
        }
    };
}

#[inline(always)]
fn plain_left<T: Elements>(
    left: T::Scalar,
    right: impl Operand<T>,
    rule: Rule,
    value: impl Fn(T::Scalar, T::Scalar) -> T::Scalar,
    partials: impl Fn(T::Scalar, T::Scalar, T::Scalar) -> [Partial<T::Scalar>; 2],
) -> Traced<T> {
    if let Some(right) = right.float() {
        return floats((left, 0), right, rule, value, partials);
    }
    right.lend(|right| sides(Side::Each(left, 0), right, rule, value, partials))
}

operators! {
    Add add, AddAssign add_assign; |a, b, y| a + b, [S::ONE, S::ONE];
    Sub sub, SubAssign sub_assign; |a, b, y| a - b, [S::ONE, -S::ONE];
    Mul mul, MulAssign mul_assign; |a, b, y| a * b, [b, a];
    Div div, DivAssign div_assign; |a, b, y| a / b, [S::ONE / b, -(y / b)];
    Rem rem, RemAssign rem_assign; |a, b, y| a % b, [S::ONE, rules::rem_partial(a, b)];
}

/// What the operators need of `f64` and `f32`.
#[doc(hidden)]
pub trait Arithmetic: Scalar + RuleFloat + Rem<Output = Self> {}
impl Arithmetic for f64 {}
impl Arithmetic for f32 {}

macro_rules! negation {
    ($($of:ty),*) => {$(
        impl<T: Elements<Scalar: Arithmetic>> Neg for $of {
            type Output = Traced<T>;
            #[inline]
            fn neg(self) -> Traced<T> {
                negated(&self)
            }
        }
    )*};
}

negation!(Traced<T>, &Traced<T>, Variable<T>, &Variable<T>);

/// Whatever is negated is read first, if it is a variable.
trait Read<T> {
    fn with<R>(&self, f: impl FnOnce(&Traced<T>) -> R) -> R;
}

impl<T> Read<T> for Traced<T> {
    #[inline(always)]
    fn with<R>(&self, f: impl FnOnce(&Traced<T>) -> R) -> R {
        f(self)
    }
}

impl<T: Elements> Read<T> for Variable<T> {
    fn with<R>(&self, f: impl FnOnce(&Traced<T>) -> R) -> R {
        f(&self.read())
    }
}

impl<T, V: Read<T>> Read<T> for &V {
    #[inline(always)]
    fn with<R>(&self, f: impl FnOnce(&Traced<T>) -> R) -> R {
        (**self).with(f)
    }
}

#[inline(always)]
fn negated<T: Elements<Scalar: Arithmetic>>(x: &impl Read<T>) -> Traced<T> {
    x.with(|x| unary(x, Rule::Neg, |x| -x, |_, _| [Partial::Factor(-<T::Scalar as RuleFloat>::ONE)]))
}

/// Rounding and signs: constant but for their jumps.
macro_rules! inert {
    ($($name:ident)*) => {$(
        #[doc = concat!("`", stringify!($name), "` of std, element by element: a constant, as it has no derivative.")]
        pub fn $name(&self) -> Traced<T> {
            Traced::constant(self.as_value().map_each(&mut |x| T::Scalar::from_wide(x.wide().$name())))
        }
    )*};
}

/// What cuts the connection, as TensorFlow's `floor` and `round` do.
impl<T: Elements> Traced<T> {
    inert!(floor ceil round round_ties_even trunc);

    /// `div_euclid` of std, element by element: a constant, as it has no derivative.
    pub fn div_euclid(&self, divisor: impl Operand<T>) -> Traced<T> {
        let constant = self.stop_gradient();
        binary(
            &constant,
            divisor.lend(|side| match side {
                Side::Whole(value, _) => Plain::Whole(value.clone()),
                Side::Each(value, _) => Plain::Each(value),
            }),
            Rule::Flat,
            |a, b| T::Scalar::from_wide(a.wide().div_euclid(b.wide())),
            |_, _, _| [Partial::Zero, Partial::Zero],
        )
    }

    /// `signum` of std, element by element: connected, with derivative 0, as TensorFlow's `sign`.
    pub fn signum(&self) -> Traced<T> {
        unary(self, Rule::Flat, |x| T::Scalar::from_wide(x.wide().signum()), |_, _| [Partial::Gate(false)])
    }
}

/// An operand without its id.
enum Plain<T: Elements> {
    Whole(T),
    Each(T::Scalar),
}

impl<T: Elements> Operand<T> for Plain<T> {
    fn lend<R>(&self, f: impl FnOnce(Side<'_, T>) -> R) -> R {
        match self {
            Plain::Whole(value) => f(Side::Whole(value, 0)),
            Plain::Each(value) => f(Side::Each(*value, 0)),
        }
    }
}

macro_rules! folds {
    ($($float:ident)*) => {$(
        impl Sum for Traced<$float> {
            fn sum<I: Iterator<Item = Self>>(items: I) -> Self {
                items.reduce(|a, b| a + b).unwrap_or_else(|| Traced::constant(0.0))
            }
        }
        impl<'a> Sum<&'a Traced<$float>> for Traced<$float> {
            fn sum<I: Iterator<Item = &'a Self>>(items: I) -> Self {
                items.copied().sum()
            }
        }
        impl Product for Traced<$float> {
            fn product<I: Iterator<Item = Self>>(items: I) -> Self {
                items.reduce(|a, b| a * b).unwrap_or_else(|| Traced::constant(1.0))
            }
        }
        impl<'a> Product<&'a Traced<$float>> for Traced<$float> {
            fn product<I: Iterator<Item = &'a Self>>(items: I) -> Self {
                items.copied().product()
            }
        }
    )*};
}

folds!(f64 f32);

/// Traced numbers in the kernels of the rules: how a rule is differentiated once more.
impl RuleFloat for Traced<f64> {
    const ZERO: Self = Traced::new(0.0, 0);
    const ONE: Self = Traced::new(1.0, 0);
    const NAN: Self = Traced::new(f64::NAN, 0);

    fn of(x: f64) -> Self {
        Traced::new(x, 0)
    }
    fn is_sign_negative(self) -> bool {
        self.value().is_sign_negative()
    }
    fn abs(self) -> Self {
        Traced::abs(&self)
    }
    fn trunc(self) -> Self {
        Traced::trunc(&self)
    }
    fn ln(self) -> Self {
        Traced::ln(&self)
    }
    fn powi(self, exponent: i32) -> Self {
        Traced::powi(&self, exponent)
    }
    fn hypot(self, other: Self) -> Self {
        Traced::hypot(&self, other)
    }
}
