//! `Box`, `Rc` and `Arc`: the derivative of what they own, in a box of its own, so that types may contain themselves.

use std::rc::Rc;
use std::sync::Arc;

use super::{Argument, Differentiable, Floats, Tangent};

macro_rules! pointers {
    ($($pointer:ident),*) => {$(
        impl<T: Differentiable + ?Sized> Differentiable for $pointer<T> {
            type Tangent = Box<T::Tangent>;
            type Shape = Box<T::Shape>;
            #[inline]
            fn shape(&self) -> Self::Shape {
                Box::new(T::shape(self))
            }
            #[inline]
            fn zero_of(shape: &Self::Shape) -> Self::Tangent {
                Box::new(T::zero_of(shape))
            }
            #[inline]
            fn zero_tangent(&self) -> Self::Tangent {
                Box::new(T::zero_tangent(self))
            }
        }

        impl<T: ?Sized> Argument for $pointer<T> {
            type Again = ();
            #[inline(always)]
            fn again(&self) {}
        }
    )*};
}

pointers!(Box, Rc, Arc);

impl<T: Tangent> Tangent for Box<T> {
    #[inline]
    fn accumulate(&mut self, other: &Self) {
        T::accumulate(self, other);
    }
    #[inline]
    fn take(&mut self) -> Self {
        Box::new(T::take(self))
    }
}

impl<T: Floats + ?Sized> Floats for Box<T> {
    const PRECISION: f64 = T::PRECISION;
    fn precision(&self) -> f64 {
        T::precision(self)
    }
    #[inline]
    fn float_count(&self) -> usize {
        T::float_count(self)
    }
    #[inline]
    fn visit_floats<F: FnMut(f64)>(&self, visit: &mut F) {
        T::visit_floats(self, visit);
    }
    #[inline]
    fn update_floats<F: FnMut(f64) -> f64>(&mut self, update: &mut F) {
        T::update_floats(self, update);
    }
    #[inline]
    fn is_absent(&self) -> bool {
        T::is_absent(self)
    }
    fn dims(&self) -> Vec<usize> {
        T::dims(self)
    }
    #[inline]
    fn contiguous(&self) -> Option<&[f64]> {
        T::contiguous(self)
    }
    #[inline]
    fn contiguous_mut(&mut self) -> Option<&mut [f64]> {
        T::contiguous_mut(self)
    }
}

/// To change a shared value is to get one of one's own first.
macro_rules! shared {
    ($($pointer:ident),*) => {$(
        impl<T: Floats + Clone> Floats for $pointer<T> {
            const PRECISION: f64 = T::PRECISION;
            fn precision(&self) -> f64 {
                T::precision(self)
            }
            #[inline]
            fn float_count(&self) -> usize {
                T::float_count(self)
            }
            #[inline]
            fn visit_floats<F: FnMut(f64)>(&self, visit: &mut F) {
                T::visit_floats(self, visit);
            }
            #[inline]
            fn update_floats<F: FnMut(f64) -> f64>(&mut self, update: &mut F) {
                if self.float_count() != 0 {
                    T::update_floats($pointer::make_mut(self), update);
                }
            }
            fn dims(&self) -> Vec<usize> {
                T::dims(self)
            }
            #[inline]
            fn contiguous(&self) -> Option<&[f64]> {
                T::contiguous(self)
            }
        }

        impl<T: Floats + Clone> Floats for $pointer<[T]> {
            const PRECISION: f64 = T::PRECISION;
            fn precision(&self) -> f64 {
                <[T]>::precision(self)
            }
            #[inline]
            fn float_count(&self) -> usize {
                <[T]>::float_count(self)
            }
            #[inline]
            fn visit_floats<F: FnMut(f64)>(&self, visit: &mut F) {
                <[T]>::visit_floats(self, visit);
            }
            #[inline]
            fn update_floats<F: FnMut(f64) -> f64>(&mut self, update: &mut F) {
                <[T]>::update_floats($pointer::make_mut(self), update);
            }
            fn dims(&self) -> Vec<usize> {
                <[T]>::dims(self)
            }
            #[inline]
            fn contiguous(&self) -> Option<&[f64]> {
                <[T]>::contiguous(self)
            }
        }

        impl Floats for $pointer<str> {
            const PRECISION: f64 = 0.0;
            #[inline]
            fn float_count(&self) -> usize {
                0
            }
            #[inline]
            fn visit_floats<F: FnMut(f64)>(&self, _: &mut F) {}
            #[inline]
            fn update_floats<F: FnMut(f64) -> f64>(&mut self, _: &mut F) {}
        }
    )*};
}

shared!(Rc, Arc);
