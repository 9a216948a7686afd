//! Plain values as parameters: what `Optimizer::step` updates.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::ffi::OsString;
use std::num::{
    NonZeroI8, NonZeroI16, NonZeroI32, NonZeroI64, NonZeroIsize, NonZeroU8, NonZeroU16, NonZeroU32, NonZeroU64, NonZeroUsize, ParseFloatError,
    ParseIntError,
};
use std::ops::Range;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use crate::tangent::Floats;

use super::variable_set::{change_floats, read_floats};

/// A plain value that an optimizer can step, and its gradient: one or more parts, each of which is a variable to the optimizer.
///
/// A tuple has one part per field (so that norms are taken field by field); anything else is one part. A `f64`, and arrays and
/// vectors of floats or of arrays of floats, are changed where they are; other values are copied out and back.
///
/// A struct with `#[derive(Differentiable)]` has the parts of its fields, an enum is one part.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no plain value that an optimizer can step",
    note = "floats, arrays and vectors of them and tuples are, and a struct or enum with `#[derive(Differentiable)]`"
)]
pub trait Parameters: Floats {
    /// The number of parts.
    fn parts(&self) -> usize {
        1
    }

    /// The number of floats of a part; `None` if it is absent.
    fn part_len(&self, part: usize) -> Option<usize> {
        let _ = part;
        (!self.is_absent()).then(|| self.float_count())
    }

    /// The shape of a part.
    fn part_dims(&self, part: usize) -> Vec<usize> {
        let _ = part;
        self.dims()
    }

    /// Lets `read` see the floats of a part.
    fn read_part(&self, part: usize, buffer: &mut Vec<f64>, read: &mut dyn FnMut(&[f64])) {
        let _ = part;
        read_floats(self, buffer, read);
    }

    /// Lets `change` work on the floats of a part.
    fn change_part(&mut self, part: usize, buffer: &mut Vec<f64>, change: &mut dyn FnMut(&mut [f64])) {
        let _ = part;
        change_floats(self, buffer, change);
    }
}

impl Parameters for f64 {}

impl Parameters for f32 {}

impl<T: Floats> Parameters for [T] {}

impl<T: Floats> Parameters for Vec<T> {}

impl<T: Floats, const N: usize> Parameters for [T; N] {}

impl<T: Floats> Parameters for VecDeque<T> {}

impl<K: Ord, V: Floats> Parameters for BTreeMap<K, V> {}

impl<K: Ord, V: Floats, S> Parameters for HashMap<K, V, S> where HashMap<K, V, S>: Floats {}

impl<T: Floats, E: Floats> Parameters for Result<T, E> {}

impl<T, S> Parameters for HashSet<T, S>
where
    HashSet<T, S>: Floats,
{
    fn parts(&self) -> usize {
        0
    }
}

impl<T> Parameters for BTreeSet<T>
where
    BTreeSet<T>: Floats,
{
    fn parts(&self) -> usize {
        0
    }
}

impl<T> Parameters for Rc<[T]> where Rc<[T]>: Floats {}

impl<T> Parameters for Arc<[T]> where Arc<[T]>: Floats {}

/// What holds no floats has no parts.
macro_rules! without_floats {
    ($($t:ty),* $(,)?) => {$(
        impl Parameters for $t {
            fn parts(&self) -> usize {
                0
            }
        }
    )*};
}

