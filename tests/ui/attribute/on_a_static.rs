use autodiff_runtime::differentiable;

#[differentiable]
static K: f64 = 1.0;

fn main() {}
