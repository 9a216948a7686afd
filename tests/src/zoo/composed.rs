//! Programs made of several functions: results used in part, in place, as arguments, as conditions and as bounds.

use autodiff_runtime::differentiable;
use tests::case;
use tests::harness::Case;

#[differentiable]
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut s = 0.0;
    for i in 0..a.len() {
        s += a[i] * b[i];
    }
    s
}

#[differentiable]
fn norm(a: &[f64]) -> f64 {
    dot(a, a).sqrt()
}

#[differentiable]
fn polar(x: f64, y: f64) -> (f64, f64) {
    (x.hypot(y), y.atan2(x))
}

#[differentiable]
fn basis(x: f64) -> [f64; 4] {
    [1.0, x, x * x, x * x * x]
}

#[differentiable]
fn scaled(a: &[f64], k: f64) -> Vec<f64> {
    let mut out = a.to_vec();
    for v in out.iter_mut() {
        *v *= k;
    }
    out
}

fn bucket(i: usize, n: usize) -> usize {
    (i * 7 + 3) % n
}

fn active(i: usize) -> bool {
    i % 3 != 1
}

#[differentiable]
fn parts_of_results(x: f64, y: f64) -> f64 {
    let r = polar(x, y).0;
    let angle = polar(y, x).1;
    r * basis(angle)[2] + basis(polar(r, 1.0).1)[3]
}

#[differentiable]
fn results_as_arguments(a: &[f64], k: f64) -> f64 {
    dot(&scaled(a, k), &scaled(a, norm(a))) + norm(&[k, a[0], dot(a, a)])
}

#[differentiable]
fn literals_as_arguments(x: f64, y: f64) -> f64 {
    dot(&[x, y, 1.0], &[y, 2.0, x * y]) + dot(&vec![x; 3], &basis(y)[1..])
}

#[differentiable]
fn slices_as_arguments(a: &[f64], m: &[Vec<f64>]) -> f64 {
    let n = a.len();
    let half = &a[..n / 2];
    dot(half, &a[n - half.len()..]) * norm(&m[1][1..]) + dot(&m[0], &m[1]) + norm(&a[1..3])
}

#[differentiable]
fn calls_in_indices(a: &[f64], n: usize) -> f64 {
    let mut b = vec![0.0; n];
    for i in 0..a.len() {
        if active(i) {
            b[bucket(i, n)] += a[i] * a[bucket(i, a.len())];
        }
    }
    norm(&b)
}

#[differentiable]
fn add_to(place: &mut f64, x: f64) {
    *place += x * x;
}

#[differentiable]
fn add_to_row(row: &mut [f64], x: &[f64]) {
    for (r, x) in row.iter_mut().zip(x) {
        *r += x.sin();
    }
}

#[differentiable]
fn elements_as_out_parameters(x: &[f64]) -> f64 {
    let mut a = vec![0.5; x.len()];
    let mut m = vec![vec![1.0; x.len()]; 2];
    let mut t = (0.0, [1.0, 2.0]);
    for i in 0..x.len() {
        add_to(&mut a[i], x[i]);
        add_to(&mut t.0, a[i]);
        add_to(&mut t.1[i % 2], x[0]);
        add_to_row(&mut m[i % 2], x);
    }
    dot(&m[0], &a) + t.0 * t.1[0] - t.1[1]
}

#[differentiable]
fn decisions_by_calls(a: &[f64]) -> f64 {
    let mut v = a.to_vec();
    let mut rounds = 0;
    while norm(&v) > 1.0 && rounds < 10 {
        v = scaled(&v, 0.7);
        rounds += 1;
    }
    match norm(&v) > 0.8 {
        true => v[0] * norm(a),
        false => v[1],
    }
}

/// Extended Kalman filter, constant velocity, range measured.
#[differentiable]
fn predict(state: [f64; 2], p: [[f64; 2]; 2], dt: f64, q: f64) -> ([f64; 2], [[f64; 2]; 2]) {
    let f = [[1.0, dt], [0.0, 1.0]];
    let mut fp = [[0.0; 2]; 2];
    let mut out = [[q, 0.0], [0.0, q]];
    for i in 0..2 {
        for j in 0..2 {
            fp[i][j] = f[i][0] * p[0][j] + f[i][1] * p[1][j];
        }
    }
    for i in 0..2 {
        for j in 0..2 {
            out[i][j] += fp[i][0] * f[j][0] + fp[i][1] * f[j][1];
        }
    }
    ([state[0] + dt * state[1], state[1]], out)
}

