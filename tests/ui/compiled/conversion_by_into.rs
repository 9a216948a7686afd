use autodiff_runtime::differentiable;

#[differentiable(compiled)]
fn f(x: f32) -> f64 {
    let y: f64 = x.into();
    y * y
}

fn main() {}
