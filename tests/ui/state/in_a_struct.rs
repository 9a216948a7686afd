use autodiff_runtime::Differentiable;

use std::cell::Cell;

#[derive(Differentiable)]
struct Counter {
    sum: Cell<f64>,
}

fn main() {}
