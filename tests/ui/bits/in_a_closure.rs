use autodiff_runtime::differentiable;

#[differentiable]
fn f(x: &[f64]) -> f64 {
    let bits: Vec<u64> = x.iter().map(|v| v.to_bits()).collect();
    f64::from_bits(bits[0])
}

fn main() {}
