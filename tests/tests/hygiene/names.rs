//! Names of the user's that generated code may want for itself.

use autodiff_runtime::differentiable;

#[differentiable]
fn taken(x: f64, x_bar: f64, tape: f64, seed: f64, out: f64, y_bar: f64) -> f64 {
    let record = x * x_bar;
    let value = record + tape * seed;
    let forward = value * out;
    let reverse = forward + y_bar;
    let value_bar = reverse * x;
    let t = value_bar + 1.0;
    let site = t * t;
    site
}

#[test]
fn locals_and_parameters_called_like_generated_ones() {
    let (value, gradient) = taken_grad(1.0, 2.0, 3.0, 4.0, 5.0, 6.0);
    // ((x·x̄ + τσ)·o + ȳ)·x + 1, squared
    assert_eq!(value, 77.0 * 77.0);
    assert_eq!(gradient, (2.0 * 77.0 * (76.0 + 10.0), 2.0 * 77.0 * 5.0, 2.0 * 77.0 * 20.0, 2.0 * 77.0 * 15.0, 2.0 * 77.0 * 14.0, 2.0 * 77.0));
}

#[differentiable]
fn r#match(r#type: f64, r#loop: &[f64]) -> f64 {
    let r#let = r#type * r#loop[0];
    let mut r#for = r#let;
    for r#in in r#loop {
        r#for *= r#in;
    }
    r#for
}

#[test]
fn raw_identifiers() {
    // t·l²
    let (value, (dt, dl)) = match_grad(3.0, &[2.0]);
    assert_eq!((value, dt, dl), (12.0, 4.0, vec![12.0]));
}

#[differentiable]
#[allow(non_snake_case, reason = "as in the paper")]
fn ΔG(R: f64, Θ: f64) -> f64 {
    -R * Θ.ln()
}

#[test]
fn names_beyond_ascii_and_in_capitals() {
    assert_eq!(ΔG_grad(2.0, 1.0), (-0.0, (-0.0, -2.0)));
}

#[differentiable]
fn underscored(_: f64, _x: f64, (_a, _): (f64, f64)) -> f64 {
    let _y = _x * 2.0;
    let _ = _y;
    _y * _a
}

#[test]
fn underscores() {
    let (value, (unnamed, dx, pair)) = underscored_grad(1.0, 2.0, (3.0, 4.0));
    assert_eq!((value, unnamed, dx, pair), (12.0, 0.0, 6.0, (4.0, 0.0)));
}

#[differentiable]
fn shadows(x: f64) -> f64 {
    let x = x * x;
    let x_bar = x;
    let x = x + x_bar;
    for x in 0..2 {
        let _ = x;
    }
    let x = if x > 0.0 {
        let x = x * 2.0;
        x
    } else {
        x
    };
    x
}

#[test]
fn a_name_bound_again_and_again() {
    assert_eq!(shadows_grad(3.0), (36.0, 24.0));
}

/// Methods called like those of hidden traits.
trait Push {
    fn push(&self, other: f64) -> bool;
    fn pop(&self) -> usize;
    fn accumulate(&self) -> usize;
}

impl Push for f64 {
    fn push(&self, other: f64) -> bool {
        *self > other
    }
    fn pop(&self) -> usize {
        1
    }
    fn accumulate(&self) -> usize {
        2
    }
}

#[differentiable]
fn with_users_traits(x: f64, k: f64) -> f64 {
    let mut kept = vec![x, k];
    kept[0] *= k;
    let n = 3.0_f64.pop() + 1.5_f64.accumulate();
    if 2.0_f64.push(1.0) { kept[0] * n as f64 } else { kept[1] }
}

#[test]
fn methods_of_users_traits() {
    assert_eq!(with_users_traits_grad(2.0, 5.0), (30.0, (15.0, 6.0)));
}
