use autodiff_runtime::differentiable;

use std::collections::BTreeMap;

#[differentiable(compiled)]
fn f(x: f64, names: &BTreeMap<String, f64>) -> f64 {
    let mut sum = x;
    for (_, v) in names {
        sum += v * x;
    }
    sum
}

fn main() {}
