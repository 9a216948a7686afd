use autodiff_runtime::differentiable;

#[differentiable(compiled)]
fn f(x: &[f64], y: &[f64]) -> f64 {
    let picked = if x[0] > 0.0 { x } else { y };
    picked[1] * 2.0
}

fn main() {}
