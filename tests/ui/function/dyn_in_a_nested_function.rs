use autodiff_runtime::differentiable;

#[differentiable]
fn f(x: f64) -> f64 {
    fn twice(g: &dyn Fn(f64) -> f64, x: f64) -> f64 {
        g(g(x))
    }
    twice(&|v| v * x, x)
}

fn main() {}
