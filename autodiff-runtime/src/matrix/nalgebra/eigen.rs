//! Eigenvalues and eigenvectors of symmetric matrices.

use core::fmt;

use ::nalgebra::allocator::Allocator;
use ::nalgebra::{DMatrix, DefaultAllocator, Dim, DimDiff, DimSub, Scalar, U1, linalg};

use super::dense::{Dense, dynamic, node, values};
use super::kernels::diagonal;
use super::operators::product;
use crate::matrix::node::{Num, Operands};
use crate::overload::Mirrored;

/// The mirror of nalgebra's `SymmetricEigen`: `A = V·diag(λ)·Vᵀ`, of which only the lower triangle is read.
pub struct SymmetricEigen<T: Scalar, D: Dim>
where
    DefaultAllocator: Allocator<D, D> + Allocator<D>,
{
    /// As nalgebra's.
    pub eigenvectors: Dense<T, D, D>,
    /// As nalgebra's.
    pub eigenvalues: Dense<T, D, U1>,
}

impl<D: Dim> Clone for SymmetricEigen<Num, D>
where
    DefaultAllocator: Allocator<D, D> + Allocator<D>,
{
    fn clone(&self) -> Self {
        SymmetricEigen { eigenvectors: self.eigenvectors.clone(), eigenvalues: self.eigenvalues.clone() }
    }
}

impl<D: Dim> fmt::Debug for SymmetricEigen<Num, D>
where
    DefaultAllocator: Allocator<D, D> + Allocator<D>,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SymmetricEigen").field("eigenvectors", &self.eigenvectors).field("eigenvalues", &self.eigenvalues).finish()
    }
}

impl<D: Dim> Mirrored for linalg::SymmetricEigen<f64, D>
where
    DefaultAllocator: Allocator<D, D> + Allocator<D>,
{
    type Mirror = SymmetricEigen<Num, D>;
}

impl<D: Dim> Mirrored for SymmetricEigen<Num, D>
where
    DefaultAllocator: Allocator<D, D> + Allocator<D>,
{
    type Mirror = Self;
}

impl<D: DimSub<U1>> SymmetricEigen<Num, D>
where
    DefaultAllocator: Allocator<D, D> + Allocator<D> + Allocator<DimDiff<D, U1>>,
{
    /// As nalgebra's.
    pub fn new(matrix: Dense<Num, D, D>) -> Self {
        let found = linalg::SymmetricEigen::new(values(&matrix.0));
        let n = matrix.nrows();
        let (v, lambda) = (dynamic(&found.eigenvectors), found.eigenvalues.as_slice().to_vec());
        let of_vectors = {
            let (v, lambda) = (v.clone(), lambda.clone());
            let mut operands = Operands::default();
            operands.add(matrix.0.as_slice());
            node(operands, found.eigenvectors, move |bar| {
                // Eigenvalues that are equal have no vectors of their own: nothing is mixed between them.
                let mixed = v.transpose() * bar;
                let gap = |i: usize, j: usize| if lambda[i] == lambda[j] { 0.0 } else { 1.0 / (lambda[j] - lambda[i]) };
                lower_of(&v, &DMatrix::from_fn(n, n, |i, j| mixed[(i, j)] * gap(i, j)))
            })
        };
        let mut operands = Operands::default();
        operands.add(matrix.0.as_slice());
        let of_values = node(operands, found.eigenvalues, move |bar| lower_of(&v, &diagonal(bar.column(0).as_slice())));
        SymmetricEigen { eigenvectors: of_vectors, eigenvalues: of_values }
    }
}

impl<D: Dim> SymmetricEigen<Num, D>
where
    DefaultAllocator: Allocator<D, D> + Allocator<D>,
{
    /// As nalgebra's.
    pub fn recompose(&self) -> Dense<Num, D, D> {
        let mut scaled = self.eigenvectors.clone();
        let n = scaled.nrows();
        for j in 0..n {
            for i in 0..n {
                scaled[(i, j)] *= self.eigenvalues[j];
            }
        }
        product(&self.eigenvectors.0, &scaled.transpose().0)
    }
}

/// `V·M·Vᵀ` as the adjoint of the lower triangle, which stands for both: Giles (2008, 3.1), with `F∘(Vᵀ·V̄)` or `diag(λ̄)` as `M`.
fn lower_of(v: &DMatrix<f64>, m: &DMatrix<f64>) -> Vec<f64> {
    let whole = v * m * v.transpose();
    let mut both = &whole + whole.transpose();
    let n = both.nrows();
    both.fill_upper_triangle(0.0, 1);
    for i in 0..n {
        both[(i, i)] = whole[(i, i)];
    }
    both.as_slice().to_vec()
}

impl<D: DimSub<U1>> Dense<Num, D, D>
where
    DefaultAllocator: Allocator<D, D> + Allocator<D> + Allocator<DimDiff<D, U1>>,
{
    /// As nalgebra's.
    pub fn symmetric_eigen(self) -> SymmetricEigen<Num, D> {
        SymmetricEigen::new(self)
    }

    /// As nalgebra's.
    pub fn symmetric_eigenvalues(&self) -> Dense<Num, D, U1> {
        let value = values(&self.0).symmetric_eigenvalues();
        let mut operands = Operands::default();
        operands.add(self.0.as_slice());
        let v = dynamic(&linalg::SymmetricEigen::new(values(&self.0)).eigenvectors);
        node(operands, value, move |bar| lower_of(&v, &diagonal(bar.column(0).as_slice())))
    }
}
