use autodiff_runtime::differentiable;

fn root_pullback<F: Fn(f64) -> f64>(f: F, x: f64) -> (f64, impl Fn(f64) -> f64) {
    (f(x), |seed| seed)
}

#[differentiable(pullback = root_pullback)]
fn root<F: Fn(f64) -> f64>(f: F, x: f64) -> f64 {
    f(x)
}

fn main() {}
