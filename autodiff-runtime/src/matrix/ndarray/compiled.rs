//! Operators of arrays in compiled functions, which know them only as values of some type.

use ::ndarray::{Array, Axis, DimMax, Dimension};

use crate::ops::{AddSweeps, DivSweeps, MulSweeps, NegSweeps, SubSweeps};
use crate::record::Tape;

/// Adds an adjoint of the shape of a result to that of an operand, which may have been repeated along axes of length one.
fn add_repeated<D: Dimension>(bar: &mut Array<f64, D>, out_bar: Array<f64, D>) {
    let mut out_bar = out_bar;
    for axis in 0..bar.ndim() {
        if bar.len_of(Axis(axis)) == 1 && out_bar.len_of(Axis(axis)) != 1 {
            let rows = out_bar.lanes(Axis(axis)).into_iter().map(|lane| lane.sum()).collect::<Vec<_>>();
            let mut shape = out_bar.raw_dim();
            shape[axis] = 1;
            out_bar = Array::from_shape_vec(shape, rows).expect("a sum for each lane");
        }
    }
    *bar += &out_bar;
}

/// `trait and method of the adjoint: the terms of both operands`
macro_rules! sweeps {
    ($($trait:ident $method:ident |$a:ident, $b:ident, $o:ident| $first:expr, $second:expr;)*) => {$(
        impl<D: Dimension + DimMax<D, Output = D>> $trait<Array<f64, D>> for Array<f64, D> {
            fn $method(_: &mut Tape, $a: &Self, $b: &Self, a_bar: &mut Self, b_bar: &mut Self, $o: &Self) {
                add_repeated(a_bar, $first);
                add_repeated(b_bar, $second);
            }
        }
    )*};
}

sweeps! {
    AddSweeps add_reverse |_a, _b, o| o.clone(), o.clone();
    SubSweeps sub_reverse |_a, _b, o| o.clone(), -o;
    MulSweeps mul_reverse |a, b, o| o * b, o * a;
    DivSweeps div_reverse |a, b, o| o / b, -(o * a) / (b * b);
}

/// The same with a float on the right: the terms of the array, and the sum of these of the float.
macro_rules! with_float {
    ($($trait:ident $method:ident |$a:ident, $s:ident, $o:ident| $first:expr, $second:expr;)*) => {$(
        impl<D: Dimension + DimMax<D, Output = D>> $trait<f64> for Array<f64, D> {
            fn $method(_: &mut Tape, $a: &Self, $s: &f64, a_bar: &mut Self, s_bar: &mut f64, $o: &Self) {
                *a_bar += &($first);
                *s_bar += $second;
            }
        }
    )*};
}

with_float! {
    AddSweeps add_reverse |_a, _s, o| o.clone(), o.sum();
    SubSweeps sub_reverse |_a, _s, o| o.clone(), -o.sum();
    MulSweeps mul_reverse |a, s, o| o * *s, (o * a).sum();
    DivSweeps div_reverse |a, s, o| o / *s, -(o * a).sum() / s / s;
}

/// The same with a float on the left.
macro_rules! with_float_first {
    ($($trait:ident $method:ident |$s:ident, $a:ident, $o:ident| $second:expr, $first:expr;)*) => {$(
        impl<D: Dimension + DimMax<D, Output = D>> $trait<Array<f64, D>> for f64 {
            fn $method(_: &mut Tape, $s: &f64, $a: &Array<f64, D>, s_bar: &mut f64, a_bar: &mut Array<f64, D>, $o: &Array<f64, D>) {
                *s_bar += $second;
                *a_bar += &($first);
            }
        }
    )*};
}

with_float_first! {
    AddSweeps add_reverse |_s, _a, o| o.sum(), o.clone();
    SubSweeps sub_reverse |_s, _a, o| o.sum(), -o;
    MulSweeps mul_reverse |s, a, o| (o * a).sum(), o * *s;
    DivSweeps div_reverse |s, a, o| (o / a).sum(), -(o * *s) / (a * a);
}

impl<D: Dimension> NegSweeps for Array<f64, D> {
    fn neg_reverse(_: &mut Tape, _: &Self, a_bar: &mut Self, out_bar: &Self) {
        *a_bar -= out_bar;
    }
}
