use autodiff_runtime::{Differentiable, differentiable};

#[derive(Differentiable)]
struct Point {
    x: f64,
}

#[differentiable(wrt(x))]
impl Point {
    fn scaled(&self, k: f64) -> f64 {
        k * self.x
    }
}

fn main() {}
