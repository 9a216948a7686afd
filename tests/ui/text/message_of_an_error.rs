use autodiff_runtime::differentiable;

#[differentiable]
fn f(x: f64) -> f64 {
    let checked: Result<f64, String> = if x > 0.0 { Ok(x) } else { Err(x.to_string()) };
    match checked {
        Ok(y) => y,
        Err(text) => text.parse().unwrap(),
    }
}

fn main() {}
