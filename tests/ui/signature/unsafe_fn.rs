use autodiff_runtime::differentiable;

#[differentiable]
unsafe fn f(x: f64) -> f64 {
    x
}

fn main() {}
