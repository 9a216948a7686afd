use autodiff_runtime::differentiable;

fn g(x: f64) -> f64 {
    x
}

#[differentiable]
fn f(x: f64) -> f64 {
    #[constant]
    g(x);
    x
}

fn main() {}
