use autodiff_runtime::differentiable;

#[differentiable]
fn f(x: &[f64]) -> f64 {
    (0..x.len()).map(|i| unsafe { *x.get_unchecked(i) }).sum()
}

fn main() {}
