use autodiff_runtime::Differentiable;

#[derive(Differentiable)]
struct Model {
    activation: Box<dyn Fn(f64) -> f64>,
    k: f64,
}

fn main() {}
