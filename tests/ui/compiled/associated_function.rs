use autodiff_runtime::differentiable;

struct Shape;

impl Shape {
    fn area(x: f64) -> f64 {
        x * x
    }
}

#[differentiable(compiled)]
fn f(x: f64) -> f64 {
    Shape::area(x)
}

fn main() {}
