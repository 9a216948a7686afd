use autodiff_runtime::differentiable;

#[differentiable]
trait Model {
    fn at(&self, x: f64) -> f64;
    fn twice(&self, x: f64) -> f64 {
        let cell = std::cell::Cell::new(x);
        self.at(cell.get())
    }
}

fn main() {}
