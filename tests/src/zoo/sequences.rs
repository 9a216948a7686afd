//! Sequences in and out: transforms, splines, polynomials, out-parameters, tuples and nested arrays.

use autodiff_runtime::differentiable;
use tests::case;
use tests::harness::Case;

/// Radix two, in place, separate real and imaginary parts.
#[differentiable]
fn fft(re: &mut [f64], im: &mut [f64]) {
    let n = re.len();
    let mut j = 0;
    for i in 1..n {
        let mut bit = n >> 1;
        while j & bit != 0 {
            j ^= bit;
            bit >>= 1;
        }
        j |= bit;
        if i < j {
            re.swap(i, j);
            im.swap(i, j);
        }
    }
    let mut length = 2;
    while length <= n {
        let angle = -2.0 * std::f64::consts::PI / length as f64;
        for start in (0..n).step_by(length) {
            for k in 0..length / 2 {
                let (s, c) = (angle * k as f64).sin_cos();
                let (a, b) = (start + k, start + k + length / 2);
                let tr = re[b] * c - im[b] * s;
                let ti = re[b] * s + im[b] * c;
                re[b] = re[a] - tr;
                im[b] = im[a] - ti;
                re[a] += tr;
                im[a] += ti;
            }
        }
        length <<= 1;
    }
}

#[differentiable]
fn weighted_spectrum(signal: &[f64]) -> f64 {
    let mut re = signal.to_vec();
    let mut im = vec![0.0; signal.len()];
    fft(&mut re, &mut im);
    let mut sum = 0.0;
    for k in 0..re.len() {
        sum += (k + 1) as f64 * (re[k] * re[k] + im[k] * im[k]);
    }
    sum
}

#[differentiable]
fn cosine_transform(x: &[f64]) -> Vec<f64> {
    let n = x.len();
    let mut out = vec![0.0; n];
    for (k, o) in out.iter_mut().enumerate() {
        for (i, v) in x.iter().enumerate() {
            *o += v * (std::f64::consts::PI / n as f64 * (i as f64 + 0.5) * k as f64).cos();
        }
    }
    out
}

/// Haar wavelets, level by level.
#[differentiable]
fn haar(x: &mut [f64]) -> f64 {
    let mut scratch = vec![0.0; x.len()];
    let mut n = x.len();
    while n > 1 {
        let half = n / 2;
        for i in 0..half {
            scratch[i] = (x[2 * i] + x[2 * i + 1]) / 2f64.sqrt();
            scratch[half + i] = (x[2 * i] - x[2 * i + 1]) / 2f64.sqrt();
        }
        x[..n].copy_from_slice(&scratch[..n]);
        n = half;
    }
    let mut sparse = 0.0;
    for v in x.iter() {
        sparse += (v * v + 1e-3).sqrt();
    }
    sparse
}

/// Natural cubic spline through (xs, ys), evaluated at `x`.
#[differentiable]
fn spline(xs: &[f64], ys: &[f64], x: f64) -> f64 {
    let n = xs.len();
    let mut second = vec![0.0; n];
    let mut u = vec![0.0; n];
    for i in 1..n - 1 {
        let ratio = (xs[i] - xs[i - 1]) / (xs[i + 1] - xs[i - 1]);
        let p = ratio * second[i - 1] + 2.0;
        second[i] = (ratio - 1.0) / p;
        let slopes = (ys[i + 1] - ys[i]) / (xs[i + 1] - xs[i]) - (ys[i] - ys[i - 1]) / (xs[i] - xs[i - 1]);
        u[i] = (6.0 * slopes / (xs[i + 1] - xs[i - 1]) - ratio * u[i - 1]) / p;
    }
    for i in (0..n - 1).rev() {
        second[i] = second[i] * second[i + 1] + u[i];
    }
    let mut k = 0;
    while k + 2 < n && xs[k + 1] < x {
        k += 1;
    }
    let h = xs[k + 1] - xs[k];
    let a = (xs[k + 1] - x) / h;
    let b = (x - xs[k]) / h;
    a * ys[k] + b * ys[k + 1] + ((a * a * a - a) * second[k] + (b * b * b - b) * second[k + 1]) * h * h / 6.0
}

/// De Casteljau.
#[differentiable]
fn bezier(control: &[[f64; 2]], t: f64) -> [f64; 2] {
    let mut p = control.to_vec();
    for level in (1..control.len()).rev() {
        for i in 0..level {
            for k in 0..2 {
                p[i][k] = (1.0 - t) * p[i][k] + t * p[i + 1][k];
            }
        }
    }
    p[0]
}

