use autodiff_runtime::differentiable;

fn square(x: f64) -> f64 {
    x * x
}

#[differentiable]
fn f(x: Option<f64>) -> f64 {
    x.map(square).unwrap_or(0.0)
}

fn main() {}
