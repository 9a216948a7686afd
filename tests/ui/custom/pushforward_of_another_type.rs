use autodiff_runtime::differentiable;

fn f_pullback(x: f64) -> (f64, impl Fn(f64) -> f64) {
    (x.exp(), move |seed| seed * x.exp())
}

fn f_pushforward(x: f64, x_dot: f64) -> f64 {
    x.exp() * x_dot
}

#[differentiable(pullback = f_pullback, pushforward = f_pushforward)]
fn f(x: f64) -> f64 {
    x.exp()
}

fn main() {}
