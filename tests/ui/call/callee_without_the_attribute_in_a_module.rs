use autodiff_runtime::differentiable;

mod other {
    pub fn energy(x: &[f64], k: f64) -> f64 {
        x[0] * k
    }
}

#[differentiable]
fn objective(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for v in x {
        sum += other::energy(x, *v);
    }
    sum
}

fn main() {}
