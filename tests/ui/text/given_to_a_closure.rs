use autodiff_runtime::differentiable;

#[differentiable]
fn f(x: f64) -> f64 {
    let read = |text: &str| text.parse::<f64>().unwrap();
    read(&format!("{x}")) * x
}

fn main() {}
