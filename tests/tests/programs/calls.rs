//! What a call leaves behind: path calls of methods, recursion, constants, raw names.

use autodiff_runtime::{differentiable, stop_gradient};
use tests::case;
use tests::harness::Case;

#[differentiable]
pub fn g1(x: f64) -> f64 {
    let h = f64::sin(0.5 + 0.25);
    h * x
}

#[differentiable]
pub fn g1b(x: f64) -> f64 {
    let s = 0.5;
    f64::abs(s) * x
}

#[differentiable]
pub fn g2(n: usize, h: [f64; 2]) -> f64 {
    if n == 0 {
        return h[0];
    }
    g2(n - 1, [h[0]; 2]) * h[1]
}

#[differentiable]
pub fn g3(mut s: f64, t: f64) -> f64 {
    s = t;
    s += t;
    s
}

#[differentiable]
pub fn g4g(c: f64, v: f64) -> f64 {
    0.75
}

#[differentiable]
pub fn g4(t: f64) -> f64 {
    let mut p = g4g(0.875, 1.0);
    p -= t;
    p
}

#[differentiable]
pub fn g5(w: [f64; 2]) -> f64 {
    let t = w.to_vec();
    t[0] * t[1]
}

#[differentiable]
fn r#match(r#type: f64, r#loop: &[f64]) -> f64 {
    let r#let = r#type * 2.0;
    let mut s = 0.0;
    for r#in in r#loop {
        s += r#let * r#in * r#in;
    }
    s
}

#[differentiable]
pub fn g18(x: f64) -> f64 {
    let u = vec![vec![1.348]; 1];
    let z = &u;
    let a = f64::cos(z[0][0]);
    a * x
}

pub fn cases() -> Vec<Case> {
    vec![
        case!(|r| g18(x) wrt(x) at { x = r.float(0.5, 1.0) }),
        case!(|r| g1(x) wrt(x) at { x = r.float(0.5, 1.0) }),
        case!(|r| g1b(x) wrt(x) at { x = r.float(0.5, 1.0) }),
        case!(|r| g2(3, x) wrt(x) at { x = [r.float(0.5, 1.0), r.float(0.5, 1.0)] }),
        case!(|r| g3(x, t) wrt(x, t) at { x = r.float(0.5, 1.0), t = r.float(0.5, 1.0) }),
        case!(|r| g4(x) wrt(x) at { x = r.float(0.5, 1.0) }),
        case!(|r| g5(x) wrt(x) at { x = [r.float(0.5, 1.0), r.float(0.5, 1.0)] }),
    ]
}

#[differentiable]
pub fn g3s(mut s: f64, t: f64) -> f64 {
    s = stop_gradient(t);
    s
}

#[test]
fn what_is_stopped_has_no_derivative_and_ends_that_of_its_target() {
    assert_eq!(stopped_grad(3.0), (9.0, 3.0));
    assert_eq!(g3s_grad(1.0, 2.0), (2.0, (0.0, 0.0)));
}

#[test]
fn raw_names_are_names() {
    assert_eq!(r#match_grad(1.0, &[1.0, 2.0]), (10.0, (10.0, vec![4.0, 8.0])));
}

#[differentiable]
fn stopped(x: f64) -> f64 {
    stop_gradient(x) * x
}
