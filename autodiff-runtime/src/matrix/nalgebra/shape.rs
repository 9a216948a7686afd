//! Parts, rearrangements and elementwise functions: no node of their own, since their elements are numbers that exist already or operations on single numbers.
//!
//! Where nalgebra gives a view that is only read, this gives the part itself.

use core::ops::RangeBounds;

use ::nalgebra::allocator::Allocator;
use ::nalgebra::constraint::{SameNumberOfColumns, SameNumberOfRows, ShapeConstraint};
use ::nalgebra::{Const, DefaultAllocator, Dim, DimProd, Dyn, Matrix, OMatrix, RawStorage, Scalar, Storage, U1, U3};

use super::dense::Dense;
use super::operators::elementwise;
use crate::matrix::node::Num;

impl<R: Dim, C: Dim> Dense<Num, R, C>
where
    DefaultAllocator: Allocator<R, C>,
{
    /// As nalgebra's.
    pub fn transpose(&self) -> Dense<Num, C, R>
    where
        DefaultAllocator: Allocator<C, R>,
    {
        Dense(self.0.transpose())
    }

    /// As nalgebra's: the transpose.
    pub fn adjoint(&self) -> Dense<Num, C, R>
    where
        DefaultAllocator: Allocator<C, R>,
    {
        self.transpose()
    }

    /// As nalgebra's.
    pub fn into_owned(self) -> Self {
        self
    }

    /// As nalgebra's.
    pub fn clone_owned(&self) -> Self {
        self.clone()
    }

    /// As nalgebra's.
    pub fn map<T: Scalar>(&self, f: impl FnMut(Num) -> T) -> Dense<T, R, C> {
        Dense(self.0.map(f))
    }

    /// As nalgebra's.
    pub fn map_with_location<T: Scalar>(&self, f: impl FnMut(usize, usize, Num) -> T) -> Dense<T, R, C> {
        Dense(self.0.map_with_location(f))
    }

    /// As nalgebra's.
    pub fn zip_map<S: RawStorage<Num, R, C>>(&self, other: &Matrix<Num, R, C, S>, f: impl FnMut(Num, Num) -> Num) -> Self {
        elementwise(&self.0, other, f)
    }

    /// As nalgebra's.
    pub fn abs(&self) -> Self {
        self.map(Num::abs)
    }

    /// As nalgebra's.
    pub fn scale(&self, factor: Num) -> Self {
        self * factor
    }

    /// As nalgebra's.
    pub fn unscale(&self, divisor: Num) -> Self {
        self / divisor
    }

    /// As nalgebra's.
    pub fn add_scalar(&self, number: Num) -> Self {
        self.map(|x| x + number)
    }

    /// As nalgebra's.
    pub fn component_mul<R2: Dim, C2: Dim, S: Storage<Num, R2, C2>>(&self, other: &Matrix<Num, R2, C2, S>) -> Self
    where
        ShapeConstraint: SameNumberOfRows<R, R2> + SameNumberOfColumns<C, C2>,
    {
        elementwise(&self.0, other, |x, y| x * y)
    }

    /// As nalgebra's.
    pub fn component_div<R2: Dim, C2: Dim, S: Storage<Num, R2, C2>>(&self, other: &Matrix<Num, R2, C2, S>) -> Self
    where
        ShapeConstraint: SameNumberOfRows<R, R2> + SameNumberOfColumns<C, C2>,
    {
        elementwise(&self.0, other, |x, y| x / y)
    }

    /// As nalgebra's.
    pub fn sup(&self, other: &Self) -> Self {
        elementwise(&self.0, &other.0, Num::max)
    }

    /// As nalgebra's.
    pub fn inf(&self, other: &Self) -> Self {
        elementwise(&self.0, &other.0, Num::min)
    }

    /// As nalgebra's: `self·(1 − t) + other·t`.
    pub fn lerp(&self, other: &Self, t: Num) -> Self {
        let mut result = self.clone();
        result.zip_apply(&other.0, |x, y| *x = y * t + *x * (Num::constant(1.0) - t));
        result
    }

    /// As nalgebra's.
    pub fn upper_triangle(&self) -> Self {
        Dense(self.0.upper_triangle())
    }

    /// As nalgebra's.
    pub fn lower_triangle(&self) -> Self {
        Dense(self.0.lower_triangle())
    }

    /// Row `i`.
    pub fn row(&self, i: usize) -> Dense<Num, U1, C>
    where
        DefaultAllocator: Allocator<U1, C>,
    {
        Dense::from(self.0.row(i))
    }

    /// Column `j`.
    pub fn column(&self, j: usize) -> Dense<Num, R, U1>
    where
        DefaultAllocator: Allocator<R>,
    {
        Dense::from(self.0.column(j))
    }

    /// The rows, one after the other.
    pub fn row_iter(&self) -> impl ExactSizeIterator<Item = Dense<Num, U1, C>> + '_
    where
        DefaultAllocator: Allocator<U1, C>,
    {
        (0..self.0.nrows()).map(|i| self.row(i))
    }

    /// The columns, one after the other.
    pub fn column_iter(&self) -> impl ExactSizeIterator<Item = Dense<Num, R, U1>> + '_
    where
        DefaultAllocator: Allocator<R>,
    {
        (0..self.0.ncols()).map(|j| self.column(j))
    }

    /// `count` rows from `first` on.
    pub fn rows(&self, first: usize, count: usize) -> Dense<Num, Dyn, C>
    where
        DefaultAllocator: Allocator<Dyn, C>,
    {
        Dense::from(self.0.rows(first, count))
    }

    /// `count` columns from `first` on.
    pub fn columns(&self, first: usize, count: usize) -> Dense<Num, R, Dyn>
    where
        DefaultAllocator: Allocator<R, Dyn>,
    {
        Dense::from(self.0.columns(first, count))
    }

    /// A range of rows.
    pub fn rows_range(&self, range: impl RangeBounds<usize>) -> Dense<Num, Dyn, C>
    where
        DefaultAllocator: Allocator<Dyn, C>,
    {
        let range = bounds(range, self.0.nrows());
        self.rows(range.0, range.1)
    }

    /// A range of columns.
    pub fn columns_range(&self, range: impl RangeBounds<usize>) -> Dense<Num, R, Dyn>
    where
        DefaultAllocator: Allocator<R, Dyn>,
    {
        let range = bounds(range, self.0.ncols());
        self.columns(range.0, range.1)
    }

    /// As nalgebra's.
    pub fn fixed_rows<const N: usize>(&self, first: usize) -> Dense<Num, Const<N>, C>
    where
        DefaultAllocator: Allocator<Const<N>, C>,
    {
        Dense::from(self.0.fixed_rows::<N>(first))
    }

    /// As nalgebra's.
    pub fn fixed_columns<const N: usize>(&self, first: usize) -> Dense<Num, R, Const<N>>
    where
        DefaultAllocator: Allocator<R, Const<N>>,
    {
        Dense::from(self.0.fixed_columns::<N>(first))
    }

    /// As nalgebra's.
    pub fn fixed_view<const H: usize, const W: usize>(&self, row: usize, column: usize) -> Dense<Num, Const<H>, Const<W>> {
        Dense::<Num, Const<H>, Const<W>>::from(self.0.fixed_view::<H, W>(row, column))
    }

    /// The part of this shape from `start` on.
    pub fn view(&self, start: (usize, usize), shape: (usize, usize)) -> Dense<Num, Dyn, Dyn> {
        Dense::<Num, Dyn, Dyn>::from(self.0.view(start, shape))
    }

    /// A range of rows and one of columns.
    pub fn view_range(&self, rows: impl RangeBounds<usize>, columns: impl RangeBounds<usize>) -> Dense<Num, Dyn, Dyn> {
        let (rows, columns) = (bounds(rows, self.0.nrows()), bounds(columns, self.0.ncols()));
        self.view((rows.0, columns.0), (rows.1, columns.1))
    }

    /// As nalgebra's.
    pub fn select_rows<'a>(&self, rows: impl IntoIterator<Item = &'a usize, IntoIter: ExactSizeIterator + Clone>) -> Dense<Num, Dyn, C>
    where
        DefaultAllocator: Allocator<Dyn, C>,
    {
        Dense(self.0.select_rows(rows))
    }

    /// As nalgebra's.
    pub fn select_columns<'a>(&self, columns: impl IntoIterator<Item = &'a usize, IntoIter: ExactSizeIterator>) -> Dense<Num, R, Dyn>
    where
        DefaultAllocator: Allocator<R, Dyn>,
    {
        Dense(self.0.select_columns(columns))
    }

    /// As nalgebra's.
    pub fn kronecker<R2: Dim, C2: Dim>(&self, other: &Dense<Num, R2, C2>) -> Dense<Num, DimProd<R, R2>, DimProd<C, C2>>
    where
        R: ::nalgebra::DimMul<R2>,
        C: ::nalgebra::DimMul<C2>,
        DefaultAllocator: Allocator<R2, C2> + Allocator<DimProd<R, R2>, DimProd<C, C2>>,
    {
        Dense(self.0.kronecker(&other.0))
    }

    /// As nalgebra's.
    pub fn row_sum(&self) -> Dense<Num, U1, C>
    where
        DefaultAllocator: Allocator<U1, C>,
    {
        Dense(self.0.row_sum())
    }

    /// As nalgebra's.
    pub fn column_sum(&self) -> Dense<Num, R, U1>
    where
        DefaultAllocator: Allocator<R>,
    {
        Dense(self.0.column_sum())
    }

    /// As nalgebra's.
    pub fn resize(self, rows: usize, columns: usize, number: Num) -> Dense<Num, Dyn, Dyn> {
        let at = |i, j| if i < self.0.nrows() && j < self.0.ncols() { self.0[(i, j)] } else { number };
        Dense::<Num, Dyn, Dyn>(OMatrix::<Num, Dyn, Dyn>::from_fn(rows, columns, at))
    }

    /// As nalgebra's: all components of the cross product of two vectors of three.
    pub fn cross<R2: Dim, C2: Dim, S: RawStorage<Num, R2, C2>>(&self, other: &Matrix<Num, R2, C2, S>) -> Self {
        let (a, b) = (&self.0, other);
        assert_eq!(a.shape(), b.shape(), "Vector cross product dimension mismatch.");
        assert_eq!(a.len(), 3, "Vector cross product dimension mismatch: must be (3, 1) or (1, 3).");
        let (rows, columns) = a.shape_generic();
        let parts = [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
        Dense(OMatrix::from_iterator_generic(rows, columns, parts))
    }
}

