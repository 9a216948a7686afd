//! A function of another crate with a rule written by hand: erf, whose derivative is 2/√π·exp(−x²). Fits the mean and the spread of a normal distribution to counts of
//! measurements below four limits, and prints "mean 1.500, spread 0.800", from which the counts were made.

use std::f64::consts::{PI, SQRT_2};

use autodiff_runtime::check::{check_gradient, check_pushforward};
use autodiff_runtime::optim::{Adam, Optimizer};
use autodiff_runtime::{differentiable, differentiable_extern};

differentiable_extern! {
    /// The error function.
    #[differentiable(pullback = erf_pullback, pushforward = erf_pushforward)]
    fn erf(x: f64) -> f64 = libm::erf;
}

fn erf_slope(x: f64) -> f64 {
    2.0 / PI.sqrt() * (-x * x).exp()
}

/// The value, and what takes the adjoint of the value to that of `x`.
fn erf_pullback(x: f64) -> (f64, impl Fn(f64) -> f64) {
    (libm::erf(x), move |seed| seed * erf_slope(x))
}

/// The value, and its derivative along `x_dot`.
fn erf_pushforward(x: f64, x_dot: f64) -> (f64, f64) {
    (libm::erf(x), erf_slope(x) * x_dot)
}

/// The part of a normal distribution that lies below `limit`.
#[differentiable(wrt(mean, spread))]
fn below(limit: f64, mean: f64, spread: f64) -> f64 {
    0.5 * (1.0 + erf((limit - mean) / (spread * SQRT_2)))
}

/// Squared differences from the shares that were counted.
#[differentiable(wrt(mean, spread))]
fn misfit(mean: f64, spread: f64, limits: &[f64], shares: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..limits.len() {
        let difference = below(limits[i], mean, spread) - shares[i];
        sum += difference * difference;
    }
    sum
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("{}", check_gradient(|x| erf(*x), |x| erf_grad(*x), &0.7)?);
    println!("{}", check_pushforward(|x| erf(*x), |x, x_dot| erf_jvp(*x, *x_dot), &-1.3)?);

    let limits = [0.0, 1.0, 2.0, 3.0];
    let shares = limits.map(|limit| below(limit, 1.5, 0.8));
    let objective = |(mean, spread): &(f64, f64)| misfit(*mean, *spread, &limits, &shares);
    let gradient = |(mean, spread): &(f64, f64)| misfit_grad(*mean, *spread, &limits, &shares);
    println!("{}", check_gradient(objective, gradient, &(0.5, 1.5))?);

    let mut guess = (0.5, 1.5);
    let mut optimizer = Adam::new(0.05);
    for _ in 0..2000 {
        let (_, gradient) = gradient(&guess);
        optimizer.step(&mut guess, &gradient)?;
    }
    println!("mean {:.3}, spread {:.3}", guess.0, guess.1);
    Ok(())
}
