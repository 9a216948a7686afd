use autodiff_runtime::differentiable;

#[differentiable(pullback = |x: f64| (x.exp(), move |seed: f64| seed * x.exp()))]
fn f(x: f64) -> f64 {
    x.exp()
}

fn main() {}
