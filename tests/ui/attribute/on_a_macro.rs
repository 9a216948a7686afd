use autodiff_runtime::differentiable;

#[differentiable]
macro_rules! square {
    ($x:expr) => {
        $x * $x
    };
}

fn main() {}
