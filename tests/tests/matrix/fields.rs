//! Matrices in fields: functions that do not name their types.

use autodiff_runtime::{Differentiable, differentiable};
use nalgebra::{DMatrix, DVector, Vector3};

use crate::difference::assert_gradient;

#[derive(Clone, Debug, Differentiable)]
struct System {
    a: DMatrix<f64>,
    b: DVector<f64>,
    c: f64,
}

#[differentiable]
fn energy(s: &System) -> f64 {
    (&s.a * &s.b).norm() * s.c
}

#[differentiable]
fn indexed(s: &System) -> f64 {
    let mut sum = 0.0;
    for i in 0..s.b.len() {
        sum += s.a[(i, i)] * s.b[i];
    }
    sum
}

#[differentiable]
fn scaled(s: &System) -> f64 {
    let w = &s.a * 2.0 + s.c * &s.a;
    w.sum() * w.trace()
}

#[differentiable]
fn transformed(s: &System) -> System {
    let a = &s.a * &s.a - 2.0 * &s.a / s.c;
    let b = &a * &s.b + &s.b * s.c;
    System { a: -a, b: b - &s.b, c: s.c }
}

#[differentiable]
fn transformed_energy(s: &System) -> f64 {
    energy(&transformed(s))
}

#[derive(Clone, Copy, Debug, Differentiable)]
struct Body {
    position: Vector3<f64>,
    velocity: Vector3<f64>,
    mass: f64,
}

#[differentiable]
fn step(body: &Body, dt: f64) -> Body {
    let acceleration = -body.position / body.position.norm().powi(3);
    let velocity = body.velocity + acceleration * dt;
    Body { position: body.position + velocity * dt, velocity, mass: body.mass }
}

/// Operators on values alone, which the compiled form knows.
#[differentiable(compiled)]
fn kicked(body: &Body, dt: f64) -> Body {
    let velocity = body.velocity - body.position * (body.mass * dt) - dt * body.velocity / body.mass;
    Body { position: -(body.position + velocity * dt), velocity, mass: body.mass }
}

#[differentiable]
fn kicked_orbit(start: &Body) -> f64 {
    orbit(&kicked(start, 0.1))
}

#[differentiable]
fn orbit(start: &Body) -> f64 {
    let mut body = *start;
    for _ in 0..10 {
        body = step(&body, 0.05);
    }
    body.position.x + 0.5 * body.mass * body.velocity.norm_squared()
}

#[differentiable]
fn kinetic(bodies: &[Body]) -> f64 {
    bodies.iter().map(|body| 0.5 * body.mass * body.velocity.dot(&body.velocity)).sum()
}

#[test]
fn matrices_in_fields() {
    let a = DMatrix::from_fn(2, 2, |i, j| (i + 2 * j) as f64 + 1.0);
    let system = System { a, b: DVector::from_vec(vec![1.0, 2.0]), c: 2.0 };
    for (f, (value, gradient)) in [
        (energy as fn(&System) -> f64, energy_grad(&system)),
        (indexed, indexed_grad(&system)),
        (scaled, scaled_grad(&system)),
        (transformed_energy, transformed_energy_grad(&system)),
    ] {
        assert_eq!(value.to_bits(), f(&system).to_bits());
        assert_gradient(&system, &gradient, f);
    }
}

#[test]
fn vectors_in_fields() {
    let body = Body { position: Vector3::new(1.0, 0.0, 0.1), velocity: Vector3::new(0.0, 1.0, 0.2), mass: 1.5 };
    let (value, gradient) = orbit_grad(&body);
    assert_eq!(value.to_bits(), orbit(&body).to_bits());
    assert_gradient(&body, &gradient, orbit);
    let (value, gradient) = kicked_orbit_grad(&body);
    assert_eq!(value.to_bits(), kicked_orbit(&body).to_bits());
    assert_gradient(&body, &gradient, kicked_orbit);
    let bodies = vec![body, step(&body, 0.3)];
    let (_, gradient) = kinetic_grad(&bodies);
    assert_gradient(&bodies, &gradient, |bodies| kinetic(bodies));
}
