use autodiff_runtime::{Differentiable, differentiable};

#[derive(Clone, Differentiable)]
struct Scale {
    k: f64,
}

#[differentiable]
impl Scale {
    #[differentiable(pullback = apply_pullback)]
    fn apply(&self, x: f64) -> f64 {
        self.k * x
    }
}

fn main() {}
