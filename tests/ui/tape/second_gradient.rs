use autodiff_runtime::tape::{GradientTape, Variable};

fn main() {
    let x = Variable::new(0.0);
    let t = GradientTape::new();
    let (z, y) = t.record(|| {
        let z = &x - 4.0;
        (z, z.powi(2))
    });
    let _dz = t.gradient(&z, [&x]);
    let _dy = t.gradient(&y, [&x]);
}
