//! Control flow of every kind: branches, matches, loops, exits, recursion.

use autodiff_runtime::differentiable;
use tests::case;
use tests::harness::Case;

#[differentiable]
fn piecewise(x: f64) -> f64 {
    if x < -1.0 {
        -x
    } else if x < 0.0 {
        x * x
    } else if x < 1.0 {
        x * x * x + 1.0
    } else {
        (x + 1.0).ln()
    }
}

#[differentiable]
fn operation(code: u8, a: f64, b: f64) -> f64 {
    match code {
        b'+' => a + b,
        b'-' => a - b,
        b'*' => a * b,
        b'/' if b == 0.0 => 0.0,
        b'/' => a / b,
        b'0'..=b'9' => (code - b'0') as f64 * a,
        _ => unreachable!("not an operation: {code}"),
    }
}

#[differentiable]
fn quadrants(x: f64, y: f64) -> f64 {
    match (x > 0.0, y > 0.0) {
        (true, true) => x * y,
        (true, false) => x * x,
        (false, true) => y * y * x,
        (false, false) => (x * y).sqrt(),
    }
}

#[differentiable]
fn schedule(day: i32, rates: [f64; 4]) -> f64 {
    let base = match day % 7 {
        0 | 6 => rates[0],
        1..=4 => rates[1] * day as f64,
        n if n < 0 => rates[2],
        _ => rates[3] * rates[3],
    };
    let factor = match day {
        i32::MIN..=0 => 2.0,
        1..10 => 3.0,
        _ => 0.5,
    };
    base * factor
}

#[differentiable]
fn first_negative(x: &[f64]) -> f64 {
    for (i, v) in x.iter().enumerate() {
        if *v < 0.0 {
            return v * i as f64;
        }
    }
    let mut sum = 0.0;
    for v in x {
        sum += v * v;
    }
    sum
}

#[differentiable]
fn guarded(x: f64, y: f64) -> f64 {
    if x <= 0.0 {
        return 0.0 * x - y;
    }
    let root = x.sqrt();
    if root > 2.0 {
        let scaled = root * y;
        if scaled > 5.0 {
            return scaled * scaled;
        }
        return scaled;
    }
    root + y.sin()
}

#[differentiable]
fn until_large(x: f64, limit: f64) -> f64 {
    let mut v = x;
    let mut steps = 0;
    while v < limit {
        v = v * 1.5 + 0.1 * x;
        steps += 1;
        if steps > 20 {
            break;
        }
    }
    v
}

#[differentiable]
fn labelled(x: &[f64], columns: usize) -> f64 {
    let rows = x.len() / columns;
    let mut sum = 0.0;
    'rows: for i in 0..rows {
        let mut row = 1.0;
        for j in 0..columns {
            let v = x[i * columns + j];
            if v > 1.8 {
                break 'rows;
            }
            if v < -1.5 {
                continue 'rows;
            }
            if v.abs() < 0.1 {
                continue;
            }
            row *= v;
        }
        sum += row;
    }
    sum
}

#[differentiable]
fn value_of_loop(x: f64) -> f64 {
    let mut a = x;
    let mut count = 0u32;
    let found = loop {
        count += 1;
        if count > 50 {
            break a * 0.5;
        }
        let next = a.cos();
        if (next - a).abs() < 1e-3 {
            break next;
        }
        a = next;
    };
    found * x
}

#[differentiable]
fn value_of_labelled_block(x: f64, y: f64) -> f64 {
    let v = 'found: {
        if x > y {
            break 'found x - y;
        }
        let d = y - x;
        if d > 1.0 {
            break 'found d * d;
        }
        d.sqrt() + 1.0
    };
    v * x
}

#[differentiable]
fn nested_search(grid: &[Vec<f64>], threshold: f64) -> f64 {
    let mut best = 0.0;
    'outer: loop {
        for (i, row) in grid.iter().enumerate() {
            for (j, &v) in row.iter().enumerate() {
                if v > threshold {
                    best = v * (i + 2 * j) as f64;
                    break 'outer;
                }
            }
        }
        best += threshold;
        break;
    }
    best
}

