use autodiff_runtime::differentiable;

#[differentiable]
fn f(x: f64) -> f64 {
    let mut text = String::from("1");
    text.push_str(&x.to_string());
    text.parse::<f64>().unwrap()
}

fn main() {}
