use autodiff_runtime::differentiable;

macro_rules! square {
    ($x:expr) => {
        $x * $x
    };
}

#[differentiable]
fn f(x: f64) -> f64 {
    let p = &raw const x;
    let y = unsafe { *p };
    let g: &dyn Fn(f64) -> f64 = &|v| v * y;
    let z = std::thread::spawn(move || x).join().unwrap();
    g(z) + square!(z)
}

fn main() {}
