//! Moré, Garbow, Hillstrom: Testing Unconstrained Optimization Software (ACM TOMS 7, 1981): the problems as the paper states them.

use autodiff_runtime::differentiable;
use tests::case;
use tests::harness::Case;

#[differentiable]
fn rosenbrock(x: &[f64]) -> f64 {
    let f1 = 10.0 * (x[1] - x[0] * x[0]);
    let f2 = 1.0 - x[0];
    f1 * f1 + f2 * f2
}

#[differentiable]
fn freudenstein_roth(x: [f64; 2]) -> f64 {
    let [a, b] = x;
    let f1 = -13.0 + a + ((5.0 - b) * b - 2.0) * b;
    let f2 = -29.0 + a + ((b + 1.0) * b - 14.0) * b;
    f1.powi(2) + f2.powi(2)
}

#[differentiable]
fn powell_badly_scaled(x: &[f64; 2]) -> f64 {
    let f1 = 1e4 * x[0] * x[1] - 1.0;
    let f2 = (-x[0]).exp() + (-x[1]).exp() - 1.0001;
    f1 * f1 + f2 * f2
}

#[differentiable]
fn brown_badly_scaled(x1: f64, x2: f64) -> f64 {
    (x1 - 1e6).powi(2) + (x2 - 2e-6).powi(2) + (x1 * x2 - 2.0).powi(2)
}

#[differentiable]
fn beale(x: (f64, f64)) -> f64 {
    let y = [1.5, 2.25, 2.625];
    let mut sum = 0.0;
    for i in 1..=3 {
        let f = y[i - 1] - x.0 * (1.0 - x.1.powi(i as i32));
        sum += f * f;
    }
    sum
}

#[differentiable]
fn jennrich_sampson(x: &[f64], m: usize) -> f64 {
    let mut sum = 0.0;
    for i in 1..=m {
        let i = i as f64;
        let f = 2.0 + 2.0 * i - ((i * x[0]).exp() + (i * x[1]).exp());
        sum += f * f;
    }
    sum
}

#[differentiable]
fn helical_valley(x: &[f64]) -> f64 {
    let tau = 2.0 * std::f64::consts::PI;
    let theta = if x[0] > 0.0 { (x[1] / x[0]).atan() / tau } else { (x[1] / x[0]).atan() / tau + 0.5 };
    let f1 = 10.0 * (x[2] - 10.0 * theta);
    let f2 = 10.0 * ((x[0] * x[0] + x[1] * x[1]).sqrt() - 1.0);
    f1 * f1 + f2 * f2 + x[2] * x[2]
}

#[differentiable]
fn bard(x: &[f64]) -> f64 {
    const Y: [f64; 15] = [0.14, 0.18, 0.22, 0.25, 0.29, 0.32, 0.35, 0.39, 0.37, 0.58, 0.73, 0.96, 1.34, 2.10, 4.39];
    let mut sum = 0.0;
    for (i, y) in Y.iter().enumerate() {
        let u = (i + 1) as f64;
        let v = 15.0 - i as f64;
        let w = u.min(v);
        let f = y - (x[0] + u / (v * x[1] + w * x[2]));
        sum += f * f;
    }
    sum
}

#[differentiable]
fn gaussian(x: &[f64]) -> f64 {
    let y = [0.0009, 0.0044, 0.0175, 0.0540, 0.1295, 0.2420, 0.3521, 0.3989, 0.3521, 0.2420, 0.1295, 0.0540, 0.0175, 0.0044, 0.0009];
    let mut sum = 0.0;
    for i in 0..y.len() {
        let t = (8.0 - (i + 1) as f64) / 2.0;
        let f = x[0] * (-x[1] * (t - x[2]).powi(2) / 2.0).exp() - y[i];
        sum += f * f;
    }
    sum
}

#[differentiable]
fn meyer(x: &[f64; 3]) -> f64 {
    let y = [34780.0, 28610.0, 23650.0, 19630.0, 16370.0, 13720.0, 11540.0, 9744.0, 8261.0, 7030.0, 6005.0, 5147.0, 4427.0, 3820.0, 3307.0, 2872.0];
    let mut sum = 0.0;
    let mut t = 45.0;
    for measured in y {
        t += 5.0;
        let f = x[0] * (x[1] / (t + x[2])).exp() - measured;
        sum += f * f;
    }
    sum
}

