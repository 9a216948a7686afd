use autodiff_runtime::{Differentiable, differentiable};

#[derive(Differentiable)]
struct Point {
    x: f64,
}

#[differentiable(compiled)]
impl Point {
    fn scaled(&self, k: Option<f64>) -> f64 {
        if let Some(k) = k { k * self.x } else { self.x }
    }
}

fn main() {}
