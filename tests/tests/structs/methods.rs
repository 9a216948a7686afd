//! Methods, associated functions and operators of the user's types.

use autodiff_runtime::{Differentiable, differentiable};

use crate::agrees;

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
pub struct Vec3(pub f64, pub f64, pub f64);

#[differentiable]
impl Vec3 {
    pub fn new(x: f64, y: f64, z: f64) -> Self {
        Self(x, y, z)
    }

    pub fn dot(self, other: Vec3) -> f64 {
        self.0 * other.0 + self.1 * other.1 + self.2 * other.2
    }

    pub fn norm(&self) -> f64 {
        self.dot(*self).sqrt()
    }

    pub fn cross(self, other: Self) -> Self {
        Vec3(self.1 * other.2 - self.2 * other.1, self.2 * other.0 - self.0 * other.2, self.0 * other.1 - self.1 * other.0)
    }

    pub fn scale(&mut self, k: f64) {
        self.0 *= k;
        self.1 *= k;
        self.2 *= k * k;
    }

    pub fn is_long(&self, than: f64) -> bool {
        self.norm() > than
    }
}

#[differentiable]
impl std::ops::Add for Vec3 {
    type Output = Vec3;
    fn add(self, other: Vec3) -> Vec3 {
        Vec3(self.0 + other.0, self.1 + other.1, self.2 + other.2)
    }
}

#[differentiable]
impl std::ops::Sub for Vec3 {
    type Output = Vec3;
    fn sub(self, other: Vec3) -> Vec3 {
        Vec3(self.0 - other.0, self.1 - other.1, self.2 - other.2)
    }
}

#[differentiable]
impl std::ops::Mul<f64> for Vec3 {
    type Output = Vec3;
    fn mul(self, k: f64) -> Vec3 {
        Vec3(self.0 * k, self.1 * k, self.2 * k)
    }
}

#[differentiable]
impl std::ops::Mul<Vec3> for f64 {
    type Output = Vec3;
    fn mul(self, v: Vec3) -> Vec3 {
        v * self
    }
}

#[differentiable]
impl std::ops::Neg for Vec3 {
    type Output = Vec3;
    fn neg(self) -> Vec3 {
        Vec3(-self.0, -self.1, -self.2)
    }
}

