//! Programs that are ordinary in parts and intricate together: integer state beside floats, places within places, exits within exits.

use autodiff_runtime::differentiable;
use tests::case;
use tests::harness::Case;

/// Integer state in arrays, overwritten while it is used as an index.
#[differentiable]
fn permuted(x: &[f64], rounds: usize) -> f64 {
    let n = x.len();
    let mut order = vec![0usize; n];
    for i in 0..n {
        order[i] = (i * 3 + 1) % n;
    }
    let mut sum = 0.0;
    for round in 0..rounds {
        for i in 0..n {
            sum = sum * 0.5 + x[order[i]] * x[i];
        }
        order.swap(round % n, (2 * round + 1) % n);
        order[0] = (order[0] + 1) % n;
    }
    sum
}

/// Shortest path by repeated relaxation from a queue.
#[differentiable]
fn queue(edges: &[(usize, usize)], weights: &[f64], n: usize) -> f64 {
    let mut distance = vec![1e9; n];
    let mut waiting = vec![0usize; 4 * n * n];
    let mut queued = vec![false; n];
    let (mut head, mut tail) = (0, 1);
    distance[0] = 0.0;
    queued[0] = true;
    while head < tail {
        let node = waiting[head];
        head += 1;
        queued[node] = false;
        for (e, &(from, to)) in edges.iter().enumerate() {
            if from != node {
                continue;
            }
            let candidate = distance[node] + weights[e] * weights[e];
            if candidate < distance[to] {
                distance[to] = candidate;
                if !queued[to] {
                    waiting[tail] = to;
                    queued[to] = true;
                    tail += 1;
                }
            }
        }
    }
    distance[n - 1] + 0.1 * distance[1]
}

/// A stack machine: one byte an instruction, a stack of floats.
#[differentiable]
fn stack_machine(code: &str, inputs: &[f64]) -> f64 {
    let code = code.as_bytes();
    let mut stack = [0.0_f64; 8];
    let mut top = 0;
    let mut at = 0;
    while at < code.len() {
        match code[at] {
            b'+' => {
                stack[top - 2] += stack[top - 1];
                top -= 1;
            }
            b'*' => {
                stack[top - 2] *= stack[top - 1];
                top -= 1;
            }
            b's' => stack[top - 1] = stack[top - 1].sin(),
            b'd' => {
                stack[top] = stack[top - 1];
                top += 1;
            }
            digit @ b'0'..=b'9' => {
                stack[top] = inputs[(digit - b'0') as usize];
                top += 1;
            }
            b'x' => {
                (stack[top - 1], stack[top - 2]) = (stack[top - 2], stack[top - 1]);
            }
            _ => break,
        }
        at += 1;
    }
    stack[0]
}

#[differentiable]
fn letters(text: &str, weight: f64, bias: f64) -> f64 {
    let mut score = bias;
    let bytes: &[u8] = text.as_bytes();
    for byte in bytes {
        let c = *byte as char;
        score = match c {
            'a' | 'e' | 'i' | 'o' | 'u' => score * weight,
            'b'..='m' => score + weight,
            c if c.is_ascii_uppercase() => score - 1.0,
            _ => score.sin(),
        };
    }
    score
}

#[differentiable]
fn destructuring_assignments(x: f64, y: f64, n: usize) -> f64 {
    let (mut a, mut b) = (x, y);
    let mut c = [0.0; 3];
    for i in 0..n {
        (a, b) = (a * b, a - b);
        [c[i % 3], _, c[2]] = [a, b, b * c[0]];
    }
    (c[0], _) = (c[0] * c[2], a);
    c[0] + c[1] + c[2] + a * b
}

#[differentiable]
fn choice_of_arrays(flag: u8, x: [f64; 2], y: &[f64; 2]) -> f64 {
    let mut z = if flag > 0 { x } else { [y[1], y[0]] };
    let t = match flag {
        0 => (z[0], 1.0),
        1 => (x[1], z[1]),
        _ => (y[0] * y[0], z[0]),
    };
    z[0] *= t.1;
    let v = if z[0] > z[1] { vec![z[0], t.0] } else { vec![t.0, z[1]] };
    v[0] * v[1] * v[1]
}

#[differentiable]
fn copies_of_a_float(x: f64) -> f64 {
    let row = [x; 3];
    let mut grid = [[x, 1.0]; 2];
    let mut list = vec![x * x; 4];
    let nested = vec![vec![x; 2]; 2];
    grid[1][0] = row[1] * row[2];
    list[2] += grid[1][0];
    list[0] * list[2] + grid[0][0] * nested[1][1] + nested[0][0]
}

