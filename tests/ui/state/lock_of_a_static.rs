use autodiff_runtime::differentiable;

use std::sync::RwLock;

static TOTAL: RwLock<f64> = RwLock::new(0.0);

#[differentiable]
fn f(x: f64) -> f64 {
    let all = [x, x].iter().sum::<f64>();
    *TOTAL.write().unwrap() += all;
    *TOTAL.read().unwrap()
}

fn main() {}
