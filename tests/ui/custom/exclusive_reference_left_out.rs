use autodiff_runtime::differentiable;

fn scale_pullback(x: &mut [f64], k: f64) -> ((), impl Fn(()) -> f64) {
    x.iter_mut().for_each(|v| *v *= k);
    ((), |()| 0.0)
}

#[differentiable(pullback = scale_pullback, wrt(k))]
fn scale(x: &mut [f64], k: f64) {
    x.iter_mut().for_each(|v| *v *= k);
}

fn main() {}