/// Newton's divided differences, in place, then evaluated.
#[differentiable]
fn newton_interpolation(xs: &[f64], ys: &[f64], x: f64) -> f64 {
    let n = xs.len();
    let mut c = ys.to_vec();
    for level in 1..n {
        for i in (level..n).rev() {
            c[i] = (c[i] - c[i - 1]) / (xs[i] - xs[i - level]);
        }
    }
    let mut p = c[n - 1];
    for i in (0..n - 1).rev() {
        p = p * (x - xs[i]) + c[i];
    }
    p
}

#[differentiable]
fn lagrange(xs: &[f64], ys: &[f64], x: f64) -> f64 {
    let mut sum = 0.0;
    for i in 0..xs.len() {
        let mut basis = 1.0;
        for j in 0..xs.len() {
            if i != j {
                basis *= (x - xs[j]) / (xs[i] - xs[j]);
            }
        }
        sum += ys[i] * basis;
    }
    sum
}

#[differentiable]
fn polynomial_product(a: &[f64], b: &[f64]) -> Vec<f64> {
    let mut c = vec![0.0; a.len() + b.len() - 1];
    for (i, x) in a.iter().enumerate() {
        for (j, y) in b.iter().enumerate() {
            c[i + j] += x * y;
        }
    }
    c
}

#[differentiable]
fn mean_and_variance(x: &[f64]) -> (f64, f64) {
    let mut mean = 0.0;
    let mut m2 = 0.0;
    for (i, v) in x.iter().enumerate() {
        let delta = v - mean;
        mean += delta / (i + 1) as f64;
        m2 += delta * (v - mean);
    }
    (mean, m2 / x.len() as f64)
}

#[differentiable]
fn coefficient_of_variation(x: &[f64]) -> f64 {
    let (mean, variance) = mean_and_variance(x);
    variance.sqrt() / mean
}

#[differentiable]
fn running(x: &[f64], sum: &mut f64, product: &mut f64) {
    for v in x {
        *sum += v;
        *product *= 1.0 + 0.1 * v;
    }
}

#[differentiable]
fn two_outputs(x: &[f64], start: f64) -> f64 {
    let mut sum = start;
    let mut product = 1.0;
    running(x, &mut sum, &mut product);
    running(&x[1..], &mut product, &mut sum);
    sum * product
}

#[differentiable]
fn count_and_total(x: &[f64], above: f64) -> (usize, f64) {
    let mut count = 0;
    let mut total = 0.0;
    for &v in x {
        if v > above {
            count += 1;
            total += v * v;
        }
    }
    (count, total)
}

#[differentiable]
fn mean_above(x: &[f64], above: f64) -> f64 {
    let (count, total) = count_and_total(x, above);
    if count == 0 { above } else { total / count as f64 }
}

#[differentiable]
fn nested_tuples(p: ((f64, f64), [f64; 2], usize)) -> (f64, (f64, [f64; 2])) {
    let ((a, b), [c, d], n) = p;
    let mut t = (a * b, (c, [d, a]));
    t.0 += n as f64 * c;
    t.1.0 *= d;
    t.1.1[n % 2] += b * b;
    t
}

#[differentiable]
fn patterns(pairs: &[(f64, [f64; 2])], (scale, _): (f64, f64)) -> f64 {
    let mut sum = 0.0;
    for &(a, [b, _]) in pairs {
        sum += a * b;
    }
    for (a, rest) in pairs.iter() {
        let [ref b, c] = *rest;
        sum += scale * *a * (*b + c);
    }
    let (mut first, _) = pairs[0];
    first *= sum;
    first
}

#[differentiable]
fn prefix_sums(x: &mut Vec<f64>) -> f64 {
    for i in 1..x.len() {
        x[i] += x[i - 1];
    }
    let last = x[x.len() - 1];
    let mut sum = 0.0;
    for v in x.iter() {
        sum += v / last;
    }
    sum
}

#[differentiable]
fn recurrence_in_place(x: &[f64]) -> f64 {
    let mut a = x.to_vec();
    for i in 1..a.len() {
        a[i] = (a[i] * a[i - 1]).sin() + a[i - 1];
    }
    for i in 0..a.len() {
        a[i] = a[i] * a[i];
    }
    let mut total = 0.0;
    for v in a {
        total += v;
    }
    total
}

