//! Everything of the prelude means something else here.

#![expect(dead_code, unused_macros, reason = "these are only there to be in the way")]

#[derive(Debug, Clone, Copy)]
struct Option;
#[derive(Debug, Clone, Copy)]
struct Vec;
#[derive(Debug, Clone, Copy)]
struct Some;
#[derive(Debug, Clone, Copy)]
struct Box;
#[derive(Debug, Clone, Copy)]
struct String;
#[derive(Debug, Clone, Copy)]
struct Tape;
#[derive(Debug, Clone, Copy)]
struct Site;
trait Fn {}
trait Copy2 {}
trait Clone2 {}
trait Default {}
trait Iterator {}
trait IntoIterator {}
mod std {}
mod core {}
mod alloc {}
macro_rules! vec {
    () => {
        compile_error!("not this one")
    };
}
macro_rules! assert {
    () => {};
}

#[autodiff_runtime::differentiable]
fn sum_of_squares(x: &[f64], k: f64) -> f64 {
    let mut sum = 0.0;
    let mut i = 0;
    while i < x.len() {
        sum += x[i] * x[i] * k;
        i += 1;
    }
    for v in x {
        if *v > 1.0 {
            sum = sum.sqrt();
        }
    }
    sum
}

#[autodiff_runtime::differentiable]
fn calls(x: &[f64], k: [f64; 2]) -> (f64, f64) {
    let a = sum_of_squares(x, k[0]);
    (a, a * k[1])
}

#[test]
fn nothing_of_the_prelude_is_named() {
    let (value, (dx, dk)) = sum_of_squares_grad(&[0.5, 4.0], 1.0);
    ::std::assert_eq!(value, 16.25_f64.sqrt());
    ::std::assert_eq!(dx[1], 4.0 / value);
    ::std::assert_eq!(dk, 16.25 / (2.0 * value));
    let x = [0.5, 0.5];
    let (_, pullback) = calls_vjp(&x, [2.0, 3.0]);
    ::std::assert_eq!(pullback.call((1.0, 1.0)).1, [2.0, 1.0]);
}
