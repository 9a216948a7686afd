use autodiff_runtime::differentiable;

#[differentiable]
fn f(x: f64) -> f64 {
    let text = format!("{x:.6}");
    text.bytes().map(|b| f64::from(b)).sum()
}

fn main() {}
