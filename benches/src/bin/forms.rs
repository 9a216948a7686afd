//! What the two forms of a gradient cost: each program in both, as multiples of the function's own time. Best of several runs.
//!
//! `cargo run --release -p benches --bin forms`

#![allow(clippy::suboptimal_flops, reason = "values are promised to the bit")]

use std::hint::black_box;
use std::time::Instant;

mod compiled {
    use autodiff_runtime::differentiable;

    #[differentiable(compiled)]
    pub(crate) fn dot(x: &[f64], y: &[f64]) -> f64 {
        x.iter().zip(y).map(|(a, b)| a * b).sum()
    }

    #[differentiable(compiled)]
    pub(crate) fn rosenbrock(x: &[f64], _: &[f64]) -> f64 {
        let mut sum = 0.0;
        for i in 1..x.len() {
            sum += 100.0 * (x[i] - x[i - 1] * x[i - 1]).powi(2) + (1.0 - x[i - 1]).powi(2);
        }
        sum
    }

    #[differentiable(compiled)]
    pub(crate) fn softmax(x: &[f64], y: &[f64]) -> f64 {
        let mut largest = x[0];
        for v in x {
            largest = largest.max(*v);
        }
        let mut sum = 0.0;
        for v in x {
            sum += (v - largest).exp();
        }
        let mut loss = 0.0;
        for i in 0..x.len() {
            loss -= y[i] * (x[i] - largest - sum.ln());
        }
        loss
    }

    #[differentiable(compiled)]
    pub(crate) fn recurrence(x: &[f64], y: &[f64]) -> f64 {
        let mut h = 0.0_f64;
        for i in 0..x.len() {
            h = (0.5 * h + x[i] * y[i]).tanh();
        }
        h
    }
}

mod overloaded {
    use autodiff_runtime::differentiable;

    #[differentiable(overloaded)]
    pub(crate) fn dot(x: &[f64], y: &[f64]) -> f64 {
        x.iter().zip(y).map(|(a, b)| a * b).sum()
    }

    #[differentiable(overloaded)]
    pub(crate) fn rosenbrock(x: &[f64], _: &[f64]) -> f64 {
        let mut sum = 0.0;
        for i in 1..x.len() {
            sum += 100.0 * (x[i] - x[i - 1] * x[i - 1]).powi(2) + (1.0 - x[i - 1]).powi(2);
        }
        sum
    }

    #[differentiable(overloaded)]
    pub(crate) fn softmax(x: &[f64], y: &[f64]) -> f64 {
        let mut largest = x[0];
        for v in x {
            largest = largest.max(*v);
        }
        let mut sum = 0.0;
        for v in x {
            sum += (v - largest).exp();
        }
        let mut loss = 0.0;
        for i in 0..x.len() {
            loss -= y[i] * (x[i] - largest - sum.ln());
        }
        loss
    }

    #[differentiable(overloaded)]
    pub(crate) fn recurrence(x: &[f64], y: &[f64]) -> f64 {
        let mut h = 0.0_f64;
        for i in 0..x.len() {
            h = (0.5 * h + x[i] * y[i]).tanh();
        }
        h
    }
}

/// Nanoseconds a call: the best of many short rounds, which other programs of the machine do not all hit.
fn time(mut call: impl FnMut() -> f64) -> f64 {
    const CALLS: u32 = 10;
    let mut best = f64::INFINITY;
    for _ in 0..600 {
        let start = Instant::now();
        for _ in 0..CALLS {
            black_box(call());
        }
        best = best.min(start.elapsed().as_secs_f64() * 1e9 / f64::from(CALLS));
    }
    best
}

macro_rules! row {
    ($name:ident, $into:ident, $x:expr, $y:expr) => {{
        let (x, y): (&[f64], &[f64]) = ($x, $y);
        let (mut x_bar, mut y_bar) = (vec![0.0; x.len()], vec![0.0; y.len()]);
        let (mut x_other, mut y_other) = (vec![0.0; x.len()], vec![0.0; y.len()]);
        compiled::$into(x, y, &mut x_bar, &mut y_bar);
        overloaded::$into(x, y, &mut x_other, &mut y_other);
        for (a, b) in x_bar.iter().chain(&y_bar).zip(x_other.iter().chain(&y_other)) {
            assert!((a - b).abs() <= 1e-9 * (1.0 + a.abs()), "the forms differ: {a} and {b}");
        }
        let primal = time(|| compiled::$name(black_box(x), black_box(y)));
        let compiled = time(|| compiled::$into(black_box(x), black_box(y), &mut x_bar, &mut y_bar));
        let overloaded = time(|| overloaded::$into(black_box(x), black_box(y), &mut x_bar, &mut y_bar));
        println!("| `{}` | {:.0} ns | {:.1} | {:.1} |", stringify!($name), primal, compiled / primal, overloaded / primal);
    }};
}

fn main() {
    let x: Vec<f64> = (0..1000).map(|i| (f64::from(i) * 0.37).sin()).collect();
    let y: Vec<f64> = (0..1000).map(|i| 0.5 + 0.25 * (f64::from(i) * 0.11).cos()).collect();
    println!("| program, 1000 numbers | function | compiled | overloaded |\n| --- | --- | --- | --- |");
    row!(dot, dot_grad_into, &x, &y);
    row!(rosenbrock, rosenbrock_grad_into, &x, &y);
    row!(softmax, softmax_grad_into, &x, &y);
    row!(recurrence, recurrence_grad_into, &x, &y);
}
