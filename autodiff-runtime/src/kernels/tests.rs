//! Kernels against the loops that they stand for, at every remainder of their strips.

use super::*;

/// Small whole numbers: sums are exact in any order.
fn numbers(n: usize, start: f64) -> Vec<f64> {
    (0..n).map(|k| start + k as f64).collect()
}

#[test]
fn kernels_do_what_the_loops_do() {
    for n in 0..20 {
        let (x, o, start) = (numbers(n, 1.0), numbers(n, -3.0), numbers(n, 10.0));
        assert_eq!(dot(&x, &o), (0..n).map(|k| x[k] * o[k]).sum::<f64>());

        let mut y = start.clone();
        axpy(2.0, &x, &mut y);
        assert_eq!(y, (0..n).map(|k| start[k] + 2.0 * x[k]).collect::<Vec<_>>());

        let mut x_bar = start.clone();
        assert_eq!(axpy_adjoint(2.0, &x, &o, &mut x_bar), dot(&x, &o));
        assert_eq!(x_bar, (0..n).map(|k| start[k] + 2.0 * o[k]).collect::<Vec<_>>());
    }
}

#[test]
fn longer_slices_are_read_as_far_as_needed() {
    assert_eq!(dot(&[1.0, 2.0], &[3.0, 4.0, 5.0]), 11.0);
    let mut x_bar = [0.0; 3];
    assert_eq!(axpy_adjoint(2.0, &[1.0, 1.0, 1.0], &[4.0, 5.0], &mut x_bar), 9.0);
    assert_eq!(x_bar, [8.0, 10.0, 0.0]);
}

#[test]
fn the_order_of_summation_is_the_documented_one() {
    // (s₀ + s₂) + (s₁ + s₃): s₀ and s₂ cancel before 1 is added; in order, 1 would be lost.
    assert_eq!(dot(&[1e16, 1.0, -1e16, 0.0], &[1.0; 4]), 1.0);
    assert_eq!(dot(&[1e16, -1e16, 1.0, 0.0], &[1.0; 4]), 0.0);
}

#[test]
fn single_precision() {
    let x: Vec<f32> = numbers(9, 1.0).iter().map(|x| *x as f32).collect();
    assert_eq!(dot(&x, &x), 285.0_f32);
}

#[test]
fn cuts_stop_where_the_slice_does() {
    let mut v = numbers(5, 0.0);
    assert_eq!(cut(&v, 1, 3), Some(&[1.0, 2.0, 3.0][..]));
    assert_eq!(cut(&v, 3, 3), None);
    assert_eq!(cut(&v, 9, 1), None);
    assert_eq!(cut(&v, 9, 0), Some(&[][..]));
    assert_eq!(cut_mut(&mut v, 4, 1), Some(&mut [4.0][..]));
    assert_eq!(cut_mut(&mut v, usize::MAX, 2), None);
}
