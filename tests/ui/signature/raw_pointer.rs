use autodiff_runtime::differentiable;

#[differentiable]
fn f(x: *const f64) -> f64 {
    let _ = x;
    0.0
}

fn main() {}
