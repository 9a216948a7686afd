use autodiff_runtime::differentiable;

#[differentiable]
fn g(x: f64) -> f64 {
    x.to_bits() as f64
}

#[differentiable]
fn f(x: f64) -> f64 {
    g(x) * 2.0
}

fn main() {
    println!("{:?} {:?}", f_grad(1.0), g_grad(2.0));
    let (_, pullback) = g_vjp(1.0);
    println!("{}", pullback.call(1.0));
}
