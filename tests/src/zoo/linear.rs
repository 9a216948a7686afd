//! Linear algebra by hand: flat matrices, rows of rows, fixed arrays.

use autodiff_runtime::differentiable;
use tests::case;
use tests::harness::Case;

/// c = a·b, row-major, `n` rows of `k`, `k` rows of `m`.
#[differentiable]
fn multiply(a: &[f64], b: &[f64], c: &mut [f64], n: usize, k: usize, m: usize) {
    for i in 0..n {
        for j in 0..m {
            let mut sum = 0.0;
            for l in 0..k {
                sum += a[i * k + l] * b[l * m + j];
            }
            c[i * m + j] = sum;
        }
    }
}

#[differentiable]
fn product_norm(a: &[f64], b: &[f64], n: usize, k: usize, m: usize) -> f64 {
    let mut c = vec![0.0; n * m];
    multiply(a, b, &mut c, n, k, m);
    let mut sum = 0.0;
    for v in &c {
        sum += v * v;
    }
    sum.sqrt()
}

#[differentiable]
fn matrix_vector(a: &[Vec<f64>], x: &[f64]) -> Vec<f64> {
    let mut y = vec![0.0; a.len()];
    for (i, row) in a.iter().enumerate() {
        for (j, v) in row.iter().enumerate() {
            y[i] += v * x[j];
        }
    }
    y
}

#[differentiable]
fn bilinear(x: &[f64], a: &Vec<Vec<f64>>, y: &[f64]) -> f64 {
    let ay = matrix_vector(a, y);
    let mut sum = 0.0;
    for i in 0..x.len() {
        sum += x[i] * ay[i];
    }
    sum
}

#[differentiable]
fn determinant_3(m: &[[f64; 3]; 3]) -> f64 {
    m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
        + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0])
}

/// log |det a| by elimination with partial pivoting, in a copy.
#[differentiable]
fn log_determinant(a: &[f64], n: usize) -> f64 {
    let mut lu = a.to_vec();
    let mut log = 0.0;
    for k in 0..n {
        let mut pivot = k;
        for i in k + 1..n {
            if lu[i * n + k].abs() > lu[pivot * n + k].abs() {
                pivot = i;
            }
        }
        if pivot != k {
            for j in 0..n {
                lu.swap(pivot * n + j, k * n + j);
            }
        }
        log += lu[k * n + k].abs().ln();
        for i in k + 1..n {
            let factor = lu[i * n + k] / lu[k * n + k];
            for j in k..n {
                lu[i * n + j] -= factor * lu[k * n + j];
            }
        }
    }
    log
}

/// Lower triangle of the Cholesky factor, in place; false if the matrix is not positive definite.
#[differentiable]
fn cholesky(a: &mut [f64], n: usize) -> bool {
    for j in 0..n {
        let mut d = a[j * n + j];
        for k in 0..j {
            d -= a[j * n + k] * a[j * n + k];
        }
        if d <= 0.0 {
            return false;
        }
        a[j * n + j] = d.sqrt();
        for i in j + 1..n {
            let mut s = a[i * n + j];
            for k in 0..j {
                s -= a[i * n + k] * a[j * n + k];
            }
            a[i * n + j] = s / a[j * n + j];
        }
    }
    true
}

/// −log density of N(0, bᵀb + I), up to a constant.
#[differentiable]
fn gaussian_energy(b: &[f64], x: &[f64]) -> f64 {
    let n = x.len();
    let mut a = vec![0.0; n * n];
    for i in 0..n {
        for j in 0..n {
            for k in 0..n {
                a[i * n + j] += b[k * n + i] * b[k * n + j];
            }
        }
        a[i * n + i] += 1.0;
    }
    if !cholesky(&mut a, n) {
        return f64::INFINITY;
    }
    let mut z = x.to_vec();
    let mut energy = 0.0;
    for i in 0..n {
        for k in 0..i {
            z[i] -= a[i * n + k] * z[k];
        }
        z[i] /= a[i * n + i];
        energy += 0.5 * z[i] * z[i] + a[i * n + i].ln();
    }
    energy
}

#[differentiable]
fn solve_lower(l: &[Vec<f64>], b: &[f64]) -> f64 {
    let n = b.len();
    let mut x = vec![0.0; n];
    for i in 0..n {
        let mut sum = b[i];
        for j in 0..i {
            sum -= l[i][j] * x[j];
        }
        x[i] = sum / l[i][i];
    }
    x[n - 1]
}

