use autodiff_runtime::differentiable;

fn f_pullback(x: f64) -> impl Fn(f64) -> f64 {
    move |seed| seed * x.exp()
}

#[differentiable(pullback = f_pullback)]
fn f(x: f64) -> f64 {
    x.exp()
}

fn main() {}