#[differentiable]
fn by_value(mut x: Vec<f64>, weights: [f64; 2]) -> f64 {
    x[0] *= weights[0];
    let y = x;
    let mut sum = 0.0;
    for (i, v) in y.iter().enumerate() {
        sum += v * weights[i % 2];
    }
    sum
}

#[differentiable]
fn cube(t: &[[[f64; 2]; 2]; 2]) -> f64 {
    let mut sum = 0.0;
    for plane in t {
        for row in plane.iter() {
            for (k, v) in row.iter().enumerate() {
                sum += (k as f64 + 1.0) * v * v;
            }
        }
    }
    let slice = &t[1];
    sum + slice[0][1] * t[0][1][0]
}

#[differentiable]
fn row_updates(m: &[Vec<f64>], v: &[f64]) -> Vec<Vec<f64>> {
    let mut out = m.to_vec();
    for (i, row) in out.iter_mut().enumerate() {
        for (j, x) in row.iter_mut().enumerate() {
            *x = (*x * v[j]).tanh() + v[i];
        }
    }
    for i in 1..out.len() {
        let above = out[i - 1][0];
        let row = &mut out[i];
        row[0] += above * row[1];
    }
    out
}

#[differentiable]
fn moving_average(x: &[f64], width: usize) -> Vec<f64> {
    let mut out = vec![0.0; x.len() - width + 1];
    for (o, window) in out.iter_mut().zip(x.windows(width)) {
        for v in window {
            *o += v / width as f64;
        }
    }
    out
}

/// An infinite-impulse-response filter with state in an array.
#[differentiable]
fn biquad(x: &[f64], b: &[f64; 3], a: &[f64; 2]) -> f64 {
    let mut state = [0.0; 2];
    let mut energy = 0.0;
    for &input in x {
        let v = input - a[0] * state[0] - a[1] * state[1];
        let output = b[0] * v + b[1] * state[0] + b[2] * state[1];
        state = [v, state[0]];
        energy += output * output;
    }
    energy
}

#[differentiable]
fn polygon_area(points: &[(f64, f64)]) -> f64 {
    let n = points.len();
    let mut twice = 0.0;
    for i in 0..n {
        let (x0, y0) = points[i];
        let (x1, y1) = points[(i + 1) % n];
        twice += x0 * y1 - x1 * y0;
    }
    twice.abs() / 2.0
}

#[differentiable]
fn aliases(x: &[f64], y: &[f64]) -> f64 {
    let pick = y;
    let tail = &pick[1..];
    let head = &x[0];
    let mut sum = *head * tail[0];
    let again = tail;
    for v in again {
        sum += v * v;
    }
    sum
}

#[differentiable]
fn histogram(x: &[f64], bins: usize) -> f64 {
    let mut heights = vec![0.0; bins];
    for &v in x {
        let at = v * bins as f64;
        let bin = at.floor() as usize;
        let share = at - at.floor();
        heights[bin % bins] += 1.0 - share;
        heights[(bin + 1) % bins] += share;
    }
    let mut entropy = 0.0;
    for h in &heights {
        entropy -= (h + 0.1).ln() * h;
    }
    entropy
}

