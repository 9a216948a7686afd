use autodiff_runtime::differentiable;

#[differentiable]
fn f(x: &[f64]) -> f64 {
    let bytes = std::mem::size_of_val(x);
    x.iter().rev().map(|v| v * bytes as f64).sum()
}

fn main() {}
