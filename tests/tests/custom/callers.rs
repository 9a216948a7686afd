//! Functions that call one with a rule: both forms, loops, arguments that are overwritten.

use super::{erf, log_sum_exp, remainder};
use autodiff_runtime::check::check_gradient;
use autodiff_runtime::differentiable;

#[differentiable(compiled)]
fn compiled(x: &[f64]) -> f64 {
    let mut state = [x[0], x[1], x[2]];
    let mut sum = 0.0;
    for i in 0..3 {
        sum += erf(state[i]) * log_sum_exp(&state);
        state[i] *= x[i] + sum;
        if sum > 0.2 {
            sum -= 0.5 * log_sum_exp(x) * remainder(state[i], 0.75);
        }
    }
    sum + log_sum_exp(&state)
}

#[differentiable]
fn overloaded(x: &[f64]) -> f64 {
    let errors: Vec<f64> = x.iter().map(|v| erf(*v)).collect();
    let weigh = |k: f64| k * log_sum_exp(&errors);
    errors.iter().zip(x).map(|(e, v)| weigh(*e) + remainder(*v, 0.75)).sum()
}

/// A compiled function between, whose calls only its own activity analysis sees.
#[differentiable]
fn mixed(x: &[f64]) -> f64 {
    x.iter().rev().take(2).map(|v| v * compiled(x)).fold(0.0, |a, b| a + b)
}

#[test]
fn compiled_callers() {
    check_gradient(|x| compiled(x), |x| compiled_grad(x), &vec![0.3, 0.8, -0.4]).unwrap();
}

#[test]
fn overloaded_callers() {
    check_gradient(|x| overloaded(x), |x| overloaded_grad(x), &vec![0.3, 0.8, -0.4]).unwrap();
    check_gradient(|x| mixed(x), |x| mixed_grad(x), &vec![0.3, 0.8, -0.4]).unwrap();
}
