//! Vectors.

use super::{Differentiable, Floats, Tangent};

impl<T: Differentiable> Differentiable for Vec<T> {
    type Tangent = Vec<T::Tangent>;
    type Shape = Vec<T::Shape>;
    #[inline]
    fn shape(&self) -> Self::Shape {
        self.as_slice().shape()
    }
    #[inline]
    fn zero_of(shape: &Self::Shape) -> Self::Tangent {
        <[T]>::zero_of(shape)
    }
    #[inline]
    fn zero_tangent(&self) -> Self::Tangent {
        self.as_slice().zero_tangent()
    }
}

impl<T: Tangent> Tangent for Vec<T> {
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

impl<T: Floats> Floats for Vec<T> {
    const PRECISION: f64 = T::PRECISION;
    fn precision(&self) -> f64 {
        self.as_slice().precision()
    }
    #[inline]
    fn float_count(&self) -> usize {
        self.as_slice().float_count()
    }
    #[inline]
    fn visit_floats<F: FnMut(f64)>(&self, visit: &mut F) {
        self.as_slice().visit_floats(visit);
    }
    #[inline]
    fn update_floats<F: FnMut(f64) -> f64>(&mut self, update: &mut F) {
        self.as_mut_slice().update_floats(update);
    }
    fn dims(&self) -> Vec<usize> {
        self.as_slice().dims()
    }
    #[inline]
    fn contiguous(&self) -> Option<&[f64]> {
        T::contiguous_items(self)
    }
    #[inline]
    fn contiguous_mut(&mut self) -> Option<&mut [f64]> {
        T::contiguous_items_mut(self)
    }
}
