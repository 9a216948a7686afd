use autodiff_runtime::differentiable;

#[differentiable(compiled)]
fn f(x: &[f64]) -> &f64 {
    &x[0]
}

fn main() {}
