//! Trains a network of two layers in ndarray to tell the inside of a circle from its outside, by the gradient of the mean squared error. Prints the gradient beside differences,
//! then the loss as it falls, and the share of points that are told right: above 0.97.
//!
//! `cargo run --release -p examples --features ndarray --example network_of_arrays`

use std::error::Error;

use autodiff_runtime::check::check_gradient;
use autodiff_runtime::differentiable;
use autodiff_runtime::optim::{Adam, Optimizer};
use ndarray::{Array1, Array2};

type Parameters = (Array2<f64>, Array1<f64>, Array2<f64>, f64);

#[differentiable]
fn predict(w1: &Array2<f64>, b1: &Array1<f64>, w2: &Array2<f64>, b2: f64, x: &Array2<f64>) -> Array1<f64> {
    let hidden = (x.dot(w1) + b1).mapv(f64::tanh);
    hidden.dot(w2).column(0).mapv(|v| 1.0 / (1.0 + (-v - b2).exp()))
}

#[differentiable(wrt(w1, b1, w2, b2))]
fn loss(w1: &Array2<f64>, b1: &Array1<f64>, w2: &Array2<f64>, b2: f64, x: &Array2<f64>, y: &Array1<f64>) -> f64 {
    let error = predict(w1, b1, w2, b2, x) - y;
    error.dot(&error) / y.len() as f64
}

fn main() -> Result<(), Box<dyn Error>> {
    // A grid over the square from −1 to 1.
    let x = Array2::from_shape_fn((400, 2), |(i, j)| if j == 0 { (i % 20) as f64 } else { (i / 20) as f64 } / 9.5 - 1.0);
    let y = x.outer_iter().map(|p| if p[0] * p[0] + p[1] * p[1] < 0.5 { 1.0 } else { 0.0 }).collect::<Array1<f64>>();
    let wave = |i: usize, j: usize| ((i * 5 + j * 3 + 1) as f64 * 1.7).sin();
    let mut parameters: Parameters = (
        Array2::from_shape_fn((2, 12), |(i, j)| 2.0 * wave(i, j)),
        Array1::from_shape_fn(12, |i| wave(i, 7)),
        Array2::from_shape_fn((12, 1), |(i, j)| wave(i, j + 3)),
        0.0,
    );
    let f = |p: &Parameters| loss(&p.0, &p.1, &p.2, p.3, &x, &y);
    let f_grad = |p: &Parameters| loss_grad(&p.0, &p.1, &p.2, p.3, &x, &y);
    println!("{}\n", check_gradient(f, f_grad, &parameters)?);

    let mut adam = Adam::new(0.02);
    for step in 0..=600 {
        let (loss, gradient) = f_grad(&parameters);
        if step % 150 == 0 {
            println!("step {step:>3}: {loss:.6}");
        }
        adam.step(&mut parameters, &gradient)?;
    }
    let guesses = predict(&parameters.0, &parameters.1, &parameters.2, parameters.3, &x);
    let right = guesses.iter().zip(&y).filter(|(guess, truth)| (**guess > 0.5) == (**truth > 0.5)).count();
    println!("right: {:.4}", right as f64 / y.len() as f64);
    Ok(())
}
