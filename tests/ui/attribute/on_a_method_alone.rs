use autodiff_runtime::differentiable;

struct Point {
    x: f64,
}

impl Point {
    #[differentiable]
    fn square(&self) -> f64 {
        self.x * self.x
    }

    #[differentiable]
    fn new(x: f64) -> Self {
        Point { x }
    }
}

fn main() {}
