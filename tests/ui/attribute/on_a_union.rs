use autodiff_runtime::differentiable;

#[differentiable]
union Either {
    x: f64,
    y: f32,
}

fn main() {}
