use autodiff_runtime::differentiable;

use std::ops::Add;

#[differentiable(compiled)]
fn f(x: f64) -> f64 {
    x.add(1.0)
}

fn main() {}
