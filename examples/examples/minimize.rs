//! Minimises (x − 4)² from an initial guess with `minimize`, which takes a loss function without arguments: once in a loop by hand,
//! once with the driver. Prints a table of iterations; SGD ends after 58 of them at 3.99999042, Adam after 191 at 3.99999095.
//!
//! `cargo run -p examples --example minimize`

use autodiff_runtime::optim::{Adam, Minimizer, OptimError, Optimizer, Sgd};
use autodiff_runtime::tape::Variable;

const TOLERANCE: f64 = 1e-10;
const MAX_ITERATIONS: u64 = 1000;
const INITIAL_GUESS: f64 = 0.0;

/// Steps until the error is low enough or the limit of iterations is hit. `iterations` is counted by `apply_gradients`, which
/// `minimize` calls.
fn by_hand(name: &str, mut opt: impl Optimizer) -> Result<(), OptimError> {
    let x = Variable::builder(INITIAL_GUESS).name("x").build();
    let loss_function = || (&x - 4.0).powi(2);

    println!("{name}\n{:>9} {:>14} {:>14}", "iteration", "x", "loss");
    let mut loss = loss_function().value();
    println!("{:>9} {:>14.9} {loss:>14.6e}", opt.iterations(), x.value());
    while loss >= TOLERANCE && opt.iterations() < MAX_ITERATIONS {
        opt.minimize(loss_function, [&x])?;
        loss = loss_function().value();
        if opt.iterations() <= 4 || opt.iterations().is_multiple_of(25) || loss < TOLERANCE {
            println!("{:>9} {:>14.9} {loss:>14.6e}", opt.iterations(), x.value());
        }
    }
    println!();
    Ok(())
}

/// The same without the loop: the driver knows when to stop.
fn by_driver(name: &str, opt: impl Optimizer) -> Result<(), OptimError> {
    let x = Variable::new(INITIAL_GUESS);
    let mut driver = Minimizer::new(opt).loss_tolerance(TOLERANCE).max_steps(MAX_ITERATIONS);
    let summary = driver.run(|| (&x - 4.0).powi(2), [&x])?;
    println!("{name} by the driver: {} iterations, x = {:.9}, ended by {:?}", summary.steps, x.value(), summary.ended);
    Ok(())
}

fn main() -> Result<(), OptimError> {
    by_hand("SGD", Sgd::new(0.1))?;
    by_hand("Adam", Adam::new(0.1))?;
    by_driver("SGD", Sgd::new(0.1))?;
    by_driver("Adam", Adam::new(0.1))
}
