//! Parameters of a differential equation, found through its solver: predators and prey (Lotka 1925, Volterra 1926).

use crate::descent::{Limits, Objective, Outcome, descend};
use autodiff_runtime::differentiable;
use std::ops::ControlFlow;

/// u̇ = a u − b u v,  v̇ = c u v − d v for `state = [u, v]` and `rates = [a, b, c, d]`, written to `change`.
#[differentiable]
fn predator_and_prey(state: &[f64], rates: &[f64], change: &mut [f64]) {
    let meetings = state[0] * state[1];
    change[0] = rates[0] * state[0] - rates[1] * meetings;
    change[1] = rates[2] * meetings - rates[3] * state[1];
}

/// One step of length `h` of the classical Runge–Kutta method, in place.
#[differentiable]
fn runge_kutta_step(state: &mut [f64], rates: &[f64], h: f64) {
    let n = state.len();
    let mut stage = state.to_vec();
    let mut change = vec![0.0; n];
    let mut sum = vec![0.0; n];
    for part in 0..4 {
        predator_and_prey(&stage, rates, &mut change);
        let weight = if part == 0 || part == 3 { 1.0 } else { 2.0 };
        let ahead = if part < 2 { 0.5 } else { 1.0 };
        for i in 0..n {
            sum[i] += weight * change[i];
            stage[i] = state[i] + ahead * h * change[i];
        }
    }
    for i in 0..n {
        state[i] += h / 6.0 * sum[i];
    }
}

/// Mean squared difference between the solution from `start` and the `observations` (pairs `u v`), one every `steps` steps of
/// length `h`.
#[differentiable(wrt(rates))]
pub fn misfit(rates: &[f64], start: &[f64], observations: &[f64], steps: usize, h: f64) -> f64 {
    let count = observations.len() / 2;
    let mut state = start.to_vec();
    let mut sum = 0.0;
    for o in 0..count {
        for _ in 0..steps {
            runge_kutta_step(&mut state, rates, h);
        }
        for i in 0..2 {
            let difference = state[i] - observations[2 * o + i];
            sum += difference * difference;
        }
    }
    sum / count as f64
}

/// The solution from `start` at the times of the observations, as [`misfit`] wants them.
#[must_use]
pub fn simulate(rates: &[f64], start: &[f64], count: usize, steps: usize, h: f64) -> Vec<f64> {
    let mut state = start.to_vec();
    let mut observations = Vec::with_capacity(2 * count);
    for _ in 0..count {
        for _ in 0..steps {
            runge_kutta_step(&mut state, rates, h);
        }
        observations.extend_from_slice(&state);
    }
    observations
}

/// What is observed, and how the solver steps.
#[derive(Clone, Copy, Debug)]
pub struct Experiment<'a> {
    /// `[u, v]` at time 0.
    pub start: [f64; 2],
    /// Pairs `u v`, one every `steps` steps.
    pub observations: &'a [f64],
    /// Steps between two observations.
    pub steps: usize,
    /// Length of a step.
    pub h: f64,
}

impl Objective for Experiment<'_> {
    fn value(&mut self, rates: &[f64]) -> f64 {
        misfit(rates, &self.start, self.observations, self.steps, self.h)
    }

    fn gradient(&mut self, rates: &[f64], gradient: &mut [f64]) -> f64 {
        gradient.fill(0.0);
        misfit_grad_into(rates, &self.start, self.observations, self.steps, self.h, gradient)
    }
}

/// Rates that make the solution agree with the experiment, from a first guess; and how the search ended.
#[must_use]
pub fn estimate(mut experiment: Experiment<'_>, guess: [f64; 4]) -> ([f64; 4], Outcome) {
    let mut rates = guess;
    let outcome = descend(&mut experiment, &mut rates, Limits { steps: 5000, gradient: 1e-9, change: 0.1 }, |_, _| ControlFlow::Continue(()));
    (rates, outcome)
}
