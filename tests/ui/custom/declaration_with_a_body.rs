use autodiff_runtime::differentiable_extern;

differentiable_extern! {
    #[differentiable(pullback = cosine_pullback)]
    fn cosine(x: f64) -> f64 {
        x.cos()
    }
}

fn main() {}
