use autodiff_runtime::differentiable;

use std::cell::RefCell;

#[differentiable]
fn f(x: &RefCell<f64>) -> f64 {
    *x.borrow()
}

fn main() {}
