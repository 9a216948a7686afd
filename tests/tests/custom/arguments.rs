//! What a function with a rule may take and return.

use autodiff_runtime::check::{check_gradient, check_vjp};
use autodiff_runtime::{Differentiable, differentiable};

#[derive(Clone, Debug, PartialEq, Differentiable)]
pub(crate) struct Plane {
    normal: Vec<f64>,
    offset: f64,
    name: String,
}

#[differentiable(pullback = height_pullback)]
fn height(plane: &Plane, at: [f64; 2]) -> f64 {
    plane.normal[0] * at[0] + plane.normal[1] * at[1] + plane.offset
}

fn height_pullback(plane: &Plane, at: [f64; 2]) -> (f64, impl Fn(f64) -> (PlaneTangent, [f64; 2])) {
    let value = height(plane, at);
    let pullback = move |seed: f64| {
        let mut bar = plane.zero_tangent();
        bar.normal = at.iter().map(|a| seed * a).collect();
        bar.offset = seed;
        (bar, [seed * plane.normal[0], seed * plane.normal[1]])
    };
    (value, pullback)
}

#[test]
fn a_struct_and_an_array() {
    let plane = Plane { normal: vec![2.0, 3.0], offset: 1.0, name: "floor".to_owned() };
    let (value, (bar, at_bar)) = height_grad(&plane, [0.5, -1.0]);
    assert_eq!((value, bar.normal, bar.offset, at_bar), (-1.0, vec![0.5, -1.0], 1.0, [2.0, 3.0]));
}

/// Moves its arguments, of which the reverse sweep needs copies.
#[differentiable(pullback = tilted_pullback)]
fn tilted(plane: Plane, mut by: Vec<f64>, n: usize) -> f64 {
    by.truncate(n);
    plane.normal.iter().zip(&by).map(|(a, b)| a * b).sum::<f64>() * plane.offset
}

fn tilted_pullback(plane: Plane, by: Vec<f64>, n: usize) -> (f64, impl Fn(f64) -> (PlaneTangent, Vec<f64>)) {
    let value = tilted(plane.clone(), by.clone(), n);
    let pullback = move |seed: f64| {
        let mut bar = plane.zero_tangent();
        let mut by_bar = vec![0.0; by.len()];
        for i in 0..n.min(by.len()) {
            bar.normal[i] = seed * by[i] * plane.offset;
            by_bar[i] = seed * plane.normal[i] * plane.offset;
            bar.offset += seed * plane.normal[i] * by[i];
        }
        (bar, by_bar)
    };
    (value, pullback)
}

#[differentiable]
fn twice(by: &[f64], offset: f64) -> f64 {
    let mut sum = 0.0;
    for i in 0..2 {
        sum += by[i] * tilted(Plane { normal: vec![by[i], 2.0], offset, name: String::new() }, vec![by[0], offset], 2);
    }
    sum
}

#[test]
fn what_is_moved_into_the_call() {
    check_gradient(|(by, offset)| twice(by, *offset), |(by, offset)| twice_grad(by, *offset), &(vec![0.5, -1.5], 2.0)).unwrap();
    let (_, pullback) = tilted_vjp(Plane { normal: vec![1.0, 2.0], offset: 3.0, name: String::new() }, vec![4.0, 5.0], 1);
    let first = pullback.call_ref(&1.0);
    assert_eq!(first.1, [3.0, 0.0]);
    assert_eq!(pullback.call(1.0), first);
}

/// Any output.
#[differentiable(pullback = polar_pullback)]
fn polar(radius: f64, angle: f64) -> (f64, f64) {
    (radius * angle.cos(), radius * angle.sin())
}

#[allow(clippy::type_complexity)]
fn polar_pullback(radius: f64, angle: f64) -> ((f64, f64), impl Fn((f64, f64)) -> (f64, f64)) {
    let (sin, cos) = angle.sin_cos();
    ((radius * cos, radius * sin), move |(x, y)| (x * cos + y * sin, radius * (y * cos - x * sin)))
}

#[test]
fn an_output_of_two_parts() {
    check_vjp(|(r, a)| polar(*r, *a), |(r, a)| polar_vjp(*r, *a), &(2.0, 0.5)).unwrap();
}

/// Single precision.
#[differentiable(pullback = cube_pullback)]
fn cube(x: f32) -> f32 {
    x.powi(3)
}

fn cube_pullback(x: f32) -> (f32, impl Fn(f32) -> f32) {
    (x.powi(3), move |seed| seed * 3.0 * x * x)
}

/// A const parameter.
#[differentiable(pullback = norm_pullback)]
fn norm<const N: usize>(x: &[f64; N]) -> f64 {
    x.iter().map(|v| v * v).sum::<f64>().sqrt()
}

fn norm_pullback<const N: usize>(x: &[f64; N]) -> (f64, impl Fn(f64) -> [f64; N]) {
    let value = norm(x);
    (value, move |seed| x.map(|v| seed * v / value))
}

#[test]
fn floats_of_one_word_and_const_parameters() {
    assert_eq!(cube_grad(2.0), (8.0, 12.0));
    assert_eq!(norm_grad(&[3.0, 4.0]), (5.0, [3.0 / 5.0, 4.0 / 5.0]));
}

/// In place: the rule gets the adjoint of what is there afterwards, and gives that of what was there before.
#[differentiable(pullback = squared_pullback)]
fn squared(x: &mut [f64], k: f64) {
    x.iter_mut().for_each(|v| *v = *v * *v * k);
}

fn squared_pullback(x: &mut [f64], k: f64) -> ((), impl Fn(Vec<f64>) -> (Vec<f64>, f64)) {
    let before = x.to_vec();
    squared(x, k);
    ((), move |seed| {
        let x_bar = before.iter().zip(&seed).map(|(v, s)| 2.0 * v * k * s).collect();
        (x_bar, before.iter().zip(&seed).map(|(v, s)| v * v * s).sum())
    })
}

#[differentiable]
fn quartic(x: &[f64], k: f64) -> f64 {
    let mut state = x.to_vec();
    squared(&mut state, k);
    let first = state[0];
    squared(&mut state, first);
    state[0] + 2.0 * state[1]
}

#[differentiable(overloaded)]
fn quartic_overloaded(x: &[f64], k: f64) -> f64 {
    let mut state = x.to_vec();
    squared(&mut state, k);
    let first = state[0];
    squared(&mut state, first);
    state[0] + 2.0 * state[1]
}

#[test]
fn through_an_exclusive_reference() {
    let at = (vec![0.7, -1.2], 0.9);
    check_gradient(|(x, k)| quartic(x, *k), |(x, k)| quartic_grad(x, *k), &at).unwrap();
    check_gradient(|(x, k)| quartic_overloaded(x, *k), |(x, k)| quartic_overloaded_grad(x, *k), &at).unwrap();
    let mut x = [3.0, 1.0];
    let ((), pullback) = squared_vjp(&mut x, 2.0);
    assert_eq!(pullback.call(vec![1.0, 10.0]), (vec![12.0, 40.0], 19.0));
    assert_eq!(x, [18.0, 2.0]);
}
