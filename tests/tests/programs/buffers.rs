//! What the caller lends and takes back: buffers behind `&mut`, parameters outside of `wrt`, outputs of several parts.

use autodiff_runtime::differentiable;
use tests::case;
use tests::harness::Case;

#[differentiable]
fn identity(x: Vec<f64>) -> Vec<f64> {
    x
}

#[differentiable]
fn outputs(x: &[f64], s: f64) -> (f64, [f64; 2], Vec<f64>, usize) {
    (x[0] * s, [x[1] * s, s], x.to_vec(), x.len())
}

#[differentiable]
fn nested(x: f64) -> [[f64; 2]; 2] {
    [[x, 0.0], [1.0, x]]
}

#[differentiable]
fn early(x: f64) -> [[f64; 2]; 2] {
    if x > 0.3 {
        return [[x * x, 1.0]; 2];
    }
    [[x, 0.0], [1.0, x]]
}

#[differentiable]
fn one(w: &[f64; 2], f: f64) -> f64 {
    w[0] * f + w[1]
}

#[differentiable]
fn loss(w: &[[f64; 2]], f: &[f64]) -> f64 {
    let mut s = 0.0;
    for i in 0..w.len() {
        s += one(&w[i], f[i]).sin();
    }
    s
}

#[differentiable]
fn scale_in_place(x: &mut [f64], k: f64) -> f64 {
    let mut s = 0.0;
    for v in x.iter_mut() {
        *v *= k;
        s += *v * *v;
    }
    s
}

#[differentiable(wrt(k))]
fn excluded_out(x: &mut [f64], k: f64) -> f64 {
    let mut s = 0.0;
    for v in x.iter_mut() {
        *v *= k;
        s += *v * *v;
    }
    s
}

#[differentiable(wrt(k))]
fn excluded_vec(mut x: Vec<f64>, k: f64) -> f64 {
    let mut s = 0.0;
    for v in x.iter_mut() {
        *v *= k;
        s += *v * *v;
    }
    s
}

#[differentiable(wrt(k))]
fn excluded_vec2(x: (Vec<f64>, f64), k: f64, name: String) -> f64 {
    let mut s = name.len() as f64 * k;
    for v in x.0.iter() {
        s += *v * x.1 * k;
    }
    s
}

#[differentiable]
fn tuple_value(x: (Vec<f64>, f64), k: f64) -> f64 {
    let mut s = 0.0;
    for v in x.0.iter() {
        s += *v * x.1 * k;
    }
    s
}

#[differentiable]
fn out_scalar(x: f64, y: &mut f64) -> f64 {
    *y += x * x;
    *y * x
}

#[differentiable]
fn out_vec(x: f64, y: &mut Vec<f64>) -> f64 {
    y[0] = x * y[1];
    y[1] *= y[0];
    y[1]
}

#[differentiable]
fn out_arr(x: f64, y: &mut [[f64; 2]; 2]) -> f64 {
    y[0][1] = x * y[1][0];
    y[1] = y[0];
    y[1][1] * y[0][0]
}

pub fn cases() -> Vec<Case> {
    vec![
        case!(vector |r| identity(x.clone()) wrt(x) at { x = r.vec(3, -1.0, 1.0) }),
        case!(vector |r| outputs(&x, s) wrt(x, s) at { x = r.vec(3, -1.0, 1.0), s = r.float(0.5, 1.0) }),
        case!(vector |r| nested(x) wrt(x) at { x = r.float(0.5, 1.0) }),
        case!(vector |r| early(x) wrt(x) at { x = r.float(0.0, 0.6) }),
        case!(|r| loss(&w, &f) wrt(w, f) at { w = vec![[0.3, 0.2], [0.5, r.float(0.0, 0.6)]], f = r.vec(2, -1.0, 1.0) }),
        case!(|r| scale_in_place(&mut x, k) wrt(x, k) inout(x) at { x = r.vec(3, -1.0, 1.0), k = r.float(0.0, 0.6) }),
        case!(|r| excluded_out(&mut x, k) wrt(k) at { x = r.vec(3, -1.0, 1.0), k = r.float(0.0, 0.6) }),
        case!(|r| excluded_vec(x.clone(), k) wrt(k) at { x = r.vec(3, -1.0, 1.0), k = r.float(0.0, 0.6) }),
        case!(|r| excluded_vec2((x.clone(), 0.7), k, "abc".to_string()) wrt(k) at { x = r.vec(3, -1.0, 1.0), k = r.float(0.0, 0.6) }),
        case!(|r| tuple_value(x.clone(), k) wrt(x, k) at { x = (r.vec(3, -1.0, 1.0), 0.6), k = r.float(0.0, 0.6) }),
        case!(|r| out_scalar(x, &mut y) wrt(x, y) inout(y) at { x = r.float(0.0, 0.6), y = r.float(0.0, 0.6) }),
        case!(|r| out_vec(x, &mut y) wrt(x, y) inout(y) at { x = r.float(0.0, 0.6), y = r.vec(3, -1.0, 1.0) }),
        case!(|r| out_arr(x, &mut y) wrt(x, y) inout(y) at { x = r.float(0.0, 0.6), y = [[r.float(0.0, 0.6), 0.4], [r.float(0.0, 0.6), 0.3]] }),
    ]
}
