use autodiff_runtime::differentiable;

fn f_pushforward(x: f64, x_dot: f64) -> (f64, f64) {
    (x.exp(), x.exp() * x_dot)
}

#[differentiable(pushforward = f_pushforward)]
fn f(x: f64) -> f64 {
    x.exp()
}

fn main() {}
