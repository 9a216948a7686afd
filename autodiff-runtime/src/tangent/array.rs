//! Arrays and slices.

use core::array;

use super::{Differentiable, Floats, Tangent};

impl<T: Differentiable, const N: usize> Differentiable for [T; N] {
    type Tangent = [T::Tangent; N];
    type Shape = [T::Shape; N];
    #[inline(always)]
    fn shape(&self) -> Self::Shape {
        array::from_fn(|k| self[k].shape())
    }
    #[inline(always)]
    fn zero_of(shape: &Self::Shape) -> Self::Tangent {
        array::from_fn(|k| T::zero_of(&shape[k]))
    }
}

impl<T: Tangent, const N: usize> Tangent for [T; N] {
    #[inline(always)]
    fn accumulate(&mut self, other: &Self) {
        for (to, from) in self.iter_mut().zip(other) {
            to.accumulate(from);
        }
    }
    #[inline(always)]
    fn take(&mut self) -> Self {
        array::from_fn(|k| self[k].take())
    }
}

impl<T: Differentiable> Differentiable for [T] {
    type Tangent = Vec<T::Tangent>;
    type Shape = Vec<T::Shape>;
    #[inline]
    fn shape(&self) -> Self::Shape {
        self.iter().map(T::shape).collect()
    }
    #[inline]
    fn zero_of(shape: &Self::Shape) -> Self::Tangent {
        shape.iter().map(T::zero_of).collect()
    }
    #[inline]
    fn zero_tangent(&self) -> Self::Tangent {
        self.iter().map(T::zero_tangent).collect()
    }
}

impl<T: Floats> Floats for [T] {
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
        for item in self {
            item.visit_floats(visit);
        }
    }
    #[inline]
    fn update_floats<F: FnMut(f64) -> f64>(&mut self, update: &mut F) {
        for item in self {
            item.update_floats(update);
        }
    }
    fn dims(&self) -> Vec<usize> {
        let Some((first, rest)) = self.split_first() else { return vec![0] };
        let inner = first.dims();
        if rest.iter().any(|item| item.dims() != inner) {
            return vec![self.float_count()];
        }
        let mut dims = vec![self.len()];
        dims.extend(inner);
        dims
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

impl<T: Floats, const N: usize> Floats for [T; N] {
    const PRECISION: f64 = T::PRECISION;
    fn precision(&self) -> f64 {
        self.as_slice().precision()
    }
    #[inline(always)]
    fn float_count(&self) -> usize {
        self.as_slice().float_count()
    }
    #[inline(always)]
    fn visit_floats<F: FnMut(f64)>(&self, visit: &mut F) {
        self.as_slice().visit_floats(visit);
    }
    #[inline(always)]
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
    #[inline]
    fn contiguous_items(items: &[Self]) -> Option<&[f64]> {
        T::contiguous_items(items.as_flattened())
    }
    #[inline]
    fn contiguous_items_mut(items: &mut [Self]) -> Option<&mut [f64]> {
        T::contiguous_items_mut(items.as_flattened_mut())
    }
}