#[differentiable]
fn filtered(measured: &[f64], start: [f64; 2], q: f64, r: f64, height: f64) -> f64 {
    let mut state = start;
    let mut p = [[1.0, 0.0], [0.0, 1.0]];
    let mut log = 0.0;
    for z in measured {
        let (s, c) = predict(state, p, 0.5, q);
        let range = s[0].hypot(height);
        let h = s[0] / range;
        let innovation = z - range;
        let variance = h * h * c[0][0] + r;
        let gain = [c[0][0] * h / variance, c[1][0] * h / variance];
        state = [s[0] + gain[0] * innovation, s[1] + gain[1] * innovation];
        for i in 0..2 {
            for j in 0..2 {
                p[i][j] = c[i][j] - gain[i] * h * c[0][j];
            }
        }
        log -= 0.5 * (variance.ln() + innovation * innovation / variance);
    }
    log
}

/// American put on a binomial tree.
#[differentiable]
fn american_put(spot: f64, strike: f64, rate: f64, volatility: f64, steps: usize) -> f64 {
    let dt = 1.0 / steps as f64;
    let up = (volatility * dt.sqrt()).exp();
    let down = 1.0 / up;
    let discount = (-rate * dt).exp();
    let p = (1.0 / discount - down) / (up - down);
    let mut value = vec![0.0; steps + 1];
    for (i, v) in value.iter_mut().enumerate() {
        *v = (strike - spot * up.powi(2 * i as i32 - steps as i32)).max(0.0);
    }
    for step in (0..steps).rev() {
        for i in 0..=step {
            let hold = discount * (p * value[i + 1] + (1.0 - p) * value[i]);
            let exercise = strike - spot * up.powi(2 * i as i32 - step as i32);
            value[i] = if exercise > hold { exercise } else { hold };
        }
    }
    value[0]
}

/// One sweep of Jacobi rotations of a symmetric matrix: the sum of squares off the diagonal.
#[differentiable]
fn rotate(a: &mut [[f64; 3]; 3], p: usize, q: usize) {
    if a[p][q].abs() < 1e-12 {
        return;
    }
    let theta = (a[q][q] - a[p][p]) / (2.0 * a[p][q]);
    let t = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
    let c = 1.0 / (t * t + 1.0).sqrt();
    let s = t * c;
    for k in 0..3 {
        let (kp, kq) = (a[k][p], a[k][q]);
        a[k][p] = c * kp - s * kq;
        a[k][q] = s * kp + c * kq;
    }
    for k in 0..3 {
        let (pk, qk) = (a[p][k], a[q][k]);
        a[p][k] = c * pk - s * qk;
        a[q][k] = s * pk + c * qk;
    }
}

#[differentiable]
fn jacobi_eigenvalues(m: &[f64; 6]) -> f64 {
    let mut a = [[m[0], m[1], m[2]], [m[1], m[3], m[4]], [m[2], m[4], m[5]]];
    for _ in 0..2 {
        for p in 0..2 {
            for q in p + 1..3 {
                rotate(&mut a, p, q);
            }
        }
    }
    a[0][0] * 3.0 + a[1][1] * a[2][2]
}

/// A network of layers of any size; weights layer by layer.
#[differentiable]
fn network(weights: &[Vec<Vec<f64>>], input: &[f64]) -> Vec<f64> {
    let mut x = input.to_vec();
    for (l, layer) in weights.iter().enumerate() {
        let mut y = vec![0.0; layer.len()];
        for (o, row) in layer.iter().enumerate() {
            let last = row.len() - 1;
            y[o] = dot(&row[..last], &x) + row[last];
            if l + 1 < weights.len() {
                y[o] = y[o].tanh();
            }
        }
        x = y;
    }
    x
}

#[differentiable]
fn training_loss(weights: &[Vec<Vec<f64>>], inputs: &[Vec<f64>], targets: &[Vec<f64>]) -> f64 {
    let mut loss = 0.0;
    for (x, t) in inputs.iter().zip(targets) {
        let y = network(weights, x);
        for k in 0..y.len() {
            loss += (y[k] - t[k]).powi(2);
        }
    }
    loss / inputs.len() as f64
}

/// Gauss–Newton for a circle through points, three rounds, each with a solve by Cramer's rule.
#[differentiable]
fn circle(points: &[[f64; 2]], start: [f64; 3]) -> f64 {
    let mut c = start;
    for _ in 0..3 {
        let mut h = [[0.0; 3]; 3];
        let mut g = [0.0; 3];
        for p in points {
            let (dx, dy) = (p[0] - c[0], p[1] - c[1]);
            let d = dx.hypot(dy);
            let j = [-dx / d, -dy / d, -1.0];
            for a in 0..3 {
                g[a] += j[a] * (d - c[2]);
                for b in 0..3 {
                    h[a][b] += j[a] * j[b];
                }
            }
        }
        let det = determinant(&h);
        for k in 0..3 {
            let mut replaced = h;
            for a in 0..3 {
                replaced[a][k] = g[a];
            }
            c[k] -= determinant(&replaced) / det;
        }
    }
    c[2] + 0.1 * c[0] * c[1]
}

