use autodiff_runtime::differentiable;

use std::any::Any;

#[differentiable]
fn f(x: f64) -> f64 {
    let held: Box<dyn Any> = Box::new(x * x);
    *held.downcast_ref::<f64>().unwrap()
}

fn main() {}
