//! The best differentiators of ordinary Rust in the registry, on the same programs: tapes of operators (`reverse`, `ad_trait`,
//! `echidna`) and dual numbers (`num-dual`). Each is used as its documentation shows, with whatever it can keep between calls.

mod adapters;

use std::ops::{Add, Mul, Sub};

pub use adapters::{rk4, rosenbrock};

/// What the programs need of a peer's number.
pub trait Number: Clone + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> {
    /// Times a constant.
    fn scale(&self, factor: f64) -> Self;
    /// Plus a constant.
    fn shift(&self, by: f64) -> Self;
}

/// As `problems::rosenbrock`, which has 1 − x where this has x − 1: the peers' operators take the constant on the right.
fn rosenbrock_of<T: Number>(x: &[T]) -> T {
    let term = |i: usize| {
        let valley = x[i + 1].clone() - x[i].clone() * x[i].clone();
        let slope = x[i].shift(-1.0);
        valley.scale(100.0) * valley + slope.clone() * slope
    };
    let mut sum = term(0);
    for i in 1..x.len() - 1 {
        sum = sum + term(i);
    }
    sum
}

fn rhs_of<T: Number>(y: &[T], p: &[T], dy: &mut [T]) {
    let n = y.len();
    for i in 0..n {
        let hunt = if i == 0 {
            y[1].scale(-1.0)
        } else if i + 1 == n {
            y[i - 1].clone()
        } else {
            y[i - 1].clone() - y[i + 1].clone()
        };
        let rate = p[i].clone() - p[n].clone() * y[i].clone() + p[n + 1].clone() * hunt;
        dy[i] = y[i].clone() * rate;
    }
}

/// As `problems::rk4`; `inputs`: y0, then p.
fn simulate_of<T: Number>(inputs: &[T], n: usize, steps: usize, h: f64) -> T {
    let (y0, p) = inputs.split_at(n);
    let mut y = y0.to_vec();
    let mut k: [Vec<T>; 4] = std::array::from_fn(|_| y.clone());
    let mut stage = y.clone();
    for _ in 0..steps {
        rhs_of(&y, p, &mut k[0]);
        for (which, factor) in [(0, 0.5 * h), (1, 0.5 * h), (2, h)] {
            for i in 0..n {
                stage[i] = y[i].clone() + k[which][i].scale(factor);
            }
            rhs_of(&stage, p, &mut k[which + 1]);
        }
        for i in 0..n {
            let sum = k[0][i].clone() + k[1][i].scale(2.0) + k[2][i].scale(2.0) + k[3][i].clone();
            y[i] = y[i].clone() + sum.scale(h / 6.0);
        }
    }
    let mut loss = y[0].clone() * y[0].clone();
    for i in 1..n {
        loss = loss + y[i].clone() * y[i].clone();
    }
    loss
}
