//! Arrays, tuples, collections, strings, options, results and pointers of records.
//!
//! Parts are written from the last to the first, so that reading from the first on finds in order what they moved aside.

use core::marker::PhantomData;
use core::num::{
    NonZeroI8, NonZeroI16, NonZeroI32, NonZeroI64, NonZeroIsize, NonZeroU8, NonZeroU16, NonZeroU32, NonZeroU64, NonZeroUsize, ParseFloatError,
    ParseIntError,
};
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, VecDeque};
use std::ffi::OsString;
use std::hash::{BuildHasher, Hash};
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Instant, SystemTime};

use super::{Record, Side, Word};

impl<T: Record, const N: usize> Record for [T; N] {
    const WORDS: usize = N * T::WORDS;
    #[inline(always)]
    fn record_write(self, words: &mut [f64], side: &mut Side) {
        let words = &mut words[..Self::WORDS];
        for (k, x) in self.into_iter().enumerate().rev() {
            x.record_write(&mut words[k * T::WORDS..], side);
        }
    }
    #[inline(always)]
    fn record_read(words: &[f64], side: &mut Side) -> Self {
        let words = &words[..Self::WORDS];
        core::array::from_fn(|k| T::record_read(&words[k * T::WORDS..], side))
    }
}

impl<T: Record> Record for Vec<T> {
    const WORDS: usize = 0;
    #[inline(always)]
    fn record_write(self, _: &mut [f64], side: &mut Side) {
        T::record_write_vec(self, side);
    }
    #[inline(always)]
    fn record_read(_: &[f64], side: &mut Side) -> Self {
        T::record_read_vec(side)
    }
}

impl Record for String {
    const WORDS: usize = 0;
    #[inline]
    fn record_write(self, _: &mut [f64], side: &mut Side) {
        u8::record_write_vec(self.into_bytes(), side);
    }
    #[inline]
    fn record_read(_: &[f64], side: &mut Side) -> Self {
        String::from_utf8(u8::record_read_vec(side)).expect("the bytes were a string's")
    }
}

impl<T: Record> Record for Option<T> {
    const WORDS: usize = 1 + T::WORDS;
    #[inline(always)]
    fn record_write(self, words: &mut [f64], side: &mut Side) {
        words[0] = self.is_some().to_word();
        if let Some(inner) = self {
            inner.record_write(&mut words[1..], side);
        }
    }
    #[inline(always)]
    fn record_read(words: &[f64], side: &mut Side) -> Self {
        bool::from_word(words[0]).then(|| T::record_read(&words[1..], side))
    }
}

impl<T: Record> Record for core::ops::Range<T> {
    const WORDS: usize = 2 * T::WORDS;
    #[inline(always)]
    fn record_write(self, words: &mut [f64], side: &mut Side) {
        [self.start, self.end].record_write(words, side);
    }
    #[inline(always)]
    fn record_read(words: &[f64], side: &mut Side) -> Self {
        let [start, end] = Record::record_read(words, side);
        start..end
    }
}

impl<T: Record, E: Record> Record for Result<T, E> {
    const WORDS: usize = <(Option<T>, Option<E>)>::WORDS;
    #[inline(always)]
    fn record_write(self, words: &mut [f64], side: &mut Side) {
        let parts = match self {
            Ok(value) => (Some(value), None),
            Err(error) => (None, Some(error)),
        };
        parts.record_write(words, side);
    }
    #[inline(always)]
    fn record_read(words: &[f64], side: &mut Side) -> Self {
        let (value, error) = <(Option<T>, Option<E>)>::record_read(words, side);
        value.ok_or_else(|| error.expect("one of both was written"))
    }
}

/// Beside the words: a type may contain itself in a box, and then has no fixed number of words.
impl<T: Record> Record for Box<T> {
    const WORDS: usize = 0;
    #[inline]
    fn record_write(self, _: &mut [f64], side: &mut Side) {
        T::record_write_vec(vec![*self], side);
    }
    #[inline]
    fn record_read(_: &[f64], side: &mut Side) -> Self {
        Box::new(T::record_read_vec(side).pop().expect("one was written"))
    }
}

