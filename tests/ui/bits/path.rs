use autodiff_runtime::differentiable;

#[differentiable]
fn f(x: f64) -> f64 {
    f64::from_bits(f64::to_bits(x))
}

fn main() {}
