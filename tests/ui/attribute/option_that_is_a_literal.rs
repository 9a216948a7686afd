use autodiff_runtime::differentiable;

#[differentiable("x")]
fn f(x: f64) -> f64 {
    x
}

fn main() {}
