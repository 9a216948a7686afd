use autodiff_runtime::differentiable;

static mut CALLS: f64 = 0.0;

#[differentiable]
fn f(x: f64) -> f64 {
    unsafe {
        CALLS += x;
    }
    x
}

fn main() {}
