//! Operators, in all combinations of value and reference.

use core::ops::{Add, AddAssign, Mul, Neg, Sub, SubAssign};

use ::faer::Scale;

use super::dense::{Column, Dense, matrix_of};
use crate::matrix::node::{Num, Operands};
use crate::tangent::Floats;

macro_rules! operators {
    ($($trait:ident $method:ident: $left:ty, $right:ty => $out:ty, $function:expr;)*) => {$(
        operators!(@ $trait $method [] $left, $right => $out, $function);
        operators!(@ $trait $method ['b] $left, &'b $right => $out, $function);
        operators!(@ $trait $method ['a] &'a $left, $right => $out, $function);
        operators!(@ $trait $method ['a, 'b] &'a $left, &'b $right => $out, $function);
    )*};
    (@ $trait:ident $method:ident [$($life:lifetime),*] $left:ty, $right:ty => $out:ty, $function:expr) => {
        impl<$($life),*> $trait<$right> for $left {
            type Output = $out;
            fn $method(self, other: $right) -> $out {
                $function(&self, &other)
            }
        }
    };
}

operators! {
    Add add: Dense, Dense => Dense, |a, b| elementwise(a, b, |x, y| x + y);
    Sub sub: Dense, Dense => Dense, |a, b| elementwise(a, b, |x, y| x - y);
    Add add: Column, Column => Column, |a, b| elementwise_of_columns(a, b, |x, y| x + y);
    Sub sub: Column, Column => Column, |a, b| elementwise_of_columns(a, b, |x, y| x - y);
    Mul mul: Dense, Dense => Dense, product;
    Mul mul: Dense, Column => Column, product_with_column;
    Mul mul: Dense, Scale<Num> => Dense, scaled;
    Mul mul: Scale<Num>, Dense => Dense, |s, a| scaled(a, s);
    Mul mul: Column, Scale<Num> => Column, scaled_column;
    Mul mul: Scale<Num>, Column => Column, |s, a| scaled_column(a, s);
}

fn elementwise(a: &Dense, b: &Dense, f: impl Fn(Num, Num) -> Num) -> Dense {
    assert_eq!(a.shape(), b.shape(), "matrices of one shape");
    Dense { numbers: a.numbers.iter().zip(&b.numbers).map(|(x, y)| f(*x, *y)).collect(), rows: a.rows, columns: a.columns }
}

fn elementwise_of_columns(a: &Column, b: &Column, f: impl Fn(Num, Num) -> Num) -> Column {
    assert_eq!(a.nrows(), b.nrows(), "columns of one length");
    Column { numbers: a.numbers.iter().zip(&b.numbers).map(|(x, y)| f(*x, *y)).collect() }
}

fn scaled(a: &Dense, s: &Scale<Num>) -> Dense {
    Dense { numbers: a.numbers.iter().map(|x| *x * s.0).collect(), rows: a.rows, columns: a.columns }
}

fn scaled_column(a: &Column, s: &Scale<Num>) -> Column {
    Column { numbers: a.numbers.iter().map(|x| *x * s.0).collect() }
}

/// `C = A·B`: `Ā += C̄·Bᵀ`, `B̄ += Aᵀ·C̄`.
fn product(a: &Dense, b: &Dense) -> Dense {
    let (left, right) = (a.values(), b.values());
    let value = &left * &right;
    let mut operands = Operands::default();
    let (a_active, b_active) = (operands.add(&a.numbers), operands.add(&b.numbers));
    Dense::node(operands, &value, move |bar| {
        let mut bars = Vec::new();
        if a_active {
            bars.extend((&bar * right.transpose()).to_floats());
        }
        if b_active {
            bars.extend((left.transpose() * &bar).to_floats());
        }
        bars
    })
}

/// `y = A·x`: `Ā += ȳ·xᵀ`, `x̄ += Aᵀ·ȳ`.
fn product_with_column(a: &Dense, x: &Column) -> Column {
    let (matrix, column) = (a.values(), x.values());
    let value = &matrix * &column;
    let mut operands = Operands::default();
    let (a_active, x_active) = (operands.add(&a.numbers), operands.add(&x.numbers));
    let number = operands.node(value.nrows(), move |bar| {
        let bar = matrix_of(bar, bar.len(), 1);
        let bar = bar.col(0);
        let mut bars = Vec::new();
        if a_active {
            bars.extend((bar * column.transpose()).to_floats());
        }
        if x_active {
            bars.extend((matrix.transpose() * bar).to_floats());
        }
        bars
    });
    Column { numbers: value.to_floats().into_iter().map(number).collect() }
}

macro_rules! in_place {
    ($($t:ident)*) => {$(
        impl AddAssign<&$t> for $t {
            fn add_assign(&mut self, other: &$t) {
                *self = &*self + other;
            }
        }
        impl AddAssign for $t {
            fn add_assign(&mut self, other: $t) {
                *self += &other;
            }
        }
        impl SubAssign<&$t> for $t {
            fn sub_assign(&mut self, other: &$t) {
                *self = &*self - other;
            }
        }
        impl SubAssign for $t {
            fn sub_assign(&mut self, other: $t) {
                *self -= &other;
            }
        }
        impl Neg for &$t {
            type Output = $t;
            fn neg(self) -> $t {
                let mut out = self.clone();
                out.numbers.iter_mut().for_each(|x| *x = -*x);
                out
            }
        }
        impl Neg for $t {
            type Output = $t;
            fn neg(self) -> $t {
                -&self
            }
        }
    )*};
}

in_place!(Dense Column);
