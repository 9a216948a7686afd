use autodiff_runtime::differentiable;

#[differentiable(compiled, overloaded)]
fn f(x: f64) -> f64 {
    x * x
}

fn main() {}
