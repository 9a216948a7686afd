use autodiff_runtime::differentiable;

#[differentiable]
fn objective(x: f64) -> f64 {
    missing(x) + 1.0
}

fn main() {}
