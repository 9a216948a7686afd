use autodiff_runtime::Differentiable;

#[derive(Differentiable)]
enum Shape {
    Circle(f64),
    #[differentiable(skip)]
    Square(f64),
}

fn main() {}
