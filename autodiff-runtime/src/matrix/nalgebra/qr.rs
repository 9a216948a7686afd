//! The QR decomposition.

use core::fmt;

use ::nalgebra::allocator::Allocator;
use ::nalgebra::constraint::{SameNumberOfRows, ShapeConstraint};
use ::nalgebra::{DMatrix, DMatrixView, DefaultAllocator, Dim, DimMin, DimMinimum, Matrix, Scalar, Storage, linalg};

use super::dense::{Dense, add, dynamic, node, values};
use super::kernels::{Triangle, solve, solve_across};
use super::lu::inverse_node;
use crate::matrix::node::{Num, Operands};
use crate::overload::Mirrored;

/// The mirror of nalgebra's `QR`: `A = Q·R`, the diagonal of `R` not negative.
pub struct QR<T: Scalar, R: DimMin<C>, C: Dim>
where
    DefaultAllocator: Allocator<R, C> + Allocator<DimMinimum<R, C>>,
{
    matrix: Dense<T, R, C>,
    factor: linalg::QR<f64, R, C>,
}

impl<R: DimMin<C>, C: Dim> Clone for QR<Num, R, C>
where
    DefaultAllocator: Allocator<R, C> + Allocator<DimMinimum<R, C>>,
{
    fn clone(&self) -> Self {
        QR { matrix: self.matrix.clone(), factor: self.factor.clone() }
    }
}

impl<R: DimMin<C>, C: Dim> fmt::Debug for QR<Num, R, C>
where
    DefaultAllocator: Allocator<R, C> + Allocator<DimMinimum<R, C>>,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.matrix.fmt(f)
    }
}

impl<R: DimMin<C>, C: Dim> Mirrored for linalg::QR<f64, R, C>
where
    DefaultAllocator: Allocator<R, C> + Allocator<DimMinimum<R, C>>,
{
    type Mirror = QR<Num, R, C>;
}

impl<R: DimMin<C>, C: Dim> Mirrored for QR<Num, R, C>
where
    DefaultAllocator: Allocator<R, C> + Allocator<DimMinimum<R, C>>,
{
    type Mirror = Self;
}

impl<R: DimMin<C>, C: Dim> Dense<Num, R, C>
where
    DefaultAllocator: Allocator<R, C> + Allocator<R> + Allocator<DimMinimum<R, C>>,
{
    /// As nalgebra's.
    pub fn qr(self) -> QR<Num, R, C> {
        QR::new(self)
    }
}

impl<R: DimMin<C>, C: Dim> QR<Num, R, C>
where
    DefaultAllocator: Allocator<R, C> + Allocator<R> + Allocator<DimMinimum<R, C>>,
{
    /// As nalgebra's.
    pub fn new(matrix: Dense<Num, R, C>) -> Self {
        let factor = linalg::QR::new(values(&matrix.0));
        QR { matrix, factor }
    }

    /// As nalgebra's.
    pub fn q(&self) -> Dense<Num, R, DimMinimum<R, C>>
    where
        DefaultAllocator: Allocator<R, DimMinimum<R, C>> + Allocator<DimMinimum<R, C>, C>,
    {
        let (q, r) = (self.factor.q(), self.factor.r());
        let mut operands = Operands::default();
        operands.add(self.matrix.0.as_slice());
        let (left, right) = (dynamic(&q), dynamic(&r));
        node(operands, q, move |bar| {
            let r_bar = DMatrix::zeros(right.nrows(), right.ncols());
            factors_reverse(&left, &right, bar.into_owned(), &r_bar).as_slice().to_vec()
        })
    }

    /// As nalgebra's.
    pub fn r(&self) -> Dense<Num, DimMinimum<R, C>, C>
    where
        DefaultAllocator: Allocator<R, DimMinimum<R, C>> + Allocator<DimMinimum<R, C>, C>,
    {
        let (q, r) = (self.factor.q(), self.factor.r());
        let mut operands = Operands::default();
        operands.add(self.matrix.0.as_slice());
        let (left, right) = (dynamic(&q), dynamic(&r));
        node(operands, r, move |bar| {
            let q_bar = DMatrix::zeros(left.nrows(), left.ncols());
            factors_reverse(&left, &right, q_bar, &bar.into_owned()).as_slice().to_vec()
        })
    }

    /// As nalgebra's.
    pub fn unpack_r(self) -> Dense<Num, DimMinimum<R, C>, C>
    where
        DefaultAllocator: Allocator<R, DimMinimum<R, C>> + Allocator<DimMinimum<R, C>, C>,
    {
        self.r()
    }

    /// As nalgebra's.
    #[allow(clippy::type_complexity)]
    pub fn unpack(self) -> (Dense<Num, R, DimMinimum<R, C>>, Dense<Num, DimMinimum<R, C>, C>)
    where
        DefaultAllocator: Allocator<R, DimMinimum<R, C>> + Allocator<DimMinimum<R, C>, C>,
    {
        (self.q(), self.r())
    }
}

