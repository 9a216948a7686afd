use autodiff_runtime::differentiable;

#[differentiable(compiled)]
fn f(x: &[f64]) -> f64 {
    let mut rest = x.to_vec();
    let mut sum = 0.0;
    while let Some(v) = rest.pop() {
        sum += v;
    }
    sum
}

fn main() {}
