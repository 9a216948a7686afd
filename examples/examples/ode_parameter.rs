//! Estimates the four rates of predators and prey from 20 observations, through a Runge–Kutta solver, and prints what it
//! finds: [1.1, 0.4, 0.1, 0.4], the rates that made the observations.

use examples::ode::{Experiment, estimate, simulate};

fn main() {
    let start = [10.0, 5.0];
    let (steps, h) = (10, 0.05);
    let observations = simulate(&[1.1, 0.4, 0.1, 0.4], &start, 20, steps, h);
    let guess = [1.0, 0.3, 0.15, 0.5];
    let (rates, outcome) = estimate(Experiment { start, observations: &observations, steps, h }, guess);
    println!("guess  {guess:?}");
    println!("found  {rates:.6?} ({outcome:?})");
}
