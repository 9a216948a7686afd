//! The LU decomposition, and what goes through it: systems, determinants, inverses.

use core::fmt;

use ::nalgebra::allocator::Allocator;
use ::nalgebra::constraint::{SameNumberOfRows, ShapeConstraint};
use ::nalgebra::{DMatrix, DMatrixView, DefaultAllocator, Dim, DimMin, DimMinimum, Matrix, OMatrix, PermutationSequence, Scalar, Storage, linalg};

use super::dense::{Dense, add, dynamic, into_dynamic, node, values};
use super::kernels::{Triangle, solve, solve_across};
use crate::matrix::node::{Num, Operands};
use crate::overload::Mirrored;

/// The mirror of nalgebra's `LU`: `P·A = L·U`.
pub struct LU<T: Scalar, R: DimMin<C>, C: Dim>
where
    DefaultAllocator: Allocator<R, C> + Allocator<DimMinimum<R, C>>,
{
    matrix: Dense<T, R, C>,
    factor: linalg::LU<f64, R, C>,
}

impl<R: DimMin<C>, C: Dim> Clone for LU<Num, R, C>
where
    DefaultAllocator: Allocator<R, C> + Allocator<DimMinimum<R, C>>,
{
    fn clone(&self) -> Self {
        LU { matrix: self.matrix.clone(), factor: self.factor.clone() }
    }
}

impl<R: DimMin<C>, C: Dim> fmt::Debug for LU<Num, R, C>
where
    DefaultAllocator: Allocator<R, C> + Allocator<DimMinimum<R, C>>,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.matrix.fmt(f)
    }
}

impl<R: DimMin<C>, C: Dim> Mirrored for linalg::LU<f64, R, C>
where
    DefaultAllocator: Allocator<R, C> + Allocator<DimMinimum<R, C>>,
{
    type Mirror = LU<Num, R, C>;
}

impl<R: DimMin<C>, C: Dim> Mirrored for LU<Num, R, C>
where
    DefaultAllocator: Allocator<R, C> + Allocator<DimMinimum<R, C>>,
{
    type Mirror = Self;
}

/// The factors of a square matrix without static dimensions, for adjoints.
struct Factors {
    l: DMatrix<f64>,
    u: DMatrix<f64>,
    rows: Vec<usize>,
}

impl Factors {
    /// `A⁻ᵀ·B = Pᵀ·L⁻ᵀ·U⁻ᵀ·B`
    fn solve_transposed(&self, mut b: DMatrix<f64>) -> DMatrix<f64> {
        solve_across(&self.u, Triangle::Upper, &mut b);
        solve_across(&self.l, Triangle::Lower, &mut b);
        unpermuted(&self.rows, &b)
    }
}

/// Which row of the matrix each row of `L·U` is.
fn rows_of<D: Dim>(p: &PermutationSequence<D>, count: usize) -> Vec<usize>
where
    DefaultAllocator: Allocator<D>,
{
    let mut rows = DMatrix::from_fn(count, 1, |i, _| i);
    p.permute_rows(&mut rows);
    rows.as_slice().to_vec()
}

/// `Pᵀ·B`
fn unpermuted(rows: &[usize], b: &DMatrix<f64>) -> DMatrix<f64> {
    let mut out = DMatrix::zeros(b.nrows(), b.ncols());
    for (i, &row) in rows.iter().enumerate() {
        out.row_mut(row).copy_from(&b.row(i));
    }
    out
}

impl<R: DimMin<C>, C: Dim> Dense<Num, R, C>
where
    DefaultAllocator: Allocator<R, C> + Allocator<DimMinimum<R, C>>,
{
    /// As nalgebra's.
    pub fn lu(self) -> LU<Num, R, C> {
        LU::new(self)
    }
}

