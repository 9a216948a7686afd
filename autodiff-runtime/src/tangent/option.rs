//! `Option` and `Box`.

use super::{Differentiable, Floats, Tangent};

impl<T: Differentiable> Differentiable for Option<T> {
    type Tangent = Option<T::Tangent>;
    type Shape = Option<T::Shape>;
    #[inline(always)]
    fn shape(&self) -> Self::Shape {
        self.as_ref().map(T::shape)
    }
    #[inline(always)]
    fn zero_of(shape: &Self::Shape) -> Self::Tangent {
        shape.as_ref().map(T::zero_of)
    }
}

impl<T: Tangent> Tangent for Option<T> {
    /// `None` is the zero of whatever `other` is.
    #[inline(always)]
    fn accumulate(&mut self, other: &Self) {
        match (self, other) {
            (Some(to), Some(from)) => to.accumulate(from),
            (to @ None, Some(from)) => *to = Some(from.clone()),
            (_, None) => {}
        }
    }
    #[inline(always)]
    fn take(&mut self) -> Self {
        self.as_mut().map(T::take)
    }
}

impl<T: Floats> Floats for Option<T> {
    const PRECISION: f64 = T::PRECISION;
    #[inline]
    fn float_count(&self) -> usize {
        self.as_ref().map_or(0, T::float_count)
    }
    #[inline]
    fn visit_floats<F: FnMut(f64)>(&self, visit: &mut F) {
        if let Some(inner) = self {
            inner.visit_floats(visit);
        }
    }
    #[inline]
    fn update_floats<F: FnMut(f64) -> f64>(&mut self, update: &mut F) {
        if let Some(inner) = self {
            inner.update_floats(update);
        }
    }
    #[inline]
    fn is_absent(&self) -> bool {
        self.as_ref().is_none_or(T::is_absent)
    }
    fn dims(&self) -> Vec<usize> {
        self.as_ref().map_or_else(|| vec![0], T::dims)
    }
    #[inline]
    fn contiguous(&self) -> Option<&[f64]> {
        self.as_ref().and_then(T::contiguous)
    }
    #[inline]
    fn contiguous_mut(&mut self) -> Option<&mut [f64]> {
        self.as_mut().and_then(T::contiguous_mut)
    }
}

impl<T: Differentiable> Differentiable for Box<T> {
    type Tangent = Box<T::Tangent>;
    type Shape = T::Shape;
    #[inline]
    fn shape(&self) -> Self::Shape {
        T::shape(self)
    }
    #[inline]
    fn zero_of(shape: &Self::Shape) -> Self::Tangent {
        Box::new(T::zero_of(shape))
    }
}

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

impl<T: Floats> Floats for Box<T> {
    const PRECISION: f64 = T::PRECISION;
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
