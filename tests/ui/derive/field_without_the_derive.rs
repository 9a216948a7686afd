use autodiff_runtime::Differentiable;

struct Point {
    x: f64,
}

#[derive(Differentiable)]
struct Path {
    points: Vec<Point>,
    start: f64,
}

fn main() {}