without_floats!((), bool, char, String, &'static str, u8, u16, u32, u64, u128, usize, i8, i16, i32, i64, i128, isize);
without_floats!(Range<u8>, Range<u16>, Range<u32>, Range<u64>, Range<usize>, Range<i8>, Range<i16>, Range<i32>, Range<i64>, Range<isize>, Duration);
without_floats!(Ordering, Instant, SystemTime, PathBuf, OsString, ParseFloatError, ParseIntError, std::fmt::Error);
without_floats!(NonZeroU8, NonZeroU16, NonZeroU32, NonZeroU64, NonZeroUsize, NonZeroI8, NonZeroI16, NonZeroI32, NonZeroI64, NonZeroIsize);

impl<P: Parameters + ?Sized> Parameters for Box<P> {
    fn parts(&self) -> usize {
        (**self).parts()
    }
    fn part_len(&self, part: usize) -> Option<usize> {
        (**self).part_len(part)
    }
    fn part_dims(&self, part: usize) -> Vec<usize> {
        (**self).part_dims(part)
    }
    fn read_part(&self, part: usize, buffer: &mut Vec<f64>, read: &mut dyn FnMut(&[f64])) {
        (**self).read_part(part, buffer, read);
    }
    fn change_part(&mut self, part: usize, buffer: &mut Vec<f64>, change: &mut dyn FnMut(&mut [f64])) {
        (**self).change_part(part, buffer, change);
    }
}

/// As those of what is shared, of which a change makes a copy first.
macro_rules! shared {
    ($($pointer:ident),*) => {$(
        impl<P: Parameters + Clone> Parameters for $pointer<P> {
            fn parts(&self) -> usize {
                (**self).parts()
            }
            fn part_len(&self, part: usize) -> Option<usize> {
                (**self).part_len(part)
            }
            fn part_dims(&self, part: usize) -> Vec<usize> {
                (**self).part_dims(part)
            }
            fn read_part(&self, part: usize, buffer: &mut Vec<f64>, read: &mut dyn FnMut(&[f64])) {
                (**self).read_part(part, buffer, read);
            }
            fn change_part(&mut self, part: usize, buffer: &mut Vec<f64>, change: &mut dyn FnMut(&mut [f64])) {
                $pointer::make_mut(self).change_part(part, buffer, change);
            }
        }
    )*};
}

shared!(Rc, Arc);

impl<P: Parameters> Parameters for Option<P> {
    fn parts(&self) -> usize {
        self.as_ref().map_or(1, P::parts)
    }
    fn part_len(&self, part: usize) -> Option<usize> {
        self.as_ref().and_then(|value| value.part_len(part))
    }
    fn part_dims(&self, part: usize) -> Vec<usize> {
        self.as_ref().map_or_else(Vec::new, |value| value.part_dims(part))
    }
    fn read_part(&self, part: usize, buffer: &mut Vec<f64>, read: &mut dyn FnMut(&[f64])) {
        if let Some(value) = self {
            value.read_part(part, buffer, read);
        }
    }
    fn change_part(&mut self, part: usize, buffer: &mut Vec<f64>, change: &mut dyn FnMut(&mut [f64])) {
        if let Some(value) = self {
            value.change_part(part, buffer, change);
        }
    }
}

macro_rules! tuples {
    ($($($part:ident $index:tt),*;)*) => {$(
        impl<$($part: Parameters),*> Parameters for ($($part,)*) {
            fn parts(&self) -> usize {
                0 $(+ self.$index.parts())*
            }
            fn part_len(&self, mut part: usize) -> Option<usize> {
                $(
                    if part < self.$index.parts() {
                        return self.$index.part_len(part);
                    }
                    part -= self.$index.parts();
                )*
                let _ = part;
                None
            }
            fn part_dims(&self, mut part: usize) -> Vec<usize> {
                $(
                    if part < self.$index.parts() {
                        return self.$index.part_dims(part);
                    }
                    part -= self.$index.parts();
                )*
                panic!("{part} parts too far in a tuple of parameters")
            }
            fn read_part(&self, mut part: usize, buffer: &mut Vec<f64>, read: &mut dyn FnMut(&[f64])) {
                $(
                    if part < self.$index.parts() {
                        return self.$index.read_part(part, buffer, read);
                    }
                    part -= self.$index.parts();
                )*
                panic!("{part} parts too far in a tuple of parameters")
            }
            fn change_part(&mut self, mut part: usize, buffer: &mut Vec<f64>, change: &mut dyn FnMut(&mut [f64])) {
                $(
                    if part < self.$index.parts() {
                        return self.$index.change_part(part, buffer, change);
                    }
                    part -= self.$index.parts();
                )*
                panic!("{part} parts too far in a tuple of parameters")
            }
        }
    )*};
}

tuples! {
    A 0;
    A 0, B 1;
    A 0, B 1, C 2;
    A 0, B 1, C 2, D 3;
    A 0, B 1, C 2, D 3, E 4;
    A 0, B 1, C 2, D 3, E 4, F 5;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10;
    A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11;
}