/// The programs.
#[rustfmt::skip]
pub(crate) fn cases() -> Vec<Case> {
    vec![
        case!(|r| weighted_spectrum(&signal) wrt(signal) at { signal = r.vec(8, -1.0, 1.0) } also [(vec![1.0, -2.0],)]),
        case!(vector |r| cosine_transform(&x) wrt(x) at { x = r.vec(6, -1.0, 1.0) }),
        case!(|r| haar(&mut x) wrt(x) inout(x) at { x = r.vec(8, -1.0, 1.0) }),
        case!(|r| spline(&xs, &ys, x) wrt(xs, ys, x) at { xs = r.increasing(6, 0.0, (0.5, 1.0)), ys = r.vec(6, -1.0, 1.0), x = r.float(0.6, 3.2) }),
        case!(vector |r| bezier(&control, t) wrt(control, t) at { control = (0..4).map(|_| r.array(-1.0, 1.0)).collect::<Vec<[f64; 2]>>(), t = r.float(0.0, 1.0) } also [(vec![[1.0, 2.0]], 0.3)]),
        case!(|r| newton_interpolation(&xs, &ys, x) wrt(xs, ys, x) at { xs = r.increasing(5, 0.0, (0.5, 1.0)), ys = r.vec(5, -1.0, 1.0), x = r.float(0.0, 3.0) }),
        case!(|r| lagrange(&xs, &ys, x) wrt(xs, ys, x) at { xs = r.increasing(4, 0.0, (0.5, 1.0)), ys = r.vec(4, -1.0, 1.0), x = r.float(0.0, 3.0) }),
        case!(vector |r| polynomial_product(&a, &b) wrt(a, b) at { a = r.vec(4, -1.0, 1.0), b = r.vec(3, -1.0, 1.0) }),
        case!(vector |r| mean_and_variance(&x) wrt(x) at { x = r.vec(6, -1.0, 3.0) }),
        case!(|r| coefficient_of_variation(&x) wrt(x) at { x = r.vec(6, 1.0, 3.0) }
            gradient { {
                let n = x.len() as f64;
                let mean = x.iter().sum::<f64>() / n;
                let deviation = (x.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n).sqrt();
                x.iter().map(|v| (v - mean) / (n * deviation * mean) - deviation / (n * mean * mean)).collect()
            } }),
        case!(|r| two_outputs(&x, start) wrt(x, start) at { x = r.vec(4, -1.0, 1.0), start = r.float(0.5, 1.0) }),
        case!(vector |r| count_and_total(&x, above) wrt(x, above) at { x = r.vec(6, -1.0, 1.0), above = 0.1 } also [(vec![1.0, 2.0], 0.5)]),
        case!(|r| mean_above(&x, above) wrt(x, above) at { x = r.vec(6, -1.0, 1.0), above = 0.1 } also [(vec![0.1], 0.5)]),
        case!(vector |r| nested_tuples(p) wrt(p) at { p = ((r.float(-1.0, 1.0), r.float(-1.0, 1.0)), r.array(-1.0, 1.0), 3usize) }),
        case!(|r| patterns(&pairs, pair) wrt(pairs, pair) at { pairs = vec![(r.float(0.5, 1.0), r.array(-1.0, 1.0)), (r.float(0.5, 1.0), r.array(-1.0, 1.0))], pair = (r.float(0.5, 2.0), 0.0) }),
        case!(|r| prefix_sums(&mut x) wrt(x) inout(x) at { x = r.vec(5, 0.5, 1.0) }),
        case!(|r| recurrence_in_place(&x) wrt(x) at { x = r.vec(6, -1.0, 1.0) }),
        case!(|r| by_value(x.clone(), weights) wrt(x, weights) at { x = r.vec(4, -1.0, 1.0), weights = r.array(-1.0, 1.0) }
            gradient { vec![weights[0] * weights[0], weights[1], weights[0], weights[1], 2.0 * x[0] * weights[0] + x[2], x[1] + x[3]] }),
        case!(|r| cube(&t) wrt(t) at { t = std::array::from_fn(|_| r.arrays(-1.0, 1.0)) }),
        case!(vector |r| row_updates(&m, &v) wrt(m, v) at { m = r.matrix(3, 3, -1.0, 1.0), v = r.vec(3, -1.0, 1.0) }),
        case!(vector |r| moving_average(&x, width) wrt(x) at { x = r.vec(7, -1.0, 1.0), width = 3usize }),
        case!(|r| biquad(&x, &b, &a) wrt(x, b, a) at { x = r.vec(8, -1.0, 1.0), b = r.array(-1.0, 1.0), a = r.array(-0.4, 0.4) }),
        case!(|r| polygon_area(&points) wrt(points) at { points = (0..5).map(|k| ((k as f64 * 1.2).cos() + r.float(-0.1, 0.1), (k as f64 * 1.2).sin() + r.float(-0.1, 0.1))).collect::<Vec<_>>() }
            gradient { (0..5).flat_map(|k| {
                let (next, last) = (points[(k + 1) % 5], points[(k + 4) % 5]);
                [(next.1 - last.1) / 2.0, (last.0 - next.0) / 2.0]
            }).collect() }),
        case!(|r| aliases(&x, &y) wrt(x, y) at { x = r.vec(4, -1.0, 1.0), y = r.vec(4, -1.0, 1.0) }),
        case!(|r| histogram(&x, bins) wrt(x) at { x = r.vec(8, 0.01, 0.99), bins = 5usize }),
    ]
}