#[differentiable]
impl std::ops::AddAssign for Vec3 {
    fn add_assign(&mut self, other: Vec3) {
        self.0 += other.0;
        self.1 += other.1;
        self.2 += other.2;
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
pub struct Body {
    pub at: Vec3,
    pub speed: Vec3,
    pub mass: f64,
}

#[differentiable]
impl Body {
    pub fn energy(&self) -> f64 {
        0.5 * self.mass * self.speed.dot(self.speed) + self.potential(0.3)
    }

    fn potential(&self, g: f64) -> f64 {
        g * self.mass * self.at.2.exp()
    }

    pub fn step(&mut self, h: f64) {
        let pull = -self.at * (1.0 / (self.at.norm() + 0.1));
        self.speed += pull * (h / self.mass);
        self.at += self.speed * h;
    }

    pub fn after(mut self, steps: usize, h: f64) -> Body {
        for _ in 0..steps {
            self.step(h);
        }
        self
    }
}

const A: Vec3 = Vec3(0.3, -0.7, 1.1);
const B: Vec3 = Vec3(1.3, 0.4, -0.2);

#[differentiable(compiled)]
fn angle(a: Vec3, b: Vec3) -> f64 {
    (a.dot(b) / (a.norm() * b.norm())).acos()
}

#[differentiable(compiled)]
fn triple(a: Vec3, b: &Vec3) -> f64 {
    let n = a.cross(*b);
    let m = Vec3::new(n.0 * a.1, b.2, a.0.exp());
    Vec3::dot(n, m) + m.norm()
}

#[differentiable(compiled)]
fn operators(a: Vec3, b: Vec3, k: f64) -> f64 {
    let c = a + b * k - k * a;
    let d = -(c - b);
    d.dot(c) * c.norm()
}

#[differentiable(compiled)]
fn sums(points: &[Vec3], k: f64) -> f64 {
    let mut total = Vec3::new(0.0, 0.0, 0.0);
    for p in points {
        total += *p * k;
        if total.is_long(1.0) {
            total = total - *p;
        }
    }
    total.dot(total)
}

#[differentiable(compiled)]
fn changed(a: Vec3, k: f64) -> f64 {
    let mut v = a;
    v.scale(k);
    let n = v.norm();
    v.scale(n);
    v.dot(a) + n
}

#[differentiable(compiled)]
fn orbit(start: &Body, steps: usize) -> f64 {
    let mut body = *start;
    for _ in 0..steps {
        body.step(0.05);
    }
    body.energy()
}

#[differentiable(compiled)]
fn after(start: Body) -> f64 {
    start.after(3, 0.1).energy()
}

#[differentiable(compiled)]
fn all(bodies: &[Body]) -> f64 {
    let mut e = 0.0;
    for (i, b) in bodies.iter().enumerate() {
        e += b.energy();
        for j in 0..i {
            let d = bodies[j].at - b.at;
            e -= b.mass * bodies[j].mass / (d.norm() + 0.5);
        }
    }
    e
}

fn bodies() -> Vec<Body> {
    (0..3).map(|i| Body { at: A + B * i as f64, speed: B * 0.3, mass: 1.0 + i as f64 }).collect()
}

#[test]
fn methods_of_values() {
    let (value, (a_bar, b_bar)) = angle_grad(A, B);
    agrees(&A, (value, a_bar), |a| angle(*a, B));
    agrees(&B, (value, b_bar), |b| angle(A, *b));
    let (value, (a_bar, b_bar)) = triple_grad(A, &B);
    agrees(&A, (value, a_bar), |a| triple(*a, &B));
    agrees(&B, (value, b_bar), |b| triple(A, b));
    agrees(&A, A.norm_grad(), Vec3::norm);
}

#[test]
fn operators_of_structs() {
    let (value, (a_bar, b_bar, k_bar)) = operators_grad(A, B, 0.7);
    agrees(&A, (value, a_bar), |a| operators(*a, B, 0.7));
    agrees(&B, (value, b_bar), |b| operators(A, *b, 0.7));
    agrees(&0.7, (value, k_bar), |k| operators(A, B, *k));
    let points = vec![A, B, A * 2.0, B * -1.5];
    let (value, (points_bar, k_bar)) = sums_grad(&points, 0.6);
    agrees(&points, (value, points_bar), |p| sums(p, 0.6));
    agrees(&0.6, (value, k_bar), |k| sums(&points, *k));
}

#[test]
fn methods_that_change_their_receiver() {
    let (value, (a_bar, k_bar)) = changed_grad(A, 0.8);
    agrees(&A, (value, a_bar), |a| changed(*a, 0.8));
    agrees(&0.8, (value, k_bar), |k| changed(A, *k));
    let body = bodies()[1];
    agrees(&body, orbit_grad(&body, 5), |b| orbit(b, 5));
    agrees(&body, after_grad(body), |b| after(*b));
}

#[test]
fn methods_of_methods() {
    let body = bodies()[1];
    agrees(&body, body.energy_grad(), Body::energy);
    agrees(&bodies(), all_grad(&bodies()), |b| all(b));
}

/// Not to be copied: what is taken by value is gone.
#[derive(Clone, Debug, PartialEq, Differentiable)]
pub struct Series {
    pub terms: Vec<f64>,
    pub scale: f64,
}

#[differentiable]
impl Series {
    pub fn sum(&self) -> f64 {
        let mut s = 0.0;
        for k in 0..self.terms.len() {
            s += self.terms[k] * self.terms[k];
        }
        s * self.scale
    }

    pub fn scaled(self, k: f64) -> Series {
        Series { scale: self.scale * k, terms: self.terms }
    }
}

#[differentiable]
fn taken(series: Series) -> f64 {
    let scale = series.scale;
    series.terms[0] * scale
}

#[differentiable]
fn moved(series: &Series, k: f64) -> f64 {
    let own = series.clone();
    let first = own.sum();
    let other = own.scaled(k);
    first * other.sum() + taken(other)
}

#[test]
fn what_is_taken_by_value_is_gone() {
    let series = Series { terms: vec![0.3, -1.2, 0.7], scale: 1.5 };
    let (value, (series_bar, k_bar)) = moved_grad(&series, 0.6);
    agrees(&series, (value, series_bar), |s| moved(s, 0.6));
    agrees(&0.6, (value, k_bar), |k| moved(&series, *k));
}
