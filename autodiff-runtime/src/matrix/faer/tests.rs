//! Functions of matrices on floats and on numbers: the value to the bit, the gradient against differences.

use ::faer::linalg::solvers::{DenseSolveCore, Solve};
use ::faer::{Mat, Scale, Side};

use super::{Column, Dense};
use crate::matrix::node::Num;
use crate::overload::Run;
use crate::tangent::Floats;

fn random(rows: usize, columns: usize, seed: usize) -> Mat<f64> {
    Mat::from_fn(rows, columns, |i, j| ((i * 7 + j * 13 + seed * 5) as f64).sin())
}

fn definite(n: usize) -> Mat<f64> {
    let m = random(n, n, 1);
    &m * m.transpose() + Mat::<f64>::identity(n, n)
}

#[track_caller]
fn compare(arguments: &[Mat<f64>], plain: impl Fn(&[Mat<f64>]) -> f64, mirrored: impl Fn(&[Dense]) -> Num) {
    let mut run = Run::new();
    let mirrors = arguments.iter().map(|argument| run.variable(argument)).collect::<Vec<_>>();
    let value: f64 = run.result::<f64>(&mirrored(&mirrors));
    let expected = plain(arguments);
    assert_eq!(value.to_bits(), expected.to_bits(), "{value} is not {expected}");
    let mut sweep = run.finish().sweep();
    sweep.seed(arguments.len(), &1.0);
    sweep.run();
    for (part, argument) in arguments.iter().enumerate() {
        let mut bar = Mat::zeros(argument.nrows(), argument.ncols());
        sweep.collect(part, &mut bar);
        let (floats, bar) = (argument.to_floats(), bar.to_floats());
        for k in 0..floats.len() {
            let at = |h: f64| {
                let (mut moved, mut floats) = (arguments.to_vec(), floats.clone());
                floats[k] += h;
                moved[part].set_floats(&floats);
                plain(&moved)
            };
            let h = 1e-3;
            let difference = (8.0 * (at(h) - at(-h)) - (at(2.0 * h) - at(-2.0 * h))) / (12.0 * h);
            let tolerance = 1e-8 * (1.0 + difference.abs() + bar[k].abs());
            assert!((bar[k] - difference).abs() < tolerance, "argument {part}, float {k}: {} by the adjoint, {difference} by differences", bar[k]);
        }
    }
}

macro_rules! of {
    ($($name:ident($($argument:ident),*) [$($values:expr),*] => $body:expr;)*) => {$(
        #[test]
        #[allow(unused_imports)]
        fn $name() {
            let plain = |arguments: &[Mat<f64>]| {
                use super::tests::floats::*;
                let [$($argument),*] = arguments else { unreachable!() };
                $body
            };
            let mirrored = |arguments: &[Dense]| {
                use super::tests::numbers::*;
                let [$($argument),*] = arguments else { unreachable!() };
                $body
            };
            compare(&[$($values),*], plain, mirrored);
        }
    )*};
}

macro_rules! world {
    ($name:ident, $number:ty, $matrix:ty, $column:ty, $constant:expr) => {
        #[allow(dead_code)]
        mod $name {
            pub(super) type Matrix = $matrix;
            pub(super) type Vector = $column;
            pub(super) fn c(x: f64) -> $number {
                ($constant)(x)
            }
            pub(super) fn weighted(m: &$matrix) -> $number {
                let mut sum = c(0.0);
                for j in 0..m.ncols() {
                    for i in 0..m.nrows() {
                        sum += m[(i, j)] * c(((i * i + 3 * j + 1) as f64).sin());
                    }
                }
                sum
            }
        }
    };
}

world!(floats, f64, ::faer::Mat<f64>, ::faer::Col<f64>, |x| x);
world!(numbers, super::Num, super::Dense, super::Column, super::Num::constant);

of! {
    products_and_sums(a, b) [random(4, 3, 1), random(3, 4, 2)] => {
        let m = a * b + Scale(c(2.0)) * (b.transpose() * a.transpose()) - &(a * b) * Scale(a[(0, 0)]);
        weighted(&m) + weighted(&-&m) * c(0.5)
    };
    reductions(a) [random(3, 3, 1)] => a.sum() * a.norm_l2() + a.squared_norm_l2() + a.determinant();
    columns(a) [random(3, 3, 1)] => {
        let x = Vector::from_fn(3, |i| a[(i, 1)] * c(2.0));
        let y = a * &x + &x * Scale(c(0.5));
        y.norm_l2() + y.squared_norm_l2() * y.sum() + (a * (&y - &x))[2]
    };
    writes(a) [random(3, 3, 1)] => {
        let mut m = Matrix::identity(3, 3);
        for i in 0..3 {
            m[(i, 2)] = a[(2, i)] * a[(i, i)];
        }
        m += a;
        weighted(&m) * m.determinant()
    };
    systems(a, b) [definite(4), random(4, 2, 3)] => {
        let lu = a.partial_piv_lu();
        weighted(&lu.solve(b)) + weighted(&lu.inverse()) + lu.solve(&Vector::from_fn(4, |i| b[(i, 1)])).norm_l2()
    };
    definite_systems(a, b) [definite(4), random(4, 2, 3)] => {
        let (lower, upper) = (a.llt(Side::Lower).unwrap(), a.llt(Side::Upper).unwrap());
        weighted(&lower.solve(b)) + weighted(&upper.solve(b)) * weighted(&lower.inverse()) + lower.solve(&Vector::from_fn(4, |i| b[(i, 1)])).sum()
    };
}

#[test]
fn matrices_come_back_from_the_tape() {
    use crate::record::{Site, Tape};
    let (site, mut tape) = (Site::new(), Tape::new());
    let (m, c) = (random(2, 3, 1), ::faer::Col::from_fn(4, |i| i as f64));
    site.push(&mut tape, (m.clone(), 1.5, c.clone()));
    let (m_again, x, c_again) = site.pop(&mut tape);
    assert_eq!((m_again.to_floats(), x, c_again.to_floats()), (m.to_floats(), 1.5, c.to_floats()));
    let _ = |column: Column| column;
}
