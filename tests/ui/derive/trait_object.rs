use autodiff_runtime::Differentiable;

#[derive(Differentiable)]
struct Potential {
    strength: f64,
    force: Box<dyn Fn(f64) -> f64>,
}

fn main() {}
