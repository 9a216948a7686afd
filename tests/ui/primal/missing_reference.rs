use autodiff_runtime::differentiable;

#[differentiable]
fn norm(x: &[f64]) -> f64 {
    x[0] * x[0]
}

#[differentiable]
fn f(x: &[f64]) -> f64 {
    let y = x.to_vec();
    norm(y)
}

fn main() {}
