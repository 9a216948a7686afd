//! The mirror of a matrix.

use core::any::Any;
use core::fmt;
use core::ops::{Deref, DerefMut, Index, IndexMut};

use ::nalgebra::allocator::Allocator;
use ::nalgebra::{DMatrix, DMatrixView, DefaultAllocator, Dim, Matrix, OMatrix, RawStorage, Scalar};

use crate::matrix::node::{Num, Operands};
use crate::overload::{Leaves, Lift, Mirrored, current};

/// A matrix of numbers: the mirror of nalgebra's matrices of `f64`.
///
/// It is nalgebra's matrix with numbers for elements, and dereferences to it, so that what is not overridden here is nalgebra's own generic function.
/// What is overridden has the same name and meaning, and one node on the trace.
pub struct Dense<T: Scalar, R: Dim, C: Dim>(pub(super) OMatrix<T, R, C>)
where
    DefaultAllocator: Allocator<R, C>;

impl<T: Scalar, R: Dim, C: Dim> Clone for Dense<T, R, C>
where
    DefaultAllocator: Allocator<R, C>,
{
    fn clone(&self) -> Self {
        Dense(self.0.clone())
    }
}

impl<T: Scalar, R: Dim, C: Dim> Copy for Dense<T, R, C>
where
    DefaultAllocator: Allocator<R, C>,
    OMatrix<T, R, C>: Copy,
{
}

/// As the matrix of the values.
impl<T: Scalar, R: Dim, C: Dim> fmt::Debug for Dense<T, R, C>
where
    DefaultAllocator: Allocator<R, C>,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T: Scalar + fmt::Display, R: Dim, C: Dim> fmt::Display for Dense<T, R, C>
where
    DefaultAllocator: Allocator<R, C>,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T: Scalar, R: Dim, C: Dim, R2: Dim, C2: Dim> PartialEq<Dense<T, R2, C2>> for Dense<T, R, C>
where
    DefaultAllocator: Allocator<R, C> + Allocator<R2, C2>,
{
    fn eq(&self, other: &Dense<T, R2, C2>) -> bool {
        self.shape() == other.shape() && self.0.iter().eq(other.0.iter())
    }
}

impl<R: Dim, C: Dim> Default for Dense<Num, R, C>
where
    DefaultAllocator: Allocator<R, C>,
    OMatrix<Num, R, C>: Default,
{
    fn default() -> Self {
        Dense(OMatrix::default())
    }
}

impl<T: Scalar, R: Dim, C: Dim> Deref for Dense<T, R, C>
where
    DefaultAllocator: Allocator<R, C>,
{
    type Target = OMatrix<T, R, C>;
    #[inline(always)]
    fn deref(&self) -> &OMatrix<T, R, C> {
        &self.0
    }
}

impl<T: Scalar, R: Dim, C: Dim> DerefMut for Dense<T, R, C>
where
    DefaultAllocator: Allocator<R, C>,
{
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut OMatrix<T, R, C> {
        &mut self.0
    }
}

macro_rules! indexed {
    ($($index:ty),*) => {$(
        impl<T: Scalar, R: Dim, C: Dim> Index<$index> for Dense<T, R, C>
        where
            DefaultAllocator: Allocator<R, C>,
        {
            type Output = T;
            #[inline(always)]
            fn index(&self, at: $index) -> &T {
                &self.0[at]
            }
        }

        impl<T: Scalar, R: Dim, C: Dim> IndexMut<$index> for Dense<T, R, C>
        where
            DefaultAllocator: Allocator<R, C>,
        {
            #[inline(always)]
            fn index_mut(&mut self, at: $index) -> &mut T {
                &mut self.0[at]
            }
        }
    )*};
}

indexed!(usize, (usize, usize));

impl<'a, T: Scalar, R: Dim, C: Dim> IntoIterator for &'a Dense<T, R, C>
where
    DefaultAllocator: Allocator<R, C>,
{
    type Item = &'a T;
    type IntoIter = <&'a OMatrix<T, R, C> as IntoIterator>::IntoIter;
    fn into_iter(self) -> Self::IntoIter {
        (&self.0).into_iter()
    }
}

