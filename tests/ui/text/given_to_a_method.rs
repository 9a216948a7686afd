use autodiff_runtime::differentiable;

struct Reader;

impl Reader {
    fn read(&self, text: &str) -> f64 {
        text.parse().unwrap()
    }
}

#[differentiable]
fn f(x: f64) -> f64 {
    let reader = Reader;
    reader.read(&format!("{x}")) * x
}

fn main() {}
