//! The heat equation on a square grid with variable conductivity, by explicit steps; fitted to a measured final state.

use autodiff_runtime::differentiable;

/// One step on the n × n grid `u`; the rim of `next` stays as it is.
#[differentiable]
pub fn step(u: &[f64], k: &[f64], next: &mut [f64], n: usize, dt: f64) {
    for i in 1..n - 1 {
        for j in 1..n - 1 {
            let p = i * n + j;
            let right = 0.5 * (k[p] + k[p + 1]) * (u[p + 1] - u[p]);
            let left = 0.5 * (k[p] + k[p - 1]) * (u[p - 1] - u[p]);
            let down = 0.5 * (k[p] + k[p + n]) * (u[p + n] - u[p]);
            let up = 0.5 * (k[p] + k[p - n]) * (u[p - n] - u[p]);
            next[p] = u[p] + dt * (right + left + down + up);
        }
    }
}

/// Squared distance from `target` after an even or odd number of steps: two grids take turns.
#[differentiable(wrt(start, k))]
pub fn mismatch(start: &[f64], k: &[f64], target: &[f64], n: usize, steps: usize, dt: f64) -> f64 {
    let mut u = start.to_vec();
    let mut next = start.to_vec();
    for _ in 0..steps {
        step(&u, k, &mut next, n, dt);
        std::mem::swap(&mut u, &mut next);
    }
    let mut loss = 0.0;
    for p in 0..u.len() {
        let r = u[p] - target[p];
        loss += r * r;
    }
    loss
}
