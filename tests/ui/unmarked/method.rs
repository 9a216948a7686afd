use autodiff_runtime::{Differentiable, differentiable};

#[derive(Differentiable)]
struct Point {
    x: f64,
}

impl Point {
    fn square(&self) -> f64 {
        self.x * self.x
    }
}

#[differentiable(overloaded)]
fn f(x: f64) -> f64 {
    let point = Point { x };
    point.square()
}

fn main() {}
