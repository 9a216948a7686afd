//! Ordinary programs with `#[differentiable]` on them, as people write who know nothing of it, against references computed independently.
//!
//! Each program is a module of a test binary (`tests/<part>`); the module's name is its key in `reference/<part>.txt`, which the script beside it wrote:
//! a line is the name, the value, and the gradient in the order of the parameters' floats. `reference/common.py` says how the numbers were made.

use std::collections::HashMap;

use autodiff_runtime::Floats;

/// Compares a program's value and gradient with the reference of the module that this stands in.
///
/// `verify!(loss(&w, b), loss_grad(&w, b))`: the first is the program as it was written, to whose bits the value beside the gradient is held.
#[macro_export]
macro_rules! verify {
    ($value:expr, $gradient:expr) => {{
        let (beside, gradient) = $gradient;
        $crate::compare(module_path!(), ($value).into(), beside.into(), &gradient);
    }};
}

/// Panics unless value and gradient are those of the reference.
///
/// # Panics
/// If they differ by more than some roundings, or there is no reference under this name.
#[track_caller]
pub fn compare<G: Floats>(module: &str, value: f64, beside: f64, gradient: &G) {
    let name = module.rsplit("::").next().expect("a module has a name");
    let reference = references().remove(name).unwrap_or_else(|| panic!("{name}: no reference"));
    assert_eq!(value.to_bits(), beside.to_bits(), "{name}: the value beside the gradient is {beside:e}, the function's {value:e}");
    // A million roundings of an f64, or a thousand of an f32.
    let tolerance = if G::PRECISION > 1e-10 { 1e-4 } else { 1e-9 };
    assert!(close(value, reference[0], value, tolerance), "{name}: value {value:e}, reference {:e}", reference[0]);
    let mut bars = Vec::new();
    gradient.visit_floats(&mut |bar| bars.push(bar));
    let expected = &reference[1..];
    assert_eq!(bars.len(), expected.len(), "{name}: floats in the gradient");
    let largest = expected.iter().fold(0.0, |most: f64, bar| most.max(bar.abs()));
    for (k, (&bar, &right)) in bars.iter().zip(expected).enumerate() {
        assert!(close(bar, right, largest, tolerance), "{name}: gradient {k} is {bar:e}, reference {right:e}\n got {bars:?}\nwant {expected:?}");
    }
}

/// A partial in which others cancel has the roundings of its neighbours: a thousandth of the tolerance is measured by the largest.
fn close(got: f64, right: f64, largest: f64, tolerance: f64) -> bool {
    (got - right).abs() <= tolerance * (right.abs() + 1e-3 * largest.abs()) + 1e-300
}

fn references() -> HashMap<&'static str, Vec<f64>> {
    let parts = [include_str!("../reference/mgh.txt"), include_str!("../reference/language.txt"), include_str!("../reference/long.txt")];
    let lines = parts.into_iter().flat_map(str::lines).filter(|line| !line.is_empty());
    lines.map(entry).collect()
}

fn entry(line: &'static str) -> (&'static str, Vec<f64>) {
    let mut words = line.split_ascii_whitespace();
    let name = words.next().expect("a line begins with a name");
    (name, words.map(|word| word.parse().expect("a float")).collect())
}
