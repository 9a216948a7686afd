use autodiff_runtime::Differentiable;

#[derive(Differentiable)]
struct Model {
    weight: f64,
    #[differentiable(skip)]
    log: std::fs::File,
}

fn main() {}
