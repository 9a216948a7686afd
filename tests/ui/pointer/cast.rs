use autodiff_runtime::differentiable;

#[differentiable]
fn f(x: f64) -> f64 {
    let mut y = x;
    let p = &mut y as *mut f64;
    unsafe { p.write(x * x) };
    y
}

fn main() {}
