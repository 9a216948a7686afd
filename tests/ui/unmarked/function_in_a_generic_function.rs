use autodiff_runtime::differentiable;

use autodiff_runtime::Real;

fn square<T: Real>(x: T) -> T {
    x * x
}

#[differentiable]
fn f<T: Real>(x: T) -> T {
    square(x) + x
}

fn main() {}
