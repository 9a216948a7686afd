//! Minimises (x − 4)² with a tape and `apply_gradients`, and prints the gradient of each iteration: −8, −6.4, −5.12 … for SGD.
//!
//! `cargo run -p examples --example gradient_tape`

use autodiff_runtime::optim::{Optimizer, Sgd, zip};
use autodiff_runtime::tape::{GradientTape, Variable};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let x = Variable::new(0.0);
    let mut opt = Sgd::new(0.1);

    println!("{:>9} {:>16} {:>16} {:>14}", "iteration", "gradient", "x", "loss");
    while opt.iterations() < 1000 {
        let t = GradientTape::new();
        let y = t.record(|| (&x - 4.0).powi(2));
        // The tape is not persistent: it gives this gradient and is gone.
        let gradients = t.gradient(&y, [&x]);
        let slope = gradients[0].ok_or("the loss depends on x")?.value();
        opt.apply_gradients(zip(gradients, [&x]))?;

        let loss = (x.value() - 4.0_f64).powi(2);
        println!("{:>9} {slope:>16.12} {:>16.12} {loss:>14.6e}", opt.iterations(), x.value());
        if loss < 1e-10 {
            break;
        }
    }
    Ok(())
}
