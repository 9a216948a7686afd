use autodiff_runtime::differentiable;

trait Shape {
    fn area(&self) -> f64;
}

#[differentiable]
fn f<S: Shape>(shape: S, x: f64) -> f64 {
    shape.area() * x
}

fn main() {}
