//! Inner loops of every length, over neighbours, reversed, carried and conditional.

use autodiff_runtime::differentiable;
use tests::case;
use tests::harness::Case;
fn xs(s: f64) -> Vec<f64> {
    (0..14).map(|i| (i as f64 * 1.7 + s).sin() * 0.9 + 0.05).collect()
}
#[differentiable]
fn l1(x: &[f64], y: &[f64], n: usize) -> f64 {
    let mut s = 0.0;
    for i in 0..n {
        s += x[i] * y[i] * x[i + 1];
    }
    s
}
#[differentiable]
fn l2(x: &[f64], y: &[f64], n: usize) -> f64 {
    let mut v = x.to_vec();
    for i in 0..n {
        v[i] = v[i] * y[i] + 0.3;
    }
    let mut s = 0.0;
    for i in 0..n {
        s += v[i] * v[i];
    }
    s
}
#[differentiable]
fn l3(x: &[f64], y: &[f64], n: usize) -> f64 {
    let mut v = x.to_vec();
    for i in 0..n {
        v[i + 1] = v[i] * y[i] + v[i + 1];
    }
    let mut s = 0.0;
    for i in 0..n {
        s += v[i] * v[i + 1];
    }
    s
}
#[differentiable]
fn l4(x: &[f64], y: &[f64], n: usize) -> f64 {
    let mut v = x.to_vec();
    for i in 0..n {
        v[i] = v[i + 1] * y[i] + v[i];
    }
    let mut s = 0.0;
    for i in 0..n {
        s += v[i] * v[n - 1 - i];
    }
    s
}
#[differentiable]
fn l5(x: &[f64], y: &[f64], n: usize) -> f64 {
    let mut s = 0.0;
    let mut p = 1.0;
    for i in 0..n {
        s += x[i] * p;
        p *= y[i];
    }
    s * p
}
#[differentiable]
fn l6(x: &[f64], y: &[f64], n: usize) -> f64 {
    let mut s = 0.0;
    for i in 0..n {
        let d = x[i] - y[i];
        let e = d * d;
        s += e / (1.0 + e);
    }
    s
}
#[differentiable]
fn l7(x: &[f64], y: &[f64], n: usize) -> f64 {
    let mut v = vec![0.0; 14];
    for i in 0..n {
        v[i] += x[i] * y[0];
        v[i] += x[i] * x[i];
    }
    let mut s = 0.0;
    for i in 0..n {
        s += v[i] * y[i];
    }
    s * y[0]
}
#[differentiable]
fn l8(x: &[f64], y: &[f64], n: usize) -> f64 {
    let mut s = 0.0;
    for i in 0..n {
        if x[i] > 0.1 {
            s += x[i] * y[i];
        } else {
            s -= y[i] * y[i];
        }
    }
    s
}
#[differentiable]
fn l9(x: &[f64], y: &[f64], n: usize) -> f64 {
    let mut s = 0.0;
    let mut t = 0.0;
    for i in 0..n {
        let a = x[i] * y[n - i];
        s += a;
        t += a * y[3];
    }
    s * t
}
#[differentiable]
fn l10(x: &[f64], y: &[f64], n: usize) -> f64 {
    let mut v = x.to_vec();
    for k in 0..3 {
        let c = y[k];
        for i in 0..n {
            v[i] = c * v[i] + y[i];
        }
    }
    let mut s = 0.0;
    for a in &v {
        s += a * a;
    }
    s
}
#[differentiable]
fn l11(x: &[f64], y: &[f64], n: usize) -> f64 {
    let mut v = x.to_vec();
    let mut w = y.to_vec();
    for _ in 0..3 {
        for i in 1..n {
            w[i] = v[i - 1] + v[i + 1] - 2.0 * v[i];
        }
        for i in 1..n {
            v[i] += 0.1 * w[i];
        }
    }
    let mut s = 0.0;
    for i in 0..n {
        s += v[i] * w[i];
    }
    s
}
#[differentiable]
fn l12(x: &[f64], y: &[f64], n: usize) -> f64 {
    let mut t = 0.0;
    for i in 0..n {
        let mut s = 0.0;
        for j in 0..n {
            s += x[j] * y[(i + j) % n];
        }
        t += s * s;
    }
    t
}
#[differentiable]
fn l13(x: &[f64], y: &[f64], n: usize) -> f64 {
    let mut m = x[0];
    let mut s = 0.0;
    for i in 0..n {
        m = m.max(x[i]);
        s += m * y[i];
    }
    s
}
#[differentiable]
fn l14(x: &[f64], y: &[f64], n: usize) -> f64 {
    let mut s = 0.0;
    for (a, b) in x[..n].iter().zip(&y[1..n + 1]) {
        s += a * b + a.exp();
    }
    s
}
#[differentiable]
fn l15(x: &[f64], y: &[f64], n: usize) -> f64 {
    let mut v = y.to_vec();
    for (a, b) in v[..n].iter_mut().zip(&x[1..]) {
        *a = *a * b;
        *a += 2.0 * b;
    }
    let mut s = 0.0;
    for a in v.iter() {
        s += a * a;
    }
    s
}
#[differentiable]
fn l16(x: &[f64], y: &[f64], n: usize) -> f64 {
    let mut s = 0.0;
    for i in 0..n {
        s += x[i];
        s = s * 1.1;
        s += y[i] * x[0];
    }
    s
}
#[differentiable]
fn l17(x: &[f64], y: &[f64], n: usize) -> f64 {
    let mut v = [[0.0; 4]; 3];
    for i in 0..3 {
        for j in 0..4 {
            v[i][j] = x[i * 4 + j] * y[j];
        }
    }
    let mut s = 0.0;
    for i in 0..3 {
        for j in 0..4 {
            s += v[i][j] * v[2 - i][j];
        }
    }
    s + n as f64 * x[0]
}
#[differentiable]
fn l18(x: &[f64], y: &[f64], n: usize) -> f64 {
    let mut v = x.to_vec();
    let k = n / 2;
    for i in 0..k {
        v[i] = y[i] * v[i + k];
        v[i + k] = v[i] * 0.5;
    }
    let mut s = 0.0;
    for i in 0..n {
        s += v[i] * x[i];
    }
    s
}
#[differentiable]
fn l19(x: &[f64], y: &[f64], n: usize) -> f64 {
    let mut c = 0;
    let mut v = vec![0.0; 14];
    for i in 0..n {
        v[c] = x[i] * y[c];
        c += 1;
    }
    let mut s = 0.0;
    let mut d = n;
    for i in 0..n {
        d -= 1;
        s += v[d] * x[i] * y[i];
    }
    s
}
#[differentiable]
fn l20(x: &[f64], y: &[f64], n: usize) -> f64 {
    let mut u = x.to_vec();
    let mut s = 0.0;
    for i in 0..n {
        let t = u[i] * y[i];
        u[i] = t * t;
        s += t;
        s += u[i] * y[0];
    }
    for i in (0..n).rev() {
        s += u[i] * y[i];
    }
    for i in (0..n).step_by(2) {
        s += u[i] * u[i];
    }
    s
}
#[differentiable]
fn l21(x: &[f64], y: &[f64], n: usize) -> f64 {
    let (mut a, mut b) = (x[0], y[0]);
    for i in 0..n {
        let t = a;
        a = b * x[i];
        b = t + y[i] * a;
    }
    a * b
}
#[differentiable]
fn l22(x: &[f64], y: &[f64], n: usize) -> f64 {
    let mut acc = [0.0; 3];
    for i in 0..n {
        acc[0] += x[i];
        acc[1] += x[i] * y[i];
        acc[2] += acc[0] * y[i];
    }
    acc[0] * acc[1] + acc[2]
}
#[differentiable]
fn l23(x: &[f64], y: &[f64], n: usize) -> f64 {
    let mut s = x[1];
    for i in 0..n {
        let r = &x[i..i + 2];
        s += r[0] * r[1] * y[i];
    }
    let q = &y[..n];
    for v in q {
        s += v * s * 0.1;
    }
    for (i, v) in q.iter().enumerate() {
        s += v * x[i];
    }
    s
}
#[differentiable]
fn l24(x: &[f64], y: &[f64], n: usize) -> f64 {
    let mut o = vec![0.0; 14];
    for i in 0..n {
        o[i] = x[i].sin() * y[i];
    }
    for i in 0..n {
        o[i] /= 1.0 + o[i] * o[i];
    }
    let mut s = 0.0;
    for i in 0..n {
        s += o[i].exp() * o[0];
    }
    s
}
#[differentiable]
fn l25(x: &[f64], y: &[f64], n: usize) -> f64 {
    let mut o = x.to_vec();
    for i in 0..n {
        let f = o[i] * 0.5;
        for j in 0..n {
            o[j] -= f * y[j];
        }
    }
    let mut s = 0.0;
    for i in 0..n {
        s += o[i] * o[i];
    }
    s
}
macro_rules! cs { ($($f:ident)*) => { vec![$( case!(|r| $f(&x, &y, n) wrt(x, y) at { x = r.vec(14, -1.0, 1.0), y = r.vec(14, -1.0, 1.0), n = r.below(12) }
   also [(xs(0.1), xs(0.7), 0), (xs(0.1), xs(0.7), 1), (xs(0.1), xs(0.7), 2), (xs(0.1), xs(0.7), 3), (xs(0.1), xs(0.7), 4), (xs(0.1), xs(0.7), 5), (xs(0.1), xs(0.7), 7), (xs(0.1), xs(0.7), 8), (xs(0.1), xs(0.7), 9), (xs(0.1), xs(0.7), 12)]) ),*] } }
pub fn cases() -> Vec<Case> {
    cs!(l1 l2 l3 l4 l5 l6 l7 l8 l9 l10 l11 l12 l13 l14 l15 l16 l17 l18 l19 l20 l21 l22 l23 l24 l25)
}
