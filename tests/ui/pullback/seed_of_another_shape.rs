use autodiff_runtime::differentiable;

#[differentiable]
fn f(x: &[f64]) -> [f64; 2] {
    [x[0], x[1]]
}

fn main() {
    let (_, pullback) = f_vjp(&[2.0, 3.0]);
    println!("{:?}", pullback.call(1.0));
}
