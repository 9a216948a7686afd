//! What can be computed with element by element: floats, arrays and vectors of them, nested ones.

use crate::tangent::{Differentiable, Floats};

use super::rules::{PartialTable, RuleTable};

/// `f64` and `f32`: what traced arrays are made of.
pub trait Scalar: Elements<Scalar = Self> + RuleTable + PartialTable + Copy + PartialOrd + std::fmt::Debug {
    /// As `f64`.
    fn wide(self) -> f64;
    /// The nearest float of this type.
    fn from_wide(x: f64) -> Self;
}

/// A float, or an array or vector of such: arithmetic on a traced one works element by element.
pub trait Elements: Differentiable<Tangent = Self> + Floats + Clone + 'static {
    /// The type of all elements.
    type Scalar: Scalar;

    /// Whether this is a float.
    #[doc(hidden)]
    const IS_FLOAT: bool = false;

    /// The value itself, if it is a float.
    #[doc(hidden)]
    #[inline(always)]
    fn scalar(&self) -> Option<Self::Scalar> {
        None
    }

    /// A float as a value of this type, if this type is a float.
    #[doc(hidden)]
    #[inline(always)]
    fn of_scalar(_: Self::Scalar) -> Option<Self> {
        None
    }

    /// Shows each element to `f`, in order.
    fn each(&self, f: &mut impl FnMut(Self::Scalar));

    /// The same shape, each element replaced by what `f` makes of it, in order.
    #[must_use]
    fn map_each(&self, f: &mut impl FnMut(Self::Scalar) -> Self::Scalar) -> Self;

    /// Elements of two values of one shape, together, in order.
    ///
    /// # Panics
    ///
    /// When the shapes differ.
    #[must_use]
    fn zip_each(&self, other: &Self, f: &mut impl FnMut(Self::Scalar, Self::Scalar) -> Self::Scalar) -> Self;
}

macro_rules! scalars {
    ($($float:ident)*) => {$(
        impl Scalar for $float {
            #[inline(always)]
            fn wide(self) -> f64 {
                self as f64
            }
            #[inline(always)]
            fn from_wide(x: f64) -> Self {
                x as $float
            }
        }

        impl Elements for $float {
            type Scalar = $float;
            const IS_FLOAT: bool = true;
            #[inline(always)]
            fn scalar(&self) -> Option<$float> {
                Some(*self)
            }
            #[inline(always)]
            fn of_scalar(x: $float) -> Option<$float> {
                Some(x)
            }
            #[inline(always)]
            fn each(&self, f: &mut impl FnMut($float)) {
                f(*self);
            }
            #[inline(always)]
            fn map_each(&self, f: &mut impl FnMut($float) -> $float) -> Self {
                f(*self)
            }
            #[inline(always)]
            fn zip_each(&self, other: &Self, f: &mut impl FnMut($float, $float) -> $float) -> Self {
                f(*self, *other)
            }
        }
    )*};
}

scalars!(f64 f32);

impl<T: Elements, const N: usize> Elements for [T; N] {
    type Scalar = T::Scalar;
    fn each(&self, f: &mut impl FnMut(Self::Scalar)) {
        for item in self {
            item.each(f);
        }
    }
    fn map_each(&self, f: &mut impl FnMut(Self::Scalar) -> Self::Scalar) -> Self {
        std::array::from_fn(|k| self[k].map_each(f))
    }
    fn zip_each(&self, other: &Self, f: &mut impl FnMut(Self::Scalar, Self::Scalar) -> Self::Scalar) -> Self {
        std::array::from_fn(|k| self[k].zip_each(&other[k], f))
    }
}

impl<T: Elements> Elements for Vec<T> {
    type Scalar = T::Scalar;
    fn each(&self, f: &mut impl FnMut(Self::Scalar)) {
        for item in self {
            item.each(f);
        }
    }
    fn map_each(&self, f: &mut impl FnMut(Self::Scalar) -> Self::Scalar) -> Self {
        self.iter().map(|item| item.map_each(f)).collect()
    }
    fn zip_each(&self, other: &Self, f: &mut impl FnMut(Self::Scalar, Self::Scalar) -> Self::Scalar) -> Self {
        assert_eq!(self.len(), other.len(), "elementwise operation on vectors of different lengths");
        self.iter().zip(other).map(|(a, b)| a.zip_each(b, f)).collect()
    }
}
