//! Functions that are constant between jumps, and questions about floats: they carry no derivative and hinder none.

use autodiff_runtime::differentiable;

macro_rules! constant {
    ($($name:ident($x:ident $(, $argument:expr)*);)*) => {$(
        mod $name {
            use super::*;

            #[differentiable]
            fn f($x: f64) -> f64 {
                $x.$name($($argument),*) * $x
            }

            #[differentiable]
            fn g($x: f32) -> f32 {
                $x.$name($($argument),*) * $x
            }

            #[test]
            fn is_a_constant_factor() {
                for x in [0.3, -1.7, 2.0, 5.5, -0.5] {
                    let factor: f64 = x;
                    let factor = factor.$name($($argument),*);
                    assert_eq!(f_grad(x), (factor * x, factor));
                    let x = x as f32;
                    let factor = x.$name($($argument),*);
                    assert_eq!(g_grad(x), (factor * x, factor));
                }
            }
        }
    )*};
}

constant! {
    floor(x);
    ceil(x);
    round(x);
    round_ties_even(x);
    trunc(x);
    signum(x);
    div_euclid(x, 2.0);
}

#[differentiable]
fn questions(x: f64) -> f64 {
    let mut answers = 0;
    if x.is_nan() || x.is_infinite() {
        answers += 1;
    }
    if x.is_finite() && x.is_normal() && !x.is_subnormal() {
        answers += 10;
    }
    if x.is_sign_negative() != x.is_sign_positive() {
        answers += 100;
    }
    if x.total_cmp(&1.0).is_lt() {
        answers += 1000;
    }
    answers as f64 * x
}

#[test]
fn questions_carry_no_derivative() {
    assert_eq!(questions_grad(0.5), (555.0, 1110.0));
    assert_eq!(questions_grad(-2.0), (-2220.0, 1110.0));
    assert_eq!(questions_grad(3.0), (330.0, 110.0));
}

#[differentiable]
fn constants_of_std(x: f64) -> f64 {
    use std::f64::consts::{E, TAU};
    x * E + std::f64::consts::PI * x + TAU + f64::EPSILON * x + f64::MAX.min(x) + std::f64::consts::LN_2.exp() * x
}

#[test]
fn constants_are_constants() {
    use std::f64::consts::{E, PI};
    let (_, slope) = constants_of_std_grad(1.5);
    assert!((slope - (E + PI + 1.0 + 2.0)).abs() < 1e-14, "{slope}");
}

#[differentiable]
fn casts(x: f64, y: f32) -> f64 {
    let whole = x as i64;
    let byte = y as u8;
    let wide = y as f64;
    let narrow = x as f32;
    wide * x + whole as f64 * x + f64::from(byte) * wide + f64::from(narrow) * wide
}

#[test]
fn casts_between_floats_carry_the_derivative_and_casts_to_integers_none() {
    let (value, (dx, dy)) = casts_grad(2.75, 3.5);
    assert_eq!(value, 3.5 * 2.75 + 2.0 * 2.75 + 3.0 * 3.5 + 2.75 * 3.5);
    assert_eq!(dx, 3.5 + 2.0 + 3.5);
    assert_eq!(dy, 2.75 + 3.0 + 2.75);
}

#[differentiable]
fn sine_and_cosine(x: f64) -> f64 {
    let (s, c) = x.sin_cos();
    let pair = (2.0 * x).sin_cos();
    s * 3.0 + c * 5.0 + pair.0 * pair.1
}

#[test]
fn both_results_of_sin_cos_carry_a_derivative() {
    for x in [0.3_f64, -2.0] {
        let (_, slope) = sine_and_cosine_grad(x);
        // sin 2x · cos 2x = sin 4x / 2
        let expected = 3.0 * x.cos() - 5.0 * x.sin() + 2.0 * (4.0 * x).cos();
        assert!((slope - expected).abs() < 1e-14, "{slope}, expected {expected}");
    }
}
