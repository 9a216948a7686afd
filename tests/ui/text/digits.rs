use autodiff_runtime::differentiable;

#[differentiable]
fn f(x: f64) -> f64 {
    let text = format!("{x:.6}");
    let mut y = 0.0;
    for c in text.chars() {
        if let Some(digit) = c.to_digit(10) {
            y = 10.0 * y + digit as f64;
        }
    }
    y * 1e-6
}

fn main() {}
