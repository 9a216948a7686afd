//! Values and patterns of structs.

use autodiff_runtime::{Differentiable, differentiable};

use crate::agrees;

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
pub struct Point {
    pub x: f64,
    pub y: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
pub struct Vec3(pub f64, pub f64, pub f64);

#[derive(Clone, Debug, PartialEq, Differentiable)]
pub struct Path {
    pub points: Vec<Point>,
    pub closed: bool,
    pub width: f64,
}

const P: Point = Point { x: 0.7, y: -1.3 };
const V: Vec3 = Vec3(0.3, 1.2, -0.8);

#[differentiable(compiled)]
fn turned(p: Point, angle: f64) -> Point {
    let (s, c) = angle.sin_cos();
    Point { x: c * p.x - s * p.y, y: s * p.x + c * p.y }
}

#[differentiable(compiled)]
fn norm(p: &Point) -> f64 {
    (p.x * p.x + p.y * p.y * p.y * p.y).sqrt()
}

#[differentiable(compiled)]
fn chained(p: Point, angle: f64) -> f64 {
    let q = turned(p, angle * p.x);
    norm(&q) + q.y
}

#[differentiable(compiled)]
fn shorthand(a: f64, b: f64) -> f64 {
    let x = a * b;
    let y = a.exp() + b;
    let p = Point { x, y };
    p.x * p.y + norm(&p)
}

#[differentiable(compiled)]
fn updated(p: &Point) -> f64 {
    let q = Point { y: p.x.sin(), ..*p };
    let r = Point { x: q.y * p.y, ..q };
    q.x * r.x + r.y * p.y
}

#[differentiable(compiled)]
fn taken_apart(p: &Point, v: Vec3) -> f64 {
    let Point { x, y } = p;
    let Vec3(a, b, _) = v;
    let Point { x: first, .. } = turned(Point { x: a, y: b }, *y);
    x * y * a + first * b
}

#[differentiable(compiled)]
fn cross(a: Vec3, b: Vec3) -> Vec3 {
    Vec3(a.1 * b.2 - a.2 * b.1, a.2 * b.0 - a.0 * b.2, a.0 * b.1 - a.1 * b.0)
}

#[differentiable(compiled)]
fn triple(v: Vec3) -> f64 {
    let w: Vec3 = Vec3(v.1, v.0.exp(), v.2 * v.2);
    let n = cross(v, w);
    n.0 * n.1 + n.2
}

#[differentiable(compiled)]
fn pattern_in_parameter(Point { x, y }: Point, k: f64) -> f64 {
    x * y.powi(2) * k
}

#[differentiable(compiled)]
fn in_a_loop(p: &Point, n: usize) -> f64 {
    let mut at = Point { x: 1.0, y: 0.5 };
    for i in 0..n {
        at = Point { x: at.x * p.x - at.y * 0.1, y: at.y + p.y * at.x };
        if i == 1 {
            at.x += p.x;
        }
    }
    at.x * at.y
}

#[differentiable(compiled)]
fn kept(p: &Point, n: usize) -> f64 {
    let mut points = vec![Point { x: 1.0, y: 1.0 }; n];
    for i in 1..n {
        points[i] = Point { x: points[i - 1].x * p.x, y: points[i - 1].y + p.y.sin() };
    }
    let mut s = 0.0;
    for Point { x, y } in &points {
        s += x * y;
    }
    s
}

#[differentiable(compiled)]
fn length(path: &Path) -> f64 {
    let mut s = 0.0;
    for i in 1..path.points.len() {
        let (a, b) = (path.points[i - 1], path.points[i]);
        s += (a.x - b.x).hypot(a.y - b.y) * path.width;
    }
    if path.closed {
        let Point { x, y } = path.points[0];
        s += x * y;
    }
    s
}

#[differentiable(compiled)]
fn chosen(p: &Point, up: bool) -> f64 {
    let q = if up { Point { x: p.x, y: p.y * 2.0 } } else { Point { x: p.y, y: p.x } };
    q.x * q.x * q.y
}

#[test]
fn values_of_structs() {
    let (value, (p_bar, angle_bar)) = chained_grad(P, 0.4);
    agrees(&P, (value, p_bar), |p| chained(*p, 0.4));
    agrees(&0.4, (value, angle_bar), |angle| chained(P, *angle));
    agrees(&(0.4, 0.9), shorthand_grad(0.4, 0.9), |x| shorthand(x.0, x.1));
    agrees(&V, triple_grad(V), |v| triple(*v));
}

#[test]
fn what_is_left_comes_from_the_base() {
    agrees(&P, updated_grad(&P), updated);
}

#[test]
fn patterns_of_structs() {
    let (value, (p_bar, v_bar)) = taken_apart_grad(&P, V);
    agrees(&P, (value, p_bar), |p| taken_apart(p, V));
    agrees(&V, (value, v_bar), |v| taken_apart(&P, *v));
    let (value, (p_bar, _)) = pattern_in_parameter_grad(P, 1.5);
    agrees(&P, (value, p_bar), |p| pattern_in_parameter(*p, 1.5));
}

#[test]
fn structs_in_loops_and_branches() {
    agrees(&P, in_a_loop_grad(&P, 4), |p| in_a_loop(p, 4));
    agrees(&P, kept_grad(&P, 4), |p| kept(p, 4));
    let path = Path { points: vec![P, Point { x: 0.1, y: 0.2 }, Point { x: -1.0, y: 0.7 }], closed: true, width: 0.4 };
    agrees(&path, length_grad(&path), length);
    agrees(&P, chosen_grad(&P, true), |p| chosen(p, true));
    agrees(&P, chosen_grad(&P, false), |p| chosen(p, false));
}
