use autodiff_runtime::Differentiable;

#[derive(Differentiable)]
struct Model {
    activation: fn(f64) -> f64,
    k: f64,
}

fn main() {}
