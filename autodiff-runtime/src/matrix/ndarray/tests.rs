//! Functions of arrays on floats and on numbers: the value to the bit, the gradient against differences.

use ::ndarray::{Array1, Array2, Axis};

use crate::matrix::node::Num;
use crate::overload::Run;

fn random(rows: usize, columns: usize, seed: u64) -> Array2<f64> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    Array2::from_shape_fn((rows, columns), |_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
    })
}

#[track_caller]
fn compare(arguments: &[Array2<f64>], plain: impl Fn(&[Array2<f64>]) -> f64, mirrored: impl Fn(&[Array2<Num>]) -> Num) {
    let mut run = Run::new();
    let mirrors = arguments.iter().map(|argument| run.variable(argument)).collect::<Vec<_>>();
    let value: f64 = run.result::<f64>(&mirrored(&mirrors));
    let expected = plain(arguments);
    assert_eq!(value.to_bits(), expected.to_bits(), "{value} is not {expected}");
    let mut sweep = run.finish().sweep();
    sweep.seed(arguments.len(), &1.0);
    sweep.run();
    for (part, argument) in arguments.iter().enumerate() {
        let mut bar = argument * 0.0;
        sweep.collect(part, &mut bar);
        for (at, bar) in bar.indexed_iter() {
            let moved = |h: f64| {
                let mut moved = arguments.to_vec();
                moved[part][at] += h;
                plain(&moved)
            };
            let h = 1e-3;
            let difference = (8.0 * (moved(h) - moved(-h)) - (moved(2.0 * h) - moved(-2.0 * h))) / (12.0 * h);
            let tolerance = 1e-8 * (1.0 + difference.abs() + bar.abs());
            assert!((bar - difference).abs() < tolerance, "argument {part}, element {at:?}: {bar} by the adjoint, {difference} by differences");
        }
    }
}

fn weight(k: usize) -> f64 {
    ((k * k + 3 * k + 1) as f64).sin()
}

macro_rules! of {
    ($($name:ident($($argument:ident),*) [$($values:expr),*] => $body:expr;)*) => {$(
        #[test]
        #[allow(unused_imports)]
        fn $name() {
            let plain = |arguments: &[Array2<f64>]| {
                use super::tests::floats::*;
                let [$($argument),*] = arguments else { unreachable!() };
                $body
            };
            let mirrored = |arguments: &[Array2<Num>]| {
                use super::tests::numbers::*;
                let [$($argument),*] = arguments else { unreachable!() };
                $body
            };
            compare(&[$($values),*], plain, mirrored);
        }
    )*};
}

macro_rules! world {
    ($name:ident, $number:ty, $constant:expr, $dot:item) => {
        mod $name {
            use ::ndarray::{Array, Dimension};

            pub(super) fn c(x: f64) -> $number {
                ($constant)(x)
            }

            pub(super) fn weighted<D: Dimension>(m: &Array<$number, D>) -> $number {
                m.iter().enumerate().fold(c(0.0), |sum, (k, x)| sum + (*x) * c(super::weight(k)))
            }

            /// Which `dot` the macro writes.
            #[allow(unused_imports)]
            $dot
        }
    };
}

world!(
    floats,
    f64,
    |x| x,
    pub(super) trait RecordedDot<R> {
        type Output;
        fn dot_recorded(&self, other: &R) -> Self::Output;
    }
);
world!(numbers, crate::matrix::node::Num, crate::matrix::node::Num::constant, pub(super) use super::super::RecordedDot;);

impl<R, L: ::ndarray::linalg::Dot<R>> floats::RecordedDot<R> for L {
    type Output = L::Output;
    fn dot_recorded(&self, other: &R) -> L::Output {
        self.dot(other)
    }
}

of! {
    products(a, b) [random(4, 3, 1), random(3, 5, 2)] => weighted(&a.dot_recorded(b));
    products_of_transposes(a, b) [random(9, 8, 1), random(9, 7, 2)] => {
        weighted(&a.t().dot_recorded(b)) + weighted(&b.t().dot_recorded(&a.view())) + b.t().dot_recorded(&a.view()).t().dot_recorded(&b.t()).sum()
    };
    products_with_vectors(a, b) [random(4, 4, 1), random(4, 4, 2)] => {
        let (x, y) = (b.row(1), b.column(2).to_owned());
        weighted(&a.dot_recorded(&x)) + weighted(&y.dot_recorded(a)) + x.dot_recorded(&y)
    };
    constants_have_no_adjoint(a) [random(3, 3, 1)] => {
        let k = Array2::from_shape_fn((3, 3), |(i, j)| c((i + 2 * j) as f64));
        weighted(&k.dot_recorded(a)) + weighted(&a.dot_recorded(&k)) + weighted(&k.dot_recorded(&k))
    };
    elementwise_functions(a, b) [random(3, 4, 1), random(3, 4, 2)] => {
        let mut m = a * b + a / c(2.0) - c(0.5) * b + c(1.0) / (b + c(3.0)) - (c(2.0) - a);
        m += &(a * c(0.1));
        m.mapv_inplace(|x| x.tanh());
        weighted(&(m.mapv(|x| x.exp()) + a.exp() + b.sin() + b.powi(2)))
    };
    reductions(a) [random(3, 4, 1)] => {
        let sums = a.sum_axis(Axis(0)) * a.mean_axis(Axis(0)).unwrap() + a.row(1);
        weighted(&sums) + a.sum() * a.mean().unwrap() + a.product() + a.var(c(1.0)) + a.std_axis(Axis(1), c(0.0)).sum() + a.fold(c(0.0), |sum, x| sum + *x * *x)
    };
    parts_and_broadcasts(a, b) [random(4, 4, 1), random(4, 4, 2)] => {
        let mut m = a.clone();
        m.slice_axis_mut(Axis(0), (1..3).into()).assign(&b.slice_axis(Axis(0), (0..2).into()));
        m.row_mut(0).fill(b[[3, 3]]);
        m[[2, 2]] *= a[[0, 1]];
        m += &b.row(3);
        let column = a.column(1).insert_axis(Axis(1)).to_owned();
        let flat: Array1<_> = m.iter().copied().collect();
        weighted(&(m * column)) + flat.mapv(|x| x.abs()).sum() + a.outer_iter().map(|row| row.dot_recorded(&row)).fold(c(0.0), |x, y| x + y)
    };
}

#[test]
fn a_number_with_a_derivative_is_no_float() {
    use num_traits::ToPrimitive;
    assert_eq!(Num::constant(2.5).to_f64(), Some(2.5));
    let mut run = Run::new();
    let x: Num = run.variable(&2.5_f64);
    assert_eq!(x.to_i64(), Some(2));
    assert!(std::panic::catch_unwind(|| x.to_f64()).is_err());
}

#[test]
fn arrays_come_back_from_the_tape() {
    use crate::record::{Site, Tape};
    let (site, mut tape) = (Site::new(), Tape::new());
    let (m, t) = (random(2, 3, 1), random(2, 3, 2).reversed_axes());
    site.push(&mut tape, (m.clone(), 1.5, t.clone()));
    assert_eq!(site.pop(&mut tape), (m, 1.5, t));
}