macro_rules! shared {
    ($($pointer:ty),*) => {$(
        impl<T: Record + Clone> Record for $pointer {
            const WORDS: usize = 0;
            #[inline]
            fn record_write(self, words: &mut [f64], side: &mut Side) {
                Box::new(<$pointer>::unwrap_or_clone(self)).record_write(words, side);
            }
            #[inline]
            fn record_read(words: &[f64], side: &mut Side) -> Self {
                Self::from(Box::<T>::record_read(words, side))
            }
        }
    )*};
}

shared!(Rc<T>, Arc<T>);

impl<T: Record> Record for VecDeque<T> {
    const WORDS: usize = 0;
    #[inline]
    fn record_write(self, _: &mut [f64], side: &mut Side) {
        T::record_write_vec(self.into(), side);
    }
    #[inline]
    fn record_read(_: &[f64], side: &mut Side) -> Self {
        T::record_read_vec(side).into()
    }
}

/// As a vector of what it is collected from.
macro_rules! collected {
    ($([$($generics:tt)*] $collection:ty, $item:ty;)*) => {$(
        impl<$($generics)*> Record for $collection {
            const WORDS: usize = 0;
            fn record_write(self, words: &mut [f64], side: &mut Side) {
                self.into_iter().collect::<Vec<_>>().record_write(words, side);
            }
            fn record_read(words: &[f64], side: &mut Side) -> Self {
                Vec::<$item>::record_read(words, side).into_iter().collect()
            }
        }
    )*};
}

collected! {
    [T: Record + Ord] BTreeSet<T>, T;
    [T: Record + Ord] BinaryHeap<T>, T;
    [T: Record + Eq + Hash, H: BuildHasher + Default] HashSet<T, H>, T;
    [K: Record + Ord, V: Record] BTreeMap<K, V>, (K, V);
    [K: Record + Eq + Hash, V: Record, H: BuildHasher + Default] HashMap<K, V, H>, (K, V);
}

impl Record for core::time::Duration {
    const WORDS: usize = 2;
    #[inline(always)]
    fn record_write(self, words: &mut [f64], side: &mut Side) {
        (self.as_secs(), self.subsec_nanos()).record_write(words, side);
    }
    #[inline(always)]
    fn record_read(words: &[f64], side: &mut Side) -> Self {
        let (seconds, nanoseconds) = Record::record_read(words, side);
        core::time::Duration::new(seconds, nanoseconds)
    }
}

/// Beside the words as they are.
macro_rules! kept {
    ($($t:ty),*) => {$(
        impl Record for $t {
            const WORDS: usize = 0;
            #[inline]
            fn record_write(self, _: &mut [f64], side: &mut Side) {
                side.keep(self);
            }
            #[inline]
            fn record_read(_: &[f64], side: &mut Side) -> Self {
                side.kept()
            }
        }
    )*};
}

kept!(&'static str, Instant, SystemTime, PathBuf, OsString, Arc<str>, ParseFloatError, ParseIntError, core::fmt::Error);
kept!(NonZeroU8, NonZeroU16, NonZeroU32, NonZeroU64, NonZeroUsize, NonZeroI8, NonZeroI16, NonZeroI32, NonZeroI64, NonZeroIsize);

/// As what they can be made of.
macro_rules! by_way_of {
    ($([$($generics:tt)*] $t:ty, $way:ty: $x:ident => $to:expr;)*) => {$(
        impl<$($generics)*> Record for $t {
            const WORDS: usize = <$way>::WORDS;
            fn record_write(self, words: &mut [f64], side: &mut Side) {
                let $x = self;
                <$way>::record_write($to, words, side);
            }
            fn record_read(words: &[f64], side: &mut Side) -> Self {
                <$way>::record_read(words, side).into()
            }
        }
    )*};
}

by_way_of! {
    [] Rc<str>, String: x => x.as_ref().into();
    [] Box<str>, String: x => x.into();
    [T: Record] Box<[T]>, Vec<T>: x => x.into();
    [T: Record + Clone] Rc<[T]>, Vec<T>: x => x.as_ref().into();
    [T: Record + Clone] Arc<[T]>, Vec<T>: x => x.as_ref().into();
}

/// A field with `#[differentiable(skip)]`, of whatever type: method lookup finds [`KeepSkipped`] first, for it needs no further reference.
#[derive(Debug)]
pub struct Skipped<T>(PhantomData<fn() -> T>);

#[allow(clippy::new_without_default)]
impl<T> Skipped<T> {
    /// One for this type.
    #[inline(always)]
    pub fn new() -> Self {
        Skipped(PhantomData)
    }
}

/// A type that can be kept for the reverse sweep.
pub trait KeepSkipped<T> {
    /// Puts it aside.
    fn keep(&self, value: T, side: &mut Side);
    /// Takes it back.
    fn kept(&self, side: &mut Side) -> T;
}

impl<T: Clone + Send + Sync + 'static> KeepSkipped<T> for Skipped<T> {
    fn keep(&self, value: T, side: &mut Side) {
        side.keep(value);
    }
    fn kept(&self, side: &mut Side) -> T {
        side.kept()
    }
}

