//! Gradient descent whose step is found anew each time, so that it converges without a rate to tune.
//!
//! ```text
//! x ← x − s g,   s = ⟨Δx, Δx⟩/⟨Δx, Δg⟩ halved until f(x − s g) ≤ f(x) − 10⁻⁴ s‖g‖²
//! ```
//!
//! The first trial step is that of Barzilai and Borwein ("Two-point step size gradient methods", 1988, equation 6), the condition
//! Armijo's (Nocedal and Wright, "Numerical optimization", 2006, section 3.1).

use std::ops::ControlFlow;

/// When to stop, and how far to step.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The largest number of steps.
    pub steps: usize,
    /// The largest entry of the gradient at which the point counts as a minimum.
    pub gradient: f64,
    /// The most that a step may change one entry: a long step can leave the valley in which the start lies.
    pub change: f64,
}

/// Why the descent ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Every entry of the gradient is within the limit.
    Converged,
    /// The largest number of steps was made.
    OutOfSteps,
    /// No step along the gradient lowers the value: rounding is all that is left, or the value is not finite.
    Stalled,
    /// The caller ended it.
    Interrupted,
}

/// A function of one vector, and its gradient.
pub trait Objective {
    /// f(x).
    fn value(&mut self, x: &[f64]) -> f64;

    /// Sets `gradient` to that at `x` and returns f(x).
    fn gradient(&mut self, x: &[f64], gradient: &mut [f64]) -> f64;
}

/// Moves `x` downhill until one of `limits` is reached, or `each_step` says break: it is called with x and its value at the start and after
/// every step.
pub fn descend(f: &mut impl Objective, x: &mut [f64], limits: Limits, mut each_step: impl FnMut(&[f64], f64) -> ControlFlow<()>) -> Outcome {
    let mut gradient = vec![0.0; x.len()];
    let mut next_gradient = vec![0.0; x.len()];
    let mut next = vec![0.0; x.len()];
    let mut value = f.gradient(x, &mut gradient);
    if each_step(x, value).is_break() {
        return Outcome::Interrupted;
    }
    let mut step = f64::INFINITY;
    for _ in 0..limits.steps {
        if !gradient.iter().all(|g| g.is_finite()) {
            return Outcome::Stalled;
        }
        let steepest = gradient.iter().fold(0.0, |largest: f64, g| largest.max(g.abs()));
        if steepest <= limits.gradient {
            return Outcome::Converged;
        }
        step = step.min(limits.change / steepest);
        let Some(accepted) = search(f, x, &gradient, value, step, &mut next) else {
            return Outcome::Stalled;
        };
        value = f.gradient(&next, &mut next_gradient);
        let (moved, bent) = curvature(x, &next, &gradient, &next_gradient);
        step = if bent > 0.0 { moved / bent } else { 2.0 * accepted };
        x.copy_from_slice(&next);
        std::mem::swap(&mut gradient, &mut next_gradient);
        if each_step(x, value).is_break() {
            return Outcome::Interrupted;
        }
    }
    Outcome::OutOfSteps
}

/// Sets `next` to the first of x − s g, x − s g/2, … that is low enough, and returns its s.
fn search(f: &mut impl Objective, x: &[f64], gradient: &[f64], value: f64, step: f64, next: &mut [f64]) -> Option<f64> {
    let slope = dot(gradient, gradient);
    let mut step = step;
    for _ in 0..60 {
        for ((next, x), g) in next.iter_mut().zip(x).zip(gradient) {
            *next = x - step * g;
        }
        // A step to a value that is not finite is too long.
        let lower = f.value(next);
        if lower.is_finite() && lower <= value - 1e-4 * step * slope {
            return Some(step);
        }
        step *= 0.5;
    }
    None
}

/// ⟨Δx, Δx⟩ and ⟨Δx, Δg⟩.
fn curvature(x: &[f64], next: &[f64], gradient: &[f64], next_gradient: &[f64]) -> (f64, f64) {
    let (mut moved, mut bent) = (0.0, 0.0);
    for i in 0..x.len() {
        let difference = next[i] - x[i];
        moved += difference * difference;
        bent += difference * (next_gradient[i] - gradient[i]);
    }
    (moved, bent)
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
