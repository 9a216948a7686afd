//! Values that another statement changes before their adjoint reads them, and what calls leave behind.

use autodiff_runtime::differentiable;
use tests::case;
use tests::harness::Case;
#[differentiable]
fn g15(mut t: f64) -> f64 {
    t *= t;
    let h = t;
    for count in 1..3 {
        let z = h;
    }
    h
}
#[differentiable]
fn g15b(mut t: f64, x: &[f64]) -> f64 {
    t = t.sin() * t;
    let mut s = 0.0;
    for v in x {
        s += v * t;
    }
    s * 2.0
}
#[differentiable]
fn g15c(x: &[f64], n: usize) -> f64 {
    let mut s = 0.0;
    for mut i in 0..n {
        let a = x[i] * x[i];
        i += 1;
        s += a * x[i];
    }
    s
}
#[differentiable]
fn g15d(mut t: [f64; 2], x: &[f64]) -> f64 {
    t[0] = t[1] * t[0];
    let mut s = 0.0;
    for v in x {
        s += v * t[0] * t[1];
    }
    s
}
#[differentiable]
fn g15e(mut n: usize, x: &[f64]) -> f64 {
    n += 1;
    let mut s = 0.0;
    for i in 0..n {
        s += x[i] * x[n];
    }
    s * 2.0
}
#[differentiable]
fn g6g(w: &[f64]) -> Vec<f64> {
    vec![w[0]; 1]
}
#[differentiable]
fn g6(h: &[f64], x: f64) -> f64 {
    let mut w: Vec<f64> = g6g(h);
    x * h[0]
}
#[differentiable(wrt(x))]
fn g7(mut x: Vec<Vec<f64>>, q: &mut [f64]) -> f64 {
    q[0] *= x[0][1];
    q[0]
}
#[differentiable]
fn g19(u: &mut [f64], q: f64) -> f64 {
    let v = &mut u[1..];
    v[v.len() / 3] += q;
    u[1] * u[2]
}
#[differentiable]
fn g21g(total: f64) -> f32 {
    0.5
}
#[differentiable]
pub fn g17g(mut x: f64, h: &[f64], t: f64) -> f64 {
    0.5 * t + t
}
pub fn cases() -> Vec<Case> {
    vec![
        case!(|q| r(&x) wrt(x) at { x = q.vec(3, 0.5, 1.0) }),
        case!(|r| g15(x) wrt(x) at { x = r.float(0.5, 1.0) }),
        case!(|r| g15b(x, &y) wrt(x, y) at { x = r.float(0.5, 1.0), y = r.vec(6, 0.1, 1.0) }),
        case!(|r| g15c(&y, n) wrt(y) at { y = r.vec(6, 0.1, 1.0), n = 5 }),
        case!(|r| g15d(x, &y) wrt(x, y) at { x = [r.float(0.5, 1.0), 0.3], y = r.vec(6, 0.1, 1.0) }),
        case!(|r| g15e(n, &y) wrt(y) at { n = 3, y = r.vec(6, 0.1, 1.0) }),
        case!(|r| g6(&y, x) wrt(y, x) at { x = 3.0, y = r.vec(6, 0.1, 1.0) }),
        case!(|r| g7(x.clone(), &mut y) wrt(x) at { x = r.matrix(2, 2, 0.1, 1.0), y = r.vec(2, 0.1, 1.0) }),
        case!(|r| g19(&mut y, x) wrt(y, x) inout(y) at { x = 3.0, y = r.vec(6, 0.1, 1.0) }),
    ]
}
#[differentiable]
fn rg(x: &[f64]) -> Vec<f64> {
    let mut v = x.to_vec();
    v[0] *= v[1];
    v
}
#[differentiable]
fn r(x: &[f64]) -> f64 {
    let y = rg(x);
    let mut s = 0.0;
    for &v in y.iter() {
        s += v * v;
    }
    s
}
