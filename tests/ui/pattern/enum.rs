use autodiff_runtime::differentiable;

enum Kind {
    Plain,
    Scaled(f64),
}

#[differentiable]
fn f(x: f64, kind: Kind) -> f64 {
    match kind {
        Kind::Plain => x,
        Kind::Scaled(k) => k * x,
    }
}

fn main() {}
