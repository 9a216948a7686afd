use autodiff_runtime::differentiable;

#[differentiable]
fn f<T: Copy>(x: f64, _marker: T) -> f64 {
    x
}

fn main() {}
