//! A rule that is safe where the formula is not: ln Σ exp(xᵢ), whose gradient is the softmax. Prints "[0.090031, 0.244728, 0.665241]" for numbers whose
//! exponentials are infinite, and trains a classifier with it.

use autodiff_runtime::check::check_gradient;
use autodiff_runtime::differentiable;

/// ln Σ exp(xᵢ). The maximum is taken out first; its derivative cancels, which a rule need not find out.
#[differentiable(pullback = log_sum_exp_pullback)]
fn log_sum_exp(x: &[f64]) -> f64 {
    let top = x.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if top.is_infinite() {
        return top;
    }
    top + x.iter().map(|v| (v - top).exp()).sum::<f64>().ln()
}

/// exp(xᵢ − value) are the weights: none of them is above 1. The closure borrows what it was given.
fn log_sum_exp_pullback(x: &[f64]) -> (f64, impl Fn(f64) -> Vec<f64>) {
    let value = log_sum_exp(x);
    (value, move |seed| x.iter().map(|v| if v.is_infinite() { 0.0 } else { seed * (v - value).exp() }).collect())
}

/// Cross-entropy of three classes that are linear in two features.
#[differentiable(wrt(w))]
fn loss(w: &[f64], features: &[[f64; 2]], classes: &[usize]) -> f64 {
    let mut sum = 0.0;
    for i in 0..features.len() {
        let mut scores = [0.0; 3];
        for k in 0..3 {
            scores[k] = w[3 * k] + w[3 * k + 1] * features[i][0] + w[3 * k + 2] * features[i][1];
        }
        sum += log_sum_exp(&scores) - scores[classes[i]];
    }
    sum
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("{}", check_gradient(|x| log_sum_exp(x), |x| log_sum_exp_grad(x), &vec![0.5, -1.0, 2.0])?);
    println!("{:.6?}", log_sum_exp_grad(&[1001.0, 1002.0, 1003.0]).1);

    let features = [[0.1, 0.2], [0.3, 0.1], [2.0, 0.3], [2.2, 0.1], [0.2, 2.1], [0.1, 1.8]];
    let classes = [0, 0, 1, 1, 2, 2];
    let mut w = vec![0.0; 9];
    println!("{}", check_gradient(|w| loss(w, &features, &classes), |w| loss_grad(w, &features, &classes), &w)?);
    for _ in 0..200 {
        let (_, gradient) = loss_grad(&w, &features, &classes);
        w.iter_mut().zip(gradient).for_each(|(w, g)| *w -= 0.5 * g);
    }
    println!("loss {:.4} after 200 steps, 6.5917 before", loss(&w, &features, &classes));
    Ok(())
}
