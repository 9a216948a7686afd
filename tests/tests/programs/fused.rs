//! Sums whose iterations are followed by their adjoints at once, and what is assigned after them.

use autodiff_runtime::differentiable;
use tests::case;
use tests::harness::Case;
#[differentiable]
fn after_loop(x: &[f64], mut k: f64) -> f64 {
    let mut t = 0.0;
    for v in x {
        t += v * k;
    }
    k = k * k;
    t + k
}

#[differentiable]
fn after_loop2(x: &[f64], k: f64) -> f64 {
    let mut a = vec![k; x.len()];
    let mut t = 0.0;
    for i in 0..x.len() {
        t += x[i] * a[i];
    }
    a[0] *= x[1];
    t + a[0]
}

#[differentiable]
fn after_loop3(x: &[f64], k: f64) -> f64 {
    let mut a = x.to_vec();
    let mut t = 0.0;
    for i in 0..x.len() {
        t += a[i].sin() * a[i];
    }
    a = vec![k * k; 2];
    let mut u = 0.0;
    for v in &a {
        u += v * v;
    }
    t + u
}

#[differentiable]
fn after_loop4(x: &mut [f64], k: f64) -> f64 {
    let mut t = 0.0;
    for i in 0..x.len() {
        t += x[i].sin() * k;
    }
    for i in 0..x.len() {
        x[i] = k * x[i];
    }
    t
}

#[differentiable]
fn after_loop5(x: &[f64], k: f64) -> f64 {
    let mut a = x.to_vec();
    let mut b = vec![k; a.len()];
    let mut t = 0.0;
    for i in 0..x.len() {
        t += a[i].sin() * b[i] * b[i];
    }
    std::mem::swap(&mut a, &mut b);
    t + a[0] * b[1] * b[1]
}

pub fn cases() -> Vec<Case> {
    vec![
        case!(|r| after_loop(&x, k) wrt(x, k) at { x = r.vec(3, -1.0, 1.0), k = r.float(0.5, 1.0) }),
        case!(|r| after_loop2(&x, k) wrt(x, k) at { x = r.vec(3, -1.0, 1.0), k = r.float(0.5, 1.0) }),
        case!(|r| after_loop3(&x, k) wrt(x, k) at { x = r.vec(3, -1.0, 1.0), k = r.float(0.5, 1.0) }),
        case!(|r| after_loop4(&mut x, k) wrt(x, k) inout(x) at { x = r.vec(3, -1.0, 1.0), k = r.float(0.5, 1.0) }),
        case!(|r| after_loop5(&x, k) wrt(x, k) at { x = r.vec(3, -1.0, 1.0), k = r.float(0.5, 1.0) }),
    ]
}
