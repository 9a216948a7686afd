use autodiff_runtime::differentiable;

#[differentiable]
fn fill(x: f64, row: &mut [f64]) {
    for v in row.iter_mut() {
        *v = x;
    }
}

#[differentiable]
fn f(x: f64) -> f64 {
    #[constant]
    let mut row = vec![0.0; 3];
    fill(x, &mut row);
    row[0] * x
}

fn main() {}
