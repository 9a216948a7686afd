use autodiff_runtime::differentiable;

fn f_pullback(x: &[f64], k: f64) -> (f64, impl Fn(f64) -> Vec<f64>) {
    (f(x, k), move |seed| vec![seed * k; x.len()])
}

#[differentiable(pullback = f_pullback)]
fn f(x: &[f64], k: f64) -> f64 {
    k * x.iter().sum::<f64>()
}

fn main() {}
