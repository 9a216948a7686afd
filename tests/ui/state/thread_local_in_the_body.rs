use autodiff_runtime::differentiable;

#[differentiable]
fn f(x: f64) -> f64 {
    thread_local! { static LAST: std::cell::Cell<f64> = const { std::cell::Cell::new(0.0) }; }
    LAST.set(x);
    LAST.get()
}

fn main() {}
