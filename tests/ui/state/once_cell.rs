use autodiff_runtime::differentiable;

use std::cell::OnceCell;

#[differentiable]
fn f(x: f64) -> f64 {
    let once = OnceCell::new();
    *once.get_or_init(|| x * x)
}

fn main() {}
