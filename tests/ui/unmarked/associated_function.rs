use autodiff_runtime::{Differentiable, differentiable};

#[derive(Differentiable)]
struct Point {
    x: f64,
}

impl Point {
    fn new(x: f64) -> Self {
        Point { x: x * x }
    }
}

#[differentiable(overloaded)]
fn f(x: f64) -> f64 {
    Point::new(x).x
}

fn main() {}
