use autodiff_runtime::differentiable;

#[differentiable(compiled)]
fn f(x: f64) -> f64 {
    let boxed = Box::new(x);
    *boxed * 2.0
}

fn main() {}
