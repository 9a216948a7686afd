use autodiff_runtime::differentiable;

#[differentiable]
const K: f64 = 1.0;

fn main() {}
