use autodiff_runtime::Differentiable;

#[derive(Differentiable)]
union Either {
    x: f64,
    y: f32,
}

fn main() {}
