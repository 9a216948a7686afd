//! Differentiated functions, types and traits as a library has them: in modules, with re-exports.

pub mod geometry;
pub mod layers;
pub mod shapes;

use autodiff_runtime::differentiable;

pub use geometry::{Pair, Vec3, distance};
pub use shapes as figures;

/// A constant of the library.
pub const GRAVITY: f64 = 9.81;

/// A function that the compiled form knows.
#[differentiable]
pub fn energy(mass: f64, height: f64) -> f64 {
    mass * GRAVITY * height
}

/// One that it does not know.
#[differentiable]
pub fn soft_max(x: &[f64]) -> f64 {
    x.iter().map(|v| v.exp()).fold(0.0, |a, b| a + b).ln()
}

/// One that writes through a reference.
#[differentiable]
pub fn decay(state: &mut [f64], rate: f64) {
    for x in state.iter_mut() {
        *x *= rate;
    }
}