#[differentiable]
fn gulf(x: &[f64], m: u32) -> f64 {
    let mut sum = 0.0;
    for i in 1..=m {
        let t = i as f64 / 100.0;
        let y = 25.0 + (-50.0 * t.ln()).powf(2.0 / 3.0);
        let f = (-(y - x[1]).abs().powf(x[2]) / x[0]).exp() - t;
        sum += f * f;
    }
    sum
}

#[differentiable]
fn box_three(x: &[f64], m: usize) -> f64 {
    let mut sum = 0.0;
    for i in 1..=m {
        let t = 0.1 * i as f64;
        let f = (-t * x[0]).exp() - (-t * x[1]).exp() - x[2] * ((-t).exp() - (-10.0 * t).exp());
        sum += f * f;
    }
    sum
}

#[differentiable]
fn powell_singular(x: &[f64]) -> f64 {
    let f = [x[0] + 10.0 * x[1], 5f64.sqrt() * (x[2] - x[3]), (x[1] - 2.0 * x[2]).powi(2), 10f64.sqrt() * (x[0] - x[3]).powi(2)];
    f[0] * f[0] + f[1] * f[1] + f[2] * f[2] + f[3] * f[3]
}

#[differentiable]
fn wood(x: &[f64]) -> f64 {
    let (a, b, c, d) = (x[0], x[1], x[2], x[3]);
    100.0 * (b - a * a).powi(2)
        + (1.0 - a).powi(2)
        + 90.0 * (d - c * c).powi(2)
        + (1.0 - c).powi(2)
        + 10.0 * (b + d - 2.0).powi(2)
        + (b - d).powi(2) / 10.0
}

#[differentiable]
fn kowalik_osborne(x: &[f64]) -> f64 {
    let data = [
        (0.1957, 4.0),
        (0.1947, 2.0),
        (0.1735, 1.0),
        (0.1600, 0.5),
        (0.0844, 0.25),
        (0.0627, 0.1670),
        (0.0456, 0.125),
        (0.0342, 0.1),
        (0.0323, 0.0833),
        (0.0235, 0.0714),
        (0.0246, 0.0625),
    ];
    let mut sum = 0.0;
    for &(y, u) in data.iter() {
        let f = y - x[0] * (u * u + u * x[1]) / (u * u + u * x[2] + x[3]);
        sum += f * f;
    }
    sum
}

#[differentiable]
fn brown_dennis(x: &[f64], m: i32) -> f64 {
    let mut sum = 0.0;
    for i in 1..=m {
        let t = f64::from(i) / 5.0;
        let f = (x[0] + t * x[1] - t.exp()).powi(2) + (x[2] + x[3] * t.sin() - t.cos()).powi(2);
        sum += f * f;
    }
    sum
}

#[differentiable]
fn osborne_1(x: &[f64; 5], y: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..y.len() {
        let t = 10.0 * i as f64;
        let f = y[i] - (x[0] + x[1] * (-t * x[3]).exp() + x[2] * (-t * x[4]).exp());
        sum += f * f;
    }
    sum
}

#[differentiable]
fn biggs_exp6(x: &[f64], m: usize) -> f64 {
    let mut sum = 0.0;
    let mut i = 0;
    while i < m {
        i += 1;
        let t = 0.1 * i as f64;
        let y = (-t).exp() - 5.0 * (-10.0 * t).exp() + 3.0 * (-4.0 * t).exp();
        let f = x[2] * (-t * x[0]).exp() - x[3] * (-t * x[1]).exp() + x[5] * (-t * x[4]).exp() - y;
        sum += f * f;
    }
    sum
}

#[differentiable(wrt(x))]
fn osborne_2(x: &[f64], y: &[f64]) -> f64 {
    let mut sum = 0.0;
    for (i, measured) in y.iter().enumerate() {
        let t = i as f64 / 10.0;
        let mut model = x[0] * (-t * x[4]).exp();
        for k in 1..4 {
            let offset = t - x[7 + k];
            model += x[k] * (-offset * offset * x[4 + k]).exp();
        }
        let f = measured - model;
        sum += f * f;
    }
    sum
}

