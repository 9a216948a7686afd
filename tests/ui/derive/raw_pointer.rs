use autodiff_runtime::Differentiable;

#[derive(Differentiable)]
struct Buffer {
    start: *const f64,
    len: usize,
}

fn main() {}