impl<'a, T: Scalar, R: Dim, C: Dim> IntoIterator for &'a mut Dense<T, R, C>
where
    DefaultAllocator: Allocator<R, C>,
{
    type Item = &'a mut T;
    type IntoIter = <&'a mut OMatrix<T, R, C> as IntoIterator>::IntoIter;
    fn into_iter(self) -> Self::IntoIter {
        (&mut self.0).into_iter()
    }
}

/// nalgebra's own matrix of numbers, that its generic functions return.
impl<R: Dim, C: Dim, S: RawStorage<Num, R, C>> From<Matrix<Num, R, C, S>> for Dense<Num, R, C>
where
    DefaultAllocator: Allocator<R, C>,
{
    fn from(matrix: Matrix<Num, R, C, S>) -> Self {
        let (rows, columns) = matrix.shape_generic();
        Dense(OMatrix::from_iterator_generic(rows, columns, matrix.iter().copied()))
    }
}

impl<R: Dim, C: Dim> Mirrored for OMatrix<f64, R, C>
where
    DefaultAllocator: Allocator<R, C>,
{
    type Mirror = Dense<Num, R, C>;
}

impl<R: Dim, C: Dim> Mirrored for Dense<Num, R, C>
where
    DefaultAllocator: Allocator<R, C>,
{
    type Mirror = Self;
}

impl<R: Dim, C: Dim> Lift for OMatrix<f64, R, C>
where
    DefaultAllocator: Allocator<R, C>,
{
    fn lift(&self, leaves: &mut Leaves) -> Dense<Num, R, C> {
        Dense(self.map(leaves.numbers(self.len())))
    }
    fn lower(mirror: &Dense<Num, R, C>) -> Self {
        values(mirror)
    }
    fn indices(mirror: &Dense<Num, R, C>, visit: &mut dyn FnMut(u32)) {
        mirror.as_slice().iter().for_each(|number| visit(number.index()));
    }
    fn all_indices(mirror: &Dense<Num, R, C>, indices: &mut Vec<u32>) {
        indices.extend(mirror.as_slice().iter().map(Num::index));
    }
}

/// The values of numbers.
pub(super) fn values<R: Dim, C: Dim, S: RawStorage<Num, R, C>>(matrix: &Matrix<Num, R, C, S>) -> OMatrix<f64, R, C>
where
    DefaultAllocator: Allocator<R, C>,
{
    matrix.map(Num::primal)
}

/// A matrix as an operand; whether it has a derivative.
pub(super) fn add<R: Dim, C: Dim, S: RawStorage<Num, R, C>>(operands: &mut Operands, matrix: &Matrix<Num, R, C, S>) -> bool
where
    DefaultAllocator: Allocator<R, C>,
{
    // nalgebra walks faster over a matrix with `map` and `fold` than with its iterator.
    let run = current();
    let own = matrix.fold(true, |own, number| own & number.is_of_run(run));
    operands.add_indices(matrix.map(|number| number.index()).as_slice(), own)
}

/// A matrix without static dimensions, for the adjoint.
pub(super) fn dynamic<R: Dim, C: Dim>(matrix: &OMatrix<f64, R, C>) -> DMatrix<f64>
where
    DefaultAllocator: Allocator<R, C>,
{
    DMatrix::from_column_slice(matrix.nrows(), matrix.ncols(), matrix.as_slice())
}

/// The same of a matrix that is not needed any more: one that has no static dimensions stays where it is.
pub(super) fn into_dynamic<R: Dim, C: Dim>(matrix: OMatrix<f64, R, C>) -> DMatrix<f64>
where
    DefaultAllocator: Allocator<R, C>,
{
    let matrix: Box<dyn Any> = Box::new(matrix);
    match matrix.downcast::<DMatrix<f64>>() {
        Ok(matrix) => *matrix,
        Err(matrix) => dynamic(matrix.downcast_ref::<OMatrix<f64, R, C>>().expect("what it was made of")),
    }
}

/// A node whose result is a matrix, its elements column by column.
pub(super) fn node<R: Dim, C: Dim>(
    operands: Operands,
    value: OMatrix<f64, R, C>,
    pull: impl Fn(&DMatrixView<f64>) -> Vec<f64> + Send + Sync + 'static,
) -> Dense<Num, R, C>
where
    DefaultAllocator: Allocator<R, C>,
{
    let shape = value.shape();
    let number = operands.node(value.len(), move |bar| pull(&DMatrixView::from_slice(bar, shape.0, shape.1)));
    Dense(value.map(number))
}
