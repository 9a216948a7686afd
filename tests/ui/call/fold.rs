use autodiff_runtime::differentiable;

#[differentiable]
fn f(x: &[f64]) -> f64 {
    x.iter().fold(0.0, |a, b| a + b)
}

fn main() {}
