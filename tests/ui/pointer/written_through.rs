use autodiff_runtime::differentiable;

#[differentiable]
fn f(x: f64) -> f64 {
    let mut y = x;
    let p = &raw mut y;
    unsafe { *p = x * x };
    y
}

fn main() {}
