//! Places that are overwritten, loops that are left early, arrays that are lent twice, recursion.

use autodiff_runtime::{differentiable, stop_gradient};
use tests::case;
use tests::harness::Case;

// overwritten in loops, swaps inside loops
#[differentiable]
fn swap_loop(a: &[f64], n: usize) -> f64 {
    let mut p = a.to_vec();
    let mut q = vec![0.0; p.len()];
    for k in 0..n {
        for i in 0..p.len() {
            q[i] = p[i] * p[(i + 1) % p.len()] + 0.1 * k as f64;
        }
        std::mem::swap(&mut p, &mut q);
    }
    let mut s = 0.0;
    for v in &p {
        s += v * v;
    }
    s
}

#[differentiable]
fn scalar_swap(mut a: f64, mut b: f64, n: usize) -> f64 {
    for i in 0..n {
        if i % 2 == 0 {
            std::mem::swap(&mut a, &mut b);
        }
        a = a * b + 0.5;
    }
    a - b * b
}

#[differentiable]
fn bubble(x: &[f64]) -> f64 {
    let mut v = x.to_vec();
    let n = v.len();
    for i in 0..n {
        for j in 0..n - 1 - i {
            if v[j] > v[j + 1] {
                v.swap(j, j + 1);
            }
            v[j] *= 1.1;
        }
    }
    let mut s = 0.0;
    for (k, y) in v.iter().enumerate() {
        s += (k as f64 + 1.0) * y * y;
    }
    s
}
// alias of slice
#[differentiable]
fn alias(x: &[f64], k: f64) -> f64 {
    let mut a = x.to_vec();
    let n = a.len();
    for i in 1..n {
        let r = &mut a[i - 1..i + 1];
        r[1] = r[0] * r[1] + k;
        r[0] *= r[1];
    }
    let mut s = 0.0;
    for v in a.iter() {
        s += v.sin();
    }
    s
}
// early exit
#[differentiable]
fn exits(x: &[f64], limit: f64) -> f64 {
    let mut s = 0.0;
    let mut p = 1.0;
    'outer: for (i, v) in x.iter().enumerate() {
        let mut t = *v;
        loop {
            if t > limit {
                break;
            }
            t = t * 1.5 + 0.1;
            if t > 3.0 {
                continue 'outer;
            }
            if s > 10.0 {
                break 'outer;
            }
        }
        p *= t;
        s += p * v;
        if i == 3 {
            return s * s;
        }
    }
    s + p
}
// nested vec
#[differentiable]
fn matmul(a: &Vec<Vec<f64>>, b: &[Vec<f64>]) -> f64 {
    let n = a.len();
    let m = b[0].len();
    let mut c = vec![vec![0.0; m]; n];
    for i in 0..n {
        for j in 0..m {
            let mut s = 0.0;
            for k in 0..b.len() {
                s += a[i][k] * b[k][j];
            }
            c[i][j] = s;
        }
    }
    for i in 1..n {
        for j in 0..m {
            c[i][j] = c[i][j] * c[i - 1][j];
        }
    }
    let mut t = 0.0;
    for row in &c {
        for v in row {
            t += v * v;
        }
    }
    t
}
// shadowing
#[differentiable]
fn shadow(x: f64) -> f64 {
    let x = x * x;
    let y = {
        let x = x + 1.0;
        x * x
    };
    let x = x * y;
    if x > 0.0 {
        let x = x.ln();
        x * y
    } else {
        x
    }
}
// late init
#[differentiable]
fn late(x: f64, n: usize) -> f64 {
    let mut s = 0.0;
    for i in 0..n {
        let y;
        let z: f64;
        if i % 2 == 0 {
            y = x * s;
            z = y + x;
        } else {
            z = x.cos();
            y = z * z * s;
        }
        s += y * z + x;
    }
    s
}
// calls in branches in loops
#[differentiable]
fn sq(x: f64) -> f64 {
    x * x.sin()
}

#[differentiable]
fn step(x: &mut [f64], i: usize, k: f64) {
    let n = x.len();
    let t = x[i] * k;
    x[i] = t * x[(i + 1) % n];
    x[(i + 1) % n] += t;
}

