//! Decompositions, and what they solve.

use ::faer::linalg::solvers::{self, DenseSolveCore, LltError, Solve};
use ::faer::{Mat, Side};

use super::dense::{Column, Dense, matrix_of};
use crate::matrix::node::{Num, Operands};
use crate::overload::Mirrored;
use crate::tangent::Floats;

/// The mirror of faer's `PartialPivLu`.
#[derive(Clone, Debug)]
pub struct PartialPivLu {
    matrix: Dense,
    factor: solvers::PartialPivLu<f64>,
}

/// The mirror of faer's `Llt`. The adjoint goes to the triangle that is read, whose elements stand for both.
#[derive(Clone, Debug)]
pub struct Llt {
    matrix: Dense,
    side: Side,
    factor: solvers::Llt<f64>,
}

impl Mirrored for solvers::PartialPivLu<f64> {
    type Mirror = PartialPivLu;
}

impl Mirrored for solvers::Llt<f64> {
    type Mirror = Llt;
}

impl Dense {
    /// As faer's.
    pub fn partial_piv_lu(&self) -> PartialPivLu {
        PartialPivLu { matrix: self.clone(), factor: self.values().partial_piv_lu() }
    }

    /// As faer's: an error unless the matrix is positive definite.
    ///
    /// # Errors
    ///
    /// faer's.
    pub fn llt(&self, side: Side) -> Result<Llt, LltError> {
        Ok(Llt { matrix: self.clone(), side, factor: self.values().llt(side)? })
    }

    /// `Ā += det·det(A)·A⁻ᵀ`, which a singular matrix has not.
    pub fn determinant(&self) -> Num {
        let matrix = self.values();
        let value = matrix.determinant();
        let mut operands = Operands::default();
        if !operands.add(&self.numbers) {
            return Num::constant(value);
        }
        operands.scalar(value, move |bar| {
            matrix.partial_piv_lu().inverse().transpose().to_owned().to_floats().into_iter().map(|x| x * value * bar).collect()
        })
    }
}

/// What a system has on its right side, and as its solution: a matrix or a column.
pub trait RightSide {
    #[doc(hidden)]
    fn numbers(&self) -> (&[Num], usize);
    #[doc(hidden)]
    fn like(&self, numbers: Vec<Num>) -> Self;
}

impl RightSide for Dense {
    fn numbers(&self) -> (&[Num], usize) {
        (&self.numbers, self.columns)
    }
    fn like(&self, numbers: Vec<Num>) -> Self {
        Dense { numbers, rows: self.rows, columns: self.columns }
    }
}

impl RightSide for Column {
    fn numbers(&self) -> (&[Num], usize) {
        (&self.numbers, 1)
    }
    fn like(&self, numbers: Vec<Num>) -> Self {
        Column { numbers }
    }
}

/// `x = A⁻¹·b`: `b̄ += w = A⁻ᵀ·x̄`, `Ā −= w·xᵀ`, of which `fold` makes the adjoint of what was read of `A`.
fn system<B: RightSide>(
    matrix: &Dense,
    b: &B,
    solve: impl Fn(&Mat<f64>) -> Mat<f64>,
    solve_transposed: impl Fn(&Mat<f64>) -> Mat<f64> + Send + Sync + 'static,
    fold: impl Fn(Mat<f64>) -> Mat<f64> + Send + Sync + 'static,
) -> B {
    let (numbers, columns) = b.numbers();
    let rows = matrix.rows;
    let x = solve(&Mat::from_fn(rows, columns, |i, j| numbers[j * rows + i].primal()));
    let mut operands = Operands::default();
    let (a_active, b_active) = (operands.add(&matrix.numbers), operands.add(numbers));
    let values = x.to_floats();
    let number = operands.node(values.len(), move |bar| {
        let w = solve_transposed(&matrix_of(bar, rows, columns));
        let mut bars = Vec::new();
        if a_active {
            bars.extend(fold(-(&w * x.transpose())).to_floats());
        }
        if b_active {
            bars.extend(w.to_floats());
        }
        bars
    });
    b.like(values.into_iter().map(number).collect())
}

impl PartialPivLu {
    /// As faer's.
    pub fn solve<B: RightSide>(&self, b: &B) -> B {
        let factor = self.factor.clone();
        system(&self.matrix, b, |b| self.factor.solve(b), move |bar| factor.solve_transpose(bar), |bar| bar)
    }

    /// `X = A⁻¹`: `Ā −= Xᵀ·X̄·Xᵀ`.
    pub fn inverse(&self) -> Dense {
        let value = self.factor.inverse();
        let mut operands = Operands::default();
        operands.add(&self.matrix.numbers);
        let x = value.clone();
        Dense::node(operands, &value, move |bar| (-(x.transpose() * (bar * x.transpose()))).to_floats())
    }
}

impl Llt {
    /// As faer's.
    pub fn solve<B: RightSide>(&self, b: &B) -> B {
        let (factor, side) = (self.factor.clone(), self.side);
        system(&self.matrix, b, |b| self.factor.solve(b), move |bar| factor.solve(bar), move |bar| of_triangle(&bar, side))
    }

    /// `X = A⁻¹`: `Ā −= X·X̄·X`.
    pub fn inverse(&self) -> Dense {
        let value = self.factor.inverse();
        let (x, side) = (value.clone(), self.side);
        let mut operands = Operands::default();
        operands.add(&self.matrix.numbers);
        Dense::node(operands, &value, move |bar| of_triangle(&-(&x * (bar * &x)), side).to_floats())
    }
}

/// The adjoint of the triangle that stands for both.
fn of_triangle(bar: &Mat<f64>, side: Side) -> Mat<f64> {
    Mat::from_fn(bar.nrows(), bar.ncols(), |i, j| match (i == j, (i > j) == matches!(side, Side::Lower)) {
        (true, _) => bar[(i, i)],
        (false, true) => bar[(i, j)] + bar[(j, i)],
        (false, false) => 0.0,
    })
}
