use autodiff_runtime::differentiable;

#[differentiable(pullback = f_pulback)]
fn f(x: f64) -> f64 {
    x.exp()
}

fn main() {}
