use autodiff_runtime::differentiable;

async fn g() {}

#[differentiable]
fn f(x: f64) -> f64 {
    let _task = async { g().await };
    x
}

fn main() {}
