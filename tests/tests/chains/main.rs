//! Iterator chains and closures against the same program as a loop: the value to the bit, the gradient to the last digits, at every length from none on.
//!
//! The loops are ordinary ones, whose gradients other binaries check against differences.

#![allow(clippy::all, reason = "the chains are the subject")]

mod closures;
mod options;
mod places;
mod steps;
mod sums;

use autodiff_runtime::differentiable;

/// Points of a fixed sequence in (-2, 2).
fn points(n: usize, salt: u64) -> Vec<f64> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(salt + 1);
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    (0..n).map(|_| 4.0 * next() - 2.0).collect()
}

type Gradient = (f64, (Vec<f64>, Vec<f64>, f64));

/// Both programs at all lengths from `least` on, the second array as long, longer and shorter; then with a NaN, infinities and zeros among the numbers.
#[track_caller]
fn compare(
    least: usize,
    primal: impl Fn(&[f64], &[f64], f64) -> f64,
    chain: impl Fn(&[f64], &[f64], f64) -> Gradient,
    plain: impl Fn(&[f64], &[f64], f64) -> Gradient,
) {
    for n in least..least + 8 {
        for m in [n, n + 2, n.saturating_sub(1).max(least)] {
            let (x, y) = (points(n, 3 * n as u64), points(m, 7 * m as u64 + 1));
            check(&x, &y, 1.5, &primal, &chain, &plain);
        }
    }
    for odd in [0.0, -0.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let (mut x, mut y) = (points(least + 5, 5), points(least + 5, 6));
        x[1] = odd;
        check(&x, &y, -0.5, &primal, &chain, &plain);
        y[3] = odd;
        check(&x, &y, 0.25, &primal, &chain, &plain);
    }
}

#[track_caller]
fn check(
    x: &[f64],
    y: &[f64],
    p: f64,
    primal: &impl Fn(&[f64], &[f64], f64) -> f64,
    chain: &impl Fn(&[f64], &[f64], f64) -> Gradient,
    plain: &impl Fn(&[f64], &[f64], f64) -> Gradient,
) {
    let ((value, gradient), (expected, slopes)) = (chain(x, y, p), plain(x, y, p));
    assert!(same(value, primal(x, y, p)), "value {value} instead of {} at {x:?} {y:?}", primal(x, y, p));
    assert!(same(value, expected), "value {value}, by the loop {expected} at {x:?} {y:?}");
    let pairs = gradient.0.iter().zip(&slopes.0).chain(gradient.1.iter().zip(&slopes.1)).chain([(&gradient.2, &slopes.2)]);
    assert_eq!((gradient.0.len(), gradient.1.len()), (x.len(), y.len()));
    for (found, expected) in pairs {
        // Adjoints may be summed in another order.
        let close = (found - expected).abs() <= 1e-14 * (1.0 + expected.abs()) || same(*found, *expected);
        assert!(close, "gradient {gradient:?}, by the loop {slopes:?} at {x:?} {y:?}");
    }
}

/// Equal to the bit, where one NaN is as good as another.
fn same(a: f64, b: f64) -> bool {
    a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan()
}

/// `name { chain } = { the same as a loop }`: functions of two arrays and a number.
macro_rules! chains {
    ($x:ident, $y:ident, $p:ident; $($name:ident $(from $least:literal)? { $($chain:tt)* } = { $($plain:tt)* })*) => {
        $(mod $name {
            #![allow(unused_imports, unused_variables)]
            use super::*;

            #[autodiff_runtime::differentiable(compiled)]
            fn chain($x: &[f64], $y: &[f64], $p: f64) -> f64 { $($chain)* }

            #[autodiff_runtime::differentiable]
            fn plain($x: &[f64], $y: &[f64], $p: f64) -> f64 { $($plain)* }

            #[test]
            fn as_the_loop() {
                #[allow(unused_mut, unused_assignments)]
                let mut least = 0;
                $(least = $least;)?
                crate::compare(least, chain, chain_grad, plain_grad);
            }
        })*
    };
}
pub(crate) use chains;

/// A function to be called from chains.
#[differentiable]
fn square(v: f64) -> f64 {
    v * v
}

/// Of two arguments.
#[differentiable]
fn blend(a: f64, b: f64) -> f64 {
    a * b.sin() + b
}
