//! Assignments and what they do to adjoints.

use autodiff_runtime::{differentiable, stop_gradient};

#[differentiable]
fn overwritten_by_a_constant(mut s: f64, t: f64) -> f64 {
    s = stop_gradient(t);
    s
}

#[differentiable]
fn overwritten_by_a_literal(mut s: f64, t: f64) -> f64 {
    let kept = s * t;
    s = 0.5;
    s + kept
}

/// The adjoint of what was overwritten lived on: the gradient was (1, 0).
#[test]
fn assignment_of_an_inert_value_clears_the_adjoint() {
    assert_eq!(overwritten_by_a_constant_grad(3.0, 5.0), (5.0, (0.0, 0.0)));
    assert_eq!(overwritten_by_a_literal_grad(3.0, 5.0), (15.5, (5.0, 3.0)));
}

#[differentiable]
fn squared_before_a_dead_loop(mut t: f64) -> f64 {
    t *= t;
    let h = t;
    for _ in 1..3 {
        let z = h;
    }
    h
}

/// The reverse sweep read the parameter where the forward sweep had already squared it: 2·t² instead of 2·t.
#[test]
fn parameter_that_is_overwritten_is_read_as_it_was() {
    assert_eq!(squared_before_a_dead_loop_grad(3.0), (9.0, 6.0));
}
