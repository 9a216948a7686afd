//! Every construct of the language once, as people combine them.

use autodiff_runtime::{differentiable, stop_gradient};
use tests::case;
use tests::harness::Case;
mod inner {
    use autodiff_runtime::differentiable;
    #[differentiable]
    pub fn ping(x: f64, n: u32) -> f64 {
        if n == 0 { x } else { super::pong(x * 0.9, n - 1) + x * x }
    }
    #[differentiable]
    pub(crate) fn norm2(v: &[f64]) -> f64 {
        v.iter().map(|_| 1).count() as f64 * 0.0 + {
            let mut s = 0.0;
            for a in v {
                s += a * a;
            }
            s
        }
    }
}
#[differentiable]
fn pong(x: f64, n: u32) -> f64 {
    if n == 0 { x.sin() } else { inner::ping(x.cos(), n - 1) * x }
}
#[differentiable]
fn h1(x: f64, c: char, s: &str, b: bool, k: i32) -> f64 {
    let w = if c == 'a' { 2.0 } else { 3.0 };
    let l = s.len() as f64;
    if b && s.starts_with("q") { x * w * l } else { x.powi(k) * w }
}
#[differentiable]
fn h2(x: &[f64]) -> f64 {
    let mut i = 0;
    let mut s = 0.0;
    let r = 'o: loop {
        let mut j = 0;
        while j < x.len() {
            s += x[j] * x[i];
            if s > 2.0 {
                break 'o s * 2.0;
            }
            j += 1;
        }
        i += 1;
        if i >= x.len() {
            break s;
        }
    };
    r * x[0]
}
#[differentiable]
fn h3(x: &[f64]) -> f64 {
    let v = [x[0], x[1] * 2.0, x[2]];
    let [ref a, mut b, c] = v;
    b *= *a;
    let (p, q) = if b > c { (b, c) } else { (c, b) };
    let (m, n);
    (m, n) = (p * q, p);
    let t;
    t = m;
    t * n
}
#[differentiable]
fn h4(x: &[f64], n: i64) -> f64 {
    let mut s = 0.0;
    for i in -n..=n {
        let k = (i + n) as usize;
        if k >= x.len() {
            continue;
        }
        s += x[k] * (i as f64) * if i % 2 == 0 { 1.0 } else { -x[0] };
    }
    for (i, w) in x.windows(3).enumerate() {
        if i == 1 {
            continue;
        }
        s *= w[0] + w[2];
    }
    s
}
#[differentiable]
fn h5(x: &[f64]) -> f64 {
    let n = x.len();
    let total: f64 = {
        let mut t = 0.0;
        for v in x.iter() {
            t += *v;
        }
        t
    };
    let mean = total / n as f64;
    let var = {
        let mut t = 0.0;
        for &v in x {
            let d = v - mean;
            t += d * d;
        }
        t / (n - 1) as f64
    };
    mean / var.sqrt()
}
#[differentiable]
fn h6(m: &[[f64; 3]; 3]) -> f64 {
    let [[a, b, c], [d, e, f], [g, h, i]] = *m;
    a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
}
#[differentiable]
fn h7(x: &[f64]) -> f64 {
    let mut best = (0usize, f64::MIN);
    for (i, &v) in x.iter().enumerate() {
        if v > best.1 {
            best = (i, v);
        }
    }
    best.1 * x[(best.0 + 1) % x.len()]
}
#[differentiable]
fn h8(x: &[f64]) -> f64 {
    let mut st = vec![1.0; 4];
    let mut top = 0;
    for v in x {
        match top {
            0 => {
                st[0] = *v;
                top += 1;
            }
            3 => {
                st[0] = st[0] * st[1] + st[2];
                top = 1;
            }
            t => {
                st[t] = *v * st[t - 1];
                top = t + 1;
            }
        }
    }
    st[0] + st[1] * st[2]
}
#[differentiable]
fn h9(x: f64, y: f64) -> f64 {
    let r = x.hypot(y);
    let th = y.atan2(x);
    let (s, c) = th.sin_cos();
    let z = f64::max(r, 0.1).min(3.0).clamp(0.2, 2.5);
    (s * r).mul_add(c, z.ln_1p()) + r.powf(1.5) + x.exp_m1().abs() + f64::tanh(y).signum() * y.cbrt() + (x * y).rem_euclid(0.7) + x.recip()
}
#[differentiable]
fn i1(x: &[f64]) -> f64 {
    let mut a = [0.0f64; 5];
    let n = a.len();
    a[..2].copy_from_slice(&x[..2]);
    a[2..].clone_from_slice(&x[1..n - 1]);
    a.swap(0, n - 1);
    let b = a;
    let mut s = 0.0;
    for i in 0..n {
        s += b[i] * a[n - 1 - i] * (i + 1) as f64;
    }
    s
}
#[differentiable]
fn i2(x: &[f64]) -> f64 {
    let mut a = x.to_vec();
    let (l, r) = a.split_at_mut(2);
    for i in 0..2 {
        std::mem::swap(&mut l[i], &mut r[i]);
        l[i] *= r[i];
    }
    let old = std::mem::replace(&mut a[0], x[3]);
    old * a[0] + a[2]
}
#[differentiable]
fn i4(x: &mut Vec<f64>, k: &mut f64) -> f64 {
    let n = x.len();
    for i in 0..n {
        *k += x[i] * *k;
        x[i] = *k;
    }
    let last = &mut x[n - 1];
    *last *= 2.0;
    *last + *k
}
#[differentiable]
fn i5(x: &[f64], y: Option<usize>) -> f64 {
    let k = stop_gradient(x[0]);
    let n = match 3usize {
        0 => 1,
        m if m > 2 => m,
        _ => 2,
    };
    let s = x[n] * k;
    s
}
#[differentiable]
fn i6(x: &[&[f64]]) -> f64 {
    let mut s = 0.0;
    for r in x {
        for v in r.iter() {
            s += v * v * s + v;
        }
    }
    s
}
#[differentiable]
fn i7(a: (f64, f64), b: &(f64, [f64; 2])) -> (f64, f64) {
    let (re, im) = a;
    let c = (re * b.0 - im * b.1[0], re * b.1[1] + im);
    let mut z = c;
    for _ in 0..3 {
        z = (z.0 * z.0 - z.1 * z.1 + c.0, 2.0 * z.0 * z.1 + c.1);
    }
    z
}
#[differentiable]
fn i8(x: &[f64]) -> Vec<f64> {
    let n = x.len();
    let mut out = vec![0.0; n];
    if n == 0 {
        return out;
    }
    let mut acc = 0.0;
    for (o, v) in out.iter_mut().zip(x) {
        acc += v * v;
        *o = acc / *v;
    }
    out
}
#[differentiable]
fn i9(x: &[f64]) -> f64 {
    let mut t = vec![(0.0, 1.0); x.len()];
    for (i, p) in t.iter_mut().enumerate() {
        p.0 = x[i];
        p.1 *= x[i] * p.0;
    }
    let mut s = 0.0;
    for &(a, b) in &t {
        s += a * b;
    }
    for (a, b) in t.iter() {
        s *= 1.0 + a * b;
    }
    for p in t {
        s += p.0 - p.1;
    }
    s
}
pub fn cases() -> Vec<Case> {
    vec![
        case!(|r| pong(x, n) wrt(x) at { x = r.float(0.2, 1.0), n = 5 }),
        case!(|r| h1(x, 'a', "qrs", true, 3) wrt(x) at { x = r.float(0.2, 1.0) }),
        case!(|r| h2(&x) wrt(x) at { x = r.vec(4, 0.2, 1.0) }),
        case!(|r| h3(&x) wrt(x) at { x = r.vec(4, 0.2, 1.0) }),
        case!(|r| h5(&x) wrt(x) at { x = r.vec(4, 0.2, 1.0) }),
        case!(|r| h6(&x) wrt(x) at { x = r.arrays(0.2, 1.0) }),
        case!(|r| h7(&x) wrt(x) at { x = r.vec(4, 0.2, 1.0) }),
        case!(|r| h8(&x) wrt(x) at { x = r.vec(9, 0.2, 1.0) }),
        case!(|r| h9(x, y) wrt(x, y) at { x = r.float(0.2, 1.0), y = r.float(0.2, 0.6) }),
        case!(|r| i2(&x) wrt(x) at { x = r.vec(4, 0.2, 1.0) }),
        case!(|r| i4(&mut x, &mut k) wrt(x, k) inout(x, k) at { x = r.vec(4, 0.2, 1.0), k = 0.4 }),
        case!(vector |r| i7(a, &b) wrt(a, b) at { a = (r.float(0.2, 0.6), 0.2), b = (0.6, [0.2, 0.4]) }),
        case!(vector |r| i8(&x) wrt(x) at { x = r.vec(4, 0.2, 1.0) }),
        case!(|r| i1(&x) wrt(x) at { x = r.vec(6, 0.2, 1.0) }),
        case!(|r| h4(&x, 2) wrt(x) at { x = r.vec(6, 0.2, 1.0) }),
        case!(|r| i9(&x) wrt(x) at { x = r.vec(4, 0.2, 1.0) }),
    ]
}
