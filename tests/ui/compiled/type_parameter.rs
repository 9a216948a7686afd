use autodiff_runtime::differentiable;

#[differentiable(compiled)]
fn f<T: Copy>(x: f64, _marker: T) -> f64 {
    x
}

fn main() {}