/// A type that cannot: it borrows, cannot be cloned, or belongs to one thread.
pub trait NeverKept<T> {
    /// Panics.
    fn keep(&self, value: T, side: &mut Side);
    /// Panics.
    fn kept(&self, side: &mut Side) -> T;
}

impl<T> NeverKept<T> for &Skipped<T> {
    #[cold]
    fn keep(&self, _: T, _: &mut Side) {
        panic!(
            "a skipped field of type `{}` cannot be kept for the reverse sweep: it is not `Clone + Send + Sync + 'static`",
            core::any::type_name::<T>()
        );
    }
    #[cold]
    fn kept(&self, _: &mut Side) -> T {
        unreachable!("what cannot be kept was not kept");
    }
}

impl Record for () {
    const WORDS: usize = 0;
    #[inline(always)]
    fn record_write(self, _: &mut [f64], _: &mut Side) {}
    #[inline(always)]
    fn record_read(_: &[f64], _: &mut Side) -> Self {}
}

impl<T: ?Sized> Record for PhantomData<T> {
    const WORDS: usize = 0;
    #[inline(always)]
    fn record_write(self, _: &mut [f64], _: &mut Side) {}
    #[inline(always)]
    fn record_read(_: &[f64], _: &mut Side) -> Self {
        PhantomData
    }
}

/// `tuples! { (first to last) <- (last to first); }`
macro_rules! tuples {
    ($(($($t:ident $x:ident),*) <- ($($last:ident),*);)*) => {$(
        impl<$($t: Record),*> Record for ($($t,)*) {
            const WORDS: usize = 0 $(+ $t::WORDS)*;
            #[inline(always)]
            fn record_write(self, words: &mut [f64], side: &mut Side) {
                let rest = &mut words[..Self::WORDS];
                let ($($x,)*) = self;
                $( let ($x, rest) = { let (own, rest) = rest.split_at_mut($t::WORDS); (($x, own), rest) }; )*
                let _ = rest;
                $( $last.0.record_write($last.1, side); )*
            }
            #[inline(always)]
            fn record_read(words: &[f64], side: &mut Side) -> Self {
                let rest = &words[..Self::WORDS];
                $( let ($x, rest) = rest.split_at($t::WORDS); )*
                let _ = rest;
                ($($t::record_read($x, side),)*)
            }
        }
    )*};
}

tuples! {
    (A a) <- (a);
    (A a, B b) <- (b, a);
    (A a, B b, C c) <- (c, b, a);
    (A a, B b, C c, D d) <- (d, c, b, a);
    (A a, B b, C c, D d, E e) <- (e, d, c, b, a);
    (A a, B b, C c, D d, E e, F f) <- (f, e, d, c, b, a);
    (A a, B b, C c, D d, E e, F f, G g) <- (g, f, e, d, c, b, a);
    (A a, B b, C c, D d, E e, F f, G g, H h) <- (h, g, f, e, d, c, b, a);
    (A a, B b, C c, D d, E e, F f, G g, H h, I i) <- (i, h, g, f, e, d, c, b, a);
    (A a, B b, C c, D d, E e, F f, G g, H h, I i, J j) <- (j, i, h, g, f, e, d, c, b, a);
    (A a, B b, C c, D d, E e, F f, G g, H h, I i, J j, K k) <- (k, j, i, h, g, f, e, d, c, b, a);
    (A a, B b, C c, D d, E e, F f, G g, H h, I i, J j, K k, L l) <- (l, k, j, i, h, g, f, e, d, c, b, a);
}
