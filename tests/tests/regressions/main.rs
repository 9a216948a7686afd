//! Bugs that random programs found (`cargo run -p generator`), each as the smallest program that showed it. The numbers are worked out in the comments.

#![allow(clippy::all, unused, reason = "programs as the generator's shrinker left them")]

mod calls;
mod language;
mod places;
mod references;
mod values;

/// Equal up to some roundings.
#[track_caller]
fn assert_close(got: f64, expected: f64) {
    assert!((got - expected).abs() <= 1e-12 * (1.0 + expected.abs()), "{got} instead of {expected}");
}
