use autodiff_runtime::{Differentiable, differentiable};

#[derive(Differentiable)]
struct Named {
    name: String,
    x: f64,
}

#[differentiable]
fn f(x: f64) -> f64 {
    let named = Named { name: x.to_string(), x };
    let y: f64 = named.name.parse().unwrap();
    y * named.x
}

fn main() {}
