//! Wrong rules are found.

use autodiff_runtime::check::{CheckError, check_gradient, check_pushforward};
use autodiff_runtime::differentiable;

#[differentiable(pullback = wrong_slope, pushforward = wrong_push)]
fn tangent(x: f64) -> f64 {
    x.tan()
}

fn wrong_slope(x: f64) -> (f64, impl Fn(f64) -> f64) {
    (x.tan(), move |seed| seed * (1.0 + x * x))
}

fn wrong_push(x: f64, x_dot: f64) -> (f64, f64) {
    (x.tan(), x_dot)
}

#[differentiable(pullback = wrong_value)]
fn sine(x: f64) -> f64 {
    x.sin()
}

fn wrong_value(x: f64) -> (f64, impl Fn(f64) -> f64) {
    (x, move |seed| seed * x.cos())
}

#[differentiable(pullback = too_short)]
fn total(x: &[f64]) -> f64 {
    x.iter().sum()
}

fn too_short(x: &[f64]) -> (f64, impl Fn(f64) -> Vec<f64>) {
    (total(x), |seed| vec![seed])
}

#[test]
fn a_wrong_pullback() {
    let error = check_gradient(|x| tangent(*x), |x| tangent_grad(*x), &0.8).unwrap_err();
    assert!(matches!(error, CheckError::Coordinate { .. }), "{error}");
}

#[test]
fn a_wrong_value() {
    let error = check_gradient(|x| sine(*x), |x| sine_grad(*x), &0.8).unwrap_err();
    assert!(matches!(error, CheckError::ValueDiffers { .. }), "{error}");
}

#[test]
fn a_wrong_pushforward_and_a_right_one() {
    assert!(check_pushforward(|x| tangent(*x), |x, dot| tangent_jvp(*x, *dot), &0.8).is_err());
    check_pushforward(|x| super::erf(*x), |x, dot| super::erf_jvp(*x, *dot), &0.8).unwrap();
}

#[test]
#[should_panic(expected = "the pullback of `total` returns 1 derivatives for the 2 elements of `x`")]
fn a_gradient_of_the_wrong_length() {
    total_grad(&[1.0, 2.0]);
}
