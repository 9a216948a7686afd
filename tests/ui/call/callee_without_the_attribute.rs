use autodiff_runtime::differentiable;

fn energy(x: f64) -> f64 {
    x * x
}

#[differentiable]
fn objective(x: f64) -> f64 {
    energy(x) + 1.0
}

fn main() {}