#[differentiable]
fn branchy(x: &[f64], k: f64) -> f64 {
    let mut v = x.to_vec();
    let mut s = 0.0;
    for i in 0..v.len() {
        if v[i] > 0.2 {
            step(&mut v, i, k);
            s += sq(v[i]);
        } else if i > 0 {
            let w = sq(v[i - 1]);
            step(&mut v[..], i - 1, w);
        } else {
            s -= v[0];
        }
    }
    for y in &v {
        s += y * s;
    }
    s
}
// while
#[differentiable]
fn newton(a: f64) -> f64 {
    let mut x = a;
    let mut n = 0;
    while (x * x - a).abs() > 1e-3 && n < 50 {
        x = 0.5 * (x + a / x);
        n += 1;
    }
    x * a
}

#[differentiable]
fn newton2(a: f64, b: &[f64]) -> f64 {
    let mut s = 0.0;
    let mut i = 0;
    while i < b.len() {
        let mut x = b[i].abs() + a;
        let mut c = 0;
        while c < 3 {
            x = 0.5 * (x + a / x);
            c += 1;
            if x > 4.0 {
                break;
            }
        }
        s += x * b[i];
        i += 1;
    }
    s
}
// by value
#[differentiable]
fn by_value(mut x: Vec<f64>, y: Vec<f64>) -> f64 {
    for i in 0..x.len() {
        x[i] = x[i] * y[i];
    }
    let z = x;
    let mut s = 0.0;
    for i in 0..z.len() {
        s += z[i] * z[(i + 1) % z.len()];
    }
    s
}

#[differentiable]
fn consume(x: Vec<f64>) -> f64 {
    let mut s = 0.0;
    for v in x {
        s += v * v * s + v;
    }
    s
}

#[differentiable]
fn callers_vec(x: &[f64]) -> f64 {
    let mut t = 0.0;
    for i in 0..x.len() {
        let v = x[..i + 1].to_vec();
        t += consume(v) * x[i];
    }
    t
}

#[differentiable]
fn by_value2(x: Vec<f64>, k: f64) -> f64 {
    let mut y = x.clone();
    y[0] *= k;
    by_value(x, y)
}
// same array twice
#[differentiable]
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut s = 0.0;
    for i in 0..a.len() {
        s += a[i] * b[i];
    }
    s
}

#[differentiable]
fn twice(x: &[f64]) -> f64 {
    dot(x, x) + dot(&x[..2], &x[1..3]) * dot(&x[1..], &x[..x.len() - 1])
}

#[differentiable]
fn twice_local(x: &[f64]) -> f64 {
    let mut v = x.to_vec();
    let mut s = 0.0;
    for i in 0..3 {
        s += dot(&v, &v);
        v[i] = s * v[0];
        s *= dot(&v[i..], &v[i..]);
    }
    s
}
// recursion
#[differentiable]
fn rec(x: &[f64], k: f64) -> f64 {
    if x.len() == 1 {
        return x[0] * k;
    }
    let m = x.len() / 2;
    rec(&x[..m], k * x[0]) * rec(&x[m..], k) + x[0]
}

#[differentiable]
fn even(x: f64, n: usize) -> f64 {
    if n == 0 { x } else { odd(x * x, n - 1) + x }
}

#[differentiable]
fn odd(x: f64, n: usize) -> f64 {
    if n == 0 { x.sin() } else { even(x.cos(), n - 1) * x }
}

#[differentiable]
fn rec_mut(x: &mut [f64], n: usize) {
    if n == 0 {
        return;
    }
    let m = x.len();
    x[n % m] *= x[(n + 1) % m];
    rec_mut(x, n - 1);
    x[0] += x[1] * x[n % m];
}

#[differentiable]
fn use_rec_mut(x: &[f64]) -> f64 {
    let mut v = x.to_vec();
    rec_mut(&mut v, 3);
    v[0] * v[1]
}
// tuples of arrays
#[differentiable]
fn tup(x: ([f64; 3], (f64, [f64; 2])), n: usize) -> f64 {
    let mut t = x;
    let mut s = 0.0;
    for i in 0..n {
        t.0[i % 3] *= (t.1).0;
        (t.1).1[i % 2] += t.0[(i + 1) % 3] * s;
        s += (t.1).1[0] * (t.1).1[1];
        let u = t;
        t = (u.0, (u.1.0 * 1.1, [u.1.1[1], u.1.1[0]]));
    }
    s + t.0[0]
}