#[differentiable]
fn ranges_of_all_kinds(x: &[f64]) -> f64 {
    let n = x.len();
    let mut sum = 0.0;
    for i in (0..n).rev() {
        sum = sum * 0.9 + x[i];
    }
    for i in (1..n).step_by(2) {
        sum += x[i] * x[i - 1];
    }
    for i in (0..=n - 1).rev().step_by(3) {
        sum -= x[i].powi(2);
    }
    for k in -2i32..=2 {
        sum += k as f64 * x[(k + 2) as usize % n].sin();
    }
    for b in 0u8..3 {
        sum *= 1.0 + x[b as usize] * 0.01;
    }
    sum
}

#[differentiable]
fn iterators(a: &[f64], b: &mut [f64], c: [f64; 3]) -> f64 {
    let mut sum = 0.0;
    for v in b.iter_mut() {
        *v *= 2.0;
    }
    for (u, v) in a.iter().zip(b.iter()) {
        sum += u * v;
    }
    for (i, v) in b.iter_mut().enumerate() {
        *v += a[i] * i as f64;
    }
    for v in c {
        sum += v * v;
    }
    for v in c.iter().rev() {
        sum = sum * 0.5 + v;
    }
    for (i, (u, v)) in a.iter().zip(b.iter()).enumerate() {
        sum += (i as f64 + u) * v;
    }
    for v in &mut *b {
        *v = v.sin();
    }
    for w in a.windows(3) {
        sum += w[0] * w[1] - w[2];
    }
    for chunk in b.chunks(2) {
        let mut product = 1.0;
        for v in chunk {
            product *= v;
        }
        sum += product;
    }
    sum
}

#[differentiable]
fn chunked_update(x: &mut [f64], scale: f64) -> f64 {
    for chunk in x.chunks_mut(2) {
        chunk[0] *= scale;
        if chunk.len() > 1 {
            chunk[1] += chunk[0];
        }
    }
    let mut sum = 0.0;
    for v in x.iter() {
        sum += v * v;
    }
    sum
}

#[differentiable]
fn late_and_shadowed(x: f64, flag: bool) -> f64 {
    let y;
    let z: f64;
    if flag {
        y = x * x;
        z = x;
    } else {
        y = x.exp();
        z = 2.0;
    }
    let x = y * z;
    let x = {
        let x = x + 1.0;
        x * x
    };
    let (x, y) = (y, x);
    x * 0.5 + y
}

#[differentiable]
fn collatz_weights(n: u64, w: &[f64]) -> f64 {
    let mut n = n;
    let mut sum = 0.0;
    let mut k = 0;
    while n != 1 {
        n = if n % 2 == 0 { n / 2 } else { 3 * n + 1 };
        sum += w[k % w.len()] * n as f64 * 0.01;
        k += 1;
    }
    sum * sum
}

#[differentiable]
fn power(x: f64, n: u32) -> f64 {
    if n == 0 {
        1.0
    } else if n % 2 == 0 {
        let half = power(x, n / 2);
        half * half
    } else {
        x * power(x, n - 1)
    }
}

#[differentiable]
fn even(x: f64, n: i32) -> f64 {
    if n == 0 { x } else { odd(x * 1.1, n - 1) + 0.5 * x }
}

#[differentiable]
fn odd(x: f64, n: i32) -> f64 {
    if n == 0 { -x } else { even(x.sin(), n - 1) * x }
}

#[differentiable]
fn sum_by_halves(x: &[f64]) -> f64 {
    let n = x.len();
    if n == 0 {
        return 0.0;
    }
    if n == 1 {
        return x[0] * x[0];
    }
    let left = sum_by_halves(&x[..n / 2]);
    let right = sum_by_halves(&x[n / 2..]);
    left + right + 0.1 * left * right
}

/// A binary tree as an array of children; leaves have none.
#[differentiable]
fn tree(children: &[(usize, usize)], weights: &[f64], node: usize) -> f64 {
    let (left, right) = children[node];
    if left == 0 && right == 0 {
        return weights[node];
    }
    weights[node] * (tree(children, weights, left) + tree(children, weights, right)).tanh()
}

#[differentiable]
fn bubble_sort(x: &[f64]) -> f64 {
    let mut v = x.to_vec();
    let n = v.len();
    loop {
        let mut swapped = false;
        for i in 1..n {
            if v[i - 1] > v[i] {
                v.swap(i - 1, i);
                swapped = true;
            }
        }
        if !swapped {
            break;
        }
    }
    let mut sum = 0.0;
    for (rank, v) in v.iter().enumerate() {
        sum += rank as f64 * v;
    }
    sum
}

