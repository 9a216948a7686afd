use autodiff_runtime::differentiable;

#[differentiable(fast)]
fn f(x: f64) -> f64 {
    let bits = x.to_bits();
    let closure = |v: f64| v * 2.0;
    let chained = [x].iter().sum::<f64>();
    closure(x) + bits as f64 + chained
}

fn main() {}
