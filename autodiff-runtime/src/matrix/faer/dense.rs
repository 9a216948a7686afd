//! The mirrors of a matrix and a column.

use core::fmt;
use core::ops::{Index, IndexMut};

use ::faer::{Col, Mat};

use crate::matrix::node::{Num, Operands};
use crate::overload::{Leaves, Lift, Mirrored};
use crate::tangent::Floats;

/// The mirror of `Mat<f64>`: numbers, column by column.
#[derive(Clone, PartialEq)]
pub struct Dense {
    pub(super) numbers: Vec<Num>,
    pub(super) rows: usize,
    pub(super) columns: usize,
}

/// The mirror of `Col<f64>`.
#[derive(Clone, PartialEq)]
pub struct Column {
    pub(super) numbers: Vec<Num>,
}

impl fmt::Debug for Dense {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.values().fmt(f)
    }
}

impl fmt::Debug for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.values().fmt(f)
    }
}

impl Mirrored for Mat<f64> {
    type Mirror = Dense;
}

impl Mirrored for Col<f64> {
    type Mirror = Column;
}

impl Mirrored for Dense {
    type Mirror = Self;
}

impl Mirrored for Column {
    type Mirror = Self;
}

impl Lift for Mat<f64> {
    fn lift(&self, leaves: &mut Leaves) -> Dense {
        Dense { numbers: self.to_floats().into_iter().map(leaves.numbers(self.float_count())).collect(), rows: self.nrows(), columns: self.ncols() }
    }
    fn lower(mirror: &Dense) -> Self {
        mirror.values()
    }
    fn indices(mirror: &Dense, visit: &mut dyn FnMut(u32)) {
        mirror.numbers.iter().for_each(|number| visit(number.index()));
    }
}

impl Lift for Col<f64> {
    fn lift(&self, leaves: &mut Leaves) -> Column {
        Column { numbers: self.to_floats().into_iter().map(leaves.numbers(self.float_count())).collect() }
    }
    fn lower(mirror: &Column) -> Self {
        mirror.values()
    }
    fn indices(mirror: &Column, visit: &mut dyn FnMut(u32)) {
        mirror.numbers.iter().for_each(|number| visit(number.index()));
    }
}

/// Adjoints of a matrix, as faer's kernels take them.
pub(super) fn matrix_of(floats: &[f64], rows: usize, columns: usize) -> Mat<f64> {
    Mat::from_fn(rows, columns, |i, j| floats[j * rows + i])
}

impl Dense {
    pub(super) fn values(&self) -> Mat<f64> {
        Mat::from_fn(self.rows, self.columns, |i, j| self[(i, j)].primal())
    }

    /// A node whose result is a matrix.
    pub(super) fn node(operands: Operands, value: &Mat<f64>, pull: impl Fn(Mat<f64>) -> Vec<f64> + Send + Sync + 'static) -> Self {
        let (rows, columns) = (value.nrows(), value.ncols());
        let number = operands.node(rows * columns, move |bar| pull(matrix_of(bar, rows, columns)));
        Dense { numbers: value.to_floats().into_iter().map(number).collect(), rows, columns }
    }

    /// As faer's.
    pub fn from_fn(rows: usize, columns: usize, mut f: impl FnMut(usize, usize) -> Num) -> Self {
        let mut numbers = Vec::with_capacity(rows * columns);
        for j in 0..columns {
            numbers.extend((0..rows).map(|i| f(i, j)));
        }
        Dense { numbers, rows, columns }
    }

    /// As faer's.
    pub fn full(rows: usize, columns: usize, number: Num) -> Self {
        Self::from_fn(rows, columns, |_, _| number)
    }

    /// As faer's.
    pub fn zeros(rows: usize, columns: usize) -> Self {
        Self::full(rows, columns, Num::constant(0.0))
    }

    /// As faer's.
    pub fn ones(rows: usize, columns: usize) -> Self {
        Self::full(rows, columns, Num::constant(1.0))
    }

    /// As faer's.
    pub fn identity(rows: usize, columns: usize) -> Self {
        Self::from_fn(rows, columns, |i, j| Num::constant(if i == j { 1.0 } else { 0.0 }))
    }

    /// As faer's.
    pub fn nrows(&self) -> usize {
        self.rows
    }

    /// As faer's.
    pub fn ncols(&self) -> usize {
        self.columns
    }

