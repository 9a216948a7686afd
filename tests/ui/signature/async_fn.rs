use autodiff_runtime::differentiable;

#[differentiable]
async fn f(x: f64) -> f64 {
    x
}

fn main() {}
