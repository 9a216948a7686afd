//! Attributes of the user's, on the function and in it.

use autodiff_runtime::differentiable;

/// Documented, with `code` and [`links`](self).
///
/// # Panics
///
/// When `x` is negative.
#[differentiable]
#[must_use]
#[inline]
#[track_caller]
fn documented(x: f64) -> f64 {
    if x < 0.0 {
        panic!("negative");
    }
    x.sqrt()
}

#[differentiable]
#[must_use = "it took a while"]
#[cold]
#[inline(never)]
#[doc(alias = "slow")]
fn below_other_attributes(x: f64) -> f64 {
    documented(x) * x
}

#[test]
fn attributes_above_and_below() {
    assert_eq!(documented_grad(4.0), (2.0, 0.25));
    assert_eq!(below_other_attributes_grad(4.0), (8.0, 3.0));
}

#[differentiable]
#[deprecated(note = "use `documented`")]
fn old(x: f64) -> f64 {
    x * x
}

#[test]
#[allow(deprecated, reason = "a companion may be as deprecated as its function")]
fn a_deprecated_function_does_not_warn_where_it_is_defined() {
    assert_eq!(old_grad(3.0), (9.0, 6.0));
}

#[differentiable]
fn conditional(x: f64) -> f64 {
    let mut y = x;
    if cfg!(all()) {
        y *= x;
    }
    let y = if cfg!(any()) { 0.0 } else { y + 1.0 };
    #[allow(clippy::let_and_return, reason = "an attribute on a statement")]
    let z = y * 2.0;
    z
}

#[test]
fn configured_values() {
    assert_eq!(conditional_grad(3.0), (20.0, 12.0));
}

#[cfg(any())]
#[differentiable]
fn not_there(x: Nothing) -> Nowhere {
    x
}

#[cfg_attr(all(), differentiable)]
fn by_cfg_attr(x: f64) -> f64 {
    3.0 * x
}

#[test]
fn an_attribute_by_cfg_attr() {
    assert_eq!(by_cfg_attr_grad(1.0), (3.0, 3.0));
}

#[differentiable]
#[allow(clippy::too_many_arguments, clippy::many_single_char_names, unused_variables)]
fn many(a: f64, b: f64, c: f64, d: f64, e: f64, f: f64, g: f64, h: f64, i: f64) -> f64 {
    a * i
}

#[test]
fn lints_allowed_for_the_function_are_allowed_for_what_is_made_of_it() {
    assert_eq!(many_grad(2.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 5.0).1, (5.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 2.0));
}

#[differentiable]
fn with_items(x: f64) -> f64 {
    const SCALE: f64 = 2.0;
    static TABLE: [f64; 2] = [3.0, 4.0];
    use std::f64::consts::LN_2 as HALF_LIFE;
    fn helper(n: usize) -> usize {
        n + 1
    }
    x * SCALE * TABLE[helper(0)] * HALF_LIFE
}

#[test]
fn items_in_the_body() {
    assert_eq!(with_items_grad(1.0).1, 8.0 * std::f64::consts::LN_2);
}

#[differentiable]
const fn constant_function(x: f64) -> f64 {
    x * x + 1.0
}

#[test]
fn a_const_fn_stays_const() {
    const VALUE: f64 = constant_function(2.0);
    assert_eq!(constant_function_grad(2.0), (VALUE, 4.0));
}

#[differentiable]
fn lifetimes<'a>(x: &'a [f64], y: &'a mut [f64]) -> f64 {
    y[0] = x[0];
    x[0] * y[0]
}

#[test]
fn named_lifetimes() {
    assert_eq!(lifetimes_grad(&[3.0], &mut [7.0]), (9.0, (vec![6.0], vec![0.0])));
}
