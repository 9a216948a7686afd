use autodiff_runtime::differentiable;

struct Line(f64);

impl Line {
    #[differentiable]
    fn at(&self, x: f64) -> f64 {
        self.0 * x
    }
}

fn main() {}
