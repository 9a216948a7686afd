//! Algorithms as people write them, over every kind of place and loop.

use autodiff_runtime::{differentiable, stop_gradient};
use tests::case;
use tests::harness::Case;

// indices that depend on data and are overwritten
#[differentiable]
fn heap(x: &[f64]) -> f64 {
    let mut idx: Vec<usize> = (0..x.len()).collect();
    for i in 0..x.len() {
        for j in i + 1..x.len() {
            if x[idx[j]] < x[idx[i]] {
                idx.swap(i, j);
            }
        }
    }
    let mut s = 0.0;
    for (r, &i) in idx.iter().enumerate() {
        s += (r as f64 + 1.0) * x[i] * x[i];
    }
    s
}

#[differentiable]
fn prefix(x: &[f64]) -> f64 {
    let mut p = vec![0.0; x.len() + 1];
    for i in 0..x.len() {
        p[i + 1] = p[i] + x[i] * p[i] + x[i];
    }
    let mut best = p[0];
    let mut at = 0;
    for (i, v) in p.iter().enumerate() {
        if *v > best {
            best = *v;
            at = i;
        }
    }
    best * p[at / 2] + p[x.len()]
}
// scalar reused as accumulators nested
#[differentiable]
fn nested_acc(x: &[f64], n: usize) -> f64 {
    let mut t = 1.0;
    let mut total = 0.0;
    for i in 0..n {
        let mut s = 0.0;
        for v in x {
            s += v * t;
            t *= 0.9 + 0.1 * v;
        }
        total += s * s;
        if i == 1 {
            t = s;
        }
    }
    total * t
}
// indices via while and decreasing
#[differentiable]
fn back(x: &[f64]) -> f64 {
    let mut i = x.len();
    let mut a = 1.0;
    while i > 0 {
        i -= 1;
        a = a * x[i] + 1.0;
        if a < -2.0 {
            a = -a;
        }
    }
    a
}
// shadowed loop var, step_by, rev, inclusive
#[differentiable]
fn ranges(x: &[f64]) -> f64 {
    let n = x.len();
    let mut s = 0.0;
    for i in (0..n).rev().step_by(2) {
        s = s * x[i] + x[n - 1 - i];
    }
    for i in (1..=n - 1).rev() {
        s += x[i] * x[i - 1] * s;
    }
    for i in 0i32..3 {
        let i = i as usize;
        s *= x[i];
    }
    for k in -2..=2i64 {
        s += k as f64 * x[(k + 2) as usize % n];
    }
    s
}
// windows/chunks/zip
#[differentiable]
fn wins(x: &[f64], y: &[f64]) -> f64 {
    let mut s = 0.0;
    for w in x.windows(2) {
        s += (w[1] - w[0]) * w[0] * s + w[1];
    }
    for c in x.chunks(3) {
        let mut p = 1.0;
        for v in c {
            p *= v;
        }
        s += p * c.len() as f64;
    }
    for (a, b) in x.iter().zip(y) {
        s += a * b;
    }
    for (i, (a, b)) in x.iter().zip(y.iter()).enumerate() {
        s *= 1.0 + 0.1 * a * b * i as f64;
    }
    for (a, b) in x.iter().zip(y.iter().rev()) {
        s += a * b * b;
    }
    s
}

#[differentiable]
fn mutit(x: &[f64], y: &[f64]) -> f64 {
    let mut v = x.to_vec();
    for (a, b) in v.iter_mut().zip(y) {
        *a = *a * b + *a;
    }
    for (i, a) in v.iter_mut().enumerate() {
        *a += i as f64 * *a * *a;
    }
    for c in v.chunks_mut(2) {
        c[0] *= c[c.len() - 1];
    }
    for a in &mut v {
        *a = a.sin();
    }
    let mut s = 0.0;
    for a in v.iter().rev() {
        s = s * a + a;
    }
    s
}
// array of arrays by value loops
#[differentiable]
fn rows(m: [[f64; 3]; 2]) -> f64 {
    let mut s = 1.0;
    for row in m {
        for v in row {
            s *= 1.0 + v;
        }
    }
    for row in &m {
        let [a, b, c] = *row;
        s += a * b * c;
    }
    let [r0, r1] = m;
    s * r0[1] * r1[2]
}

#[differentiable]
fn pats((a, b): (f64, f64), [c, d]: [f64; 2], (e, [f, ..]): (usize, [f64; 3])) -> f64 {
    let (x, mut y) = (a * b, c);
    y += d * x;
    let (p, (q, _)) = (x, (y, 1.0));
    p * q * f + e as f64 * a
}
// matrices as flat with helper and const
#[differentiable]
fn chol(a: &[f64], n: usize) -> f64 {
    let mut l = vec![0.0; n * n];
    for i in 0..n {
        for j in 0..=i {
            let mut s = a[i * n + j];
            for k in 0..j {
                s -= l[i * n + k] * l[j * n + k];
            }
            if i == j {
                l[i * n + i] = s.sqrt();
            } else {
                l[i * n + j] = s / l[j * n + j];
            }
        }
    }
    let mut d = 0.0;
    for i in 0..n {
        d += l[i * n + i].ln();
    }
    d * 2.0 + l[n]
}

