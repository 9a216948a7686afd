use autodiff_runtime::differentiable;

#[differentiable(compiled)]
fn f(x: &[f64]) -> f64 {
    let mut sorted = x.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[0]
}

fn main() {}
