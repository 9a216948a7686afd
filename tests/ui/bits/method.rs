use autodiff_runtime::differentiable;

#[differentiable]
fn f(x: f64) -> f64 {
    let bits = x.to_bits();
    f64::from_bits(bits + 1)
}

fn main() {}
