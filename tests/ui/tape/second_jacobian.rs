use autodiff_runtime::tape::{GradientTape, Variable};

fn main() {
    let x = Variable::new(vec![1.0, 2.0]);
    let t = GradientTape::new();
    let y = t.record(|| &x * &x);
    let _jacobian = t.jacobian(&y, &x);
    let _gradient = t.gradient(&y, &x);
}
