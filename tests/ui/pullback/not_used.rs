#![deny(unused_must_use)]

use autodiff_runtime::differentiable;

#[differentiable]
fn f(x: f64) -> f64 {
    x * x
}

fn main() {
    f_vjp(2.0).1;
}