#[differentiable]
fn solve(a: &[f64], b: &[f64]) -> Vec<f64> {
    let n = b.len();
    let mut m = a.to_vec();
    let mut x = b.to_vec();
    for k in 0..n {
        for i in k + 1..n {
            let factor = m[i * n + k] / m[k * n + k];
            for j in k + 1..n {
                m[i * n + j] -= factor * m[k * n + j];
            }
            x[i] -= factor * x[k];
        }
    }
    for i in (0..n).rev() {
        for j in i + 1..n {
            x[i] -= m[i * n + j] * x[j];
        }
        x[i] /= m[i * n + i];
    }
    x
}

#[differentiable]
fn inverse_trace(a: [[f64; 3]; 3]) -> f64 {
    let mut left = a;
    let mut right = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
    for k in 0..3 {
        let pivot = left[k][k];
        for j in 0..3 {
            left[k][j] /= pivot;
            right[k][j] /= pivot;
        }
        for i in 0..3 {
            if i != k {
                let factor = left[i][k];
                for j in 0..3 {
                    left[i][j] -= factor * left[k][j];
                    right[i][j] -= factor * right[k][j];
                }
            }
        }
    }
    right[0][0] + right[1][1] + right[2][2]
}

#[differentiable]
fn dot(a: &[f64], b: &[f64]) -> f64 {
    assert_eq!(a.len(), b.len(), "vectors of one length");
    let mut sum = 0.0;
    for (x, y) in a.iter().zip(b) {
        sum += x * y;
    }
    sum
}

/// Gram–Schmidt: the product of the lengths that are left.
#[differentiable]
fn gram_schmidt(rows: &[Vec<f64>]) -> f64 {
    let mut q = rows.to_vec();
    let mut volume = 1.0;
    for i in 0..q.len() {
        for j in 0..i {
            let overlap = dot(&q[i], &q[j]);
            for k in 0..q[i].len() {
                let v = q[j][k];
                q[i][k] -= overlap * v;
            }
        }
        let length = dot(&q[i], &q[i]).sqrt();
        volume *= length;
        for v in q[i].iter_mut() {
            *v /= length;
        }
    }
    volume
}

#[differentiable]
fn largest_eigenvalue(a: &[f64], n: usize, rounds: usize) -> f64 {
    let mut v = vec![1.0; n];
    let mut w = vec![0.0; n];
    let mut lambda = 0.0;
    for _ in 0..rounds {
        for i in 0..n {
            w[i] = 0.0;
            for j in 0..n {
                w[i] += a[i * n + j] * v[j];
            }
        }
        lambda = dot(&v, &w) / dot(&v, &v);
        let norm = dot(&w, &w).sqrt();
        for i in 0..n {
            v[i] = w[i] / norm;
        }
    }
    lambda
}

#[differentiable]
fn jacobi_iteration(a: &[f64], b: &[f64], rounds: u8) -> f64 {
    let n = b.len();
    let mut x = vec![0.0; n];
    for _round in 0..rounds {
        let old = x.clone();
        for i in 0..n {
            let mut s = b[i];
            for j in 0..n {
                if j != i {
                    s -= a[i * n + j] * old[j];
                }
            }
            x[i] = s / a[i * n + i];
        }
    }
    dot(&x, b)
}

#[differentiable]
fn gauss_seidel(a: &[f64], b: &[f64]) -> f64 {
    let n = b.len();
    let mut x = vec![0.0; n];
    for _ in 0..6 {
        for i in 0..n {
            let mut s = b[i];
            for j in 0..n {
                if j == i {
                    continue;
                }
                s -= a[i * n + j] * x[j];
            }
            x[i] = s / a[i * n + i];
        }
    }
    dot(&x, &x)
}

#[differentiable]
fn conjugate_gradients(a: &[f64], b: &[f64]) -> f64 {
    let n = b.len();
    let mut x = vec![0.0; n];
    let mut r = b.to_vec();
    let mut p = b.to_vec();
    let mut rho = dot(&r, &r);
    let mut rounds = 0;
    while rho > 1e-20 && rounds < n {
        let mut q = vec![0.0; n];
        for i in 0..n {
            for j in 0..n {
                q[i] += 0.5 * (a[i * n + j] + a[j * n + i]) * p[j];
            }
        }
        let alpha = rho / dot(&p, &q);
        for i in 0..n {
            x[i] += alpha * p[i];
            r[i] -= alpha * q[i];
        }
        let next = dot(&r, &r);
        let beta = next / rho;
        rho = next;
        for i in 0..n {
            p[i] = r[i] + beta * p[i];
        }
        rounds += 1;
    }
    dot(&x, b)
}

