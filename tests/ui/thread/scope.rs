use autodiff_runtime::differentiable;

use std::thread;

#[differentiable]
fn f(x: f64) -> f64 {
    thread::scope(|scope| scope.spawn(|| x * x).join().unwrap())
}

fn main() {}
