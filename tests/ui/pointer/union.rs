use autodiff_runtime::differentiable;

union Either {
    x: f64,
    bits: u64,
}

#[differentiable]
fn f(x: f64) -> f64 {
    let either = Either { x };
    unsafe { f64::from_bits(either.bits) }
}

fn main() {}
