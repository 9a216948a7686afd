use autodiff_runtime::{Differentiable, differentiable};

#[derive(Clone, Differentiable)]
enum Kind {
    Plain,
    Scaled(f64),
}

#[differentiable(compiled)]
fn f(x: f64, kind: Kind) -> f64 {
    match kind {
        Kind::Plain => x,
        Kind::Scaled(k) => k * x,
    }
}

fn main() {}
