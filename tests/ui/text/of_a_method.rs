use autodiff_runtime::{Differentiable, differentiable};

#[derive(Differentiable)]
struct Point {
    x: f64,
}

#[differentiable]
impl Point {
    fn twice(&self) -> f64 {
        let y: f64 = self.x.to_string().parse().unwrap();
        2.0 * y
    }
}

fn main() {}
