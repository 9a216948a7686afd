use autodiff_runtime::differentiable;

fn f_pullback(x: f64, seed: f64) -> (f64, f64) {
    (x.exp(), seed * x.exp())
}

#[differentiable(pullback = f_pullback)]
fn f(x: f64) -> f64 {
    x.exp()
}

fn main() {}
