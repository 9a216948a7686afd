use autodiff_runtime::differentiable_extern;

differentiable_extern! {
    fn cosine(x: f64) -> f64 = f64::cos;
}

fn main() {}
