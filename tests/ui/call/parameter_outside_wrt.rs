use autodiff_runtime::differentiable;

#[differentiable(wrt(w))]
fn weighted(w: f64, x: f64) -> f64 {
    w * x
}

#[differentiable]
fn f(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for v in x {
        sum += weighted(*v, *v);
    }
    sum
}

fn main() {}