/// Thomas algorithm.
#[differentiable]
fn tridiagonal(lower: &[f64], diagonal: &[f64], upper: &[f64], right: &[f64]) -> f64 {
    let n = diagonal.len();
    let mut c = vec![0.0; n];
    let mut d = vec![0.0; n];
    c[0] = upper[0] / diagonal[0];
    d[0] = right[0] / diagonal[0];
    for i in 1..n {
        let w = diagonal[i] - lower[i] * c[i - 1];
        c[i] = upper[i] / w;
        d[i] = (right[i] - lower[i] * d[i - 1]) / w;
    }
    for i in (0..n - 1).rev() {
        d[i] -= c[i] * d[i + 1];
    }
    let mut total = 0.0;
    for &v in d.iter() {
        total += v * v;
    }
    total
}

/// A unit quaternion turns a vector.
#[differentiable]
fn rotate(q: (f64, f64, f64, f64), v: [f64; 3]) -> [f64; 3] {
    let (w, x, y, z) = q;
    let n = (w * w + x * x + y * y + z * z).sqrt();
    let (w, x, y, z) = (w / n, x / n, y / n, z / n);
    let t = [2.0 * (y * v[2] - z * v[1]), 2.0 * (z * v[0] - x * v[2]), 2.0 * (x * v[1] - y * v[0])];
    [v[0] + w * t[0] + y * t[2] - z * t[1], v[1] + w * t[1] + z * t[0] - x * t[2], v[2] + w * t[2] + x * t[1] - y * t[0]]
}

#[differentiable]
fn alignment(q: (f64, f64, f64, f64), points: &[[f64; 3]], targets: &[[f64; 3]]) -> f64 {
    let mut sum = 0.0;
    for (p, t) in points.iter().zip(targets.iter()) {
        let turned = rotate(q, *p);
        for k in 0..3 {
            sum += (turned[k] - t[k]).powi(2);
        }
    }
    sum
}

/// trace exp(a), by the series.
#[differentiable]
fn exponential_trace(a: &[[f64; 2]; 2], terms: i32) -> f64 {
    let mut term = [[1.0, 0.0], [0.0, 1.0]];
    let mut trace = 2.0;
    for k in 1..=terms {
        let mut next = [[0.0; 2]; 2];
        for i in 0..2 {
            for j in 0..2 {
                for l in 0..2 {
                    next[i][j] += term[i][l] * a[l][j] / k as f64;
                }
            }
        }
        term = next;
        trace += term[0][0] + term[1][1];
    }
    trace
}

/// All shortest paths (Floyd, Warshall), summed.
#[differentiable]
fn shortest_paths(weights: &[Vec<f64>]) -> f64 {
    let n = weights.len();
    let mut d = weights.to_vec();
    for k in 0..n {
        for i in 0..n {
            for j in 0..n {
                let through = d[i][k] + d[k][j];
                if through < d[i][j] {
                    d[i][j] = through;
                }
            }
        }
    }
    let mut total = 0.0;
    for row in &d {
        for v in row {
            total += v;
        }
    }
    total
}

/// The residual of the best line through points.
#[differentiable]
fn line_fit(points: &[(f64, f64)]) -> f64 {
    let n = points.len() as f64;
    let (mut sx, mut sy, mut sxx, mut sxy) = (0.0, 0.0, 0.0, 0.0);
    for &(x, y) in points {
        sx += x;
        sy += y;
        sxx += x * x;
        sxy += x * y;
    }
    let slope = (n * sxy - sx * sy) / (n * sxx - sx * sx);
    let offset = (sy - slope * sx) / n;
    let mut residual = 0.0;
    for p in points.iter() {
        let e = p.1 - (offset + slope * p.0);
        residual += e * e;
    }
    residual
}

#[differentiable]
fn frobenius_distance(a: &Vec<Vec<f64>>, b: &Vec<Vec<f64>>) -> f64 {
    let mut sum = 0.0;
    for i in 0..a.len() {
        for j in 0..a[i].len() {
            let d = a[i][j] - b[j][i];
            sum += d * d;
        }
    }
    sum.sqrt()
}