#[differentiable]
fn insertion_sort(x: &mut [f64]) -> f64 {
    for i in 1..x.len() {
        let key = x[i];
        let mut j = i;
        while j > 0 && x[j - 1] > key {
            x[j] = x[j - 1];
            j -= 1;
        }
        x[j] = key;
    }
    x[x.len() / 2] * x[0]
}

#[differentiable]
fn quick_sort(x: &mut [f64]) {
    if x.len() < 2 {
        return;
    }
    let last = x.len() - 1;
    let mut store = 0;
    for i in 0..last {
        if x[i] < x[last] {
            x.swap(i, store);
            store += 1;
        }
    }
    x.swap(store, last);
    quick_sort(&mut x[..store]);
    quick_sort(&mut x[store + 1..]);
}

#[differentiable]
fn trimmed_mean(x: &[f64], trim: usize) -> f64 {
    let mut sorted = x.to_vec();
    quick_sort(&mut sorted);
    let kept = &sorted[trim..sorted.len() - trim];
    let mut sum = 0.0;
    for v in kept {
        sum += v;
    }
    sum / kept.len() as f64
}

#[differentiable]
fn interpolate(xs: &[f64], ys: &[f64], x: f64) -> f64 {
    let mut low = 0;
    let mut high = xs.len() - 1;
    if x <= xs[low] {
        return ys[low];
    } else if x >= xs[high] {
        return ys[high];
    }
    while high - low > 1 {
        let middle = (low + high) / 2;
        if xs[middle] > x {
            high = middle;
        } else {
            low = middle;
        }
    }
    let t = (x - xs[low]) / (xs[high] - xs[low]);
    ys[low] + t * (ys[high] - ys[low])
}

/// Weighted edit distance of two words.
#[differentiable]
fn edit_distance(a: &str, b: &str, insert: f64, delete: f64, replace: f64) -> f64 {
    let a = a.as_bytes();
    let b = b.as_bytes();
    let mut d = vec![vec![0.0; b.len() + 1]; a.len() + 1];
    for i in 1..=a.len() {
        d[i][0] = d[i - 1][0] + delete;
    }
    for j in 1..=b.len() {
        d[0][j] = d[0][j - 1] + insert;
    }
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let change = if a[i - 1] == b[j - 1] { d[i - 1][j - 1] } else { d[i - 1][j - 1] + replace };
            d[i][j] = change.min(d[i - 1][j] + delete).min(d[i][j - 1] + insert);
        }
    }
    d[a.len()][b.len()]
}

#[differentiable]
fn knapsack(values: &[f64], weights: &[usize], capacity: usize) -> f64 {
    let mut best = vec![0.0; capacity + 1];
    for i in 0..values.len() {
        for c in (weights[i]..=capacity).rev() {
            let with = best[c - weights[i]] + values[i];
            best[c] = if with > best[c] { with } else { best[c] };
        }
    }
    best[capacity]
}

/// Dynamic time warping.
#[differentiable]
fn time_warp(a: &[f64], b: &[f64]) -> f64 {
    let (n, m) = (a.len(), b.len());
    let mut cost = vec![f64::INFINITY; (n + 1) * (m + 1)];
    cost[0] = 0.0;
    for i in 1..=n {
        for j in 1..=m {
            let d = (a[i - 1] - b[j - 1]).abs();
            let up = cost[(i - 1) * (m + 1) + j];
            let left = cost[i * (m + 1) + j - 1];
            let corner = cost[(i - 1) * (m + 1) + j - 1];
            cost[i * (m + 1) + j] = d + up.min(left).min(corner);
        }
    }
    cost[n * (m + 1) + m]
}

#[differentiable]
fn checked(x: f64, y: f64) -> f64 {
    assert!(y != 0.0, "y is zero");
    debug_assert!(x.is_finite());
    let ratio = x / y;
    if ratio.is_nan() {
        panic!("no ratio of {x} and {y}");
    }
    let digits = format!("{ratio:.3}").len();
    ratio * digits as f64 + ratio.floor()
}

#[differentiable]
fn logic(x: f64, y: f64, strict: bool) -> f64 {
    let inside = x * x + y * y < 1.0;
    let near = (x - y).abs() < 0.5 || x == y;
    let mut v = x * y;
    if inside && !strict {
        v += x;
    }
    if near ^ strict {
        v *= y;
    }
    if !(inside || near) {
        v -= 1.0 / (1.0 + x * x);
    }
    v
}

