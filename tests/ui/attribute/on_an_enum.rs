use autodiff_runtime::differentiable;

#[differentiable]
enum Shape {
    Circle(f64),
}

fn main() {}
