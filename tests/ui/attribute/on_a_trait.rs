use autodiff_runtime::differentiable;

#[differentiable]
trait Area {
    fn area(&self) -> f64;
}

fn main() {}
