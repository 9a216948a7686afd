use autodiff_runtime::differentiable;

#[differentiable(compiled)]
fn f(x: f64) -> f64 {
    let mut y = x;
    #[cfg(debug_assertions)]
    {
        y *= 2.0;
    }
    y
}

fn main() {}
