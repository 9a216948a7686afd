use autodiff_runtime::differentiable;

#[differentiable]
fn f(x: f64) -> f64 {
    let bits: u64 = unsafe { std::mem::transmute(x) };
    f64::from_bits(bits)
}

fn main() {}
