//! Rules written by hand: of functions whose body has no derivative, called by both forms.

mod arguments;
mod callers;
mod checks;

use autodiff_runtime::{differentiable, differentiable_extern};
use std::f64::consts::PI;

differentiable_extern! {
    /// The error function.
    #[differentiable(pullback = erf_pullback, pushforward = erf_pushforward)]
    fn erf(x: f64) -> f64 = libm::erf;

    #[differentiable(pullback = remainder_pullback, wrt(x))]
    pub(crate) fn remainder(x: f64, y: f64) -> f64 = libm::fmod;
}

fn erf_slope(x: f64) -> f64 {
    2.0 / PI.sqrt() * (-x * x).exp()
}

fn erf_pullback(x: f64) -> (f64, impl Fn(f64) -> f64) {
    (libm::erf(x), move |seed| seed * erf_slope(x))
}

fn erf_pushforward(x: f64, x_dot: f64) -> (f64, f64) {
    (libm::erf(x), erf_slope(x) * x_dot)
}

fn remainder_pullback(x: f64, y: f64) -> (f64, impl Fn(f64) -> f64) {
    (libm::fmod(x, y), |seed| seed)
}

/// ln Σ exp(xᵢ), of which the body takes what no derivative can follow.
#[differentiable(pullback = log_sum_exp_pullback)]
fn log_sum_exp(x: &[f64]) -> f64 {
    let bits = x.iter().map(|v| v.to_bits() as i64).collect::<Vec<_>>();
    let top = bits.iter().map(|b| f64::from_bits(*b as u64)).fold(f64::NEG_INFINITY, f64::max);
    top + x.iter().map(|v| (v - top).exp()).sum::<f64>().ln()
}

/// The closure borrows the argument.
fn log_sum_exp_pullback(x: &[f64]) -> (f64, impl Fn(f64) -> Vec<f64>) {
    let value = log_sum_exp(x);
    (value, move |seed| x.iter().map(|v| seed * (v - value).exp()).collect())
}

#[track_caller]
fn close(a: f64, b: f64) {
    assert!((a - b).abs() <= 1e-14 * b.abs().max(1.0), "{a} for {b}");
}

#[test]
fn companions_of_a_scalar() {
    let (value, slope) = erf_grad(0.3);
    assert_eq!(value, libm::erf(0.3));
    close(slope, erf_slope(0.3));
    let mut sum = 1.0;
    assert_eq!(erf_grad_into(0.3, &mut sum), value);
    close(sum, 1.0 + slope);
    let (value, pullback) = erf_vjp(0.3);
    assert_eq!(value, libm::erf(0.3));
    close(pullback.call_ref(&2.0), 2.0 * slope);
    close(pullback.call(-1.0), -slope);
    assert_eq!(erf_jvp(0.3, 2.0), (value, 2.0 * slope));
}

#[test]
fn a_parameter_that_is_left_out() {
    assert_eq!(remainder_grad(7.5, 2.0), (1.5, 1.0));
}

#[test]
fn companions_of_a_slice() {
    let x = [1.0, 2.0, 3.0];
    let (value, gradient) = log_sum_exp_grad(&x);
    close(value, x.iter().map(|v| v.exp()).sum::<f64>().ln());
    close(gradient.iter().sum(), 1.0);
    let (again, pullback) = log_sum_exp_vjp(&x);
    assert_eq!(again, value);
    assert_eq!(pullback.call_ref(&1.0), gradient);
    assert_eq!(pullback.call(1.0), gradient);
}

#[test]
fn on_a_gradient_tape() {
    use autodiff_runtime::tape::{GradientTape, Variable};
    let x = Variable::new(0.3);
    let tape = GradientTape::new();
    let y = tape.record(|| erf_record(&x) * 2.0);
    close(tape.gradient(&y, &x).unwrap().value(), 2.0 * erf_slope(0.3));
}
