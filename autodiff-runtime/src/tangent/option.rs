//! `Option` and `Result`.

use super::{Differentiable, Floats, Tangent, accumulate_other_variant, coarsest};

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
    fn precision(&self) -> f64 {
        self.as_ref().map_or(0.0, T::precision)
    }
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

impl<T: Differentiable, E: Differentiable> Differentiable for Result<T, E> {
    type Tangent = Result<T::Tangent, E::Tangent>;
    type Shape = Result<T::Shape, E::Shape>;
    #[inline(always)]
    fn shape(&self) -> Self::Shape {
        self.as_ref().map(T::shape).map_err(E::shape)
    }
    #[inline(always)]
    fn zero_of(shape: &Self::Shape) -> Self::Tangent {
        shape.as_ref().map(T::zero_of).map_err(E::zero_of)
    }
}

impl<T: Tangent, E: Tangent> Tangent for Result<T, E> {
    /// Of two variants one has to be zero, and the other remains.
    #[inline(always)]
    fn accumulate(&mut self, other: &Self) {
        match (self, other) {
            (Ok(to), Ok(from)) => to.accumulate(from),
            (Err(to), Err(from)) => to.accumulate(from),
            (to, from) => accumulate_other_variant(to, from),
        }
    }
    #[inline(always)]
    fn take(&mut self) -> Self {
        self.as_mut().map(T::take).map_err(E::take)
    }
}

impl<T: Floats, E: Floats> Floats for Result<T, E> {
    const PRECISION: f64 = coarsest(&[T::PRECISION, E::PRECISION]);
    fn precision(&self) -> f64 {
        self.as_ref().map_or_else(E::precision, T::precision)
    }
    #[inline]
    fn float_count(&self) -> usize {
        match self {
            Ok(value) => value.float_count(),
            Err(error) => error.float_count(),
        }
    }
    #[inline]
    fn visit_floats<F: FnMut(f64)>(&self, visit: &mut F) {
        match self {
            Ok(value) => value.visit_floats(visit),
            Err(error) => error.visit_floats(visit),
        }
    }
    #[inline]
    fn update_floats<F: FnMut(f64) -> f64>(&mut self, update: &mut F) {
        match self {
            Ok(value) => value.update_floats(update),
            Err(error) => error.update_floats(update),
        }
    }
}
