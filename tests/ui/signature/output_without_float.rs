use autodiff_runtime::differentiable;

#[differentiable]
fn count(x: &[f64]) -> usize {
    x.len()
}

fn main() {}
