use autodiff_runtime::differentiable;

fn square(x: f64) -> f64 {
    x * x
}

#[differentiable]
fn f(x: &[f64]) -> f64 {
    x.iter().map(|v| square(*v)).sum()
}

fn main() {}
