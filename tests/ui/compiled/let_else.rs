use autodiff_runtime::differentiable;

#[differentiable(compiled)]
fn f(x: f64, k: Option<f64>) -> f64 {
    let Some(k) = k else { return 0.0 };
    x * k
}

fn main() {}
