use autodiff_runtime::differentiable;

#[differentiable(pullback)]
fn f(x: f64) -> f64 {
    x.exp()
}

fn main() {}