    /// As faer's.
    pub fn shape(&self) -> (usize, usize) {
        (self.rows, self.columns)
    }

    /// The transpose itself.
    pub fn transpose(&self) -> Self {
        Self::from_fn(self.columns, self.rows, |i, j| self[(j, i)])
    }

    /// As faer's, of what is no view here.
    pub fn to_owned(&self) -> Self {
        self.clone()
    }

    /// Column `j` itself.
    pub fn col(&self, j: usize) -> Column {
        Column { numbers: self.numbers[j * self.rows..(j + 1) * self.rows].to_vec() }
    }

    /// `Σ xᵢⱼ`
    pub fn sum(&self) -> Num {
        let rows = self.numbers.len();
        reduce(&self.numbers, self.values().sum(), move |_, _, bar| vec![bar; rows])
    }

    /// `√Σ xᵢⱼ²`: the adjoint is `xᵢⱼ/‖x‖`.
    pub fn norm_l2(&self) -> Num {
        reduce(&self.numbers, self.values().norm_l2(), |elements, norm, bar| elements.iter().map(|x| bar / norm * x).collect())
    }

    /// `Σ xᵢⱼ²`
    pub fn squared_norm_l2(&self) -> Num {
        reduce(&self.numbers, self.values().squared_norm_l2(), |elements, _, bar| elements.iter().map(|x| bar * 2.0 * x).collect())
    }
}

impl Column {
    pub(super) fn values(&self) -> Col<f64> {
        Col::from_fn(self.numbers.len(), |i| self.numbers[i].primal())
    }

    /// As faer's.
    pub fn from_fn(rows: usize, f: impl FnMut(usize) -> Num) -> Self {
        Column { numbers: (0..rows).map(f).collect() }
    }

    /// As faer's.
    pub fn full(rows: usize, number: Num) -> Self {
        Column { numbers: vec![number; rows] }
    }

    /// As faer's.
    pub fn zeros(rows: usize) -> Self {
        Self::full(rows, Num::constant(0.0))
    }

    /// As faer's.
    pub fn nrows(&self) -> usize {
        self.numbers.len()
    }

    /// As faer's.
    pub fn to_owned(&self) -> Self {
        self.clone()
    }

    /// `Σ xᵢ`
    pub fn sum(&self) -> Num {
        let rows = self.numbers.len();
        reduce(&self.numbers, self.values().sum(), move |_, _, bar| vec![bar; rows])
    }

    /// `√Σ xᵢ²`: the adjoint is `xᵢ/‖x‖`.
    pub fn norm_l2(&self) -> Num {
        reduce(&self.numbers, self.values().norm_l2(), |elements, norm, bar| elements.iter().map(|x| bar / norm * x).collect())
    }

    /// `Σ xᵢ²`
    pub fn squared_norm_l2(&self) -> Num {
        reduce(&self.numbers, self.values().squared_norm_l2(), |elements, _, bar| elements.iter().map(|x| bar * 2.0 * x).collect())
    }
}

/// A node with one result; `pull` gives the adjoint of each element.
fn reduce(numbers: &[Num], value: f64, pull: impl Fn(&[f64], f64, f64) -> Vec<f64> + Send + Sync + 'static) -> Num {
    let mut operands = Operands::default();
    if !operands.add(numbers) {
        return Num::constant(value);
    }
    let elements = numbers.iter().map(|number| number.primal()).collect::<Vec<_>>();
    operands.scalar(value, move |bar| pull(&elements, value, bar))
}

impl Index<(usize, usize)> for Dense {
    type Output = Num;
    fn index(&self, (i, j): (usize, usize)) -> &Num {
        assert!(i < self.rows, "row {i} of {}", self.rows);
        &self.numbers[j * self.rows + i]
    }
}

impl IndexMut<(usize, usize)> for Dense {
    fn index_mut(&mut self, (i, j): (usize, usize)) -> &mut Num {
        assert!(i < self.rows, "row {i} of {}", self.rows);
        &mut self.numbers[j * self.rows + i]
    }
}

impl Index<usize> for Column {
    type Output = Num;
    fn index(&self, i: usize) -> &Num {
        &self.numbers[i]
    }
}

impl IndexMut<usize> for Column {
    fn index_mut(&mut self, i: usize) -> &mut Num {
        &mut self.numbers[i]
    }
}
