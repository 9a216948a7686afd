//! Calls of other differentiable functions: arguments of every kind, recursion, modules.

use autodiff_runtime::differentiable;

#[differentiable]
fn square(x: f64) -> f64 {
    x * x
}

#[differentiable]
fn same_argument_twice(a: &[f64], b: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..a.len() {
        sum += a[i] * b[a.len() - 1 - i];
    }
    sum
}

#[differentiable]
fn with_itself(x: &[f64]) -> f64 {
    same_argument_twice(x, x) + square(square(x[0]))
}

#[test]
fn one_slice_may_be_two_arguments() {
    // x0x1 + x1x0 + x0⁴
    assert_eq!(with_itself_grad(&[2.0, 3.0]), (28.0, vec![38.0, 4.0]));
}

#[differentiable]
fn fill(x: f64, out: &mut [f64], last: &mut f64) {
    for i in 0..out.len() {
        out[i] = x * (i + 1) as f64;
    }
    *last += out[out.len() - 1] * x;
}

#[differentiable]
fn through_out_parameters(x: f64, y: f64) -> f64 {
    let mut buffer = vec![y; 3];
    let mut last = y;
    fill(x, &mut buffer[1..], &mut last);
    let first = buffer[0] * buffer[1];
    fill(first, &mut buffer, &mut last);
    last + buffer[0]
}

#[test]
fn out_parameters_are_overwritten_and_updated() {
    // buffer = (y, x, 2x), last = y + 2x²; f = xy; buffer = (f, 2f, 3f), last += 3f²; + f
    let (x, y) = (2.0, 3.0);
    assert_eq!(through_out_parameters_grad(x, y), (3.0 + 8.0 + 108.0 + 6.0, (4.0 * x + 6.0 * x * y * y + y, 1.0 + 6.0 * x * x * y + x)));
}

mod elsewhere {
    use autodiff_runtime::differentiable;

    #[differentiable]
    pub(crate) fn cube(x: f64) -> f64 {
        x * x * x
    }

    pub(crate) mod deeper {
        #[autodiff_runtime::differentiable]
        pub(crate) fn shifted(x: f64, by: f64) -> f64 {
            super::cube(x + by)
        }
    }
}

mod importing {
    use super::elsewhere::cube;
    use super::elsewhere::deeper::{self, shifted as moved};

    #[autodiff_runtime::differentiable]
    pub(crate) fn all(x: f64) -> f64 {
        cube(x) + deeper::shifted(x, 1.0) + moved(1.0, x) + super::elsewhere::cube(2.0 * x)
    }
}

#[test]
fn functions_of_other_modules_come_with_use() {
    // x³ + 2(x + 1)³ + 8x³
    assert_eq!(importing::all_grad(1.0), (25.0, 51.0));
}

#[differentiable]
fn factorial_like(x: f64, n: u32) -> f64 {
    if n == 0 { 1.0 } else { (x + n as f64) * factorial_like(x, n - 1) }
}

#[test]
fn a_function_may_call_itself() {
    // (x + 3)(x + 2)(x + 1)
    assert_eq!(factorial_like_grad(0.0, 3), (6.0, 11.0));
}

#[differentiable]
fn ping(x: &[f64], i: usize) -> f64 {
    if i == x.len() { 1.0 } else { x[i] * pong(x, i + 1) }
}

#[differentiable]
fn pong(x: &[f64], i: usize) -> f64 {
    if i == x.len() { 2.0 } else { x[i] + ping(x, i + 1) }
}

#[test]
fn two_functions_may_call_each_other() {
    // x0(x1 + x2·2)
    assert_eq!(ping_grad(&[2.0, 3.0, 5.0], 0), (26.0, vec![13.0, 2.0, 4.0]));
}

#[differentiable]
fn in_loops(x: &[f64], rounds: usize) -> f64 {
    let mut v = x[0];
    for _ in 0..rounds {
        for w in x {
            v = square(v) * w;
        }
    }
    v
}

#[test]
fn calls_in_nested_loops_record_each_their_own() {
    // Two rounds of v ← v²w over one element: x ↦ x³ ↦ x⁷
    assert_eq!(in_loops_grad(&[2.0], 2), (128.0, vec![448.0]));
}

#[differentiable]
fn in_conditions(x: f64) -> f64 {
    if square(x) > 4.0 && square(x) < 100.0 { square(x) + 1.0 } else { x }
}

#[test]
fn calls_in_conditions_decide_and_carry_nothing() {
    assert_eq!(in_conditions_grad(3.0), (10.0, 6.0));
    assert_eq!(in_conditions_grad(1.0), (1.0, 1.0));
}

#[differentiable]
fn rows(m: &mut [Vec<f64>], k: f64) {
    for row in m.iter_mut() {
        scale(row, k);
    }
}

#[differentiable]
fn scale(row: &mut [f64], k: f64) {
    for v in row.iter_mut() {
        *v *= k;
    }
}

#[differentiable]
fn cubed_matrix(m: &[Vec<f64>], k: f64) -> f64 {
    let mut m = m.to_vec();
    rows(&mut m, k);
    rows(&mut m[1..], k);
    m[0][0] + m[1][0] * m[1][1]
}

#[test]
fn exclusive_rows_are_passed_on() {
    // k·a + k⁴·b·c
    let (value, (dm, dk)) = cubed_matrix_grad(&[vec![2.0], vec![3.0, 5.0]], 2.0);
    assert_eq!(value, 4.0 + 240.0);
    assert_eq!(dm, vec![vec![2.0], vec![80.0, 48.0]]);
    assert_eq!(dk, 2.0 + 480.0);
}

#[differentiable]
fn by_value_in_order(mut x: f64) -> f64 {
    square({
        x += 1.0;
        x
    }) - square(x)
        + {
            x *= 2.0;
            x
        }
}

#[test]
fn arguments_are_evaluated_in_order() {
    assert_eq!(by_value_in_order_grad(2.0), (6.0, 2.0));
}