#[differentiable]
fn lu(a: &[f64], b: &[f64]) -> f64 {
    let n = b.len();
    let mut m = a.to_vec();
    let mut x = b.to_vec();
    for k in 0..n {
        let mut p = k;
        for i in k + 1..n {
            if m[i * n + k].abs() > m[p * n + k].abs() {
                p = i;
            }
        }
        if p != k {
            for j in 0..n {
                m.swap(k * n + j, p * n + j);
            }
            x.swap(k, p);
        }
        for i in k + 1..n {
            let f = m[i * n + k] / m[k * n + k];
            for j in k..n {
                m[i * n + j] -= f * m[k * n + j];
            }
            x[i] -= f * x[k];
        }
    }
    for i in (0..n).rev() {
        for j in i + 1..n {
            x[i] -= m[i * n + j] * x[j];
        }
        x[i] /= m[i * n + i];
    }
    let mut s = 0.0;
    for v in &x {
        s += v * v;
    }
    s
}
// out param & value return, with early return and tuple out
#[differentiable]
fn stats(x: &[f64], m: &mut f64, lo: &mut [f64; 2]) -> bool {
    if x.is_empty() {
        return false;
    }
    let mut s = 0.0;
    for v in x {
        s += v;
    }
    *m = s / x.len() as f64;
    lo[0] = x[0] * *m;
    lo[1] += lo[0];
    s > 0.0
}

#[differentiable]
fn use_stats(x: &[f64]) -> f64 {
    let mut m = 0.5;
    let mut lo = [1.0, 2.0];
    let mut t = 0.0;
    for k in 0..x.len() + 1 {
        let ok = stats(&x[..k], &mut m, &mut lo);
        if ok {
            t += m * lo[1];
        } else {
            t -= lo[0] + m;
        }
    }
    t
}

#[differentiable]
fn pair(x: f64, y: f64) -> (f64, [f64; 2]) {
    if x > y {
        return (x * y, [x, y * y]);
    }
    (x + y, [y, x * x])
}

#[differentiable]
fn use_pair(x: &[f64]) -> f64 {
    let mut s = 0.3;
    let mut acc = [0.0; 2];
    for v in x {
        let (a, b) = pair(*v, s);
        let p = pair(a, b[1]);
        s = p.0 * 0.5 + p.1[0];
        acc = [acc[0] + b[0] * s, acc[1] * b[1] + a];
    }
    s + acc[0] * acc[1]
}

#[differentiable]
fn vecs(x: &[f64]) -> Vec<f64> {
    let mut v = vec![0.0; x.len()];
    for i in 0..x.len() {
        v[i] = x[i] * x[x.len() - 1 - i];
    }
    v
}

#[differentiable]
fn use_vecs(x: &[f64]) -> f64 {
    let mut v = x.to_vec();
    for i in 0..3 {
        let w = vecs(&v);
        if i == 1 {
            v = vecs(&w[..2]);
        } else {
            v = w;
        }
    }
    let mut s = 0.0;
    for a in &v {
        s += a * a;
    }
    s
}

#[differentiable]
fn nested_vec(x: &[f64]) -> f64 {
    let mut m = vec![vec![1.0; 2]; x.len()];
    for i in 0..x.len() {
        m[i][0] = x[i];
        let r = vecs(&m[i]);
        m[i] = r;
    }
    for i in 1..m.len() {
        let prev = m[i - 1].clone();
        for j in 0..2 {
            m[i][j] *= prev[1 - j];
        }
        m.swap(i - 1, i);
    }
    let mut s = 0.0;
    for r in &m {
        for (j, v) in r.iter().enumerate() {
            s += v * (j + 1) as f64;
        }
    }
    s
}

#[differentiable]
fn tuple_vec(x: &[f64]) -> f64 {
    let mut t = (x.to_vec(), 1.0, [x[0]; 2]);
    for i in 0..x.len() {
        t.0[i] *= t.1;
        t.1 += t.0[i] * t.2[i % 2];
        t.2[0] = t.1;
    }
    t.1 * t.2[1] + t.0[1]
}

#[differentiable]
fn closure_free(x: f64) -> f64 {
    const K: f64 = 1.5;
    const N: usize = 3;
    let mut a = [x; N];
    for i in 0..N {
        a[i] = K.powi(i as i32) * a[i].powf(1.3);
    }
    a[0] * a[1] + a[2].atan2(a[1])
}

#[differentiable]
fn assertive(x: &[f64]) -> f64 {
    assert!(!x.is_empty(), "empty {}", x.len());
    debug_assert!(x[0] > -10.0);
    let mut s = 0.0;
    for v in x {
        if v.is_nan() {
            panic!("nan");
        }
        s += v * v;
        assert!(s >= 0.0);
    }
    s
}

