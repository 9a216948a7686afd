//! Values and their mirrors: the same with a number for each float.

use core::cmp::{Ordering, Reverse};
use core::hash::{BuildHasher, Hash};
use core::marker::PhantomData;
use core::num::{
    NonZeroI8, NonZeroI16, NonZeroI32, NonZeroI64, NonZeroIsize, NonZeroU8, NonZeroU16, NonZeroU32, NonZeroU64, NonZeroUsize, ParseFloatError,
    ParseIntError,
};
use core::ops::{Range, RangeInclusive};
use core::time::Duration;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, VecDeque};
use std::ffi::OsString;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Instant, SystemTime};

use super::number::{Base, Number};
#[cfg(any(feature = "nalgebra", feature = "ndarray", feature = "faer"))]
use super::trace::{self, CONSTANT};
use crate::ops::Seed;
use crate::tangent::{Argument, Differentiable, Tangent};

/// The type that stands for this one in the overloaded form: `f64` → `Number<f64>`, containers by their elements, integers and strings themselves.
///
/// `#[derive(Differentiable)]` makes the mirror of a type of the user's.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no derivative",
    label = "used in a differentiated function",
    note = "help: add `#[derive(Differentiable)]` to the type"
)]
pub trait Mirrored {
    /// The mirror. That of a mirror is itself.
    type Mirror: ?Sized;
}

/// What becomes of floats when a value is lifted.
#[derive(Debug)]
pub enum Leaves {
    /// Constants.
    Constants,
    /// Independent variables of the current trace.
    Variables,
    /// Outputs of one operation on the current trace.
    Outputs {
        /// The index of the next of them.
        next: u32,
    },
}

impl Leaves {
    /// The number of one float.
    #[inline]
    pub fn number<F: Base>(&mut self, value: F) -> Number<F> {
        match self {
            Leaves::Constants => Number::constant(value),
            Leaves::Variables => Number::variable(value),
            Leaves::Outputs { next } => {
                *next += 1;
                Number::at(value, *next - 1)
            }
        }
    }

    /// The numbers of `count` floats, one after the other.
    #[cfg(any(feature = "nalgebra", feature = "ndarray", feature = "faer"))]
    #[inline]
    pub(crate) fn numbers<F: Base>(&mut self, count: usize) -> impl FnMut(F) -> Number<F> {
        Number::block(match self {
            Leaves::Constants => CONSTANT,
            Leaves::Variables => trace::variables(count),
            Leaves::Outputs { next } => {
                *next += count as u32;
                *next - count as u32
            }
        })
    }
}

/// An owned value that can be taken to its mirror and back.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no derivative",
    label = "used in a differentiated function",
    note = "help: add `#[derive(Differentiable)]` to the type"
)]
pub trait Lift: Mirrored<Mirror: Sized> + Sized {
    /// The mirror, its floats as `leaves` says.
    fn lift(&self, leaves: &mut Leaves) -> Self::Mirror;

    /// The value of a mirror.
    fn lower(mirror: &Self::Mirror) -> Self;

    /// Where on the trace each float is, in the order of `Floats`.
    fn indices(mirror: &Self::Mirror, visit: &mut dyn FnMut(u32));

    /// The same, at the end of `indices`.
    fn all_indices(mirror: &Self::Mirror, indices: &mut Vec<u32>) {
        Self::indices(mirror, &mut |index| indices.push(index));
    }
}

impl<F: Base> Mirrored for Number<F> {
    type Mirror = Self;
}

/// A number is its own mirror, as types of the user's that are generic over a float need it of their parameter.
impl<F: Base> Lift for Number<F> {
    #[inline]
    fn lift(&self, _: &mut Leaves) -> Self {
        *self
    }
    #[inline]
    fn lower(mirror: &Self) -> Self {
        *mirror
    }
    #[inline]
    fn indices(mirror: &Self, visit: &mut dyn FnMut(u32)) {
        visit(mirror.index);
    }
}

macro_rules! floats {
    ($($float:ident)*) => {$(
        impl Mirrored for $float {
            type Mirror = Number<$float>;
        }

        impl Lift for $float {
            #[inline]
            fn lift(&self, leaves: &mut Leaves) -> Number<$float> {
                leaves.number(*self)
            }
            #[inline]
            fn lower(mirror: &Number<$float>) -> $float {
                mirror.value
            }
            #[inline]
            fn indices(mirror: &Number<$float>, visit: &mut dyn FnMut(u32)) {
                visit(mirror.index);
            }
        }
    )*};
}

