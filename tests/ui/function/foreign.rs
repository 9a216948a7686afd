use autodiff_runtime::differentiable;

unsafe extern "C" {
    safe fn cbrt(x: f64) -> f64;
}

#[differentiable]
fn f(x: f64) -> f64 {
    [x].iter().map(|v| cbrt(*v)).sum()
}

fn main() {}