#[differentiable]
fn dbl(x: f64) -> f64 {
    let y = if x > 0.0 {
        let t = x * x;
        if t > 0.5 { t } else { t * t }
    } else {
        -x
    };
    let z = match (y * 10.0) as i64 {
        0..=2 => y,
        n if n % 2 == 0 => y * y,
        _ => {
            let mut q = y;
            q += x;
            q
        }
    };
    let w = loop {
        if z > 100.0 {
            break z;
        }
        break z * y;
    };
    w + y
}

#[differentiable]
fn copies(x: [f64; 3]) -> f64 {
    let mut a = x;
    let b = a;
    a[0] = b[1] * a[2];
    let mut c = [a, b];
    c[1][0] *= c[0][0];
    let d = c;
    c[0] = d[1];
    c[0][1] + c[1][0] * d[0][0] + a[0]
}

#[differentiable]
fn deref(x: &f64, y: &mut f64, z: &[f64; 2]) -> f64 {
    let t = *x * *y;
    *y = t + z[0];
    let r = &z[1];
    *y *= *r;
    let q = y;
    *q += *x;
    *q * t
}

#[differentiable]
fn use_deref(x: f64) -> f64 {
    let mut y = x * 2.0;
    let z = [x, x * x];
    let mut s = 0.0;
    for _ in 0..3 {
        s += deref(&x, &mut y, &z);
    }
    s * y
}

#[differentiable]
fn stopped_mix(x: f64, n: usize) -> f64 {
    let mut a = x;
    let mut s = 0.0;
    for i in 0..n {
        if i % 2 == 0 {
            a = stop_gradient(1.5);
        } else {
            a *= x;
        }
        s += a * x;
    }
    s
}

#[differentiable]
fn const_cond(x: f64) -> f64 {
    #[constant]
    let n = (x * 0.0 + 3.2).floor() as usize;
    let mut s = x;
    for _ in 0..n {
        s = s * x + 1.0;
    }
    s
}

pub fn cases() -> Vec<Case> {
    vec![
        case!(|r| heap(&x) wrt(x) at { x = r.vec(5, 0.1, 1.0) }),
        case!(|r| prefix(&x) wrt(x) at { x = r.vec(5, -0.9, 1.0) }),
        case!(|r| nested_acc(&x, n) wrt(x) at { x = r.vec(4, -0.9, 1.0), n = 4 }),
        case!(|r| back(&x) wrt(x) at { x = r.vec(6, -2.9, 1.0) }),
        case!(|r| ranges(&x) wrt(x) at { x = r.vec(6, -1.9, 1.0) }),
        case!(|r| wins(&x, &y) wrt(x, y) at { x = r.vec(7, -1.0, 1.0), y = r.vec(7, -1.0, 1.0) }),
        case!(|r| mutit(&x, &y) wrt(x, y) at { x = r.vec(7, -1.0, 1.0), y = r.vec(7, -1.0, 1.0) }),
        case!(|r| rows(m) wrt(m) at { m = r.arrays(-1.0, 1.0) }),
        case!(|r| pats(p, q, f) wrt(p, q, f) at { p = (r.float(-1.0, 1.0), 0.6), q = [0.3, r.float(-1.0, 1.0)], f = (2, [r.float(-1.0, 1.0), 0.2, 0.1]) }),
        case!(|r| chol(&x, 3) wrt(x) at { x = r.dominant(3) }),
        case!(|r| lu(&x, &b) wrt(x, b) at { x = r.dominant(3), b = r.vec(3, -1.0, 1.0) } also [(vec![0.1, 2.0, 0.3, 1.5, 0.2, 0.1, 0.3, 0.6, -1.0], vec![0.4, 0.5, 0.6])]),
        case!(|r| use_stats(&x) wrt(x) at { x = r.vec(4, -1.0, 1.0) }),
        case!(|r| use_pair(&x) wrt(x) at { x = r.vec(4, -1.0, 1.0) }),
        case!(|r| use_vecs(&x) wrt(x) at { x = r.vec(4, -1.0, 1.0) }),
        case!(|r| nested_vec(&x) wrt(x) at { x = r.vec(4, -1.0, 1.0) }),
        case!(|r| tuple_vec(&x) wrt(x) at { x = r.vec(4, -1.0, 1.0) }),
        case!(|r| closure_free(x) wrt(x) at { x = r.float(0.3, 1.0) }),
        case!(|r| assertive(&x) wrt(x) at { x = r.vec(4, -1.0, 1.0) }),
        case!(|r| dbl(x) wrt(x) at { x = r.float(-1.3, 1.4) }),
        case!(|r| copies(x) wrt(x) at { x = r.array(-1.3, 1.4) }),
        case!(|r| deref(&x, &mut y, &z) wrt(x, y, z) inout(y) at { x = 0.3, y = 0.6, z = r.array(-1.3, 1.4) }),
        case!(|r| use_deref(x) wrt(x) at { x = r.float(-1.3, 1.4) }),
        case!(|r| const_cond(x) wrt(x) at { x = r.float(-1.3, 1.4) }),
    ]
}
