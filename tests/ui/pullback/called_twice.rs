use autodiff_runtime::differentiable;

#[differentiable]
fn f(x: f64) -> f64 {
    x * x
}

fn main() {
    let (_, pullback) = f_vjp(2.0);
    let first = pullback.call(1.0);
    let second = pullback.call(1.0);
    println!("{first} {second}");
}
