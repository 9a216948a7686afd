use autodiff_runtime::differentiable;

#[differentiable(compiled)]
fn f(x: &[f64]) -> f64 {
    *x.first().unwrap() * 2.0
}

fn main() {}
