//! Loops and the ways out of them.

use autodiff_runtime::differentiable;

#[differentiable]
fn halved(x: f64) -> f64 {
    let mut v = x;
    while v > 1.0 {
        v = v * 0.5;
    }
    v * x
}

#[test]
fn a_while_loop_runs_backwards_as_often_as_it_ran() {
    assert_eq!(halved_grad(0.5), (0.25, 1.0));
    assert_eq!(halved_grad(4.0), (4.0, 2.0));
    assert_eq!(halved_grad(6.0), (4.5, 1.5));
}

#[differentiable]
fn skipping(x: &[f64]) -> f64 {
    let mut p = 1.0;
    for &v in x {
        if v == 0.0 {
            continue;
        }
        if v < 0.0 {
            break;
        }
        p *= v;
    }
    p
}

#[test]
fn continue_skips_and_break_ends() {
    assert_eq!(skipping_grad(&[2.0, 0.0, 3.0, -1.0, 5.0]), (6.0, vec![3.0, 0.0, 2.0, 0.0, 0.0]));
}

#[differentiable]
fn labels(x: &[f64], n: usize) -> f64 {
    let mut sum = 0.0;
    'outer: for i in 0..n {
        for j in 0..n {
            if j > i {
                continue 'outer;
            }
            if i + j > 4 {
                break 'outer;
            }
            sum += x[i] * x[j];
        }
    }
    sum
}

#[test]
fn labels_reach_their_loops() {
    // i = 0: 00; 1: 10, 11; 2: 20, 21, 22; 3: 30, 31 and out.
    let x = [1.0, 2.0, 3.0, 4.0, 5.0];
    let (value, gradient) = labels_grad(&x, 5);
    assert_eq!(value, 1.0 + 2.0 + 4.0 + 3.0 + 6.0 + 9.0 + 4.0 + 8.0);
    assert_eq!(gradient, [2.0 + 2.0 + 3.0 + 4.0, 1.0 + 4.0 + 3.0 + 4.0, 1.0 + 2.0 + 6.0, 1.0 + 2.0, 0.0]);
}

#[differentiable]
fn loop_value(x: f64) -> f64 {
    let mut k = 0;
    let mut v = 1.0;
    let out = loop {
        v *= x;
        k += 1;
        if k == 3 {
            break v + x;
        }
    };
    out * 2.0
}

#[test]
fn a_loop_gives_the_value_of_its_break() {
    assert_eq!(loop_value_grad(2.0), (20.0, 26.0));
}

#[differentiable]
fn backwards(x: &[f64]) -> f64 {
    let mut h = 0.0;
    for i in (0..x.len()).rev() {
        h = h * 2.0 + x[i];
    }
    h
}

#[differentiable]
fn strided(x: &[f64]) -> f64 {
    let mut s = 0.0;
    for (k, i) in (1..x.len()).step_by(2).enumerate() {
        s += x[i] * (k + 1) as f64;
    }
    for i in (0..=x.len() - 1).rev().step_by(3) {
        s += 10.0 * x[i];
    }
    s
}

#[test]
fn ranges_run_in_their_own_order() {
    assert_eq!(backwards_grad(&[1.0, 1.0, 1.0]), (7.0, vec![1.0, 2.0, 4.0]));
    assert_eq!(strided_grad(&[1.0; 6]), (26.0, vec![0.0, 1.0, 10.0, 2.0, 0.0, 13.0]));
}

#[differentiable]
fn empty_ranges(x: f64, from: i32, to: i32) -> f64 {
    let mut v = x;
    for k in from..to {
        v *= k as f64;
    }
    for k in (from..=to).rev() {
        v += k as f64 * x;
    }
    v
}

#[test]
fn a_range_may_be_empty_or_negative() {
    assert_eq!(empty_ranges_grad(2.0, 3, 1), (2.0, 1.0));
    // (−2)(−1)(0) = 0; then −2 −1 0 + 1
    assert_eq!(empty_ranges_grad(2.0, -2, 1), (-4.0, -2.0));
}

#[differentiable]
fn every_iterator(x: &[f64], y: &mut [f64]) -> f64 {
    for v in y.iter_mut().rev() {
        *v *= 3.0;
    }
    let mut s = 0.0;
    for (i, (a, b)) in x.iter().zip(y.iter()).enumerate().rev() {
        s = s * 2.0 + a * b * i as f64;
    }
    for w in x.windows(2) {
        s += w[0] * w[1];
    }
    for c in x.chunks(2) {
        s += c[0];
    }
    s
}

#[test]
fn iterators_visit_what_they_visit() {
    // s = Σ 2ⁱ·i·x_i·y_i from the back, y tripled: x0·0 + 2·(x1·3y1) + 4·(2·x2·3y2)
    let (value, (dx, dy)) = every_iterator_grad(&[1.0, 2.0, 3.0], &mut [1.0, 1.0, 1.0]);
    assert_eq!(value, 12.0 + 72.0 + 2.0 + 6.0 + 1.0 + 3.0);
    assert_eq!(dx, [2.0 + 1.0, 6.0 + 1.0 + 3.0, 24.0 + 2.0 + 1.0]);
    assert_eq!(dy, [0.0, 12.0, 72.0]);
}

#[differentiable]
fn loop_in_branch_in_loop(x: &[f64]) -> f64 {
    let mut total = 0.0;
    for (i, &v) in x.iter().enumerate() {
        if i % 2 == 0 {
            let mut p = 1.0;
            for _ in 0..i {
                p *= v;
            }
            total += p;
        } else {
            let mut k = 0;
            while k < 2 {
                total *= v;
                k += 1;
            }
        }
    }
    total
}

#[test]
fn records_of_nested_loops_come_back_in_order() {
    // (1 · x1²) + x2², times x3²
    let (value, gradient) = loop_in_branch_in_loop_grad(&[9.0, 2.0, 3.0, 2.0]);
    assert_eq!(value, (4.0 + 9.0) * 4.0);
    assert_eq!(gradient, [0.0, 16.0, 24.0, 52.0]);
}