#[differentiable]
fn watson(x: &[f64]) -> f64 {
    let n = x.len();
    let mut sum = 0.0;
    for i in 1..=29 {
        let t = i as f64 / 29.0;
        let mut derivative = 0.0;
        let mut value = 0.0;
        let mut power = 1.0;
        for j in 0..n {
            if j > 0 {
                derivative += j as f64 * x[j] * power / t;
            }
            value += x[j] * power;
            power *= t;
        }
        let f = derivative - value * value - 1.0;
        sum += f * f;
    }
    let last = x[1] - x[0] * x[0] - 1.0;
    sum + x[0] * x[0] + last * last
}

#[differentiable]
fn extended_rosenbrock(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for pair in x.chunks(2) {
        let f1 = 10.0 * (pair[1] - pair[0] * pair[0]);
        let f2 = 1.0 - pair[0];
        sum += f1 * f1 + f2 * f2;
    }
    sum
}

#[differentiable]
fn extended_powell(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in (0..x.len()).step_by(4) {
        sum += (x[i] + 10.0 * x[i + 1]).powi(2);
        sum += 5.0 * (x[i + 2] - x[i + 3]).powi(2);
        sum += (x[i + 1] - 2.0 * x[i + 2]).powi(4);
        sum += 10.0 * (x[i] - x[i + 3]).powi(4);
    }
    sum
}

#[differentiable]
fn penalty_1(x: &[f64]) -> f64 {
    let a = 1e-5;
    let mut sum = 0.0;
    let mut norm = -0.25;
    for v in x {
        sum += a * (v - 1.0).powi(2);
        norm += v * v;
    }
    sum + norm * norm
}

#[differentiable]
fn penalty_2(x: &[f64]) -> f64 {
    let a = 1e-5;
    let n = x.len();
    let mut sum = (x[0] - 0.2) * (x[0] - 0.2);
    for i in 1..n {
        let y = ((i + 1) as f64 / 10.0).exp() + (i as f64 / 10.0).exp();
        let f = (x[i] / 10.0).exp() + (x[i - 1] / 10.0).exp() - y;
        sum += a * f * f;
    }
    for &v in &x[1..] {
        let f = (v / 10.0).exp() - (-1f64 / 10.0).exp();
        sum += a * f * f;
    }
    let mut last = -1.0;
    for (j, v) in x.iter().enumerate() {
        last += (n - j) as f64 * v * v;
    }
    sum + last.powi(2)
}

#[differentiable]
fn variably_dimensioned(x: &[f64]) -> f64 {
    let mut squares = 0.0;
    let mut weighted = 0.0;
    for j in 0..x.len() {
        squares += (x[j] - 1.0).powi(2);
        weighted += (j + 1) as f64 * (x[j] - 1.0);
    }
    squares + weighted.powi(2) + weighted.powi(4)
}

#[differentiable]
fn trigonometric(x: &[f64]) -> f64 {
    let n = x.len();
    let mut cosines = 0.0;
    for j in 0..n {
        cosines += x[j].cos();
    }
    let mut sum = 0.0;
    for i in 0..n {
        let f = n as f64 - cosines + (i + 1) as f64 * (1.0 - x[i].cos()) - x[i].sin();
        sum += f * f;
    }
    sum
}

#[differentiable]
fn brown_almost_linear(x: &[f64]) -> f64 {
    let n = x.len();
    let (mut total, mut product) = (0.0, 1.0);
    for &v in x.iter() {
        total += v;
        product *= v;
    }
    let mut sum = (product - 1.0).powi(2);
    for i in 0..n - 1 {
        let f = x[i] + total - (n + 1) as f64;
        sum += f * f;
    }
    sum
}

#[differentiable]
fn discrete_boundary_value(x: &[f64]) -> f64 {
    let n = x.len();
    let h = 1.0 / (n + 1) as f64;
    let mut sum = 0.0;
    for i in 0..n {
        let t = (i + 1) as f64 * h;
        let left = if i == 0 { 0.0 } else { x[i - 1] };
        let right = if i + 1 == n { 0.0 } else { x[i + 1] };
        let f = 2.0 * x[i] - left - right + h * h * (x[i] + t + 1.0).powi(3) / 2.0;
        sum += f * f;
    }
    sum
}

