use autodiff_runtime::differentiable;

trait Square {
    fn square(self) -> f64;
}

impl Square for f64 {
    fn square(self) -> f64 {
        self * self
    }
}

#[differentiable(overloaded)]
fn f(x: f64) -> f64 {
    x.square()
}

fn main() {}
