//! A panic in `f` is the same panic in its companions, and a later call on the thread is right.

use std::panic::{AssertUnwindSafe, catch_unwind};

use autodiff_runtime::differentiable;

fn message<R>(run: impl FnOnce() -> R) -> String {
    let payload = catch_unwind(AssertUnwindSafe(run)).err().expect("a panic");
    match payload.downcast::<String>() {
        Ok(text) => *text,
        Err(payload) => (*payload.downcast::<&'static str>().expect("a text")).to_owned(),
    }
}

/// The same message from the function and from each companion; then the companion at a good point.
macro_rules! same_panic {
    ($f:ident, $grad:ident, $vjp:ident, ($($bad:expr),*), ($($good:expr),*) => $gradient:expr) => {
        let expected = message(|| $f($($bad),*));
        assert!(!expected.is_empty());
        for _ in 0..2 {
            assert_eq!(message(|| $grad($($bad),*)), expected);
            assert_eq!($grad($($good),*).1, $gradient);
            assert_eq!(message(|| drop($vjp($($bad),*))), expected);
            assert_eq!($grad($($good),*).1, $gradient);
        }
    };
}

#[differentiable]
fn product_until(x: &[f64], n: usize) -> f64 {
    let mut p = 1.0;
    for i in 0..n {
        p = p * x[i] + p.sin();
    }
    p
}

#[test]
fn an_index_out_of_bounds_in_a_recording_loop() {
    let x = [0.5, 0.25, 2.0];
    let (_, gradient) = product_until_grad(&x, 3);
    same_panic!(product_until, product_until_grad, product_until_vjp, (&x, 4), (&x, 3) => gradient);
}

#[differentiable]
fn asserted(x: f64, y: f64) -> f64 {
    assert!(x < y, "{x} is not below {y}");
    let z = x.exp() * y;
    assert_eq!(z.is_nan(), false, "after some work");
    z
}

#[test]
fn an_assertion_with_values_in_its_text() {
    same_panic!(asserted, asserted_grad, asserted_vjp, (2.0, 1.0), (0.0, 1.0) => (1.0, 1.0));
    assert_eq!(message(|| asserted_grad(2.0, 1.0)), "2 is not below 1");
}

#[differentiable]
fn recursive(x: f64, n: u32) -> f64 {
    if n == 0 {
        panic!("the bottom at {x}");
    }
    if n == 1 { x } else { x * recursive(x + 1.0, n - 1).sin() }
}

#[test]
fn a_panic_below_several_calls() {
    let (_, gradient) = recursive_grad(0.5, 3);
    // From zero the first call goes down at once.
    same_panic!(recursive, recursive_grad, recursive_vjp, (0.5, 0), (0.5, 3) => gradient);
}

#[differentiable]
fn deep(x: f64, n: u32) -> f64 {
    let y = x.exp();
    if n == 0 { unreachable!("no level {n} for {y:.2}") } else { y * deep(y.ln(), n - 1) }
}

#[test]
fn what_was_recorded_before_a_panic_is_gone() {
    for _ in 0..3 {
        assert_eq!(message(|| deep_grad(0.5, 5)), message(|| deep(0.5, 5)));
    }
    assert_eq!(product_until_grad(&[2.0], 1).1, [1.0]);
}

#[differentiable]
fn divided(x: f64, n: i32) -> f64 {
    x / (12 / n) as f64
}

#[test]
fn an_integer_division_by_zero() {
    same_panic!(divided, divided_grad, divided_vjp, (1.0, 0), (1.0, 3) => 0.25);
}

#[differentiable]
fn overflowing(x: f64, n: u8) -> f64 {
    let k = n + 200;
    x * k as f64
}

#[test]
#[cfg(debug_assertions)]
fn an_integer_overflow_in_debug_builds() {
    same_panic!(overflowing, overflowing_grad, overflowing_vjp, (1.0, 100), (1.0, 3) => 203.0);
}

#[differentiable]
fn sliced(x: &[f64], from: usize, to: usize) -> f64 {
    let mut sum = 0.0;
    for v in &x[from..to] {
        sum += v * v;
    }
    sum
}

#[test]
fn a_range_that_starts_after_its_end() {
    let x = [1.0, 2.0, 3.0];
    same_panic!(sliced, sliced_grad, sliced_vjp, (&x, 2, 1), (&x, 1, 3) => vec![0.0, 4.0, 6.0]);
    same_panic!(sliced, sliced_grad, sliced_vjp, (&x, 1, 4), (&x, 1, 3) => vec![0.0, 4.0, 6.0]);
}

#[differentiable]
fn clamped(x: f64, lo: f64, hi: f64) -> f64 {
    x.clamp(lo, hi)
}

#[test]
fn a_clamp_between_crossed_bounds() {
    same_panic!(clamped, clamped_grad, clamped_vjp, (0.5, 1.0, 0.0), (0.5, 0.0, 1.0) => (1.0, 0.0, 0.0));
}

#[test]
fn a_panic_while_a_pullback_is_held_does_not_touch_it() {
    let x = [2.0, 3.0];
    let (_, pullback) = sliced_vjp(&x, 0, 2);
    message(|| product_until_grad(&x, 9));
    assert_eq!(pullback.call(1.0), [4.0, 6.0]);
}
