use autodiff_runtime::Differentiable;

#[derive(Differentiable)]
struct Neuron {
    bias: f64,
    activation: fn(f64) -> f64,
}

fn main() {}
