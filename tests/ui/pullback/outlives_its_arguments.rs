use autodiff_runtime::differentiable;

#[differentiable]
fn f(x: &[f64]) -> f64 {
    x[0] * x[0]
}

fn main() {
    let pullback = {
        let x = vec![1.0];
        f_vjp(&x).1
    };
    println!("{:?}", pullback.call(1.0));
}
