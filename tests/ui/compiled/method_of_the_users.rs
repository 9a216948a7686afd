use autodiff_runtime::differentiable;

trait Double {
    fn double(self) -> f64;
}

impl Double for f64 {
    fn double(self) -> f64 {
        2.0 * self
    }
}

#[differentiable(compiled)]
fn f(x: f64) -> f64 {
    x.double()
}

fn main() {}
