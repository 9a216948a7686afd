//! What a matrix is to gradients, optimizers and tapes: its own tangent.
//!
//! The order of the floats is nalgebra's order in memory, column by column; [`Floats::dims`] says so with the number of columns first.

use ::nalgebra::allocator::Allocator;
use ::nalgebra::{DefaultAllocator, Dim, OMatrix};

use crate::optim::Parameters;
use crate::record::{Record, Side, Word};
use crate::tangent::{Argument, Differentiable, Floats, Tangent};

impl<R: Dim, C: Dim> Differentiable for OMatrix<f64, R, C>
where
    DefaultAllocator: Allocator<R, C>,
{
    type Tangent = Self;
    type Shape = (usize, usize);
    #[inline]
    fn shape(&self) -> Self::Shape {
        self.shape()
    }
    #[inline]
    fn zero_of(&(rows, columns): &Self::Shape) -> Self {
        OMatrix::from_element_generic(R::from_usize(rows), C::from_usize(columns), -0.0)
    }
}

impl<R: Dim, C: Dim> Tangent for OMatrix<f64, R, C>
where
    DefaultAllocator: Allocator<R, C>,
{
    #[inline]
    fn accumulate(&mut self, other: &Self) {
        assert_eq!(self.shape(), other.shape(), "two tangents of one shape");
        *self += other;
    }
    #[inline]
    fn take(&mut self) -> Self {
        let zero = self.zero_tangent();
        core::mem::replace(self, zero)
    }
}

impl<R: Dim, C: Dim> Floats for OMatrix<f64, R, C>
where
    DefaultAllocator: Allocator<R, C>,
{
    const PRECISION: f64 = f64::EPSILON;
    #[inline]
    fn float_count(&self) -> usize {
        self.len()
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
        if R::try_to_usize() == Some(1) || C::try_to_usize() == Some(1) { vec![self.len()] } else { vec![self.ncols(), self.nrows()] }
    }
    #[inline]
    fn contiguous(&self) -> Option<&[f64]> {
        Some(self.as_slice())
    }
    #[inline]
    fn contiguous_mut(&mut self) -> Option<&mut [f64]> {
        Some(self.as_mut_slice())
    }
}

impl<R: Dim, C: Dim> Argument for OMatrix<f64, R, C>
where
    DefaultAllocator: Allocator<R, C>,
{
    type Again = ();
    #[inline(always)]
    fn again(&self) {}
}

impl<R: Dim, C: Dim> Record for OMatrix<f64, R, C>
where
    DefaultAllocator: Allocator<R, C>,
{
    const WORDS: usize = 2;
    #[inline]
    fn record_write(self, words: &mut [f64], side: &mut Side) {
        words[0] = self.nrows().to_word();
        words[1] = self.ncols().to_word();
        self.as_slice().to_vec().record_write(&mut [], side);
    }
    #[inline]
    fn record_read(words: &[f64], side: &mut Side) -> Self {
        let (rows, columns) = (usize::from_word(words[0]), usize::from_word(words[1]));
        let floats = Vec::record_read(&[], side);
        OMatrix::from_column_slice_generic(R::from_usize(rows), C::from_usize(columns), &floats)
    }
}

impl<R: Dim, C: Dim> Parameters for OMatrix<f64, R, C> where DefaultAllocator: Allocator<R, C> {}
