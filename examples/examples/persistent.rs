//! Two gradients from one recording, z = x − 4 and y = z²: a persistent tape. Prints dz/dx = 1, dy/dx = −8 and dy/dz = −8 at x = 0.
//!
//! `cargo run -p examples --example persistent`

use autodiff_runtime::tape::{GradientTape, Variable};

fn main() {
    println!("{:>4} {:>6} {:>6} {:>6}", "x", "dz/dx", "dy/dx", "dy/dz");
    for start in [0.0, 1.0, 4.0] {
        let x = Variable::new(start);
        let t = GradientTape::persistent();
        let (z, y) = t.record(|| {
            let z = &x - 4.0;
            (z, z.powi(2))
        });
        let dz_dx = t.gradient(&z, &x).expect("z depends on x");
        let (dy_dx, dy_dz) = t.gradient(&y, (&x, &z));
        let (dy_dx, dy_dz) = (dy_dx.expect("y depends on x"), dy_dz.expect("y depends on z"));
        println!("{start:>4} {dz_dx:>6} {dy_dx:>6} {dy_dz:>6}");
        // What was recorded is freed.
        drop(t);
    }
    // With `GradientTape::new()` the second call would not compile:
    //     error[E0382]: use of moved value: `t`
    //     ... self /* uses the tape up: for more gradients, use `GradientTape::persistent()` */ ...
}
