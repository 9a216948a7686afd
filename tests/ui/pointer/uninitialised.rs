use autodiff_runtime::differentiable;

use std::mem::MaybeUninit;

#[differentiable]
fn f(x: f64) -> f64 {
    let mut y = MaybeUninit::uninit();
    y.write(x * x);
    unsafe { y.assume_init() }
}

fn main() {}
