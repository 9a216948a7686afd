//! The Cholesky decomposition.

use core::fmt;

use ::nalgebra::allocator::Allocator;
use ::nalgebra::constraint::{SameNumberOfRows, ShapeConstraint};
use ::nalgebra::{DMatrixView, DefaultAllocator, Dim, Matrix, OMatrix, Storage, linalg};

use super::dense::{Dense, add, dynamic, node, values};
use super::kernels::{Triangle, cholesky_reverse, packed_lower, solve, solve_across, transposed_product, unpacked_lower};
use crate::matrix::node::{Num, Operands};
use crate::overload::{Mirrored, current};

/// The mirror of nalgebra's `Cholesky`: `L` with `L·Lᵀ = A`, of which only the lower triangle is read.
///
/// What the factor is used for has an adjoint with respect to `L`; one node takes that to the adjoint of `A`. The upper triangle of `L` is constant, so what
/// formulas give for it is dropped.
pub struct Cholesky<T: ::nalgebra::Scalar, D: Dim>
where
    DefaultAllocator: Allocator<D, D>,
{
    l: Dense<T, D, D>,
    factor: linalg::Cholesky<f64, D>,
}

impl<D: Dim> Clone for Cholesky<Num, D>
where
    DefaultAllocator: Allocator<D, D>,
{
    fn clone(&self) -> Self {
        Cholesky { l: self.l.clone(), factor: self.factor.clone() }
    }
}

impl<D: Dim> fmt::Debug for Cholesky<Num, D>
where
    DefaultAllocator: Allocator<D, D>,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.factor.fmt(f)
    }
}

impl<D: Dim> Mirrored for linalg::Cholesky<f64, D>
where
    DefaultAllocator: Allocator<D, D>,
{
    type Mirror = Cholesky<Num, D>;
}

impl<D: Dim> Mirrored for Cholesky<Num, D>
where
    DefaultAllocator: Allocator<D, D>,
{
    type Mirror = Self;
}

impl<D: Dim> Dense<Num, D, D>
where
    DefaultAllocator: Allocator<D, D>,
{
    /// As nalgebra's: `None` unless the matrix is positive definite.
    pub fn cholesky(self) -> Option<Cholesky<Num, D>> {
        Cholesky::new(self)
    }
}

impl<D: Dim> Cholesky<Num, D>
where
    DefaultAllocator: Allocator<D, D>,
{
    /// As nalgebra's: `None` unless the matrix is positive definite.
    pub fn new(matrix: Dense<Num, D, D>) -> Option<Self> {
        let factor = linalg::Cholesky::new(values(&matrix.0))?;
        let lower = factor.l();
        let (rows, columns) = lower.shape_generic();
        let n = lower.nrows();
        let l = dynamic(&lower);
        let (mut indices, mut own, run) = (Vec::with_capacity(n * (n + 1) / 2), true, current());
        for (j, column) in matrix.0.as_slice().chunks_exact(n.max(1)).enumerate() {
            indices.extend(column[j..].iter().map(Num::index));
            own &= column[j..].iter().all(|number| number.is_of_run(run));
        }
        let mut operands = Operands::default();
        operands.add_indices(&indices, own);
        let mut number = operands.node(indices.len(), {
            let l = l.clone();
            move |bar| {
                let mut bar = unpacked_lower(n, bar);
                cholesky_reverse(&l, &mut bar);
                packed_lower(&bar)
            }
        });
        let mut numbers = OMatrix::from_element_generic(rows, columns, Num::constant(0.0));
        for (j, (to, from)) in numbers.as_mut_slice().chunks_exact_mut(n.max(1)).zip(l.as_slice().chunks_exact(n.max(1))).enumerate() {
            to[j..].iter_mut().zip(&from[j..]).for_each(|(to, from)| *to = number(*from));
        }
        Some(Cholesky { l: Dense(numbers), factor })
    }

    /// As nalgebra's.
    pub fn l(&self) -> Dense<Num, D, D> {
        self.l.clone()
    }

    /// `L`, with zeros in the upper triangle.
    pub fn l_dirty(&self) -> &Dense<Num, D, D> {
        &self.l
    }

    /// As nalgebra's.
    pub fn unpack(self) -> Dense<Num, D, D> {
        self.l
    }

    /// `L`, with zeros in the upper triangle.
    pub fn unpack_dirty(self) -> Dense<Num, D, D> {
        self.l
    }

    /// `x = A⁻¹·b`: `b̄ += w = A⁻¹·x̄`, `L̄ −= tril((w·xᵀ + x·wᵀ)·L)`.
    pub fn solve<R2: Dim, C2: Dim, S: Storage<Num, R2, C2>>(&self, b: &Matrix<Num, R2, C2, S>) -> Dense<Num, R2, C2>
    where
        DefaultAllocator: Allocator<R2, C2>,
        ShapeConstraint: SameNumberOfRows<R2, D>,
    {
        let value = self.factor.solve(&values(b));
        let mut operands = Operands::default();
        let (l_active, b_active) = (operands.add(self.l.0.as_slice()), add(&mut operands, b));
        let (l, x) = (dynamic(&values(&self.l.0)), dynamic(&value));
        node(operands, value, move |bar: &DMatrixView<f64>| {
            let mut w = bar.into_owned();
            solve(&l, Triangle::Lower, &mut w);
            solve_across(&l, Triangle::Lower, &mut w);
            let mut bars = Vec::new();
            if l_active {
                let mut l_bar = &w * transposed_product(&l, &x).transpose() + &x * transposed_product(&l, &w).transpose();
                l_bar.neg_mut();
                bars.extend_from_slice(l_bar.as_slice());
            }
            if b_active {
                bars.extend_from_slice(w.as_slice());
            }
            bars
        })
    }

    /// As [`solve`](Cholesky::solve), in place.
    pub fn solve_mut<R2: Dim, C2: Dim>(&self, b: &mut Dense<Num, R2, C2>)
    where
        DefaultAllocator: Allocator<R2, C2>,
        ShapeConstraint: SameNumberOfRows<R2, D>,
    {
        *b = self.solve(&b.0);
    }

    /// `X = A⁻¹`: `L̄ −= tril(X·(X̄ + X̄ᵀ)·X·L)`.
    pub fn inverse(&self) -> Dense<Num, D, D> {
        let value = self.factor.inverse();
        let mut operands = Operands::default();
        operands.add(self.l.0.as_slice());
        let (l, x) = (dynamic(&values(&self.l.0)), dynamic(&value));
        node(operands, value, move |bar| {
            let both = bar + bar.transpose();
            let mut l_bar = &x * (both * (&x * &l));
            l_bar.neg_mut();
            l_bar.as_slice().to_vec()
        })
    }

    /// `∏ Lᵢᵢ²`
    pub fn determinant(&self) -> Num {
        let product = (0..self.l.nrows()).fold(Num::constant(1.0), |all, i| all * self.l[(i, i)]);
        product * product
    }

    /// `Σ ln Lᵢᵢ²`
    pub fn ln_determinant(&self) -> Num {
        (0..self.l.nrows()).fold(Num::constant(0.0), |sum, i| sum + (self.l[(i, i)] * self.l[(i, i)]).ln())
    }
}
