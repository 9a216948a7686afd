use autodiff_runtime::{Differentiable, differentiable};

#[derive(Differentiable)]
struct Guard<'a> {
    sum: &'a mut f64,
    x: f64,
}

#[differentiable]
impl Drop for Guard<'_> {
    fn drop(&mut self) {
        *self.sum += self.x;
    }
}

fn main() {}
