use autodiff_runtime::differentiable;

#[derive(Clone, Copy)]
struct Point {
    x: f64,
}

#[differentiable(overloaded)]
fn f(x: f64) -> f64 {
    let point = Point { x };
    point.x * point.x
}

fn main() {}