#[differentiable]
fn through_references(a: &f64, b: &(f64, f64), c: &[f64; 2], d: &mut (f64, f64)) -> f64 {
    let &(p, ref q) = b;
    let [u, v] = *c;
    d.0 += a * p;
    d.1 = d.0 * *q;
    let r = &mut d.1;
    *r *= u;
    d.1 + v * d.0
}

#[differentiable]
fn count_and_add(x: f64, count: &mut usize, total: &mut f64) {
    if x > 0.0 {
        *count += 1;
        *total += x * *count as f64;
    }
}

#[differentiable]
fn integer_out_parameters(x: &[f64]) -> f64 {
    let mut count = 0;
    let mut total = 1.0;
    for v in x {
        count_and_add(*v, &mut count, &mut total);
        if count % 2 == 1 {
            total *= 1.5;
        }
    }
    total * count as f64
}

#[differentiable]
fn gram(rows: &[[f64; 2]], out: &mut Vec<Vec<f64>>) {
    for i in 0..rows.len() {
        for j in 0..rows.len() {
            out[i][j] = rows[i][0] * rows[j][0] + rows[i][1] * rows[j][1];
        }
    }
}

#[differentiable]
fn determinant_of_gram(rows: &[[f64; 2]], shift: f64) -> f64 {
    let n = rows.len();
    let mut g = vec![vec![0.0; n]; n];
    gram(rows, &mut g);
    for i in 0..n {
        g[i][i] += shift;
    }
    g[0][0] * g[1][1] - g[0][1] * g[1][0]
}

#[differentiable]
fn in_halves(x: &mut [f64], depth: usize) {
    let n = x.len();
    if n < 2 || depth == 0 {
        for v in x.iter_mut() {
            *v = v.sin();
        }
        return;
    }
    let middle = n / 2;
    for i in 0..middle {
        let (a, b) = (x[i], x[i + middle]);
        x[i] = a + b;
        x[i + middle] = a * b;
    }
    in_halves(&mut x[..middle], depth - 1);
    in_halves(&mut x[middle..], depth - 1);
}

#[differentiable]
fn butterfly(x: &[f64]) -> f64 {
    let mut y = x.to_vec();
    in_halves(&mut y, 2);
    let mut sum = 0.0;
    for (i, v) in y.iter().enumerate() {
        sum += v * (i + 1) as f64;
    }
    sum
}

#[differentiable]
fn split(x: &[f64], at: usize) -> f64 {
    let (left, right) = x.split_at(at);
    let mut sum = 0.0;
    for l in left {
        for r in right {
            sum += l * r * r;
        }
    }
    sum
}

#[differentiable]
fn value_from_labelled_loops(x: &[f64], limit: f64) -> f64 {
    let mut total = 0.0;
    let found = 'search: loop {
        for (i, a) in x.iter().enumerate() {
            for b in &x[i + 1..] {
                total += a * b;
                if total > limit {
                    break 'search total * a;
                }
                if total < -limit {
                    break 'search b * b;
                }
            }
        }
        break 1.0 + total;
    };
    found + total
}

#[differentiable]
fn exits_in_match(x: &[f64], codes: &[i8]) -> f64 {
    let mut v = 1.0;
    for (x, code) in x.iter().zip(codes) {
        v += match *code {
            0 => continue,
            1 => *x,
            2 => {
                if *x > 0.5 {
                    break;
                }
                x * x
            }
            -1 => return v * x,
            _ => v * x,
        };
        v *= 1.1;
    }
    v * v
}

#[differentiable]
fn time_in_floats(x: f64, end: f64) -> f64 {
    let mut t = 0.0;
    let mut y = x;
    let dt = 0.125;
    while t < end {
        y += dt * (t.sin() - y * x);
        t += dt;
    }
    y
}

#[differentiable]
fn moves(x: &[f64], n: usize) -> Vec<f64> {
    let mut current = x.to_vec();
    for k in 0..n {
        let mut next = vec![0.0; current.len()];
        for i in 0..current.len() {
            next[i] = current[i] * current[(i + 1) % current.len()] + k as f64;
        }
        if k % 2 == 0 {
            current = next;
        } else {
            std::mem::swap(&mut current, &mut next);
            current[0] += next[0];
        }
    }
    current
}

#[differentiable]
fn of_a_vector_function(x: &[f64]) -> f64 {
    let a = moves(x, 3);
    let b = moves(&a, 1);
    let mut sum = 0.0;
    for i in 0..x.len() {
        sum += a[i] * b[i];
    }
    sum
}

