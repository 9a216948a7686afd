use autodiff_runtime::differentiable;

use std::str::FromStr;

#[differentiable]
fn f(x: f64) -> f64 {
    let text = x.to_string();
    f64::from_str(&text).unwrap()
}

fn main() {}
