use autodiff_runtime::differentiable;

#[differentiable(compiled)]
fn f(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for (a, b) in x.iter().zip(x.iter().skip(1).cycle()) {
        sum += a * b;
    }
    sum
}

fn main() {}
