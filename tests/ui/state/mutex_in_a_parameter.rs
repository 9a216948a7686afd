use autodiff_runtime::differentiable;

use std::sync::Mutex;

#[differentiable]
fn f(x: f64, sum: &Mutex<f64>) -> f64 {
    *sum.lock().unwrap() += x;
    x
}

fn main() {}