/// From the adjoints of `Q` and `R` to that of `A`: `Ā = (Q̄ + Q·sym(M))·R⁻ᵀ` with `M = R·R̄ᵀ − Q̄ᵀ·Q` and `sym` the symmetric matrix of its lower triangle
/// (S. Walter, L. Lehmann, *Algorithmic differentiation of linear algebra functions*, 2010). Columns `Y` beyond a square are `Q·V`: `Ȳ = Q·V̄`, `Q̄ += Y·V̄ᵀ`.
fn factors_reverse(q: &DMatrix<f64>, r: &DMatrix<f64>, mut q_bar: DMatrix<f64>, r_bar: &DMatrix<f64>) -> DMatrix<f64> {
    let (n, columns) = (r.nrows(), r.ncols());
    let mut bar = DMatrix::zeros(q.nrows(), columns);
    if columns > n {
        let (v, v_bar) = (r.columns(n, columns - n), r_bar.columns(n, columns - n));
        bar.columns_mut(n, columns - n).copy_from(&(q * v_bar));
        q_bar += q * v * v_bar.transpose();
    }
    let (r, r_bar) = (r.columns(0, n).into_owned(), r_bar.columns(0, n));
    let mut m = &r * r_bar.transpose() - q_bar.transpose() * q;
    m.fill_upper_triangle_with_lower_triangle();
    let mut across = (q_bar + q * m).transpose();
    solve(&r, Triangle::Upper, &mut across);
    bar.columns_mut(0, n).copy_from(&across.transpose());
    bar
}

impl<D: DimMin<D, Output = D>> QR<Num, D, D>
where
    DefaultAllocator: Allocator<D, D> + Allocator<D>,
{
    /// `x = A⁻¹·b`: `b̄ += w = A⁻ᵀ·x̄ = Q·R⁻ᵀ·x̄`, `Ā −= w·xᵀ`.
    pub fn solve<R2: Dim, C2: Dim, S: Storage<Num, R2, C2>>(&self, b: &Matrix<Num, R2, C2, S>) -> Option<Dense<Num, R2, C2>>
    where
        DefaultAllocator: Allocator<R2, C2>,
        ShapeConstraint: SameNumberOfRows<R2, D>,
    {
        let value = self.factor.solve(&values(b))?;
        let mut operands = Operands::default();
        let (a_active, b_active) = (operands.add(self.matrix.0.as_slice()), add(&mut operands, b));
        let (q, r, x) = (dynamic(&self.factor.q()), dynamic(&self.factor.r()), dynamic(&value));
        Some(node(operands, value, move |bar: &DMatrixView<f64>| {
            let mut w = bar.into_owned();
            solve_across(&r, Triangle::Upper, &mut w);
            let w = &q * w;
            let mut bars = Vec::new();
            if a_active {
                let mut a_bar = &w * x.transpose();
                a_bar.neg_mut();
                bars.extend_from_slice(a_bar.as_slice());
            }
            if b_active {
                bars.extend_from_slice(w.as_slice());
            }
            bars
        }))
    }

    /// As nalgebra's: see [`Dense::try_inverse`].
    pub fn try_inverse(&self) -> Option<Dense<Num, D, D>> {
        self.factor.try_inverse().map(|value| inverse_node(&self.matrix, value))
    }

    /// As nalgebra's.
    pub fn is_invertible(&self) -> bool {
        self.factor.is_invertible()
    }
}
