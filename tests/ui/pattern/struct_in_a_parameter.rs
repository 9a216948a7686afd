use autodiff_runtime::differentiable;

struct Point {
    x: f64,
}

#[differentiable]
fn f(Point { x }: Point, k: f64) -> f64 {
    x * k
}

fn main() {}