#[differentiable]
fn discrete_integral(x: &[f64]) -> f64 {
    let n = x.len();
    let h = 1.0 / (n as f64 + 1.0);
    let mut cubes = vec![0.0; n];
    for j in 0..n {
        cubes[j] = (x[j] + (j + 1) as f64 * h + 1.0).powi(3);
    }
    let mut sum = 0.0;
    for i in 0..n {
        let t = (i + 1) as f64 * h;
        let mut below = 0.0;
        for j in 0..=i {
            below += (j + 1) as f64 * h * cubes[j];
        }
        let mut above = 0.0;
        for j in i + 1..n {
            above += (1.0 - (j + 1) as f64 * h) * cubes[j];
        }
        let f = x[i] + h * ((1.0 - t) * below + t * above) / 2.0;
        sum += f * f;
    }
    sum
}

#[differentiable]
fn broyden_tridiagonal(x: &[f64]) -> f64 {
    let n = x.len();
    let mut sum = 0.0;
    for i in 0..n {
        let mut f = (3.0 - 2.0 * x[i]) * x[i] + 1.0;
        if i > 0 {
            f -= x[i - 1];
        }
        if i < n - 1 {
            f -= 2.0 * x[i + 1];
        }
        sum += f * f;
    }
    sum
}

#[differentiable]
fn broyden_banded(x: &[f64]) -> f64 {
    let n = x.len();
    let mut sum = 0.0;
    for i in 0..n {
        let first = i.saturating_sub(5);
        let last = usize::min(n - 1, i + 1);
        let mut f = x[i] * (2.0 + 5.0 * x[i] * x[i]) + 1.0;
        for j in first..=last {
            if j == i {
                continue;
            }
            f -= x[j] * (1.0 + x[j]);
        }
        sum += f * f;
    }
    sum
}

#[differentiable]
fn linear_full_rank(x: &[f64], m: usize) -> f64 {
    let n = x.len();
    let mut total = 0.0;
    for v in x {
        total += v;
    }
    let common = 2.0 * total / m as f64 + 1.0;
    let mut sum = 0.0;
    for i in 0..m {
        let f = if i < n { x[i] - common } else { -common };
        sum += f * f;
    }
    sum
}

#[differentiable]
fn linear_rank_one(x: &[f64], m: usize) -> f64 {
    let mut weighted = 0.0;
    for (j, v) in x.iter().enumerate() {
        weighted += (j + 1) as f64 * v;
    }
    let mut sum = 0.0;
    for i in 1..m + 1 {
        let f = i as f64 * weighted - 1.0;
        sum += f * f;
    }
    sum
}

#[differentiable]
fn chebyquad(x: &[f64]) -> f64 {
    let n = x.len();
    let mut means = vec![0.0; n];
    for j in 0..n {
        let t = 2.0 * x[j] - 1.0;
        let mut before = 1.0;
        let mut current = t;
        for mean in means.iter_mut() {
            *mean += current;
            let next = 2.0 * t * current - before;
            before = current;
            current = next;
        }
    }
    let mut sum = 0.0;
    for i in 1..=n {
        let integral = if i % 2 == 0 { -1.0 / ((i * i) as f64 - 1.0) } else { 0.0 };
        let f = means[i - 1] / n as f64 - integral;
        sum += f * f;
    }
    sum
}

