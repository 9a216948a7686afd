use autodiff_runtime::differentiable;

struct Point(f64);

#[differentiable]
impl Point {
    fn square(&self) -> f64 {
        self.0 * self.0
    }
}

fn main() {}
