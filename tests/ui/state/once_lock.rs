use autodiff_runtime::differentiable;

use std::sync::OnceLock;

static FIRST: OnceLock<f64> = OnceLock::new();

#[differentiable]
fn f(x: f64) -> f64 {
    *FIRST.get_or_init(|| x)
}

fn main() {}
