use autodiff_runtime::{Differentiable, differentiable};

trait Shape {
    fn area(&self) -> f64;
}

#[derive(Differentiable)]
struct Square {
    side: f64,
}

impl Shape for Square {
    fn area(&self) -> f64 {
        self.side * self.side
    }
}

#[differentiable(overloaded)]
fn f(x: f64) -> f64 {
    let shapes: Vec<Box<dyn Shape>> = vec![Box::new(Square { side: x })];
    shapes.iter().map(|shape| shape.area()).sum()
}

fn main() {}
