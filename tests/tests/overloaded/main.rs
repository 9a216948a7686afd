//! The overloaded form: functions with whatever Rust has, their values to the bit and their gradients against differences.

#![allow(clippy::all, unreachable_pub, dead_code, reason = "programs as their authors would leave them")]

mod containers;
mod found;
mod functions;
mod idioms;
mod lengths;
mod own_operators;
mod types;

/// Value to the bit, gradient against central differences, at a few points off the kinks.
#[track_caller]
fn check(name: &str, f: impl Fn(&[f64]) -> f64, gradient: impl Fn(&[f64]) -> (f64, Vec<f64>)) {
    for x in [[0.7, 1.3, -0.4, 2.1], [1.9, 0.31, 0.83, -1.2], [0.15, 2.4, 1.1, 0.6]] {
        let (value, bar) = gradient(&x);
        assert_eq!(value.to_bits(), f(&x).to_bits(), "{name}: the value at {x:?}");
        for k in 0..x.len() {
            let h = 1e-5;
            let at = |by: f64| {
                let mut x = x;
                x[k] += by;
                f(&x)
            };
            // Fourth order: exact to about 1e-10 for functions of this size.
            let difference = (8.0 * (at(h) - at(-h)) - (at(2.0 * h) - at(-2.0 * h))) / (12.0 * h);
            let scale = 1.0 + difference.abs().max(value.abs());
            assert!((bar[k] - difference).abs() <= 1e-8 * scale, "{name}: component {k} at {x:?}: {} and {difference}", bar[k]);
        }
    }
}
