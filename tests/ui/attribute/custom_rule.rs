use autodiff_runtime::differentiable;

fn g_pullback(x: f64) -> f64 {
    x
}

#[differentiable(pullback = g_pullback)]
fn g(x: f64) -> f64 {
    x
}

fn main() {}
