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

/// A variable whose type the macro does not know. `(&&Variable(&x)).kept().get()` is its primal value, a reference to that if it is a reference to
/// numbers, and a copy of it if there are no numbers in it. Method lookup tries the three traits in this order.
#[derive(Debug)]
pub struct Variable<'a, T: ?Sized>(pub &'a T);

/// A primal value.
#[derive(Debug)]
pub struct Kept<P>(P);

impl<P: Clone> Kept<P> {
    /// The value.
    #[inline(always)]
    pub fn get(&self) -> P {
        self.0.clone()
    }
}

/// A primal value behind a reference.
#[derive(Debug)]
pub struct KeptBehind<P>(P);

impl<P> KeptBehind<P> {
    /// The reference.
    #[inline(always)]
    pub fn get(&self) -> &P {
        &self.0
    }
}

/// References to numbers.
pub trait KeepReference {
    /// What owns the value.
    type Kept;
    /// It.
    fn kept(&self) -> Self::Kept;
}

impl<T: Lower + ?Sized> KeepReference for &Variable<'_, &T> {
    type Kept = KeptBehind<T::Primal>;
    #[inline(always)]
    fn kept(&self) -> Self::Kept {
        KeptBehind((*self.0).lower())
    }
}

impl<T: Lower + ?Sized> KeepReference for &Variable<'_, &mut T> {
    type Kept = KeptBehind<T::Primal>;
    #[inline(always)]
    fn kept(&self) -> Self::Kept {
        KeptBehind((*self.0).lower())
    }
}

/// Numbers, and what is made of them.
pub trait KeepNumbers {
    /// What owns the value.
    type Kept;
    /// It.
    fn kept(&self) -> Self::Kept;
}

impl<T: Lower + ?Sized> KeepNumbers for &&Variable<'_, T> {
    type Kept = Kept<T::Primal>;
    #[inline(always)]
    fn kept(&self) -> Self::Kept {
        Kept(self.0.lower())
    }
}

/// What has no numbers in it.
pub trait KeepSame {
    /// The same type.
    type Kept;
    /// It.
    fn kept(&self) -> Self::Kept;
}

impl<T: Clone> KeepSame for Variable<'_, T> {
    type Kept = Kept<T>;
    #[inline(always)]
    fn kept(&self) -> Kept<T> {
        Kept(self.0.clone())
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
