use autodiff_runtime::differentiable;

#[differentiable]
fn f(x: f64) -> f64 {
    let g: &dyn Fn(f64) -> f64 = &|v| v * x;
    g(x)
}

fn main() {}
