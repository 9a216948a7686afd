//! One array lent to a call twice, or looked at by a loop that changes it.

use autodiff_runtime::differentiable;
use tests::case;
use tests::harness::Case;
#[differentiable]
fn g(y: &[f64], s: &[f64]) -> f64 {
    let mut t = 0.0;
    for i in 0..y.len() {
        t += y[i] * y[i] * s[i];
    }
    t
}
#[differentiable]
fn a(r: &mut [f64]) -> f64 {
    let q = g(r, r);
    r[0] *= q;
    q
}
#[differentiable]
fn b(r: &mut [f64]) -> f64 {
    r[1] *= r[0];
    let q = g(&r[..], r);
    r[0] += q;
    q * r[0]
}
#[differentiable]
fn c(r: &[f64]) -> f64 {
    let mut v = r.to_vec();
    let mut s = 0.0;
    for i in 0..v.len() {
        s += g(&v, &v);
        v[i] *= s;
    }
    s
}
pub fn cases() -> Vec<Case> {
    vec![
        case!(|r| a(&mut x) wrt(x) inout(x) at { x = r.vec(3, 0.5, 1.0) }),
        case!(|r| b(&mut x) wrt(x) inout(x) at { x = r.vec(3, 0.5, 1.0) }),
        case!(|r| d(x) wrt(x) at { x = r.array(0.5, 1.0) }),
        case!(|r| e(&mut x) wrt(x) inout(x) at { x = r.arrays(0.5, 1.0) }),
        case!(|r| c(&x) wrt(x) at { x = r.vec(3, 0.5, 1.0) }),
    ]
}
#[differentiable]
fn d(mut t: [f64; 3]) -> f64 {
    for w in t {
        t[2] *= t[0] * w;
    }
    t[2] * t[0]
}
#[differentiable]
fn e(x: &mut [[f64; 2]; 2]) -> f64 {
    let mut s = 0.0;
    for w in x[0] {
        x[0][1] *= w;
        s += x[0][1] * w;
    }
    for r in *x {
        s += r[0] * r[1];
        x[1][0] = s;
    }
    s
}
