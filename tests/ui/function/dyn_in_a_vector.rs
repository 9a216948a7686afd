use autodiff_runtime::differentiable;

#[differentiable]
fn f(x: f64) -> f64 {
    let all: Vec<Box<dyn Fn(f64) -> f64>> = vec![Box::new(f64::sin), Box::new(move |v| v * x)];
    all.iter().map(|g| g(x)).sum()
}

fn main() {}
