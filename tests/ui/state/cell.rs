use autodiff_runtime::differentiable;

use std::cell::Cell;

#[differentiable]
fn f(x: f64) -> f64 {
    let sum = Cell::new(0.0);
    [x, x].iter().for_each(|v| sum.set(sum.get() + v));
    sum.get()
}

fn main() {}
