//! Floats, and types without a derivative.

use core::cmp::Ordering;
use core::ops::Range;

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
    ($($t:ty)*) => {$(
        impl Floats for $t {
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

        impl Differentiable for $t {
            type Tangent = ();
            type Shape = ();
            #[inline(always)]
            fn shape(&self) {}
            #[inline(always)]
            fn zero_of(_: &()) {}
        }
    )*};
}

without_floats!(() bool char str String Ordering u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize);
without_floats!(Range<u8> Range<u16> Range<u32> Range<u64> Range<u128> Range<usize>);
without_floats!(Range<i8> Range<i16> Range<i32> Range<i64> Range<i128> Range<isize>);

/// The tangent of what has no derivative.
impl Tangent for () {
    #[inline(always)]
    fn accumulate(&mut self, (): &()) {}
    #[inline(always)]
    fn take(&mut self) {}
}
