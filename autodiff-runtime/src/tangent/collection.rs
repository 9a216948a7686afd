//! `VecDeque`, maps and sets.
//!
//! A map's derivative is one of its values; keys carry none. The floats of a map come in the order of its keys, whatever the order in which it iterates.

use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, VecDeque};
use std::fmt::Debug;
use std::hash::{BuildHasher, Hash};

use super::{Differentiable, Floats, Tangent};
use crate::record::{Record, Side};

impl<T: Differentiable> Differentiable for VecDeque<T> {
    type Tangent = VecDeque<T::Tangent>;
    type Shape = Vec<T::Shape>;
    #[inline]
    fn shape(&self) -> Self::Shape {
        self.iter().map(T::shape).collect()
    }
    #[inline]
    fn zero_of(shape: &Self::Shape) -> Self::Tangent {
        shape.iter().map(T::zero_of).collect()
    }
}

impl<T: Tangent> Tangent for VecDeque<T> {
    #[inline]
    fn accumulate(&mut self, other: &Self) {
        assert_eq!(self.len(), other.len(), "two tangents of one shape");
        for (to, from) in self.iter_mut().zip(other) {
            to.accumulate(from);
        }
    }
    #[inline]
    fn take(&mut self) -> Self {
        self.iter_mut().map(T::take).collect()
    }
}

impl<T: Floats> Floats for VecDeque<T> {
    const PRECISION: f64 = T::PRECISION;
    fn precision(&self) -> f64 {
        self.iter().map(Floats::precision).fold(0.0, f64::max)
    }
    #[inline]
    fn float_count(&self) -> usize {
        self.iter().map(T::float_count).sum()
    }
    #[inline]
    fn visit_floats<F: FnMut(f64)>(&self, visit: &mut F) {
        self.iter().for_each(|item| item.visit_floats(visit));
    }
    #[inline]
    fn update_floats<F: FnMut(f64) -> f64>(&mut self, update: &mut F) {
        self.iter_mut().for_each(|item| item.update_floats(update));
    }
    /// As those of the `Vec` of the same elements.
    fn dims(&self) -> Vec<usize> {
        let Some(first) = self.front() else { return vec![0] };
        let inner = first.dims();
        if self.iter().any(|item| item.dims() != inner) {
            return vec![self.float_count()];
        }
        std::iter::once(self.len()).chain(inner).collect()
    }
}

/// The keys of a map and the shapes of their values, in the order of the keys.
#[derive(Clone, Debug, PartialEq)]
pub struct MapShape<K, S> {
    keys: Vec<K>,
    values: Vec<S>,
}

impl<K: Clone + Send + Sync + 'static, S: Record> Record for MapShape<K, S> {
    const WORDS: usize = 0;
    fn record_write(self, _: &mut [f64], side: &mut Side) {
        S::record_write_vec(self.values, side);
        side.keep(self.keys);
    }
    fn record_read(_: &[f64], side: &mut Side) -> Self {
        let keys = side.kept();
        MapShape { keys, values: S::record_read_vec(side) }
    }
}

/// A key: ordered, and cloned into the tangent.
pub trait Key: Ord + Clone + Debug + Send + Sync + 'static {}

impl<K: Ord + Clone + Debug + Send + Sync + 'static> Key for K {}

fn by_key<K: Ord, V>(entries: impl Iterator<Item = (K, V)>) -> Vec<(K, V)> {
    let mut entries: Vec<_> = entries.collect();
    entries.sort_by(|a, b| a.0.cmp(&b.0));
    entries
}

macro_rules! maps {
    ($([$($hash:ident)?] $map:ty: [$($state:tt)*], $tangent:ty;)*) => {$(
        impl<K: Key $(+ $hash)?, V: Differentiable, $($state)*> Differentiable for $map {
            type Tangent = $tangent;
            type Shape = MapShape<K, V::Shape>;
            fn shape(&self) -> Self::Shape {
                let (keys, values) = by_key(self.iter()).into_iter().map(|(key, value)| (key.clone(), value.shape())).unzip();
                MapShape { keys, values }
            }
            fn zero_of(shape: &Self::Shape) -> Self::Tangent {
                shape.keys.iter().cloned().zip(shape.values.iter().map(V::zero_of)).collect()
            }
        }

        impl<K: Key $(+ $hash)?, V: Tangent, $($state)*> Tangent for $map {
            /// An entry that is missing on one side is zero there, as `None` is the zero of an option.
            fn accumulate(&mut self, other: &Self) {
                for (key, from) in other {
                    match self.get_mut(key) {
                        Some(to) => to.accumulate(from),
                        None => {
                            self.insert(key.clone(), from.clone());
                        }
                    }
                }
            }
            fn take(&mut self) -> Self {
                self.iter_mut().map(|(key, value)| (key.clone(), value.take())).collect()
            }
        }

        impl<K: Ord, V: Floats, $($state)*> Floats for $map {
            const PRECISION: f64 = V::PRECISION;
            fn precision(&self) -> f64 {
                self.values().map(V::precision).fold(0.0, f64::max)
            }
            fn float_count(&self) -> usize {
                self.values().map(V::float_count).sum()
            }
            fn visit_floats<F: FnMut(f64)>(&self, visit: &mut F) {
                by_key(self.iter()).into_iter().for_each(|(_, value)| value.visit_floats(visit));
            }
            fn update_floats<F: FnMut(f64) -> f64>(&mut self, update: &mut F) {
                by_key(self.iter_mut()).into_iter().for_each(|(_, value)| value.update_floats(update));
            }
        }
    )*};
}

maps! {
    [] BTreeMap<K, V>: [], BTreeMap<K, V::Tangent>;
    [Hash] HashMap<K, V, H>: [H: BuildHasher + Default + Clone], HashMap<K, V::Tangent, H>;
}

/// What is in a set has no floats: the order of its elements would depend on them.
macro_rules! sets {
    ($([$($state:tt)*] $set:ty;)*) => {$(
        impl<T: Differentiable<Tangent = ()>, $($state)*> Differentiable for $set {
            type Tangent = ();
            type Shape = ();
            #[inline(always)]
            fn shape(&self) {}
            #[inline(always)]
            fn zero_of(_: &()) {}
        }

        impl<T: Differentiable<Tangent = ()>, $($state)*> Floats for $set {
            const PRECISION: f64 = 0.0;
            #[inline(always)]
            fn float_count(&self) -> usize {
                0
            }
            #[inline(always)]
            fn visit_floats<F: FnMut(f64)>(&self, _: &mut F) {}
            #[inline(always)]
            fn update_floats<F: FnMut(f64) -> f64>(&mut self, _: &mut F) {}
        }
    )*};
}

sets! {
    [] BTreeSet<T>;
    [] BinaryHeap<T>;
    [H] HashSet<T, H>;
}
