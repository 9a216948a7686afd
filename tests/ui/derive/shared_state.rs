use std::cell::RefCell;
use std::sync::Mutex;

use autodiff_runtime::Differentiable;

#[derive(Differentiable)]
struct Model {
    weights: RefCell<Vec<f64>>,
    lists: Vec<Option<Mutex<f64>>>,
    #[differentiable(skip)]
    calls: std::cell::Cell<u32>,
}

fn main() {}