impl<R: DimMin<C>, C: Dim> LU<Num, R, C>
where
    DefaultAllocator: Allocator<R, C> + Allocator<DimMinimum<R, C>>,
{
    /// As nalgebra's.
    pub fn new(matrix: Dense<Num, R, C>) -> Self {
        let factor = linalg::LU::new(values(&matrix.0));
        LU { matrix, factor }
    }

    /// As nalgebra's.
    pub fn p(&self) -> &PermutationSequence<DimMinimum<R, C>> {
        self.factor.p()
    }

    /// As nalgebra's.
    pub fn l(&self) -> Dense<Num, R, DimMinimum<R, C>>
    where
        DefaultAllocator: Allocator<R, DimMinimum<R, C>> + Allocator<DimMinimum<R, C>, C>,
    {
        let (l, u) = (self.factor.l(), self.factor.u());
        let mut operands = Operands::default();
        operands.add(self.matrix.0.as_slice());
        let (left, right, rows) = (dynamic(&l), dynamic(&u), rows_of(self.p(), l.nrows()));
        node(operands, l, move |bar| {
            let u_bar = DMatrix::zeros(right.nrows(), right.ncols());
            factors_reverse(&left, &right, bar.into_owned(), u_bar, &rows).as_slice().to_vec()
        })
    }

    /// As nalgebra's.
    pub fn u(&self) -> Dense<Num, DimMinimum<R, C>, C>
    where
        DefaultAllocator: Allocator<R, DimMinimum<R, C>> + Allocator<DimMinimum<R, C>, C>,
    {
        let (l, u) = (self.factor.l(), self.factor.u());
        let mut operands = Operands::default();
        operands.add(self.matrix.0.as_slice());
        let (left, right, rows) = (dynamic(&l), dynamic(&u), rows_of(self.p(), l.nrows()));
        node(operands, u, move |bar| {
            let l_bar = DMatrix::zeros(left.nrows(), left.ncols());
            factors_reverse(&left, &right, l_bar, bar.into_owned(), &rows).as_slice().to_vec()
        })
    }

    /// As nalgebra's.
    #[allow(clippy::type_complexity)]
    pub fn unpack(self) -> (PermutationSequence<DimMinimum<R, C>>, Dense<Num, R, DimMinimum<R, C>>, Dense<Num, DimMinimum<R, C>, C>)
    where
        DefaultAllocator: Allocator<R, DimMinimum<R, C>> + Allocator<DimMinimum<R, C>, C>,
    {
        (self.p().clone(), self.l(), self.u())
    }
}

/// From the adjoints of `L` and `U` to that of `A`, of any shape.
///
/// For the square part `Ā = Pᵀ·L⁻ᵀ·(stril(Lᵀ·L̄) + triu(Ū·Uᵀ))·U⁻ᵀ`, since `L⁻¹·dL` is the strictly lower and `dU·U⁻¹` the upper part of `L⁻¹·P·dA·U⁻¹`. What
/// lies below it is `L₂ = A₂·U⁻¹`, to the right of it `U₂ = L⁻¹·A₂`.
fn factors_reverse(l: &DMatrix<f64>, u: &DMatrix<f64>, mut l_bar: DMatrix<f64>, mut u_bar: DMatrix<f64>, places: &[usize]) -> DMatrix<f64> {
    let (rows, columns, n) = (l.nrows(), u.ncols(), l.ncols());
    let square = |m: &DMatrix<f64>| m.view((0, 0), (n, n)).into_owned();
    let (l_1, u_1) = (square(l), square(u));
    let mut bar = DMatrix::zeros(rows, columns);
    if rows > n {
        let mut below = l_bar.rows(n, rows - n).transpose();
        solve(&u_1, Triangle::Upper, &mut below);
        bar.view_mut((n, 0), (rows - n, n)).copy_from(&below.transpose());
        u_bar -= l.rows(n, rows - n).transpose() * below.transpose();
    }
    if columns > n {
        let mut right = u_bar.columns(n, columns - n).into_owned();
        solve_across(&l_1, Triangle::Lower, &mut right);
        bar.view_mut((0, n), (n, columns - n)).copy_from(&right);
        l_bar -= &right * u.columns(n, columns - n).transpose();
    }
    let mut middle = l_1.transpose() * square(&l_bar);
    middle.fill_upper_triangle(0.0, 0);
    let mut upper = square(&u_bar) * u_1.transpose();
    upper.fill_lower_triangle(0.0, 1);
    middle += upper;
    solve_across(&l_1, Triangle::Lower, &mut middle);
    middle.transpose_mut();
    solve(&u_1, Triangle::Upper, &mut middle);
    bar.view_mut((0, 0), (n, n)).copy_from(&middle.transpose());
    unpermuted(places, &bar)
}

