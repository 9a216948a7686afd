use autodiff_runtime::differentiable;

#[differentiable]
fn f(x: f64) -> f64 {
    x.to_string().parse::<f64>().unwrap()
}

fn main() {}
