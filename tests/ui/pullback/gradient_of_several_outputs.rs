use autodiff_runtime::differentiable;

#[differentiable]
fn f(x: f64) -> [f64; 2] {
    [x, x * x]
}

fn main() {
    println!("{:?}", f_grad(2.0));
}
