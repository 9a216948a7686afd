use autodiff_runtime::differentiable;

#[differentiable(compiled)]
fn f(x: &[f64]) -> f64 {
    match x {
        [] => 0.0,
        [first, ..] => first * 2.0,
    }
}

fn main() {}