#[differentiable]
fn determinant(m: &[[f64; 3]; 3]) -> f64 {
    let mut sum = 0.0;
    for k in 0..3 {
        let (a, b) = ((k + 1) % 3, (k + 2) % 3);
        sum += m[0][k] * (m[1][a] * m[2][b] - m[1][b] * m[2][a]);
    }
    sum
}

#[differentiable]
fn levels(x: f64, depth: u32) -> Vec<f64> {
    if depth == 0 {
        return vec![x];
    }
    let below = levels(x * 0.5 + 0.1, depth - 1);
    let mut out = vec![0.0; below.len() + 1];
    for i in 0..below.len() {
        out[i] = below[i] * x;
    }
    out[below.len()] = below[0].sin();
    out
}

#[differentiable]
fn sum_of_levels(x: f64) -> f64 {
    let v = levels(x, 3);
    let w = levels(v[0], 1);
    dot(&v[..2], &w)
}

#[differentiable]
fn in_place_twice(a: &mut Vec<f64>, m: &mut Vec<Vec<f64>>) -> f64 {
    add_to_row(a, &m[0]);
    for row in m.iter_mut() {
        add_to_row(row, a);
    }
    let first = m[0].clone();
    add_to_row(&mut m[1], &first);
    norm(&m[1]) + a[0]
}

#[differentiable]
fn results_in_loops(a: &[f64], k: f64) -> f64 {
    let b = scaled(a, k);
    let mut c = scaled(&b, norm(a));
    let mut sum = 0.0;
    for v in &b {
        sum += v * v + v.sin() * *v;
    }
    for v in &mut c {
        *v *= *v;
    }
    c.swap(0, 1);
    for (i, v) in c.iter().enumerate() {
        sum = sum * 0.5 + v * i as f64;
    }
    for &v in c.iter() {
        sum += v * v.cos();
    }
    if c.len() > 2 { sum * c[0] } else { sum }
}

#[differentiable]
fn mutated_result(a: &[f64]) -> f64 {
    let mut y = scaled(a, 1.5);
    y[0] *= 2.0;
    y[1] += y[0] * y[0];
    y.swap(0, 1);
    for v in y.iter_mut() {
        *v = v.sin();
    }
    let z = y.clone();
    y[0] + z[1] * z[0] + scaled(&z, 2.0)[1] * scaled(&scaled(&y, 0.5), 3.0)[0].cos()
}

#[differentiable]
fn square(x: f64) -> f64 {
    x * x
}

#[differentiable]
fn compound_assignments(x: f64, n: u32) -> f64 {
    let mut r = square(x);
    r += square(r);
    r *= 2.0;
    r -= x / r;
    let t = if r > 1.0 { r } else { square(r) };
    let m = match n {
        0 => square(t),
        1 => t,
        _ => return r * t,
    };
    let q = m * r + square(m).sin().max(square(2.0 * m)) - -square(x);
    if m < 0.5 { q } else { q + r }
}

#[differentiable]
fn best_and_total(x: &[f64]) -> f64 {
    let mut total = square(x[0]);
    let mut best = total;
    let mut history = [0.0; 3];
    for (i, v) in x.iter().enumerate() {
        let t = square(*v + total);
        if t > best {
            best = t;
        } else {
            total = total * 0.5 + t;
        }
        history[i % 3] += t;
    }
    let (low, high) = if best > total { (total, best) } else { (best, total) };
    low * high + history[1]
}

type Real = f64;
type Vec3 = [Real; 3];

