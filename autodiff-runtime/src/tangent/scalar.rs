//! Floats, and types without a derivative.

use core::cmp::Ordering;
use core::fmt;
use core::marker::PhantomData;
use core::num::{
    NonZeroI8, NonZeroI16, NonZeroI32, NonZeroI64, NonZeroIsize, NonZeroU8, NonZeroU16, NonZeroU32, NonZeroU64, NonZeroUsize, ParseFloatError,
    ParseIntError,
};
use core::ops::Range;
use core::time::Duration;
use std::error::Error;
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Instant, SystemTime};

use super::{Differentiable, Floats, Tangent};

macro_rules! floats {
    ($($float:ident { $($more:item)* })*) => {$(
        impl Differentiable for $float {
            type Tangent = $float;
            type Shape = ();
            #[inline(always)]
            fn shape(&self) {}
            #[inline(always)]
            fn zero_of(_: &()) -> $float {
                -0.0
            }
        }

        impl Tangent for $float {
            #[inline(always)]
            fn accumulate(&mut self, other: &$float) {
                *self += *other;
            }
            #[inline(always)]
            fn take(&mut self) -> $float {
                core::mem::replace(self, -0.0)
            }
        }

        impl Floats for $float {
            const PRECISION: f64 = $float::EPSILON as f64;
            #[inline(always)]
            fn float_count(&self) -> usize {
                1
            }
            #[inline(always)]
            fn visit_floats<F: FnMut(f64)>(&self, visit: &mut F) {
                visit(f64::from(*self));
            }
            #[inline(always)]
            fn update_floats<F: FnMut(f64) -> f64>(&mut self, update: &mut F) {
                *self = update(f64::from(*self)) as $float;
            }
            fn dims(&self) -> Vec<usize> {
                Vec::new()
            }
            $($more)*
        }
    )*};
}

floats! {
    f64 {
        #[inline(always)]
        fn contiguous(&self) -> Option<&[f64]> {
            Some(core::slice::from_ref(self))
        }
        #[inline(always)]
        fn contiguous_mut(&mut self) -> Option<&mut [f64]> {
            Some(core::slice::from_mut(self))
        }
        #[inline(always)]
        fn contiguous_items(items: &[f64]) -> Option<&[f64]> {
            Some(items)
        }
        #[inline(always)]
        fn contiguous_items_mut(items: &mut [f64]) -> Option<&mut [f64]> {
            Some(items)
        }
    }
    f32 {}
}

macro_rules! without_floats {
    ($($t:ty),*$(,)?) => {$(without_floats!(@one [] $t);)*};
    (@one [$($g:ident $(: ?$sized:ident)?)?] $t:ty) => {
        impl<$($g $(: ?$sized)?)?> Floats for $t {
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

        impl<$($g $(: ?$sized)?)?> Differentiable for $t {
            type Tangent = ();
            type Shape = ();
            #[inline(always)]
            fn shape(&self) {}
            #[inline(always)]
            fn zero_of(_: &()) {}
        }
    };
}

without_floats!((), bool, char, str, String, Ordering, u8, u16, u32, u64, u128, usize, i8, i16, i32, i64, i128, isize);
without_floats!(Range<u8>, Range<u16>, Range<u32>, Range<u64>, Range<u128>, Range<usize>);
without_floats!(Range<i8>, Range<i16>, Range<i32>, Range<i64>, Range<i128>, Range<isize>);
without_floats!(Duration, Instant, SystemTime, Path, PathBuf, OsStr, OsString);
without_floats!(@one [T: ?Sized] PhantomData<T>);
without_floats!(NonZeroU8, NonZeroU16, NonZeroU32, NonZeroU64, NonZeroUsize, NonZeroI8, NonZeroI16, NonZeroI32, NonZeroI64, NonZeroIsize);
without_floats!(ParseFloatError, ParseIntError, fmt::Error, io::Error, dyn Error, dyn Error + Send, dyn Error + Send + Sync);

/// Borrowed text can only be looked at, and so can be asked for its floats: there are none.
impl Floats for &'static str {
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

/// The tangent of what has no derivative.
impl Tangent for () {
    #[inline(always)]
    fn accumulate(&mut self, (): &()) {}
    #[inline(always)]
    fn take(&mut self) {}
}
