use autodiff_runtime::differentiable;

#[differentiable(wrt(x))]
fn power(x: f64, base: f64, n: u32) -> f64 {
    if n == 0 { 1.0 } else { base * power(x, x, n - 1) }
}

fn main() {}
