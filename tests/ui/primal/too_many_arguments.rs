use autodiff_runtime::differentiable;

#[differentiable]
fn g(x: f64) -> f64 {
    x
}

#[differentiable]
fn f(x: f64) -> f64 {
    g(x, 1.0)
}

fn main() {}
