//! Kernels against TensorFlow 2.21's gradients at awkward points, and against differences elsewhere.

use super::*;

const INFINITY: f64 = f64::INFINITY;
const NAN: f64 = f64::NAN;

/// Equal as numbers, NaN only with NaN.
#[track_caller]
fn same(got: f64, expected: f64) {
    assert!(got == expected || got.is_nan() && expected.is_nan(), "{got} for {expected}");
}

/// Central differences with a step that balances truncation and rounding: some 1e-10 for values around 1.
#[track_caller]
fn slope(f: impl Fn(f64) -> f64, x: f64, partial: f64) {
    let h = 1e-5 * x.abs().max(1.0);
    let difference = (f(x + h) - f(x - h)) / (2.0 * h);
    assert!((difference - partial).abs() < 1e-8 * partial.abs().max(1.0), "{partial}, by differences {difference}");
}

#[test]
fn sign_is_zero_at_zero() {
    for (x, expected) in [(0.0, 0.0), (-0.0, 0.0), (2.5, 1.0), (-2.5, -1.0), (INFINITY, 1.0), (-INFINITY, -1.0), (NAN, NAN)] {
        same(sign(x), expected);
    }
}

#[test]
fn logarithms_are_infinite_at_the_bound_and_nan_outside() {
    for (x, expected) in [(0.0, INFINITY), (-0.0, -INFINITY), (1.0, 1.0), (INFINITY, 0.0), (1e-310, INFINITY), (-1.0, NAN), (NAN, NAN)] {
        same(ln(x), expected);
    }
    for (x, expected) in [(-1.0, INFINITY), (0.0, 1.0), (1e-20, 1.0), (INFINITY, 0.0), (-2.0, NAN), (NAN, NAN)] {
        same(ln_1p(x), expected);
    }
    for (x, expected) in [(1.0, INFINITY), (-1.0, INFINITY), (0.0, 1.0), (1.5, NAN), (NAN, NAN)] {
        same(atanh(x), expected);
    }
    slope(f64::ln, 0.3, ln(0.3));
    slope(f64::ln_1p, -0.5, ln_1p(-0.5));
    slope(f64::atanh, -0.7, atanh(-0.7));
}

#[test]
fn copysign_follows_both_signs() {
    for x in [1.5, -1.5] {
        for s in [2.0, -2.0] {
            slope(|x| x.copysign(s), x, copysign(x, s));
        }
        same(copysign(x, -0.0), -sign(x));
    }
    same(copysign(0.0, -1.0), 0.0);
}

#[test]
fn powi_has_no_nan_where_the_power_is_constant() {
    same(powi(0.0, 0), 0.0);
    same(powi(NAN, 0), 0.0);
    same(powi(0.0, 1), 1.0);
    same(powi(0.0, 2), 0.0);
    same(powi(0.0, -1), -INFINITY);
    same(powi(-2.0, 3), 12.0);
    same(powi(-2.0, -1), -0.25);
    same(powi(1.0, i32::MIN), f64::from(i32::MIN));
    same(powi(-1.0, i32::MIN), -f64::from(i32::MIN));
    for n in [-3, -1, 1, 2, 5] {
        slope(|x| x.powi(n), -0.7, powi(-0.7, n));
    }
}

#[test]
fn exponent_of_a_base_that_is_not_positive_counts_for_nothing() {
    let partial = |x: f64, p: f64| powf_exponent(x, x.powf(p));
    for (x, p, expected) in [
        (2.0, 3.0, 5.545177444479562),
        (0.0, 0.0, 0.0),
        (0.0, 1.0, 0.0),
        (0.0, 0.5, 0.0),
        (0.0, -1.0, NAN),
        (-2.0, 2.0, 0.0),
        (-2.0, 3.0, 0.0),
        (-2.0, 0.5, NAN),
        (1.0, NAN, 0.0),
        (NAN, 0.0, 0.0),
        (2.0, INFINITY, INFINITY),
        (0.5, INFINITY, 0.0),
    ] {
        same(partial(x, p), expected);
    }
    slope(|p| 0.3_f64.powf(p), -1.5, partial(0.3, -1.5));
}

#[test]
fn angles_have_slopes_everywhere_but_at_the_origin() {
    for (a, b, [first, second]) in
        [(0.0, 0.0, [NAN, NAN]), (1.0, 0.0, [0.0, -1.0]), (0.0, 1.0, [1.0, 0.0]), (-0.0, -1.0, [-1.0, 0.0]), (INFINITY, INFINITY, [NAN, NAN])]
    {
        same(atan2_first(a, b), first);
        same(atan2_second(a, b), second);
    }
    for (a, b) in [(1.0, 2.0), (1.0, -2.0), (-1.0, 2.0), (-1.0, -2.0)] {
        slope(|a| a.atan2(b), a, atan2_first(a, b));
        slope(|b| a.atan2(b), b, atan2_second(a, b));
    }
    // a² + b² would be 0 or ∞.
    assert!((atan2_first(1e-200, 1e-200) / 5e199 - 1.0).abs() < 1e-12);
    assert!((atan2_second(1e200, 1e200) / -5e-201 - 1.0).abs() < 1e-12);
}

#[test]
fn remainder_counts_whole_divisors() {
    for (a, b) in [(7.5, 2.0), (-7.5, 2.0), (7.5, -2.0), (-7.5, -2.0)] {
        slope(|b| a % b, b, rem_partial(a, b));
    }
    same(rem_partial(7.0, INFINITY), 0.0);
}

#[test]
fn single_precision_stays_single() {
    let partial: f32 = powi(0.5_f32, 3);
    assert_eq!(partial, 0.75);
    assert_eq!(ln(4.0_f32), 0.25);
}