#[differentiable]
fn counted(x: f64) -> f64 {
    let mut i: i64 = 10;
    let mut acc = 0.0;
    let mut bits = 0b1011u8;
    while i > 0 {
        i -= 3;
        acc += x.powi(i as i32 & 3) / (1 + i.abs()) as f64;
        bits = bits.rotate_left(1) ^ 1;
        acc += f64::from(bits.count_ones()) * x;
    }
    acc + i as f64 * x
}

#[differentiable]
fn horizon(x: &[f64], steps: usize) -> f64 {
    let mut position = 0;
    let mut total = 0.0;
    for step in 0..steps {
        if position >= x.len() {
            position = 0;
            continue;
        }
        total += x[position] * (step as f64 + 1.0).recip();
        position += if x[position] > 0.0 { 2 } else { 1 };
    }
    total
}

/// The programs.
#[rustfmt::skip]
pub(crate) fn cases() -> Vec<Case> {
    vec![
        case!(|r| piecewise(x) wrt(x) at { x = r.float(-3.0, 3.0) } also [(-2.0,), (-0.5,), (0.5,), (2.0,)]
            gradient { vec![if *x < -1.0 { -1.0 } else if *x < 0.0 { 2.0 * x } else if *x < 1.0 { 3.0 * x * x } else { 1.0 / (x + 1.0) }] }),
        case!(|r| operation(code, a, b) wrt(a, b) at { code = b"+-*/3"[r.below(5)], a = r.float(0.5, 2.0), b = r.float(0.5, 2.0) }
            also [(b'+', 1.5, 2.0), (b'-', 1.5, 2.0), (b'*', 1.5, 2.0), (b'/', 1.5, 2.0), (b'7', 1.5, 2.0)]),
        case!(|r| quadrants(x, y) wrt(x, y) at { x = r.float(-2.0, 2.0), y = r.float(-2.0, 2.0) } also [(1.0, 2.0), (1.0, -2.0), (-1.0, 2.0), (-1.0, -2.0)]),
        case!(|r| schedule(day, rates) wrt(rates) at { day = r.below(40) as i32 - 12, rates = r.array(0.5, 2.0) } also [(0, [1.0, 2.0, 3.0, 4.0]), (5, [1.0, 2.0, 3.0, 4.0]), (-3, [1.0, 2.0, 3.0, 4.0])]),
        case!(|r| first_negative(&x) wrt(x) at { x = r.vec(6, -0.4, 2.0) } also [(vec![1.0, 2.0],), (vec![1.0, -2.0, -3.0],), (vec![-1.0],)]),
        case!(|r| guarded(x, y) wrt(x, y) at { x = r.float(-3.0, 9.0), y = r.float(-2.0, 4.0) } also [(9.0, 1.0), (9.0, 3.0), (1.0, 3.0), (-1.0, 1.0)]),
        case!(|r| until_large(x, limit) wrt(x, limit) at { x = r.float(0.1, 2.0), limit = 10.0 } also [(20.0, 10.0), (-1.0, 10.0)]),
        case!(|r| labelled(&x, columns) wrt(x) at { x = r.vec(12, -2.0, 2.0), columns = 3usize } also [(vec![0.5, 0.7, -1.6, 1.0, 0.05, 1.2, 1.9, 1.0, 1.0], 3)]),
        case!(|r| value_of_loop(x) wrt(x) at { x = r.float(0.2, 1.5) }),
        case!(|r| value_of_labelled_block(x, y) wrt(x, y) at { x = r.float(-2.0, 2.0), y = r.float(-2.0, 2.0) } also [(2.0, 1.0), (1.0, 3.0), (1.0, 1.5)]),
        case!(|r| nested_search(&grid, threshold) wrt(grid, threshold) at { grid = r.matrix(3, 3, 0.0, 1.0), threshold = 0.8 } also [(vec![vec![0.5, 0.6], vec![0.9, 0.2]], 0.7), (vec![vec![0.1]], 0.7)]),
        case!(|r| ranges_of_all_kinds(&x) wrt(x) at { x = r.vec(7, -1.0, 1.0) } also [(vec![0.5, 0.6, 0.7],)]),
        case!(|r| iterators(&a, &mut b, c) wrt(a, b, c) inout(b) at { a = r.vec(5, -1.0, 1.0), b = r.vec(5, -1.0, 1.0), c = r.array(-1.0, 1.0) }),
        case!(|r| chunked_update(&mut x, scale) wrt(x, scale) inout(x) at { x = r.vec(5, -1.0, 1.0), scale = r.float(0.5, 2.0) }),
        case!(|r| late_and_shadowed(x, flag) wrt(x) at { x = r.float(-1.0, 1.0), flag = r.below(2) == 0 } also [(0.7, true), (0.7, false)]),
        case!(|r| collatz_weights(n, &w) wrt(w) at { n = r.below(30) as u64 + 2, w = r.vec(4, -1.0, 1.0) }),
        case!(|r| power(x, n) wrt(x) at { x = r.float(0.5, 1.5), n = 13u32 } also [(2.0, 0), (2.0, 1), (-1.5, 6)] gradient { vec![f64::from(*n) * x.powi(*n as i32 - 1)] }),
        case!(|r| even(x, n) wrt(x) at { x = r.float(-1.0, 1.0), n = 6i32 } also [(0.5, 0), (0.5, 5)]),
        case!(|r| odd(x, n) wrt(x) at { x = r.float(-1.0, 1.0), n = 5i32 } also [(0.5, 0)]),
        case!(|r| sum_by_halves(&x) wrt(x) at { x = r.vec(7, -1.0, 1.0) } also [(vec![1.0, 2.0],)]),
        case!(|r| tree(&children, &weights, node) wrt(weights) at { children = vec![(1usize, 2usize), (3, 4), (0, 0), (0, 0), (0, 0)], weights = r.vec(5, -1.0, 1.0), node = 0usize }),
        case!(|r| bubble_sort(&x) wrt(x) at { x = r.vec(6, -1.0, 1.0) }
            gradient { x.iter().map(|v| x.iter().filter(|w| *w < v).count() as f64).collect() }),
        case!(|r| insertion_sort(&mut x) wrt(x) inout(x) at { x = r.vec(5, -1.0, 1.0) } also [(vec![3.0, 2.0, 1.0],), (vec![1.0, 2.0, 3.0],)]),
        case!(|r| trimmed_mean(&x, trim) wrt(x) at { x = r.vec(7, -1.0, 1.0), trim = 2usize }
            gradient { x.iter().map(|v| { let rank = x.iter().filter(|w| *w < v).count(); if (2..5).contains(&rank) { 1.0 / 3.0 } else { 0.0 } }).collect() }),
        case!(|r| interpolate(&xs, &ys, x) wrt(xs, ys, x) at { xs = r.increasing(6, 0.0, (0.5, 1.0)), ys = r.vec(6, -1.0, 1.0), x = r.float(0.5, 3.5) } also [(vec![0.0, 1.0], vec![2.0, 3.0], -1.0), (vec![0.0, 1.0], vec![2.0, 3.0], 5.0)]),
        case!(|r| edit_distance(a, b, insert, delete, replace) wrt(insert, delete, replace) at { a = "kitten", b = "sitting", insert = r.float(0.8, 1.0), delete = r.float(0.8, 1.0), replace = r.float(1.0, 1.2) } also [("", "abc", 1.0, 2.0, 3.0)]),
        case!(|r| knapsack(&values, &weights, capacity) wrt(values) at { values = r.vec(5, 0.5, 2.0), weights = vec![2usize, 3, 1, 4, 2], capacity = 7usize }),
        case!(|r| time_warp(&a, &b) wrt(a, b) at { a = r.vec(5, -1.0, 1.0), b = r.vec(4, -1.0, 1.0) }),
        case!(|r| checked(x, y) wrt(x, y) at { x = r.float(2.1, 2.9), y = r.float(1.0, 1.05) }),
        case!(|r| logic(x, y, strict) wrt(x, y) at { x = r.float(-1.5, 1.5), y = r.float(-1.5, 1.5), strict = r.below(2) == 0 } also [(0.3, 0.4, false), (0.3, 0.4, true), (1.2, -1.0, false), (1.2, 1.3, true)]),
        case!(|r| counted(x) wrt(x) at { x = r.float(-1.5, 1.5) }),
        case!(|r| horizon(&x, steps) wrt(x) at { x = r.vec(5, -1.0, 1.0), steps = 11usize }),
    ]
}
