//! Prints the value and the gradient of a function with a loop: f = 14.909297426825681, gradient = [1.1677063269057153, 4.0, 6.0].

use autodiff_runtime::differentiable;

#[differentiable]
fn f(x: &[f64]) -> f64 {
    let mut sum = (2.0 * x[0]).sin();
    for &value in x {
        sum += value * value;
    }
    sum
}

fn main() {
    let (value, gradient) = f_grad(&[1.0, 2.0, 3.0]);
    println!("f = {value}, gradient = {gradient:?}");
}
