//! Functions, types and traits of another crate: imported, renamed, re-exported, by their path.

mod modules;

use autodiff_runtime::differentiable;
use library::geometry::{Angle, Rows};
use library::shapes::{Mode, Shape};
use library::{GRAVITY, Pair as Two, Vec3, decay, distance, energy, soft_max as soft};

#[track_caller]
fn close(gradient: &[f64], f: impl Fn(&[f64]) -> f64, x: &[f64]) {
    let mut moved = x.to_vec();
    for i in 0..x.len() {
        let h = 1e-6 * x[i].abs().max(1.0);
        moved[i] = x[i] + h;
        let above = f(&moved);
        moved[i] = x[i] - h;
        let below = f(&moved);
        moved[i] = x[i];
        let difference = (above - below) / (2.0 * h);
        assert!((gradient[i] - difference).abs() <= 1e-6 * difference.abs().max(1.0), "{i}: {} for {difference}", gradient[i]);
    }
}

#[track_caller]
fn check(f: impl Fn(&[f64]) -> f64, grad: impl Fn(&[f64]) -> (f64, Vec<f64>), x: &[f64]) {
    let (value, gradient) = grad(x);
    assert_eq!(value.to_bits(), f(x).to_bits());
    close(&gradient, f, x);
}

#[differentiable]
fn functions(x: &[f64]) -> f64 {
    let mut state = [x[0], x[1]];
    decay(&mut state, x[2]);
    energy(state[0], x[1]) + soft(x) * library::energy(state[1], GRAVITY)
}

#[test]
fn functions_of_another_crate() {
    check(functions, functions_grad, &[0.3, -0.7, 1.1]);
}

#[differentiable]
fn overloaded_functions(x: &[f64]) -> f64 {
    let mut state = vec![x[0], x[1]];
    decay(&mut state, x[2]);
    let all: Vec<f64> = x.iter().map(|v| energy(*v, 2.0)).collect();
    soft(&[state[0], state[1], all[2] * 0.1]) + all.iter().map(|v| v * library::GRAVITY).sum::<f64>()
}

#[test]
fn functions_called_by_the_overloaded_form() {
    check(overloaded_functions, overloaded_functions_grad, &[0.3, -0.7, 1.1]);
}

#[differentiable]
fn literals(x: &[f64]) -> f64 {
    let a = Vec3 { x: x[0], y: x[1], z: 1.0 };
    let b = Vec3 { z: x[2], ..a };
    let Vec3 { y, .. } = b;
    let c = library::geometry::Vec3 { x: y, y: 2.0, z: x[1] };
    let d = library::Vec3::new(1.0, x[0], x[1]);
    distance(a, b) + a.dot(&c) * (c + d).norm() + Vec3::dot(&a, &d)
}

#[test]
fn structs_by_literal_pattern_and_path() {
    check(literals, literals_grad, &[0.3, -0.7, 2.1]);
}

#[differentiable]
fn generics(x: &[f64]) -> f64 {
    let p = Two { a: x[0], b: x[1] };
    let q = Two::new(p.b, x[2]);
    let Two { a, b } = q;
    let r = library::Pair::<f64>::new(a, b * b);
    let rows = Rows([[x[0], x[1]], [x[1], x[2]]], 3);
    let Rows(cells, n) = &rows;
    p.product() * q.product() + r.product() + rows.total() * *n as f64 + cells[0][1] * cells[1][1]
}

#[test]
fn generic_structs_renamed_and_re_exported() {
    check(generics, generics_grad, &[0.3, -0.7, 2.1]);
}

#[differentiable]
fn constructors(x: &[f64]) -> f64 {
    let angles: Vec<Angle> = x.iter().copied().map(Angle).collect();
    let Angle(first) = angles[0];
    let last = library::geometry::Angle(x[2] * first);
    angles.iter().map(|Angle(a)| a.sin()).sum::<f64>() * last.0
}

#[test]
fn tuple_structs_as_functions() {
    check(constructors, constructors_grad, &[0.3, -0.7, 2.1]);
}

#[differentiable]
fn area(shape: &Shape, mode: Mode) -> f64 {
    let area = match shape {
        Shape::Circle(r) => 3.0 * r * r,
        library::figures::Shape::Rectangle { a, b } => a * b,
        Shape::Empty => 0.0,
    };
    match mode {
        Mode::Exact => area,
        Mode::Parts(n) => area / n as f64,
    }
}

#[differentiable]
fn enums(x: &[f64]) -> f64 {
    let shapes = [Shape::Circle(x[0]), Shape::Rectangle { a: x[1], b: x[2] }, library::figures::Shape::Empty];
    shapes.iter().map(|shape| area(shape, Mode::Exact) + area(shape, Mode::Parts(3)) * x[0]).sum()
}

#[test]
fn enums_of_another_crate() {
    check(enums, enums_grad, &[0.3, -0.7, 2.1]);
}

#[differentiable]
fn parameters(a: Vec3, pair: &Two<f64>, rows: Rows<2>) -> f64 {
    a.norm() + pair.product() * rows.total()
}

#[test]
fn gradients_of_types_of_another_crate() {
    let (a, pair, rows) = (Vec3::new(1.0, 2.0, 2.0), Two { a: 2.0, b: 3.0 }, Rows([[1.0, 2.0], [3.0, 4.0]], 0));
    let (value, (a_bar, pair_bar, rows_bar)) = parameters_grad(a, &pair, rows);
    assert_eq!(value, 63.0);
    assert_eq!((a_bar.x, a_bar.y, a_bar.z), (1.0 / 3.0, 2.0 / 3.0, 2.0 / 3.0));
    assert_eq!((pair_bar.a, pair_bar.b), (30.0, 20.0));
    assert_eq!(rows_bar.0, [[6.0; 2]; 2]);
}

#[test]
fn methods_of_another_crate() {
    let (value, bar) = Vec3::new(3.0, 0.0, 4.0).norm_grad();
    assert_eq!(value, 5.0);
    assert!((bar.x - 0.6).abs() < 1e-15 && (bar.z - 0.8).abs() < 1e-15);
    assert_eq!(library::geometry::solid::face_grad(&Vec3::new(2.0, 3.0, 4.0)).1.y, 2.0);
}
