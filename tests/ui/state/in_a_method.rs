use autodiff_runtime::{Differentiable, differentiable};

use std::cell::RefCell;

#[derive(Differentiable)]
struct Model {
    k: f64,
}

#[differentiable]
impl Model {
    fn run(&self, x: f64) -> f64 {
        let cache = RefCell::new(Vec::new());
        cache.borrow_mut().push(self.k * x);
        cache.into_inner()[0]
    }
}

fn main() {}
