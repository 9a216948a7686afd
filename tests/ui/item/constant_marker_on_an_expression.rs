use autodiff_runtime::differentiable;

fn energy(x: f64) -> f64 {
    x
}

#[differentiable]
fn objective(x: f64) -> f64 {
    #[constant]
    energy(x);
    x
}

fn main() {}
