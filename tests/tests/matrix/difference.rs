//! Gradients of functions of matrices against differences.

use autodiff_runtime::Floats;

/// Asserts that `gradient` is that of `f` at `x`.
#[track_caller]
pub(crate) fn assert_gradient<T: Floats + Clone, G: Floats>(x: &T, gradient: &G, f: impl Fn(&T) -> f64) {
    let floats = x.to_floats();
    let gradient = gradient.to_floats();
    assert_eq!(floats.len(), gradient.len(), "a gradient of the shape of the value");
    for k in 0..floats.len() {
        let at = |h: f64| {
            let (mut moved, mut floats) = (x.clone(), floats.clone());
            floats[k] += h;
            moved.set_floats(&floats);
            f(&moved)
        };
        // Of fourth order, so that what cancels is the larger error: some 1e-12 of the value.
        let h = 1e-3;
        let expected = (8.0 * (at(h) - at(-h)) - (at(2.0 * h) - at(-2.0 * h))) / (12.0 * h);
        let tolerance = 1e-8 * (1.0 + expected.abs() + f(x).abs());
        assert!((gradient[k] - expected).abs() < tolerance, "float {k}: {} by the gradient, {expected} by differences", gradient[k]);
    }
}
