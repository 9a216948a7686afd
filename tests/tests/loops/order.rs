//! Loops whose adjoint runs in the order of the primal, and loops where that would be wrong.

use autodiff_runtime::differentiable;

/// A counter through two loops, as triangular matrices are stored.
#[differentiable]
fn triangle(x: &[f64]) -> f64 {
    let d = x.len();
    let mut y = vec![0.0; d];
    let mut next = 0;
    for column in 0..d {
        let delta = x[column] * 0.5 + 1.0;
        for row in column..d {
            y[row] += x[next % d] * delta;
            next += 1;
        }
    }
    let mut sum = 0.0;
    for i in 0..d {
        sum += y[i] * y[i] * 0.1;
    }
    sum
}

#[differentiable]
fn packed(l: &[f64], v: &[f64]) -> f64 {
    let d = v.len();
    let mut y = vec![0.0; d];
    let mut next = 0;
    for column in 0..d {
        let delta = v[column] * v[column];
        for row in column..d {
            y[row] += l[next] * delta;
            next += 1;
        }
    }
    let mut sum = 0.0;
    for i in 0..d {
        sum += y[i] * y[i];
    }
    sum
}

fn packed_one(x: &[f64]) -> f64 {
    let (l, v) = x.split_at(x.len() - triangle_side(x.len()));
    packed(l, v)
}

fn packed_one_grad(x: &[f64]) -> (f64, Vec<f64>) {
    let (l, v) = x.split_at(x.len() - triangle_side(x.len()));
    let (value, (dl, dv)) = packed_grad(l, v);
    (value, [dl, dv].concat())
}

/// The largest d with d(d + 1)/2 + d ≤ n.
fn triangle_side(n: usize) -> usize {
    (0..=n).rev().find(|d| d * (d + 1) / 2 + d <= n).unwrap_or(0)
}

/// The outer loop reads what it added to before.
#[differentiable]
fn substitution(x: &[f64]) -> f64 {
    let n = x.len();
    let mut y = x.to_vec();
    for i in 0..n {
        for j in 0..i {
            y[i] += 0.2 * y[j] * x[j];
        }
    }
    let mut sum = 0.0;
    for i in 0..n {
        sum += y[i] * x[i];
    }
    sum
}

/// A matrix times itself, by places of rows.
#[differentiable]
fn product_of_rows(x: &[f64]) -> f64 {
    let n = 3;
    let m = x.len() / n;
    let mut out = vec![0.0; m * m];
    for i in 0..m {
        for j in 0..m {
            for k in 0..n {
                out[i * m + j] += x[i * n + k] * x[j * n + k];
            }
        }
    }
    let mut sum = 0.0;
    for i in 0..m {
        sum += out[i * m + (m - 1 - i)] * out[i * m + i];
    }
    sum
}

/// Elements are assigned more than once: the last assignment counts.
#[differentiable]
fn overwritten_in_turn(x: &[f64]) -> f64 {
    let mut y = vec![1.0; 3];
    for i in 0..x.len() {
        for j in 0..3 {
            y[j] = x[i] * (j as f64 + 1.0) * x[i];
        }
        y[i % 3] += x[i];
    }
    y[0] * y[1] + y[2]
}

#[differentiable]
fn histogram(x: &[f64]) -> f64 {
    let mut bins = vec![0.0; 4];
    let mut counts = vec![0usize; 4];
    for i in 0..x.len() {
        let bin = (x[i].abs() * 2.0) as usize;
        let bin = if bin > 3 { 3 } else { bin };
        bins[bin] += x[i] * x[i];
        counts[bin] += 1;
    }
    let mut sum = 0.0;
    for b in 0..4 {
        if counts[b] > 0 {
            sum += bins[b] * bins[b] / counts[b] as f64;
        }
    }
    sum
}

/// A neighbour that may not be there, with a shared coefficient.
#[differentiable]
fn chain(x: &[f64]) -> f64 {
    let n = x.len() - 1;
    let mut rate = vec![0.0; n];
    for i in 0..n {
        let left = if i > 0 { x[i - 1] } else { 0.0 };
        let right = if i + 1 < n { x[i + 1] } else { 0.5 };
        rate[i] = x[i] * (x[n] - x[i] + x[n] * (left - right));
    }
    let mut sum = 0.0;
    for i in 0..n {
        sum += rate[i] * rate[i];
    }
    sum
}

/// The coefficient lies beyond the array when no iteration looks at it.
#[differentiable]
fn never_looked_at(x: &[f64]) -> f64 {
    let mut sum = 1.0;
    for i in 0..0 {
        sum += x[99] * x[i];
        if sum > 3.0 {
            sum += x[100];
        }
    }
    sum + x[0]
}

#[differentiable]
fn labelled(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    'rows: for i in 0..x.len() {
        let mut row = 1.0;
        for j in 0..=i {
            row *= 1.0 + 0.1 * x[j];
            if row > 1.3 {
                continue 'rows;
            }
            if j > 7 {
                break 'rows;
            }
        }
        sum += row * x[i];
    }
    sum
}

mod tests {
    crate::checked! {
        triangle / triangle_grad from 1;
        packed_one / packed_one_grad from 2;
        substitution / substitution_grad from 0;
        product_of_rows / product_of_rows_grad from 0;
        overwritten_in_turn / overwritten_in_turn_grad from 0;
        histogram / histogram_grad from 0;
        chain / chain_grad from 1;
        never_looked_at / never_looked_at_grad from 1;
        labelled / labelled_grad from 0;
    }
}
