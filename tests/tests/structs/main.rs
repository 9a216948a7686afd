//! Structs of the user's in the compiled form: fields, literals, patterns, methods; each program against central differences.

#![allow(clippy::all, unreachable_pub, reason = "programs as their authors would leave them")]

mod fields;
mod literals;
mod methods;

use autodiff_runtime::Floats;

/// The value to the bit, and the gradient against central differences in every float of `x`.
#[track_caller]
fn agrees<T: Clone + Floats, G: Floats>(x: &T, (value, gradient): (f64, G), primal: impl Fn(&T) -> f64) {
    assert_eq!(value.to_bits(), primal(x).to_bits(), "value");
    let (floats, gradient) = (x.to_floats(), gradient.to_floats());
    assert_eq!(floats.len(), gradient.len(), "a float of the gradient for each of the value");
    for (k, (&at, &slope)) in floats.iter().zip(&gradient).enumerate() {
        let h = 1e-5 * (1.0 + at.abs());
        let moved = |by: f64| {
            let (mut floats, mut x) = (floats.clone(), x.clone());
            floats[k] += by;
            x.set_floats(&floats);
            primal(&x)
        };
        let difference = (8.0 * (moved(h) - moved(-h)) - (moved(2.0 * h) - moved(-2.0 * h))) / (12.0 * h);
        // Differences of fourth order: truncation 1e-20 of the fifth derivative, rounding 1e-11 of the value.
        let tolerance = 1e-7 * (1.0 + difference.abs() + value.abs());
        assert!((slope - difference).abs() <= tolerance, "float {k}: {slope:e} generated, {difference:e} by differences");
    }
}
