use autodiff_runtime::differentiable;

#[differentiable]
fn f(x: f64) -> f64 {
    fn keep(x: f64) -> f64 {
        static mut LAST: f64 = 0.0;
        unsafe {
            LAST = x;
            LAST
        }
    }
    [x].iter().map(|v| keep(*v)).sum()
}

fn main() {}
