use autodiff_runtime::differentiable;

#[differentiable(fast)]
fn f(x: f64) -> f64 {
    x
}

fn main() {}
