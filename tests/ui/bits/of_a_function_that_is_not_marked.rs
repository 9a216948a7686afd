use autodiff_runtime::differentiable;

fn key(x: f64) -> u64 {
    x.to_bits()
}

#[differentiable]
fn f(x: f64) -> f64 {
    f64::from_bits(key(x))
}

fn main() {}