floats!(f64 f32);

macro_rules! without_floats {
    ($($t:ty)*) => {$(
        impl Mirrored for $t {
            type Mirror = Self;
        }

        impl Lift for $t {
            #[inline]
            fn lift(&self, _: &mut Leaves) -> Self {
                self.clone()
            }
            #[inline]
            fn lower(mirror: &Self) -> Self {
                mirror.clone()
            }
            #[inline]
            fn indices(_: &Self, _: &mut dyn FnMut(u32)) {}
        }
    )*};
}

without_floats!(() bool char String Ordering Duration u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize);
without_floats!(Instant SystemTime PathBuf OsString ParseFloatError ParseIntError core::fmt::Error);
without_floats!(NonZeroU8 NonZeroU16 NonZeroU32 NonZeroU64 NonZeroUsize NonZeroI8 NonZeroI16 NonZeroI32 NonZeroI64 NonZeroIsize);

impl Mirrored for str {
    type Mirror = str;
}

impl<T> Mirrored for PhantomData<T> {
    type Mirror = Self;
}

impl<T> Lift for PhantomData<T> {
    fn lift(&self, _: &mut Leaves) -> Self {
        PhantomData
    }
    fn lower(_: &Self) -> Self {
        PhantomData
    }
    fn indices(_: &Self, _: &mut dyn FnMut(u32)) {}
}

impl<'a, T: Mirrored + ?Sized> Mirrored for &'a T
where
    T::Mirror: 'a,
{
    type Mirror = &'a T::Mirror;
}

impl Lift for &'static str {
    fn lift(&self, _: &mut Leaves) -> Self {
        self
    }
    fn lower(mirror: &Self) -> Self {
        mirror
    }
    fn indices(_: &Self, _: &mut dyn FnMut(u32)) {}
}

impl<'a, T: Mirrored + ?Sized> Mirrored for &'a mut T
where
    T::Mirror: 'a,
{
    type Mirror = &'a mut T::Mirror;
}

impl<T: Mirrored<Mirror: Sized>> Mirrored for [T] {
    type Mirror = [T::Mirror];
}

impl<T: Mirrored<Mirror: Sized>, const N: usize> Mirrored for [T; N] {
    type Mirror = [T::Mirror; N];
}

impl<T: Lift, const N: usize> Lift for [T; N] {
    fn lift(&self, leaves: &mut Leaves) -> [T::Mirror; N] {
        core::array::from_fn(|k| self[k].lift(leaves))
    }
    fn lower(mirror: &[T::Mirror; N]) -> Self {
        core::array::from_fn(|k| T::lower(&mirror[k]))
    }
    fn indices(mirror: &[T::Mirror; N], visit: &mut dyn FnMut(u32)) {
        mirror.iter().for_each(|item| T::indices(item, visit));
    }
}

/// Containers with one kind of element, in the order in which they iterate.
macro_rules! sequences {
    ($($name:ident $(: $bound:ident $(+ $more:ident)*)?;)*) => {$(
        impl<T: Mirrored<Mirror: Sized>> Mirrored for $name<T> {
            type Mirror = $name<T::Mirror>;
        }

        impl<T: Lift $(+ $bound $(+ $more)*)?> Lift for $name<T>
        where
            T::Mirror: Sized $(+ $bound $(+ $more)*)?,
        {
            fn lift(&self, leaves: &mut Leaves) -> Self::Mirror {
                self.iter().map(|item| item.lift(leaves)).collect()
            }
            fn lower(mirror: &Self::Mirror) -> Self {
                mirror.iter().map(T::lower).collect()
            }
            fn indices(mirror: &Self::Mirror, visit: &mut dyn FnMut(u32)) {
                mirror.iter().for_each(|item| T::indices(item, visit));
            }
        }
    )*};
}

sequences! {
    Vec;
    VecDeque;
    BTreeSet: Ord;
    BinaryHeap: Ord;
}

impl<T: Mirrored<Mirror: Sized>, S> Mirrored for HashSet<T, S> {
    type Mirror = HashSet<T::Mirror, S>;
}

