use autodiff_runtime::differentiable;

#[differentiable]
fn f(x: &[f64]) -> f64 {
    let mut x = x.to_vec();
    x.sort_by_key(|v| v.to_bits());
    x[0]
}

fn main() {}
