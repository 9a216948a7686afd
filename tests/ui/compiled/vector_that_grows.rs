use autodiff_runtime::differentiable;

#[differentiable(compiled)]
fn f(x: &[f64]) -> f64 {
    let mut kept = Vec::new();
    for v in x {
        kept.push(v * v);
    }
    kept[0]
}

fn main() {}
