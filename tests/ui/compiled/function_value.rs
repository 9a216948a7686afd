use autodiff_runtime::differentiable;

fn square(x: f64) -> f64 {
    x * x
}

#[differentiable(compiled)]
fn f(x: f64) -> f64 {
    let g = square;
    g(x)
}

fn main() {}
