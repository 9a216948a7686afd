use autodiff_runtime::differentiable;

#[differentiable]
mod inner {
    fn f(x: f64) -> f64 {
        x
    }
}

fn main() {}