/// The matrix is symmetric in exact arithmetic only; every element is an input.
#[differentiable]
fn power_trace(a: &[[f64; 3]; 3], n: u32) -> f64 {
    let mut base = *a;
    let mut result = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
    let mut n = n;
    while n > 0 {
        if n & 1 == 1 {
            result = times(&result, &base);
        }
        base = times(&base, &base);
        n >>= 1;
    }
    result[0][0] + result[1][1] + result[2][2]
}

#[differentiable]
fn times(a: &[[f64; 3]; 3], b: &[[f64; 3]; 3]) -> [[f64; 3]; 3] {
    let mut c = [[0.0; 3]; 3];
    for i in 0..3 {
        for j in 0..3 {
            for k in 0..3 {
                c[i][j] += a[i][k] * b[k][j];
            }
        }
    }
    c
}

fn diagonal_3(r: &mut tests::harness::Random) -> [[f64; 3]; 3] {
    let mut a: [[f64; 3]; 3] = r.arrays(-1.0, 1.0);
    for (i, row) in a.iter_mut().enumerate() {
        row[i] += 3.0;
    }
    a
}

/// The programs.
#[rustfmt::skip]
pub(crate) fn cases() -> Vec<Case> {
    vec![
        case!(|r| product_norm(&a, &b, n, k, m) wrt(a, b) at { a = r.vec(6, -1.0, 1.0), b = r.vec(12, -1.0, 1.0), n = 2usize, k = 3usize, m = 4usize }),
        case!(vector |r| matrix_vector(&a, &x) wrt(a, x) at { a = r.matrix(3, 4, -1.0, 1.0), x = r.vec(4, -1.0, 1.0) }),
        case!(|r| bilinear(&x, &a, &y) wrt(x, a, y) at { x = r.vec(3, -1.0, 1.0), a = r.matrix(3, 4, -1.0, 1.0), y = r.vec(4, -1.0, 1.0) }
            gradient { {
                let mut g: Vec<f64> = (0..3).map(|i| (0..4).map(|j| a[i][j] * y[j]).sum()).collect();
                g.extend((0..12).map(|k| x[k / 4] * y[k % 4]));
                g.extend((0..4).map(|j| (0..3).map(|i| a[i][j] * x[i]).sum::<f64>()));
                g
            } }),
        case!(|r| determinant_3(&m) wrt(m) at { m = r.arrays(-1.0, 1.0) } also [([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]],)]
            gradient { (0..9).map(|k| {
                // The cofactor, its sign from cyclic indices.
                let (i, j) = (k / 3, k % 3);
                m[(i + 1) % 3][(j + 1) % 3] * m[(i + 2) % 3][(j + 2) % 3] - m[(i + 1) % 3][(j + 2) % 3] * m[(i + 2) % 3][(j + 1) % 3]
            }).collect() }),
        case!(|r| log_determinant(&a, n) wrt(a) at { a = r.vec(16, -1.0, 1.0), n = 4usize } also [(vec![0.0, 1.0, 2.0, 0.5], 2)]),
        case!(|r| gaussian_energy(&b, &x) wrt(b, x) at { b = r.vec(9, -1.0, 1.0), x = r.vec(3, -1.0, 1.0) }),
        case!(|r| solve_lower(&l, &b) wrt(l, b) at { l = r.matrix(4, 4, 0.5, 2.0), b = r.vec(4, -1.0, 1.0) }),
        case!(vector |r| solve(&a, &b) wrt(a, b) at { a = r.dominant(4), b = r.vec(4, -1.0, 1.0) } also [(vec![2.0], vec![3.0])]),
        case!(|r| inverse_trace(a) wrt(a) at { a = diagonal_3(r) }
            gradient { {
                // −(a⁻²)ᵀ, the inverse by cofactors.
                let det = determinant_3(a);
                let c = |i: usize, j: usize| (a[(i + 1) % 3][(j + 1) % 3] * a[(i + 2) % 3][(j + 2) % 3] - a[(i + 1) % 3][(j + 2) % 3] * a[(i + 2) % 3][(j + 1) % 3]) / det;
                (0..9).map(|k| -(0..3).map(|l| c(l, k % 3) * c(k / 3, l)).sum::<f64>()).collect()
            } }),
        case!(|r| dot(&a, &b) wrt(a, b) at { a = r.vec(5, -1.0, 1.0), b = r.vec(5, -1.0, 1.0) }
            gradient { b.iter().chain(a).copied().collect() }),
        case!(|r| gram_schmidt(&rows) wrt(rows) at { rows = r.matrix(3, 4, -1.0, 1.0) }),
        case!(|r| largest_eigenvalue(&a, n, rounds) wrt(a) at { a = r.vec(9, 0.2, 1.0), n = 3usize, rounds = 30usize } also [(vec![1.0, 0.2, 0.3, 1.0], 2, 1)]),
        case!(|r| jacobi_iteration(&a, &b, rounds) wrt(a, b) at { a = r.dominant(3), b = r.vec(3, -1.0, 1.0), rounds = 7u8 }),
        case!(|r| gauss_seidel(&a, &b) wrt(a, b) at { a = r.dominant(4), b = r.vec(4, -1.0, 1.0) }),
        case!(|r| conjugate_gradients(&a, &b) wrt(a, b) at { a = r.dominant(4), b = r.vec(4, 0.5, 1.0) }),
        case!(|r| tridiagonal(&lower, &diagonal, &upper, &right) wrt(lower, diagonal, upper, right) at {
            lower = r.vec(6, -1.0, 1.0), diagonal = r.vec(6, 3.0, 4.0), upper = r.vec(6, -1.0, 1.0), right = r.vec(6, -1.0, 1.0) }),
        case!(vector |r| rotate(q, v) wrt(q, v) at { q = (r.float(0.5, 1.0), r.float(-1.0, 1.0), r.float(-1.0, 1.0), r.float(-1.0, 1.0)), v = r.array(-1.0, 1.0) }),
        case!(|r| alignment(q, &points, &targets) wrt(q, points, targets) at { q = (r.float(0.5, 1.0), r.float(-1.0, 1.0), r.float(-1.0, 1.0), r.float(-1.0, 1.0)),
            points = vec![r.array(-1.0, 1.0), r.array(-1.0, 1.0)], targets = vec![r.array(-1.0, 1.0), r.array(-1.0, 1.0)] }),
        case!(|r| exponential_trace(&a, terms) wrt(a) at { a = r.arrays(-1.0, 1.0), terms = 18i32 }
            gradient { {
                // exp(a)ᵀ, from the Cayley–Hamilton form of a two by two matrix, with another series.
                let mut power = [1.0, 0.0, 0.0, 1.0];
                let mut sum = power;
                for k in 1..20 {
                    let p = power;
                    power = [p[0] * a[0][0] + p[1] * a[1][0], p[0] * a[0][1] + p[1] * a[1][1], p[2] * a[0][0] + p[3] * a[1][0], p[2] * a[0][1] + p[3] * a[1][1]].map(|v| v / k as f64);
                    for i in 0..4 { sum[i] += power[i]; }
                }
                vec![sum[0], sum[2], sum[1], sum[3]]
            } }),
        case!(|r| shortest_paths(&weights) wrt(weights) at { weights = r.matrix(5, 5, 0.2, 3.0) }),
        case!(|r| line_fit(&points) wrt(points) at { points = (0..6).map(|i| (i as f64 + r.float(-0.3, 0.3), r.float(-1.0, 1.0))).collect::<Vec<_>>() }),
        case!(|r| frobenius_distance(&a, &b) wrt(a, b) at { a = r.matrix(2, 3, -1.0, 1.0), b = r.matrix(3, 2, -1.0, 1.0) }
            gradient { {
                let f = frobenius_distance(a, b);
                let mut g: Vec<f64> = (0..6).map(|k| (a[k / 3][k % 3] - b[k % 3][k / 3]) / f).collect();
                g.extend((0..6).map(|k| (b[k / 2][k % 2] - a[k % 2][k / 2]) / f));
                g
            } }),
        case!(|r| power_trace(&a, n) wrt(a) at { a = r.arrays(-0.7, 0.7), n = 5u32 } also [([[0.3, 0.1, 0.2], [0.4, 0.6, 0.5], [0.9, 0.7, 0.8]], 6), ([[0.3; 3]; 3], 1)]),
        case!(vector |r| times(&a, &b) wrt(a, b) at { a = r.arrays(-1.0, 1.0), b = r.arrays(-1.0, 1.0) }),
    ]
}
