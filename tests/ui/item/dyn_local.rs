use autodiff_runtime::differentiable;

#[differentiable]
fn f(x: f64) -> f64 {
    let shown: &dyn std::fmt::Display = &x;
    println!("{shown}");
    x
}

fn main() {}
