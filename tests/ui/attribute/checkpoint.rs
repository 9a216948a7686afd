use autodiff_runtime::differentiable;

#[differentiable(checkpoint = 10)]
fn f(x: f64) -> f64 {
    x
}

fn main() {}
