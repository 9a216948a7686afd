use autodiff_runtime::differentiable;

#[differentiable(wrt())]
fn f(x: f64) -> f64 {
    x
}

fn main() {}
