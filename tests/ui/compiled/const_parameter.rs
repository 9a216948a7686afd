use autodiff_runtime::differentiable;

#[differentiable(compiled)]
fn f<const N: usize>(x: [f64; N]) -> f64 {
    x[0]
}

fn main() {}
