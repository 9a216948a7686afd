use autodiff_runtime::differentiable;

#[differentiable]
fn f(x: &[f64]) -> f64 {
    let p: *const f64 = x.as_ptr();
    unsafe { *p }
}

fn main() {}
