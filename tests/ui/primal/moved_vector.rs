use autodiff_runtime::differentiable;

#[differentiable]
fn f(x: Vec<f64>) -> f64 {
    let y = x;
    x[0] + y[0]
}

fn main() {}
