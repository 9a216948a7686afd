//! The derivative of what a root finder returns, by the implicit function theorem: Kepler's equation E − e·sin E = M, solved by bisection. Prints where a comet is, and
//! how that changes with the eccentricity of its orbit: at (0.059028, 0.601695), with the eccentricity by (-1.935657, 0.091790).
//!
//! The steps of a bisection say nothing of how the root moves. The equation does: from F(E, M, e) = 0 follows dE = −(∂F/∂M·dM + ∂F/∂e·de) / (∂F/∂E).

use autodiff_runtime::check::{check_gradient, check_vjp};
use autodiff_runtime::differentiable;

/// The eccentric anomaly E with E − e·sin E = M.
#[differentiable(pullback = anomaly_pullback)]
fn anomaly(mean: f64, eccentricity: f64) -> f64 {
    let (mut low, mut high) = (mean - eccentricity, mean + eccentricity);
    for _ in 0..100 {
        let middle = 0.5 * (low + high);
        if middle - eccentricity * middle.sin() < mean {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

/// ∂F/∂E = 1 − e·cos E, ∂F/∂M = −1, ∂F/∂e = −sin E.
fn anomaly_pullback(mean: f64, eccentricity: f64) -> (f64, impl Fn(f64) -> (f64, f64)) {
    let root = anomaly(mean, eccentricity);
    let slope = 1.0 - eccentricity * root.cos();
    (root, move |seed| (seed / slope, seed * root.sin() / slope))
}

/// Where the comet is, in half axes of its orbit.
#[differentiable]
fn position(mean: f64, eccentricity: f64) -> [f64; 2] {
    let root = anomaly(mean, eccentricity);
    [root.cos() - eccentricity, (1.0 - eccentricity * eccentricity).sqrt() * root.sin()]
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let at = (0.4, 0.6);
    println!("{}", check_gradient(|(m, e)| anomaly(*m, *e), |(m, e)| anomaly_grad(*m, *e), &at)?);
    println!("{}", check_vjp(|(m, e)| position(*m, *e), |(m, e)| position_vjp(*m, *e), &at)?);

    let ([x, y], pullback) = position_vjp(0.4, 0.6);
    let (_, x_slope) = pullback.call_ref(&[1.0, 0.0]);
    let (_, y_slope) = pullback.call([0.0, 1.0]);
    println!("at ({x:.6}, {y:.6}), with the eccentricity by ({x_slope:.6}, {y_slope:.6})");
    Ok(())
}
