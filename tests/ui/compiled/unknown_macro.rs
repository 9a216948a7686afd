use autodiff_runtime::differentiable;

macro_rules! square {
    ($x:expr) => {
        $x * $x
    };
}

#[differentiable(compiled)]
fn f(x: f64) -> f64 {
    square!(x)
}

fn main() {}