impl<T: Lift + Ord + Hash, S: BuildHasher + Default> Lift for HashSet<T, S>
where
    T::Mirror: Ord + Hash,
{
    fn lift(&self, leaves: &mut Leaves) -> Self::Mirror {
        self.iter().map(|item| item.lift(leaves)).collect()
    }
    fn lower(mirror: &Self::Mirror) -> Self {
        mirror.iter().map(T::lower).collect()
    }
    fn indices(mirror: &Self::Mirror, visit: &mut dyn FnMut(u32)) {
        let mut items: Vec<_> = mirror.iter().collect();
        items.sort();
        items.into_iter().for_each(|item| T::indices(item, visit));
    }
}

impl<K: Mirrored<Mirror: Sized>, V: Mirrored<Mirror: Sized>, S> Mirrored for HashMap<K, V, S> {
    type Mirror = HashMap<K::Mirror, V::Mirror, S>;
}

impl<K: Lift + Eq + Hash, V: Lift, S: BuildHasher + Default> Lift for HashMap<K, V, S>
where
    K::Mirror: Ord + Hash,
{
    fn lift(&self, leaves: &mut Leaves) -> Self::Mirror {
        self.iter().map(|(key, value)| (key.lift(&mut Leaves::Constants), value.lift(leaves))).collect()
    }
    fn lower(mirror: &Self::Mirror) -> Self {
        mirror.iter().map(|(key, value)| (K::lower(key), V::lower(value))).collect()
    }
    fn indices(mirror: &Self::Mirror, visit: &mut dyn FnMut(u32)) {
        let mut entries: Vec<_> = mirror.iter().collect();
        entries.sort_by(|a, b| a.0.cmp(b.0));
        entries.into_iter().for_each(|(_, value)| V::indices(value, visit));
    }
}

impl<K: Mirrored<Mirror: Sized>, V: Mirrored<Mirror: Sized>> Mirrored for BTreeMap<K, V> {
    type Mirror = BTreeMap<K::Mirror, V::Mirror>;
}

impl<K: Lift + Ord, V: Lift> Lift for BTreeMap<K, V>
where
    K::Mirror: Ord,
{
    fn lift(&self, leaves: &mut Leaves) -> Self::Mirror {
        self.iter().map(|(key, value)| (key.lift(&mut Leaves::Constants), value.lift(leaves))).collect()
    }
    fn lower(mirror: &Self::Mirror) -> Self {
        mirror.iter().map(|(key, value)| (K::lower(key), V::lower(value))).collect()
    }
    fn indices(mirror: &Self::Mirror, visit: &mut dyn FnMut(u32)) {
        mirror.values().for_each(|value| V::indices(value, visit));
    }
}

impl<T: Mirrored<Mirror: Sized>> Mirrored for Option<T> {
    type Mirror = Option<T::Mirror>;
}

impl<T: Lift> Lift for Option<T> {
    fn lift(&self, leaves: &mut Leaves) -> Self::Mirror {
        self.as_ref().map(|inner| inner.lift(leaves))
    }
    fn lower(mirror: &Self::Mirror) -> Self {
        mirror.as_ref().map(T::lower)
    }
    fn indices(mirror: &Self::Mirror, visit: &mut dyn FnMut(u32)) {
        if let Some(inner) = mirror {
            T::indices(inner, visit);
        }
    }
}

impl<T: Mirrored<Mirror: Sized>, E: Mirrored<Mirror: Sized>> Mirrored for Result<T, E> {
    type Mirror = Result<T::Mirror, E::Mirror>;
}

impl<T: Lift, E: Lift> Lift for Result<T, E> {
    fn lift(&self, leaves: &mut Leaves) -> Self::Mirror {
        match self {
            Ok(value) => Ok(value.lift(leaves)),
            Err(error) => Err(error.lift(leaves)),
        }
    }
    fn lower(mirror: &Self::Mirror) -> Self {
        mirror.as_ref().map(T::lower).map_err(E::lower)
    }
    fn indices(mirror: &Self::Mirror, visit: &mut dyn FnMut(u32)) {
        match mirror {
            Ok(value) => T::indices(value, visit),
            Err(error) => E::indices(error, visit),
        }
    }
}

