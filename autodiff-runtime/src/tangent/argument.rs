//! What a callee's reverse sweep is given of an argument in place of the argument itself.

use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, VecDeque};

/// The argument of a call as the reverse sweep of the callee takes it.
///
/// Scalars and shared references come again as they are; what was moved into the call is gone, so the callee keeps what it needs and
/// takes `()`.
pub trait Argument {
    /// Itself for scalars and `&T`; `()` for vectors, boxes, options, strings and `&mut T`; arrays and tuples part by part.
    type Again;

    /// The argument again.
    fn again(&self) -> Self::Again;
}

macro_rules! itself {
    ($($t:ty)*) => {$(
        impl Argument for $t {
            type Again = $t;
            #[inline(always)]
            fn again(&self) -> $t {
                *self
            }
        }
    )*};
}

itself!(() f64 f32 bool char core::cmp::Ordering core::time::Duration u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize);

impl<'a, T: ?Sized> Argument for &'a T {
    type Again = &'a T;
    #[inline(always)]
    fn again(&self) -> &'a T {
        self
    }
}

impl<T: Argument, const N: usize> Argument for [T; N] {
    type Again = [T::Again; N];
    #[inline(always)]
    fn again(&self) -> Self::Again {
        core::array::from_fn(|k| self[k].again())
    }
}

impl<T: ?Sized> Argument for &mut T {
    type Again = ();
    #[inline(always)]
    fn again(&self) {}
}

macro_rules! gone {
    ($($t:ty)*) => {$(
        impl<T> Argument for $t {
            type Again = ();
            #[inline(always)]
            fn again(&self) {}
        }
    )*};
}

gone!(Vec<T> Option<T> VecDeque<T> BTreeSet<T> BinaryHeap<T> core::ops::Range<T> core::ops::RangeInclusive<T> core::marker::PhantomData<T>);

macro_rules! gone_of_several {
    ($([$($t:ident)*] $collection:ty;)*) => {$(
        impl<$($t),*> Argument for $collection {
            type Again = ();
            #[inline(always)]
            fn again(&self) {}
        }
    )*};
}

gone_of_several! {
    [T E] Result<T, E>;
    [K V] BTreeMap<K, V>;
    [K V H] HashMap<K, V, H>;
    [T H] HashSet<T, H>;
}

impl Argument for String {
    type Again = ();
    #[inline(always)]
    fn again(&self) {}
}