#[differentiable]
fn replaced(x: f64, y: f64) -> f64 {
    let mut a = x * y;
    let old = std::mem::replace(&mut a, y);
    let mut v = vec![x, y, old];
    v[1..].copy_from_slice(&[a, x]);
    v.fill(old);
    v[0] = x;
    v.swap(0, 2);
    let w = v.clone();
    v[1] *= w[0];
    v[0] + v[1] * v[2]
}

#[differentiable]
fn ints_of_every_width(x: f64, a: i8, b: u16, c: i64, d: char) -> f64 {
    let mut y = x * f64::from(a) + (b as f64).sqrt() * x;
    y *= (c >> 3) as f64;
    if d > 'k' {
        y += d as u32 as f64 * x;
    }
    for k in (a..5).step_by(2) {
        y -= x / (k as f64 + 10.0);
    }
    for k in 'a'..='d' {
        y += x * (k as u8 - b'a') as f64;
    }
    y
}

#[differentiable]
fn while_with_calls(x: f64) -> f64 {
    let mut v = x;
    let mut n = 0;
    while n < 10 && halved(v) > 0.2 {
        v = halved(v) * x.cos();
        n += 1;
    }
    v + n as f64
}

#[differentiable]
fn halved(x: f64) -> f64 {
    x / 2.0
}

#[differentiable]
fn long_loop(x: f64, n: usize) -> f64 {
    let mut v = x;
    for i in 0..n {
        v = 0.999 * v + (v * 1e-3).sin() * 0.5 + 1e-3 * (i % 3) as f64;
    }
    v
}

#[differentiable]
fn rim(u: &mut [[f64; 4]; 4], k: f64) -> f64 {
    for _ in 0..3 {
        let old = *u;
        for i in 1..3 {
            for j in 1..3 {
                u[i][j] = old[i][j] + k * (old[i - 1][j] + old[i + 1][j] + old[i][j - 1] + old[i][j + 1] - 4.0 * old[i][j]);
            }
        }
        u[0] = u[1];
        for row in u.iter_mut() {
            row[3] = row[2] * 0.5;
        }
    }
    let mut sum = 0.0;
    for row in u.iter() {
        for v in row {
            sum += v * v;
        }
    }
    sum
}

#[differentiable]
fn shadowed_in_loops(x: f64, y: &[f64]) -> f64 {
    let mut total = x;
    for y in y {
        let x = y * total;
        let total_before = total;
        let y = x + 1.0;
        total = y * x;
        if total > 10.0 {
            let total_before = total_before * 2.0;
            total -= total_before;
        }
    }
    total * x
}

#[differentiable]
fn optional_work(x: &[f64], verbose: bool) -> f64 {
    let mut worst = 0.0;
    let mut at = 0;
    for i in 0..x.len() {
        let badness = if x[i] < 0.0 { -x[i] } else { x[i] / 2.0 };
        if badness > worst {
            worst = badness;
            at = i;
        }
    }
    if verbose {
        eprintln!("worst {worst} at {at} of {}", x.len());
    }
    assert!(at < x.len().max(1), "at {at}");
    worst * x[at]
}

#[differentiable]
fn table_of_tuples(rows: &mut [(f64, [f64; 2], u32)], k: f64) -> f64 {
    for row in rows.iter_mut() {
        row.0 *= k;
        row.1[row.2 as usize % 2] += row.0;
        row.2 += 1;
    }
    for i in 1..rows.len() {
        rows[i].0 += rows[i - 1].1[rows[i].2 as usize % 2];
    }
    let (a, [b, c], n) = rows[rows.len() - 1];
    a * b + c * n as f64
}

