use autodiff_runtime::differentiable;

#[differentiable]
fn f(x: f64) -> f64 {
    let text = format!("{x:.6}");
    let mut y = 0.0;
    for c in text.chars() {
        y = 10.0 * y + (c as u32 - 48) as f64;
    }
    y
}

fn main() {}