#[differentiable]
fn mm(a: [[f64; 2]; 2], b: [[f64; 2]; 2]) -> [[f64; 2]; 2] {
    let mut c = [[0.0; 2]; 2];
    for i in 0..2 {
        for j in 0..2 {
            for k in 0..2 {
                c[i][j] += a[i][k] * b[k][j];
            }
        }
    }
    c
}

#[differentiable]
fn power(a: [[f64; 2]; 2], n: usize) -> f64 {
    let mut p = [[1.0, 0.0], [0.0, 1.0]];
    for _ in 0..n {
        p = mm(p, a);
    }
    p[0][0] + 2.0 * p[1][1] * p[0][1]
}

#[differentiable]
fn f32s(x: &[f32], k: f32) -> f32 {
    let mut s = 0.0f32;
    for v in x {
        s += (v * k).exp() as f64 as f32 * s.cos();
    }
    s
}

#[differentiable]
fn mixed(x: f64, y: f32) -> f64 {
    let a = x as f32 * y;
    let b = a as f64;
    b * x + (a.sqrt() as f64)
}
// out parameter with slices of one array
#[differentiable]
fn advance(y: &[f64], out: &mut [f64], h: f64) {
    for i in 0..y.len() {
        out[i] = y[i] + h * y[(i + 1) % y.len()] * y[i];
    }
}

#[differentiable]
fn traj(x: &[f64], h: f64, n: usize) -> f64 {
    let d = x.len();
    let mut t = vec![0.0; d * (n + 1)];
    t[..d].copy_from_slice(x);
    for k in 0..n {
        let (a, b) = t.split_at_mut((k + 1) * d);
        advance(&a[k * d..], &mut b[..d], h);
    }
    let mut s = 0.0;
    for i in 0..t.len() {
        s += t[i] * t[i];
    }
    s
}

#[differentiable]
fn pingpong(x: &[f64], h: f64, n: usize) -> f64 {
    let mut a = x.to_vec();
    let mut b = vec![0.0; a.len()];
    for k in 0..n {
        if k % 2 == 0 {
            advance(&a, &mut b, h);
        } else {
            advance(&b, &mut a, h);
        }
    }
    dot(&a, &b)
}

#[differentiable(wrt(x))]
fn inactive_floats(x: &[f64], w: &[f64]) -> f64 {
    let scale = 2.0 / w.len() as f64;
    let mut c = vec![0.0; x.len()];
    let mut m = 0.0;
    for i in 0..c.len() {
        c[i] = stop_gradient(w[i]) * scale;
        if c[i] > m {
            m = c[i];
        }
    }
    let mut s = 0.0;
    for i in 0..x.len() {
        s += x[i] * c[i] * (m + 1.0);
    }
    s
}

#[differentiable]
fn maxi(x: &[f64]) -> f64 {
    let mut best = 0;
    for i in 1..x.len() {
        if x[i] > x[best] {
            best = i;
        }
    }
    let mut m = f64::NEG_INFINITY;
    for v in x {
        m = m.max(*v * 1.5);
    }
    let mut s = 0.0;
    for v in x {
        s += (v - m).exp();
    }
    m + s.ln() + x[best] * x[0]
}

#[differentiable]
fn matcher(x: f64, n: usize) -> f64 {
    let mut s = x;
    for i in 0..n {
        s = match (i % 4, s > 1.0) {
            (0, true) => s.sqrt(),
            (0, false) => {
                let y = s * x;
                y + s
            }
            (1..=2, _) if i > 3 => s - x,
            (1, _) => s * 1.3,
            _ => {
                if i == 7 {
                    continue;
                }
                s + x * x
            }
        };
    }
    s
}

