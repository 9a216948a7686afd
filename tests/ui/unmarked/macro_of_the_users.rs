use autodiff_runtime::differentiable;

macro_rules! square {
    ($x:expr) => {
        $x * $x
    };
}

#[differentiable]
fn f(x: &[f64]) -> f64 {
    x.iter().map(|v| square!(v)).sum()
}

fn main() {}