/// The problems, with the gradient worked out where that takes a line.
#[rustfmt::skip]
pub(crate) fn cases() -> Vec<Case> {
    vec![
        case!(|r| rosenbrock(&x) wrt(x) at { x = r.vec(2, -2.0, 2.0) } also [(vec![-1.2, 1.0],), (vec![1.0, 1.0],)]
            gradient { vec![-400.0 * x[0] * (x[1] - x[0] * x[0]) - 2.0 * (1.0 - x[0]), 200.0 * (x[1] - x[0] * x[0])] }),
        case!(|r| freudenstein_roth(x) wrt(x) at { x = r.array(-2.0, 5.0) } also [([0.5, -2.0],)]
            gradient { {
                let (a, b) = (x[0], x[1]);
                let (f1, f2) = (-13.0 + a + 5.0 * b * b - b * b * b - 2.0 * b, -29.0 + a + b * b * b + b * b - 14.0 * b);
                vec![2.0 * f1 + 2.0 * f2, 2.0 * f1 * (10.0 * b - 3.0 * b * b - 2.0) + 2.0 * f2 * (3.0 * b * b + 2.0 * b - 14.0)]
            } }),
        case!(|r| powell_badly_scaled(&x) wrt(x) at { x = r.array(-1.0, 1.0) } also [([0.0, 1.0],)]),
        case!(|r| brown_badly_scaled(x1, x2) wrt(x1, x2) at { x1 = r.float(0.5, 3.0), x2 = r.float(-1.0, 1.0) } also [(1.0, 1.0)]
            gradient { vec![2.0 * (x1 - 1e6) + 2.0 * (x1 * x2 - 2.0) * x2, 2.0 * (x2 - 2e-6) + 2.0 * (x1 * x2 - 2.0) * x1] }),
        case!(|r| beale(x) wrt(x) at { x = (r.float(-2.0, 2.0), r.float(-2.0, 2.0)) } also [((1.0, 1.0),), ((3.0, 0.5),), ((0.0, 0.0),)]),
        case!(|r| jennrich_sampson(&x, m) wrt(x) at { x = r.vec(2, 0.1, 0.5), m = 10usize }
            gradient { {
                let mut g = vec![0.0; 2];
                for i in 1..=*m {
                    let i = i as f64;
                    let f = 2.0 + 2.0 * i - (i * x[0]).exp() - (i * x[1]).exp();
                    g[0] -= 2.0 * f * i * (i * x[0]).exp();
                    g[1] -= 2.0 * f * i * (i * x[1]).exp();
                }
                g
            } }),
        case!(|r| helical_valley(&x) wrt(x) at { x = r.vec(3, -2.0, 2.0) } also [(vec![-1.0, 0.0, 0.0],)]),
        case!(|r| bard(&x) wrt(x) at { x = r.vec(3, 0.5, 2.0) } also [(vec![1.0, 1.0, 1.0],)]),
        case!(|r| gaussian(&x) wrt(x) at { x = r.vec(3, 0.1, 1.5) } also [(vec![0.4, 1.0, 0.0],)]),
        case!(|r| meyer(&x) wrt(x) at { x = [r.float(0.01, 0.03), r.float(3000.0, 5000.0), r.float(200.0, 300.0)] } also [([0.02, 4000.0, 250.0],)]),
        case!(|r| gulf(&x, m) wrt(x) at { x = vec![r.float(4.0, 60.0), r.float(2.0, 20.0), r.float(0.2, 1.4)], m = 10u32 } also [(vec![5.0, 2.5, 0.15], 20)]),
        case!(|r| box_three(&x, m) wrt(x) at { x = r.vec(3, 0.0, 10.0), m = 6usize } also [(vec![0.0, 10.0, 20.0], 10)]),
        case!(|r| powell_singular(&x) wrt(x) at { x = r.vec(4, -3.0, 3.0) } also [(vec![3.0, -1.0, 0.0, 1.0],), (vec![0.0; 4],)]
            gradient { {
                let (a, b, c, d) = (x[0], x[1], x[2], x[3]);
                let (p, q) = (4.0 * (b - 2.0 * c).powi(3), 40.0 * (a - d).powi(3));
                vec![2.0 * (a + 10.0 * b) + q, 20.0 * (a + 10.0 * b) + p, 10.0 * (c - d) - 2.0 * p, -10.0 * (c - d) - q]
            } }),
        case!(|r| wood(&x) wrt(x) at { x = r.vec(4, -3.0, 3.0) } also [(vec![-3.0, -1.0, -3.0, -1.0],)]),
        case!(|r| kowalik_osborne(&x) wrt(x) at { x = r.vec(4, 0.1, 0.5) }),
        case!(|r| brown_dennis(&x, m) wrt(x) at { x = r.vec(4, -5.0, 25.0), m = 20i32 } also [(vec![25.0, 5.0, -5.0, -1.0], 20)]),
        case!(|r| osborne_1(&x, &y) wrt(x, y) at { x = [r.float(0.2, 0.6), 1.5, -1.0, r.float(0.01, 0.02), 0.02], y = r.vec(33, 0.4, 0.9) }),
        case!(|r| biggs_exp6(&x, m) wrt(x) at { x = r.vec(6, 0.5, 4.0), m = 13usize } also [(vec![1.0, 2.0, 1.0, 1.0, 1.0, 1.0], 13), (vec![1.0; 6], 1)]),
        case!(|r| osborne_2(&x, &y) wrt(x) at { x = r.vec(11, 0.5, 3.0), y = r.vec(65, 0.0, 1.3) }),
        case!(|r| watson(&x) wrt(x) at { x = r.vec(6, -1.0, 1.0) } also [(vec![0.0; 6],), (vec![0.0; 2],)]),
        case!(|r| extended_rosenbrock(&x) wrt(x) at { x = r.vec(10, -2.0, 2.0) }
            gradient { (0..10).map(|i| {
                let (a, b) = (x[i / 2 * 2], x[i / 2 * 2 + 1]);
                if i % 2 == 0 { -400.0 * a * (b - a * a) - 2.0 * (1.0 - a) } else { 200.0 * (b - a * a) }
            }).collect() }),
        case!(|r| extended_powell(&x) wrt(x) at { x = r.vec(8, -3.0, 3.0) }),
        case!(|r| penalty_1(&x) wrt(x) at { x = r.vec(7, -2.0, 4.0) }
            gradient { {
                let norm = x.iter().map(|v| v * v).sum::<f64>() - 0.25;
                x.iter().map(|v| 2e-5 * (v - 1.0) + 4.0 * norm * v).collect()
            } }),
        case!(|r| penalty_2(&x) wrt(x) at { x = r.vec(5, -1.0, 1.0) } also [(vec![0.5; 4],)]),
        case!(|r| variably_dimensioned(&x) wrt(x) at { x = r.vec(6, 0.0, 2.0) } also [(vec![1.0; 4],)]
            gradient { {
                let s: f64 = x.iter().enumerate().map(|(j, v)| (j + 1) as f64 * (v - 1.0)).sum();
                x.iter().enumerate().map(|(j, v)| 2.0 * (v - 1.0) + (j + 1) as f64 * (2.0 * s + 4.0 * s.powi(3))).collect()
            } }),
        case!(|r| trigonometric(&x) wrt(x) at { x = r.vec(5, -1.0, 1.0) } also [(vec![0.2; 5],)]),
        case!(|r| brown_almost_linear(&x) wrt(x) at { x = r.vec(6, 0.2, 1.5) } also [(vec![0.5; 5],), (vec![0.0, 1.0, 2.0],)]
            gradient { {
                let n = x.len();
                let (total, product) = (x.iter().sum::<f64>(), x.iter().product::<f64>());
                let f = |i: usize| x[i] + total - (n + 1) as f64;
                let all: f64 = (0..n - 1).map(f).sum();
                (0..n).map(|k| {
                    let others: f64 = (0..n).filter(|&j| j != k).map(|j| x[j]).product();
                    2.0 * (product - 1.0) * others + 2.0 * all + if k < n - 1 { 2.0 * f(k) } else { 0.0 }
                }).collect()
            } }),
        case!(|r| discrete_boundary_value(&x) wrt(x) at { x = r.vec(8, -1.0, 1.0) } also [(vec![0.3],)]),
        case!(|r| discrete_integral(&x) wrt(x) at { x = r.vec(7, -1.0, 1.0) } also [(vec![0.3],)]),
        case!(|r| broyden_tridiagonal(&x) wrt(x) at { x = r.vec(9, -2.0, 2.0) } also [(vec![-1.0; 3],)]),
        case!(|r| broyden_banded(&x) wrt(x) at { x = r.vec(10, -1.5, 1.5) } also [(vec![-1.0; 3],)]),
        case!(|r| linear_full_rank(&x, m) wrt(x) at { x = r.vec(4, -2.0, 2.0), m = 9usize } also [(vec![1.0; 3], 3)]
            gradient { {
                let (m, n) = (*m as f64, x.len() as f64);
                let total: f64 = x.iter().sum();
                let c = 2.0 * total / m + 1.0;
                x.iter().map(|v| 2.0 * (v - c) - 4.0 / m * (total - n * c) + 4.0 / m * c * (m - n)).collect()
            } }),
        case!(|r| linear_rank_one(&x, m) wrt(x) at { x = r.vec(4, -1.0, 1.0), m = 7usize }
            gradient { {
                let s: f64 = x.iter().enumerate().map(|(j, v)| (j + 1) as f64 * v).sum();
                let d: f64 = (1..=*m).map(|i| 2.0 * i as f64 * (i as f64 * s - 1.0)).sum();
                (0..x.len()).map(|j| (j + 1) as f64 * d).collect()
            } }),
        case!(|r| chebyquad(&x) wrt(x) at { x = r.vec(6, 0.05, 0.95) }),
    ]
}