pub fn cases() -> Vec<Case> {
    vec![
        case!(|r| swap_loop(&a, n) wrt(a) at { a = r.vec(4, 0.1, 1.0), n = 3 } also [(vec![0.3, 0.4], 0), (vec![0.3, 0.4], 4)]),
        case!(|r| scalar_swap(a, b, n) wrt(a, b) at { a = r.float(0.1, 1.0), b = r.float(0.1, 0.9), n = 5 }),
        case!(|r| bubble(&a) wrt(a) at { a = r.vec(5, 0.1, 1.0) }),
        case!(|r| alias(&a, k) wrt(a, k) at { a = r.vec(5, 0.1, 1.0), k = r.float(0.1, 0.9) }),
        case!(|r| exits(&a, k) wrt(a, k) at { a = r.vec(5, 0.1, 1.0), k = r.float(0.1, 0.9) } also [(vec![0.1], 2.9), (vec![], 1.0), (vec![9.0, 9.0, 9.0], 0.2)]),
        case!(|r| matmul(&a, &b) wrt(a, b) at { a = r.matrix(3, 2, -1.0, 1.0), b = r.matrix(2, 3, -1.0, 1.0) }),
        case!(|r| shadow(x) wrt(x) at { x = r.float(0.5, 1.5) }),
        case!(|r| late(x, n) wrt(x) at { x = r.float(0.5, 1.5), n = 5 } also [(0.3, 0)]),
        case!(|r| branchy(&x, k) wrt(x, k) at { x = r.vec(6, -1.0, 1.0), k = r.float(0.5, 1.0) }),
        case!(|r| newton(x) wrt(x) at { x = r.float(1.5, 4.5) }),
        case!(|r| newton2(x, &b) wrt(x, b) at { x = r.float(1.5, 4.5), b = r.vec(4, -1.0, 8.0) }),
        case!(|r| by_value(x.clone(), y.clone()) wrt(x, y) at { x = r.vec(4, -1.0, 2.0), y = r.vec(4, -1.0, 2.0) }),
        case!(|r| by_value2(x.clone(), y) wrt(x, y) at { x = r.vec(4, -1.0, 2.0), y = r.float(-1.0, 2.0) }),
        case!(|r| consume(x.clone()) wrt(x) at { x = r.vec(4, -1.0, 2.0) }),
        case!(|r| callers_vec(&x) wrt(x) at { x = r.vec(4, -1.0, 2.0) }),
        case!(|r| twice(&x) wrt(x) at { x = r.vec(4, -1.0, 2.0) }),
        case!(|r| twice_local(&x) wrt(x) at { x = r.vec(4, -1.0, 1.0) }),
        case!(|r| rec(&x, k) wrt(x, k) at { x = r.vec(5, -1.0, 1.0), k = r.float(0.4, 1.0) }),
        case!(|r| even(x, n) wrt(x) at { x = r.float(0.4, 1.0), n = 5 }),
        case!(|r| use_rec_mut(&x) wrt(x) at { x = r.vec(4, -1.0, 1.0) }),
        case!(|r| tup(x, n) wrt(x) at { x = ([r.float(0.4, 1.0), 0.3, 0.2], (r.float(0.4, 1.0), [0.8, 0.4])), n = 5 }),
        case!(|r| power(x, n) wrt(x) at { x = r.arrays(-1.0, 1.0), n = 5 }),
        case!(|r| f32s(&x, k) wrt(x, k) at { x = r.singles(4, 0.1, 1.0), k = 0.7f32 }),
        case!(|r| mixed(x, k) wrt(x, k) at { x = 1.1, k = 0.7f32 }),
        case!(|r| traj(&x, k, n) wrt(x, k) at { x = r.vec(4, -1.0, 1.0), k = 0.7, n = 4 }),
        case!(|r| pingpong(&x, k, n) wrt(x, k) at { x = r.vec(4, -1.0, 1.0), k = 0.7, n = 5 }),
        case!(|r| inactive_floats(&x, &w) wrt(x) at { x = r.vec(4, -1.0, 1.0), w = vec![0.1, 0.2, 0.4, 0.3] }),
        case!(|r| maxi(&x) wrt(x) at { x = r.vec(4, -1.0, 1.0) }),
        case!(|r| matcher(x, n) wrt(x) at { x = r.float(0.3, 1.6), n = 11 }),
    ]
}