#[differentiable]
fn cross(a: &Vec3, b: &Vec3) -> Vec3 {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

#[differentiable]
fn behind_aliases(points: &[Vec3], k: Real, axis: Vec3) -> Real {
    let mut energy: Real = 0.0;
    let mut center: Vec3 = [0.0; 3];
    for p in points {
        for q in points.iter() {
            let d: Vec3 = [p[0] - q[0], p[1] - q[1], p[2] - q[2]];
            let r2 = d[0] * d[0] + d[1] * d[1] + d[2] * d[2] + 0.1;
            energy += k / r2.sqrt();
        }
        for i in 0..3 {
            center[i] += p[i];
        }
        energy += cross(p, &axis)[2] * k;
    }
    let turned = cross(&center, &axis);
    energy + center[0].max(turned[1])
}

/// The programs.
#[rustfmt::skip]
pub(crate) fn cases() -> Vec<Case> {
    vec![
        case!(|r| norm(&a) wrt(a) at { a = r.vec(4, -1.0, 1.0) } gradient { { let n = a.iter().map(|v| v * v).sum::<f64>().sqrt(); a.iter().map(|v| v / n).collect() } }),
        case!(|r| parts_of_results(x, y) wrt(x, y) at { x = r.float(0.5, 1.5), y = r.float(0.5, 1.5) }),
        case!(|r| results_as_arguments(&a, k) wrt(a, k) at { a = r.vec(3, -1.0, 1.0), k = r.float(0.5, 1.5) }),
        case!(|r| results_in_loops(&a, k) wrt(a, k) at { a = r.vec(3, -1.0, 1.0), k = r.float(0.5, 1.5) } also [(vec![1.0, 2.0], 0.5)]),
        case!(|r| mutated_result(&a) wrt(a) at { a = r.vec(3, -1.0, 1.0) }),
        case!(|r| compound_assignments(x, n) wrt(x) at { x = r.float(0.3, 1.3), n = r.below(3) as u32 } also [(0.5, 0), (0.5, 1), (0.5, 2), (1.2, 0), (1.2, 1), (1.2, 2)]),
        case!(|r| best_and_total(&x) wrt(x) at { x = r.vec(5, -1.0, 1.0) }),
        case!(|r| behind_aliases(&points, k, axis) wrt(points, k, axis) at { points = (0..3).map(|_| r.array(-1.0, 1.0)).collect::<Vec<Vec3>>(), k = r.float(0.5, 1.5), axis = r.array(-1.0, 1.0) }),
        case!(|r| literals_as_arguments(x, y) wrt(x, y) at { x = r.float(-1.5, 1.5), y = r.float(-1.5, 1.5) }
            gradient { vec![2.0 * y + y + y * y + y * y * y, 2.0 * x + 2.0 + x + 2.0 * x * y + 3.0 * x * y * y] }),
        case!(|r| slices_as_arguments(&a, &m) wrt(a, m) at { a = r.vec(5, -1.0, 1.0), m = r.matrix(2, 3, -1.0, 1.0) }),
        case!(|r| calls_in_indices(&a, n) wrt(a) at { a = r.vec(7, -1.0, 1.0), n = 3usize }),
        case!(|r| elements_as_out_parameters(&x) wrt(x) at { x = r.vec(4, -1.0, 1.0) }),
        case!(|r| decisions_by_calls(&a) wrt(a) at { a = r.vec(3, -2.0, 2.0) }),
        case!(|r| filtered(&measured, start, q, noise, height) wrt(measured, start, q, noise, height) at { measured = r.vec(5, 1.0, 3.0), start = r.array(0.5, 1.0), q = r.float(0.05, 0.2), noise = r.float(0.1, 0.3), height = r.float(0.5, 1.5) }),
        case!(|r| american_put(spot, strike, rate, volatility, steps) wrt(spot, strike, rate, volatility) at { spot = r.float(90.0, 110.0), strike = 100.0, rate = r.float(0.02, 0.08), volatility = r.float(0.15, 0.35), steps = 9usize }),
        case!(|r| jacobi_eigenvalues(&m) wrt(m) at { m = [r.float(1.0, 2.0), r.float(0.1, 0.5), r.float(0.1, 0.5), r.float(3.0, 4.0), r.float(0.1, 0.5), r.float(5.0, 6.0)] }),
        case!(vector |r| network(&weights, &input) wrt(weights, input) at { weights = vec![r.matrix(3, 3, -1.0, 1.0), r.matrix(2, 4, -1.0, 1.0)], input = r.vec(2, -1.0, 1.0) }),
        case!(|r| training_loss(&weights, &inputs, &targets) wrt(weights, inputs, targets) at { weights = vec![r.matrix(3, 3, -1.0, 1.0), r.matrix(2, 4, -1.0, 1.0)], inputs = r.matrix(3, 2, -1.0, 1.0), targets = r.matrix(3, 2, -1.0, 1.0) }),
        case!(|r| circle(&points, start) wrt(points, start) at { points = (0..5).map(|k| [(k as f64 * 1.3).cos() + r.float(-0.1, 0.1), (k as f64 * 1.3).sin() + r.float(-0.1, 0.1)]).collect::<Vec<_>>(), start = [r.float(-0.2, 0.2), 0.1, 0.9] }),
        case!(vector |r| levels(x, depth) wrt(x) at { x = r.float(0.5, 1.5), depth = 4u32 } also [(0.5, 0)]),
        case!(|r| sum_of_levels(x) wrt(x) at { x = r.float(0.5, 1.5) }),
        case!(|r| in_place_twice(&mut a, &mut m) wrt(a, m) inout(a, m) at { a = r.vec(3, -1.0, 1.0), m = r.matrix(2, 3, -1.0, 1.0) }),
    ]
}
