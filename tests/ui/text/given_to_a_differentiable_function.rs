use autodiff_runtime::differentiable;

#[differentiable]
fn read(text: &str, x: f64) -> f64 {
    let k: f64 = text.parse().unwrap();
    k * x
}

#[differentiable]
fn f(x: f64) -> f64 {
    read(&x.to_string(), x)
}

fn main() {}
