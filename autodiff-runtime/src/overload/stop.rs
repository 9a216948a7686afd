//! `stop_gradient` and `#[constant]` in the overloaded form.

use super::number::{Base, Number};

/// The same value without derivative.
#[diagnostic::on_unimplemented(
    message = "`stop_gradient` of a `{Self}` is not known here",
    note = "help: stop the floats that it is made of, one by one"
)]
pub trait Stop {
    /// The same value, constant.
    fn stopped(self) -> Self;
}

impl<F: Base> Stop for Number<F> {
    #[inline(always)]
    fn stopped(self) -> Self {
        Number::constant(self.primal())
    }
}

macro_rules! constants {
    ($($t:ty)*) => {$(
        impl Stop for $t {
            #[inline(always)]
            fn stopped(self) -> Self {
                self
            }
        }
    )*};
}

constants!(() bool char String u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize);

impl<T: Stop> Stop for Vec<T> {
    fn stopped(self) -> Self {
        self.into_iter().map(T::stopped).collect()
    }
}

impl<T: Stop, const N: usize> Stop for [T; N] {
    fn stopped(self) -> Self {
        self.map(T::stopped)
    }
}

impl<T: Stop> Stop for Option<T> {
    fn stopped(self) -> Self {
        self.map(T::stopped)
    }
}

impl<T: Stop> Stop for Box<T> {
    fn stopped(self) -> Self {
        Box::new((*self).stopped())
    }
}

macro_rules! tuples {
    ($(($($t:ident $k:tt),*);)*) => {$(
        impl<$($t: Stop),*> Stop for ($($t,)*) {
            fn stopped(self) -> Self {
                ($(self.$k.stopped(),)*)
            }
        }

        impl<$($t: Lower),*> Lower for ($($t,)*) {
            type Primal = ($($t::Primal,)*);
            fn lower(&self) -> Self::Primal {
                ($(self.$k.lower(),)*)
            }
        }
    )*};
}

tuples! {
    (A 0);
    (A 0, B 1);
    (A 0, B 1, C 2);
    (A 0, B 1, C 2, D 3);
    (A 0, B 1, C 2, D 3, E 4);
    (A 0, B 1, C 2, D 3, E 4, G 5);
}

/// The primal value of a variable, for statements that are marked as constant.
pub trait Lower {
    /// Its type.
    type Primal;
    /// The value.
    fn lower(&self) -> Self::Primal;
}

impl<F: Base> Lower for Number<F> {
    type Primal = F;
    #[inline(always)]
    fn lower(&self) -> F {
        self.primal()
    }
}

impl<T: Lower> Lower for [T] {
    type Primal = Vec<T::Primal>;
    fn lower(&self) -> Self::Primal {
        self.iter().map(T::lower).collect()
    }
}

impl<T: Lower> Lower for Vec<T> {
    type Primal = Vec<T::Primal>;
    fn lower(&self) -> Self::Primal {
        self.as_slice().lower()
    }
}

impl<T: Lower, const N: usize> Lower for [T; N] {
    type Primal = [T::Primal; N];
    fn lower(&self) -> Self::Primal {
        core::array::from_fn(|k| self[k].lower())
    }
}

impl<T: Lower> Lower for Option<T> {
    type Primal = Option<T::Primal>;
    fn lower(&self) -> Self::Primal {
        self.as_ref().map(T::lower)
    }
}

impl<T: Lower + ?Sized> Lower for &T {
    type Primal = T::Primal;
    fn lower(&self) -> Self::Primal {
        (**self).lower()
    }
}

impl<T: Lower + ?Sized> Lower for &mut T {
    type Primal = T::Primal;
    fn lower(&self) -> Self::Primal {
        (**self).lower()
    }
}

/// A variable whose type the macro does not know: `(&Variable(&x)).lowered()` is its primal value if it holds numbers, else a copy of it.
#[derive(Debug)]
pub struct Variable<'a, T: ?Sized>(pub &'a T);

/// The primal value.
pub trait LowerOwned {
    /// Its type.
    type Lowered;
    /// The primal value.
    fn lowered(&self) -> Self::Lowered;
}

impl<T: Lower + ?Sized> LowerOwned for Variable<'_, T> {
    type Lowered = T::Primal;
    #[inline(always)]
    fn lowered(&self) -> T::Primal {
        self.0.lower()
    }
}

/// A variable without numbers, as it is.
pub trait LowerShared {
    /// The same type.
    type Lowered;
    /// The value.
    fn lowered(&self) -> Self::Lowered;
}

impl<T: Clone> LowerShared for &Variable<'_, T> {
    type Lowered = T;
    #[inline(always)]
    fn lowered(&self) -> T {
        self.0.clone()
    }
}

/// What is matched by variants without fields: `(&Variable(&x)).matched()` is the primal value of a mirror, and a reference to anything else.
pub trait MatchOwned {
    /// Its type.
    type Matched;
    /// The primal value.
    fn matched(&self) -> Self::Matched;
}

impl<T: Lower + ?Sized> MatchOwned for Variable<'_, T> {
    type Matched = T::Primal;
    #[inline(always)]
    fn matched(&self) -> T::Primal {
        self.0.lower()
    }
}

/// A reference.
pub trait MatchShared {
    /// Its type.
    type Matched;
    /// The reference.
    fn matched(&self) -> Self::Matched;
}

impl<'a, T: ?Sized> MatchShared for &Variable<'a, T> {
    type Matched = &'a T;
    #[inline(always)]
    fn matched(&self) -> &'a T {
        self.0
    }
}