/// Pointers that own what they point to.
macro_rules! pointers {
    ($($name:ident)*) => {$(
        impl<T: Mirrored + ?Sized> Mirrored for $name<T> {
            type Mirror = $name<T::Mirror>;
        }

        impl<T: Lift> Lift for $name<T> {
            fn lift(&self, leaves: &mut Leaves) -> Self::Mirror {
                $name::new((**self).lift(leaves))
            }
            fn lower(mirror: &Self::Mirror) -> Self {
                $name::new(T::lower(mirror))
            }
            fn indices(mirror: &Self::Mirror, visit: &mut dyn FnMut(u32)) {
                T::indices(mirror, visit);
            }
        }

        impl<T: Lift> Lift for $name<[T]> {
            fn lift(&self, leaves: &mut Leaves) -> Self::Mirror {
                self.iter().map(|item| item.lift(leaves)).collect()
            }
            fn lower(mirror: &Self::Mirror) -> Self {
                mirror.iter().map(T::lower).collect()
            }
            fn indices(mirror: &Self::Mirror, visit: &mut dyn FnMut(u32)) {
                mirror.iter().for_each(|item| T::indices(item, visit));
            }
        }
    )*};
}

pointers!(Box Rc Arc);

impl<T: Mirrored<Mirror: Sized>> Mirrored for Range<T> {
    type Mirror = Range<T::Mirror>;
}

impl<T: Lift> Lift for Range<T> {
    fn lift(&self, leaves: &mut Leaves) -> Self::Mirror {
        self.start.lift(leaves)..self.end.lift(leaves)
    }
    fn lower(mirror: &Self::Mirror) -> Self {
        T::lower(&mirror.start)..T::lower(&mirror.end)
    }
    fn indices(mirror: &Self::Mirror, visit: &mut dyn FnMut(u32)) {
        T::indices(&mirror.start, visit);
        T::indices(&mirror.end, visit);
    }
}

impl<T: Mirrored<Mirror: Sized>> Mirrored for RangeInclusive<T> {
    type Mirror = RangeInclusive<T::Mirror>;
}

impl<T: Mirrored<Mirror: Sized>> Mirrored for Reverse<T> {
    type Mirror = Reverse<T::Mirror>;
}

impl<T: Lift> Lift for Reverse<T> {
    fn lift(&self, leaves: &mut Leaves) -> Self::Mirror {
        Reverse(self.0.lift(leaves))
    }
    fn lower(mirror: &Self::Mirror) -> Self {
        Reverse(T::lower(&mirror.0))
    }
    fn indices(mirror: &Self::Mirror, visit: &mut dyn FnMut(u32)) {
        T::indices(&mirror.0, visit);
    }
}

macro_rules! tuples {
    ($(($($t:ident $k:tt),*);)*) => {$(
        impl<$($t: Mirrored<Mirror: Sized>),*> Mirrored for ($($t,)*) {
            type Mirror = ($($t::Mirror,)*);
        }

        impl<$($t: Lift),*> Lift for ($($t,)*) {
            fn lift(&self, leaves: &mut Leaves) -> Self::Mirror {
                ($(self.$k.lift(leaves),)*)
            }
            fn lower(mirror: &Self::Mirror) -> Self {
                ($($t::lower(&mirror.$k),)*)
            }
            fn indices(mirror: &Self::Mirror, visit: &mut dyn FnMut(u32)) {
                $($t::indices(&mirror.$k, visit);)*
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
    (A 0, B 1, C 2, D 3, E 4, G 5, H 6);
    (A 0, B 1, C 2, D 3, E 4, G 5, H 6, I 7);
    (A 0, B 1, C 2, D 3, E 4, G 5, H 6, I 7, J 8);
    (A 0, B 1, C 2, D 3, E 4, G 5, H 6, I 7, J 8, K 9);
    (A 0, B 1, C 2, D 3, E 4, G 5, H 6, I 7, J 8, K 9, L 10);
    (A 0, B 1, C 2, D 3, E 4, G 5, H 6, I 7, J 8, K 9, L 10, M 11);
}

/// `f32` and `f64` as generic functions need them of their type parameter.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no float",
    note = "help: call the gradient of a function that is generic over a float with `f64` or `f32`"
)]
pub trait Scalar: Lift + Differentiable<Tangent = Self, Shape = ()> + Tangent + Seed + Argument<Again = Self> + Copy + 'static {}

impl Scalar for f64 {}
impl Scalar for f32 {}
