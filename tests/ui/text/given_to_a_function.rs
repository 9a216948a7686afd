use autodiff_runtime::differentiable;

fn read(text: &str) -> f64 {
    text.parse().unwrap()
}

#[differentiable]
fn f(x: f64) -> f64 {
    let text = format!("{x:?}");
    read(&text) * x
}

fn main() {}
