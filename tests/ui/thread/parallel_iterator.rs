use autodiff_runtime::differentiable;

trait Parallel {
    fn par_iter(&self) -> std::slice::Iter<'_, f64>;
}

impl Parallel for [f64] {
    fn par_iter(&self) -> std::slice::Iter<'_, f64> {
        self.iter()
    }
}

#[differentiable]
fn f(x: &[f64]) -> f64 {
    x.par_iter().map(|v| v * v).sum()
}

fn main() {}
