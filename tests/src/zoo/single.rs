//! Single precision, and the two widths in one function.

use autodiff_runtime::differentiable;
use tests::case;
use tests::harness::Case;

#[differentiable]
fn logistic(x: f32, k: f32) -> f32 {
    1.0 / (1.0 + (-k * x).exp())
}

#[differentiable]
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut sum = 0.0;
    for i in 0..a.len() {
        sum += a[i] * b[i];
    }
    sum
}

#[differentiable]
fn cosine_similarity(a: &[f32], b: &[f32]) -> f32 {
    dot(a, b) / (dot(a, a) * dot(b, b)).sqrt()
}

#[differentiable]
fn accumulated_in_double(x: &[f32]) -> f64 {
    let mut sum = 0.0_f64;
    for v in x {
        sum += f64::from(*v) * (*v as f64);
    }
    sum.sqrt()
}

#[differentiable]
fn there_and_back(x: f64, y: f32) -> f32 {
    let wide = x * y as f64;
    let narrow = wide as f32;
    narrow * narrow + (x as f32) * y
}

#[differentiable]
fn affine(w: &[[f32; 3]; 2], b: [f32; 2], x: &[f32; 3]) -> f32 {
    let mut y = b;
    for i in 0..2 {
        for j in 0..3 {
            y[i] += w[i][j] * x[j];
        }
    }
    y[0].max(0.0) + y[1].tanh()
}

#[differentiable]
fn normalized(x: &[f32]) -> Vec<f32> {
    let mut norm = 1e-6f32;
    for v in x.iter() {
        norm += v * v;
    }
    let scale = norm.sqrt().recip();
    let mut out = vec![0f32; x.len()];
    for (o, v) in out.iter_mut().zip(x) {
        *o = v * scale;
    }
    out
}

#[differentiable]
fn smoothed(x: &mut [f32], rounds: i32) -> f32 {
    for _ in 0..rounds {
        for i in 1..x.len() - 1 {
            x[i] = 0.25 * x[i - 1] + 0.5 * x[i] + 0.25 * x[i + 1];
        }
    }
    x[x.len() / 2]
}

/// The programs.
#[rustfmt::skip]
pub(crate) fn cases() -> Vec<Case> {
    vec![
        case!(|r| logistic(x, k) wrt(x, k) at { x = r.single(-2.0, 2.0), k = r.single(0.5, 1.5) }
            gradient { {
                let (x, k) = (f64::from(*x), f64::from(*k));
                let s = 1.0 / (1.0 + (-k * x).exp());
                vec![k * s * (1.0 - s), x * s * (1.0 - s)]
            } }),
        case!(|r| dot(&a, &b) wrt(a, b) at { a = r.singles(5, -1.0, 1.0), b = r.singles(5, -1.0, 1.0) } gradient { b.iter().chain(a).map(|v| f64::from(*v)).collect() }),
        case!(|r| cosine_similarity(&a, &b) wrt(a, b) at { a = r.singles(4, 0.5, 1.0), b = r.singles(4, -1.0, 1.0) }),
        case!(|r| accumulated_in_double(&x) wrt(x) at { x = r.singles(5, -1.0, 1.0) }
            gradient { { let norm = x.iter().map(|v| f64::from(*v).powi(2)).sum::<f64>().sqrt(); x.iter().map(|v| f64::from(*v) / norm).collect() } }),
        case!(|r| there_and_back(x, y) wrt(x, y) at { x = r.float(0.5, 2.0), y = r.single(0.5, 2.0) }
            gradient { { let y = f64::from(*y); vec![2.0 * x * y * y + y, 2.0 * x * x * y + x] } }),
        case!(|r| affine(&w, b, &x) wrt(w, b, x) at { w = std::array::from_fn(|_| std::array::from_fn(|_| r.single(-1.0, 1.0))), b = [r.single(1.0, 2.0), 0.5], x = std::array::from_fn(|_| r.single(-0.5, 0.5)) }),
        case!(vector |r| normalized(&x) wrt(x) at { x = r.singles(4, 0.5, 1.0) }),
        case!(|r| smoothed(&mut x, rounds) wrt(x) inout(x) at { x = r.singles(6, -1.0, 1.0), rounds = 3i32 }),
    ]
}