impl<D: Dim> Dense<Num, D, D>
where
    DefaultAllocator: Allocator<D, D>,
{
    /// As nalgebra's.
    pub fn diagonal(&self) -> Dense<Num, D, U1>
    where
        DefaultAllocator: Allocator<D>,
    {
        Dense(self.0.diagonal())
    }

    /// As nalgebra's: `(m + mᵀ)/2`.
    pub fn symmetric_part(&self) -> Self {
        (self + self.transpose()) * Num::constant(0.5)
    }
}

impl Dense<Num, U3, U1> {
    /// As nalgebra's: the matrix of the cross product with this vector.
    pub fn cross_matrix(&self) -> Dense<Num, U3, U3> {
        let (zero, [x, y, z]) = (Num::constant(0.0), [self.0[0], self.0[1], self.0[2]]);
        Dense(OMatrix::<Num, U3, U3>::new(zero, -z, y, z, zero, -x, -y, x, zero))
    }
}

/// Where a range starts, and how many there are.
fn bounds(range: impl RangeBounds<usize>, length: usize) -> (usize, usize) {
    use core::ops::Bound::{Excluded, Included, Unbounded};
    let start = match range.start_bound() {
        Included(first) => *first,
        Excluded(before) => *before + 1,
        Unbounded => 0,
    };
    let end = match range.end_bound() {
        Included(last) => *last + 1,
        Excluded(end) => *end,
        Unbounded => length,
    };
    assert!(start <= end && end <= length, "Matrix slicing out of bounds.");
    (start, end - start)
}
