use autodiff_runtime::differentiable;

#[differentiable]
fn f(x: f64) -> f64 {
    let g: Box<dyn Fn(f64) -> f64> = Box::new(move |v| v * x);
    g(x)
}

fn main() {}
