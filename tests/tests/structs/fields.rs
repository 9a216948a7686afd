//! Places with fields.

use autodiff_runtime::{Differentiable, differentiable};

use crate::agrees;

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
pub struct Point {
    pub x: f64,
    pub y: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
pub struct Body {
    pub pos: [f64; 3],
    pub vel: [f64; 3],
    pub mass: f64,
    pub fixed: bool,
}

#[derive(Clone, Debug, PartialEq, Differentiable)]
pub struct Net {
    pub weights: Vec<f64>,
    pub bias: Vec<f64>,
    pub inputs: usize,
    pub outputs: usize,
    pub scale: f64,
}

#[derive(Clone, Debug, PartialEq, Differentiable)]
pub struct World {
    pub bodies: Vec<Body>,
    pub gravity: f64,
    pub origin: Point,
}

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
pub struct Pair(pub f64, pub Point);

const P: Point = Point { x: 0.7, y: -1.3 };

fn body(k: f64) -> Body {
    Body { pos: [0.3 * k, 1.0 - k, 0.5], vel: [0.1, 0.2 * k, -0.3], mass: 1.0 + 0.1 * k, fixed: k > 1.5 }
}

fn world() -> World {
    World { bodies: vec![body(0.0), body(1.0), body(2.0)], gravity: 0.6, origin: Point { x: 0.2, y: 0.4 } }
}

fn net() -> Net {
    Net { weights: vec![0.3, -0.2, 0.5, 0.9, -0.4, 0.1], bias: vec![0.05, -0.1], inputs: 3, outputs: 2, scale: 1.5 }
}

#[differentiable(compiled)]
fn plain(p: &Point) -> f64 {
    p.x * p.y + p.x.sin() / p.y
}

#[differentiable(compiled)]
fn untyped(p: &Point, q: &Point) -> f64 {
    let a = p.x * q.y - q.x * p.y;
    let b = -(p.x + q.x);
    a * b / (p.y - q.y)
}

#[differentiable(compiled)]
fn by_value(p: Point, k: f64) -> f64 {
    p.x.powi(3) * k + (p.y * p.x).exp()
}

#[differentiable(compiled)]
fn nested(p: &Pair) -> f64 {
    p.0 * p.1.x + p.1.y.cos() * p.0.exp()
}

#[differentiable(compiled)]
fn kinetic(bodies: &[Body]) -> f64 {
    let mut total = 0.0;
    for b in bodies {
        if !b.fixed {
            for k in 0..3 {
                total += 0.5 * b.mass * b.vel[k] * b.vel[k];
            }
        }
    }
    total
}

#[differentiable(compiled)]
fn energy(world: &World) -> f64 {
    let mut total = 0.0;
    for i in 0..world.bodies.len() {
        let a = &world.bodies[i];
        total += a.mass * (a.pos[0] - world.origin.x).powi(2) + a.pos[1] * world.origin.y;
        for j in 0..i {
            let b = &world.bodies[j];
            let mut square = 0.01;
            for k in 0..3 {
                let d = a.pos[k] - b.pos[k];
                square += d * d;
            }
            total -= world.gravity * a.mass * b.mass / square.sqrt();
        }
    }
    total
}

#[differentiable(compiled)]
fn layer(net: &Net, x: &[f64]) -> f64 {
    let mut loss = 0.0;
    for o in 0..net.outputs {
        let mut s = net.bias[o];
        for (i, v) in x.iter().enumerate() {
            s += net.weights[o * net.inputs + i] * v;
        }
        loss += (s * net.scale).tanh().powi(2);
    }
    loss / net.outputs as f64
}

#[differentiable(compiled)]
fn step(bodies: &mut [Body], h: f64) {
    for i in 0..bodies.len() {
        for k in 0..3 {
            bodies[i].vel[k] -= h * bodies[i].pos[k] * bodies[i].mass;
        }
        bodies[i].pos[0] += h * bodies[i].vel[0];
        for k in 1..3 {
            bodies[i].pos[k] = bodies[i].pos[k] + h * bodies[i].vel[k] * bodies[i].vel[k];
        }
    }
}

#[differentiable(compiled)]
fn orbit(start: &[Body], steps: usize) -> f64 {
    let mut bodies = start.to_vec();
    for _ in 0..steps {
        step(&mut bodies, 0.1);
    }
    kinetic(&bodies)
}

#[differentiable(compiled)]
fn local_copy(p: &Point) -> f64 {
    let mut q = *p;
    q.x = q.x * q.y;
    q.y += q.x.sin();
    q.x *= q.y;
    q.x + q.y * p.x
}

#[differentiable(compiled)]
fn square_in_place(x: &mut f64) {
    *x = *x * *x;
}

#[differentiable(compiled)]
fn lent(p: &Point) -> f64 {
    let mut q = p.clone();
    square_in_place(&mut q.x);
    square_in_place(&mut q.y);
    q.x * q.y + p.y
}

#[differentiable(compiled)]
fn iterated(world: &World) -> f64 {
    let mut s = 0.0;
    for b in world.bodies.iter() {
        s += b.mass * b.pos[0].exp();
    }
    for b in &world.bodies {
        let m = b.mass;
        s *= m;
    }
    s
}

#[test]
fn fields_of_references() {
    agrees(&P, plain_grad(&P), plain);
    let q = Point { x: 1.9, y: 0.4 };
    let (value, (p_bar, q_bar)) = untyped_grad(&P, &q);
    agrees(&P, (value, p_bar), |p| untyped(p, &q));
    agrees(&q, (value, q_bar), |q| untyped(&P, q));
    let pair = Pair(0.3, P);
    agrees(&pair, nested_grad(&pair), nested);
}

#[test]
fn fields_of_values() {
    let (value, (p_bar, _)) = by_value_grad(P, 2.0);
    agrees(&P, (value, p_bar), |p| by_value(*p, 2.0));
}

#[test]
fn slices_of_structs() {
    let bodies = vec![body(0.0), body(1.0), body(2.0)];
    agrees(&bodies, kinetic_grad(&bodies), |b| kinetic(b));
    agrees(&bodies, orbit_grad(&bodies, 3), |b| orbit(b, 3));
}

#[test]
fn structs_of_vectors() {
    agrees(&world(), energy_grad(&world()), energy);
    agrees(&world(), iterated_grad(&world()), iterated);
    let x = [0.4, -0.6, 1.1];
    let (value, (net_bar, x_bar)) = layer_grad(&net(), &x);
    agrees(&net(), (value, net_bar), |net| layer(net, &x));
    agrees(&x.to_vec(), (value, x_bar), |x| layer(&net(), x));
}

#[test]
fn assigned_fields() {
    agrees(&P, local_copy_grad(&P), local_copy);
    agrees(&P, lent_grad(&P), lent);
}
