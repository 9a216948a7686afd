use autodiff_runtime::differentiable;

use std::cell::RefCell;
use std::rc::Rc;

#[differentiable]
fn f(x: f64) -> f64 {
    let sum = Rc::new(RefCell::new(0.0));
    *sum.borrow_mut() += x;
    let y = *sum.borrow();
    y
}

fn main() {}
