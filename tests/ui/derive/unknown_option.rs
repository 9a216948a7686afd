use autodiff_runtime::Differentiable;

#[derive(Differentiable)]
struct Point {
    x: f64,
    #[differentiable(ignore)]
    y: f64,
}

#[derive(Differentiable)]
#[differentiable(skip)]
struct Circle {
    radius: f64,
}

fn main() {}
