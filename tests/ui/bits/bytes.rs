use autodiff_runtime::differentiable;

#[differentiable]
fn f(x: f64) -> f64 {
    f64::from_le_bytes((2.0 * x).to_le_bytes())
}

fn main() {}