impl<D: DimMin<D, Output = D>> LU<Num, D, D>
where
    DefaultAllocator: Allocator<D, D> + Allocator<D>,
{
    /// `x = A⁻¹·b`: `b̄ += w = A⁻ᵀ·x̄`, `Ā −= w·xᵀ`.
    pub fn solve<R2: Dim, C2: Dim, S: Storage<Num, R2, C2>>(&self, b: &Matrix<Num, R2, C2, S>) -> Option<Dense<Num, R2, C2>>
    where
        DefaultAllocator: Allocator<R2, C2>,
        ShapeConstraint: SameNumberOfRows<R2, D>,
    {
        let value = self.factor.solve(&values(b))?;
        let mut operands = Operands::default();
        let (a_active, b_active) = (operands.add(self.matrix.0.as_slice()), add(&mut operands, b));
        let (factors, x) = (self.factors(), dynamic(&value));
        Some(node(operands, value, move |bar: &DMatrixView<f64>| {
            let w = factors.solve_transposed(bar.into_owned());
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

    /// As [`solve`](LU::solve), in place; `false` if there is no solution.
    pub fn solve_mut<R2: Dim, C2: Dim>(&self, b: &mut Dense<Num, R2, C2>) -> bool
    where
        DefaultAllocator: Allocator<R2, C2>,
        ShapeConstraint: SameNumberOfRows<R2, D>,
    {
        let Some(x) = self.solve(&b.0) else { return false };
        *b = x;
        true
    }

    /// As nalgebra's: see [`Dense::try_inverse`].
    pub fn try_inverse(&self) -> Option<Dense<Num, D, D>> {
        self.factor.try_inverse().map(|value| inverse_node(&self.matrix, value))
    }

    /// As nalgebra's: see [`Dense::determinant`].
    pub fn determinant(&self) -> Num {
        let value = self.factor.determinant();
        let mut operands = Operands::default();
        if !operands.add(self.matrix.0.as_slice()) {
            return Num::constant(value);
        }
        let invertible = self.factor.is_invertible().then(|| self.factors());
        let matrix = dynamic(&values(&self.matrix.0));
        operands.scalar(value, move |bar| match &invertible {
            Some(factors) => {
                let n = matrix.nrows();
                (factors.solve_transposed(DMatrix::identity(n, n)) * (bar * value)).as_slice().to_vec()
            }
            None => (cofactors(&matrix) * bar).as_slice().to_vec(),
        })
    }

    /// As nalgebra's.
    pub fn is_invertible(&self) -> bool {
        self.factor.is_invertible()
    }

    /// The factors that nalgebra has found already.
    fn factors(&self) -> Factors {
        Factors { l: into_dynamic(self.factor.l()), u: into_dynamic(self.factor.u()), rows: rows_of(self.factor.p(), self.matrix.nrows()) }
    }
}

/// `∂det(A)/∂A` of a singular matrix, from its singular values: `det(U)·det(V)·U·diag(∏ⱼ≠ᵢ σⱼ)·Vᵀ`.
fn cofactors(matrix: &DMatrix<f64>) -> DMatrix<f64> {
    let decomposed = matrix.clone().svd(true, true);
    let (u, v_t) = (decomposed.u.expect("asked for"), decomposed.v_t.expect("asked for"));
    let s = &decomposed.singular_values;
    let sign = u.determinant() * v_t.determinant();
    let others =
        DMatrix::from_fn(s.len(), s.len(), |i, j| if i == j { (0..s.len()).filter(|k| *k != i).map(|k| s[k]).product::<f64>() } else { 0.0 });
    u * others * v_t * sign
}

/// `X = A⁻¹`: `Ā −= Xᵀ·X̄·Xᵀ`.
pub(super) fn inverse_node<D: Dim>(matrix: &Dense<Num, D, D>, value: OMatrix<f64, D, D>) -> Dense<Num, D, D>
where
    DefaultAllocator: Allocator<D, D>,
{
    let mut operands = Operands::default();
    operands.add(matrix.0.as_slice());
    let x = dynamic(&value);
    node(operands, value, move |bar| {
        let mut a_bar = x.transpose() * (bar * x.transpose());
        a_bar.neg_mut();
        a_bar.as_slice().to_vec()
    })
}

impl<D: Dim> Dense<Num, D, D>
where
    DefaultAllocator: Allocator<D, D>,
{
    /// `X = A⁻¹`: `Ā −= Xᵀ·X̄·Xᵀ`; `None` if there is none.
    pub fn try_inverse(self) -> Option<Self> {
        values(&self.0).try_inverse().map(|value| inverse_node(&self, value))
    }

    /// As [`try_inverse`](Dense::try_inverse), in place; `false` if there is none.
    pub fn try_inverse_mut(&mut self) -> bool {
        let Some(inverse) = self.clone().try_inverse() else { return false };
        *self = inverse;
        true
    }

    /// `Ā += det·det(A)·A⁻ᵀ`, or the cofactors where there is no inverse.
    pub fn determinant(&self) -> Num
    where
        D: DimMin<D, Output = D>,
        DefaultAllocator: Allocator<D>,
    {
        let m = &self.0;
        assert!(m.is_square(), "Unable to compute the determinant of a non-square matrix.");
        match m.nrows() {
            0 => Num::constant(1.0),
            1 => m[(0, 0)],
            2 => m[(0, 0)] * m[(1, 1)] - m[(1, 0)] * m[(0, 1)],
            3 => {
                let minor_23 = m[(1, 1)] * m[(2, 2)] - m[(2, 1)] * m[(1, 2)];
                let minor_13 = m[(1, 0)] * m[(2, 2)] - m[(2, 0)] * m[(1, 2)];
                let minor_12 = m[(1, 0)] * m[(2, 1)] - m[(2, 0)] * m[(1, 1)];
                m[(0, 0)] * minor_23 - m[(0, 1)] * minor_13 + m[(0, 2)] * minor_12
            }
            _ => LU::new(self.clone()).determinant(),
        }
    }
}
