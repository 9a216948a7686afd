use autodiff_runtime::{Differentiable, differentiable};

#[derive(Differentiable)]
struct Point {
    x: f64,
}

fn square(x: f64) -> f64 {
    x * x
}

#[differentiable]
impl Point {
    fn square(&self) -> f64 {
        square(self.x)
    }
}

fn main() {}
