use autodiff_runtime::differentiable;

mod other {
    pub fn g(x: &[f64], k: f64) -> f64 {
        x[0] * k
    }
}

#[differentiable]
fn f(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for v in x {
        sum += other::g(x, *v);
    }
    sum
}

fn main() {}