/// The programs.
#[rustfmt::skip]
pub(crate) fn cases() -> Vec<Case> {
    vec![
        case!(|r| permuted(&x, rounds) wrt(x) at { x = r.vec(5, -1.0, 1.0), rounds = 4usize }),
        case!(|r| queue(&edges, &weights, n) wrt(weights) at { edges = vec![(0usize, 1usize), (1, 2), (0, 2), (2, 3), (1, 3), (3, 4), (2, 4)], weights = r.vec(7, 0.5, 2.0), n = 5usize }),
        case!(|r| stack_machine(code, &inputs) wrt(inputs) at { code = "01+s2*d*3x+", inputs = r.vec(4, -1.0, 1.0) } also [("0d*d*", vec![1.1]), ("0?1+", vec![1.1, 2.0])]),
        case!(|r| letters(text, weight, bias) wrt(weight, bias) at { text = "differentiable Programs", weight = r.float(0.5, 1.2), bias = r.float(0.5, 1.0) } also [("", 1.0, 2.0)]),
        case!(|r| destructuring_assignments(x, y, n) wrt(x, y) at { x = r.float(0.5, 1.5), y = r.float(-1.5, 1.5), n = 4usize } also [(1.0, 2.0, 0)]),
        case!(|r| choice_of_arrays(flag, x, &y) wrt(x, y) at { flag = r.below(3) as u8, x = r.array(0.5, 1.5), y = r.array(0.5, 1.5) } also [(0, [1.0, 2.0], [0.7, 0.4]), (1, [1.3, 2.0], [0.7, 0.4]), (2, [1.0, 2.0], [0.7, 0.4])]),
        case!(|r| copies_of_a_float(x) wrt(x) at { x = r.float(-1.5, 1.5) } gradient { vec![8.0 * x.powi(3) + 2.0 * x + 1.0] }),
        case!(|r| through_references(&a, &b, &c, &mut d) wrt(a, b, c, d) inout(d) at { a = r.float(0.5, 1.5), b = (r.float(0.5, 1.5), r.float(0.5, 1.5)), c = r.array(0.5, 1.5), d = (r.float(0.5, 1.5), 3.0) }),
        case!(|r| integer_out_parameters(&x) wrt(x) at { x = r.vec(6, -1.0, 1.0) } also [(vec![0.5, 0.6, 0.7],)]),
        case!(|r| determinant_of_gram(&rows, shift) wrt(rows, shift) at { rows = vec![r.array(-1.0, 1.0), r.array(-1.0, 1.0)], shift = r.float(0.1, 0.5) }),
        case!(|r| butterfly(&x) wrt(x) at { x = r.vec(8, -1.0, 1.0) } also [(vec![0.3],)]),
        case!(|r| split(&x, at) wrt(x) at { x = r.vec(6, -1.0, 1.0), at = 2usize } also [(vec![1.0, 2.0], 1)]),
        case!(|r| value_from_labelled_loops(&x, limit) wrt(x, limit) at { x = r.vec(5, -1.0, 1.0), limit = 0.4 } also [(vec![1.0, 2.0], 10.0), (vec![1.0, 20.0, 3.0], 10.0), (vec![1.0, -20.0, 3.0], 10.0)]),
        case!(|r| exits_in_match(&x, &codes) wrt(x) at { x = r.vec(7, -1.0, 1.0), codes = vec![1i8, 0, 2, 5, 2, 1, -1] } also [(vec![0.1, 0.9, 0.3], vec![1, 2, -1]), (vec![0.1, 0.4], vec![7, -1])]),
        case!(|r| time_in_floats(x, end) wrt(x, end) at { x = r.float(0.5, 1.5), end = 2.03 }),
        case!(vector |r| moves(&x, n) wrt(x) at { x = r.vec(4, -1.0, 1.0), n = 4usize } also [(vec![1.0, 2.0], 0)]),
        case!(|r| of_a_vector_function(&x) wrt(x) at { x = r.vec(3, -1.0, 1.0) }),
        case!(|r| replaced(x, y) wrt(x, y) at { x = r.float(0.5, 1.5), y = r.float(0.5, 1.5) }
            gradient { vec![y + 3.0 * x * x * y * y, x + 2.0 * x * x * x * y] }),
        case!(|r| ints_of_every_width(x, a, b, c, d) wrt(x) at { x = r.float(0.5, 1.5), a = -3i8, b = 700u16, c = 123i64, d = 'm' } also [(1.0, 2, 3, -90, 'b')]),
        case!(|r| while_with_calls(x) wrt(x) at { x = r.float(0.9, 1.4) } also [(0.1,)]),
        case!(|r| long_loop(x, n) wrt(x) at { x = r.float(-1.0, 1.0), n = 20_000usize }),
        case!(|r| rim(&mut u, k) wrt(u, k) inout(u) at { u = r.arrays(-1.0, 1.0), k = r.float(0.05, 0.2) }),
        case!(|r| shadowed_in_loops(x, &y) wrt(x, y) at { x = r.float(0.5, 1.5), y = r.vec(4, 0.5, 1.5) }),
        case!(|r| optional_work(&x, verbose) wrt(x) at { x = r.vec(5, -1.0, 1.0), verbose = false } also [(vec![0.5, -2.0], true)]),
        case!(|r| table_of_tuples(&mut rows, k) wrt(rows, k) inout(rows) at { rows = (0..4).map(|i| (r.float(0.5, 1.0), r.array(-1.0, 1.0), i)).collect::<Vec<(f64, [f64; 2], u32)>>(), k = r.float(0.5, 1.5) }),
    ]
}
