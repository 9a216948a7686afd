use autodiff_runtime::{differentiable, stop_gradient};

#[differentiable]
fn f(x: f64) -> f64 {
    let mut y = x;
    #[constant]
    let k = {
        let mut inside = 0.0;
        inside += 1.0;
        y = 2.0 * inside;
        inside
    };
    k * y + stop_gradient({
        y += 1.0;
        x
    })
}

fn main() {
    println!("{:?}", f_grad(1.0));
}
