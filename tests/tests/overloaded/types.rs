//! Structs, enums, traits, operators, recursion and const generics.

use crate::check;
use autodiff_runtime::{Differentiable, Real, differentiable};
use std::ops::{Add, Index, Mul, Neg, Sub};

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
pub struct Vec3 {
    pub x: f64,
    pub y: f64,
    pub z: f64,
}

#[differentiable]
impl Vec3 {
    pub const ZERO: Vec3 = Vec3 { x: 0.0, y: 0.0, z: 0.0 };
    pub fn new(x: f64, y: f64, z: f64) -> Self {
        Self { x, y, z }
    }
    pub fn dot(self, o: Self) -> f64 {
        self.x * o.x + self.y * o.y + self.z * o.z
    }
    pub fn norm(&self) -> f64 {
        self.dot(*self).sqrt()
    }
    pub fn scale(&mut self, k: f64) {
        self.x *= k;
        self.y *= k;
        self.z *= k;
    }
}
#[differentiable]
impl Add for Vec3 {
    type Output = Vec3;
    fn add(self, o: Vec3) -> Vec3 {
        Vec3::new(self.x + o.x, self.y + o.y, self.z + o.z)
    }
}
#[differentiable]
impl Sub for Vec3 {
    type Output = Vec3;
    fn sub(self, o: Vec3) -> Vec3 {
        Vec3::new(self.x - o.x, self.y - o.y, self.z - o.z)
    }
}
#[differentiable]
impl Mul<f64> for Vec3 {
    type Output = Vec3;
    fn mul(self, k: f64) -> Vec3 {
        Vec3::new(self.x * k, self.y * k, self.z * k)
    }
}
#[differentiable]
impl Neg for Vec3 {
    type Output = Vec3;
    fn neg(self) -> Vec3 {
        Vec3::new(-self.x, -self.y, -self.z)
    }
}

#[derive(Clone, Debug, Differentiable)]
pub enum Shape {
    Circle { r: f64 },
    Rect(f64, f64),
    Empty,
}

#[differentiable]
pub trait Area {
    fn area(&self) -> f64;
    fn twice(&self) -> f64 {
        2.0 * self.area()
    }
}
#[differentiable]
impl Area for Shape {
    fn area(&self) -> f64 {
        match self {
            Shape::Circle { r } => std::f64::consts::PI * r * r,
            Shape::Rect(a, b) => a * b,
            Shape::Empty => 0.0,
        }
    }
}
#[differentiable]
fn total<S: Area>(shapes: &[S]) -> f64 {
    shapes.iter().map(|s| s.twice()).sum()
}

#[derive(Clone, Debug, Differentiable)]
pub enum Expr {
    Const(f64),
    Var(usize),
    Add(Box<Expr>, Box<Expr>),
    Mul(Box<Expr>, Box<Expr>),
}
#[differentiable]
fn eval(e: &Expr, x: &[f64]) -> f64 {
    match e {
        Expr::Const(c) => *c,
        Expr::Var(i) => x[*i],
        Expr::Add(a, b) => eval(a, x) + eval(b, x),
        Expr::Mul(a, b) => eval(a, x) * eval(b, x),
    }
}

#[derive(Clone, Debug, Differentiable)]
pub struct Matrix<T, const R: usize, const C: usize> {
    data: [[T; C]; R],
}
#[differentiable]
impl<T: Real, const R: usize, const C: usize> Matrix<T, R, C> {
    pub fn apply(&self, x: &[T; C]) -> [T; R] {
        let mut out = [T::zero(); R];
        for i in 0..R {
            for j in 0..C {
                out[i] += self.data[i][j] * x[j];
            }
        }
        out
    }
    pub fn trace(&self) -> T {
        let mut s = T::zero();
        for i in 0..R.min(C) {
            s += self.data[i][i];
        }
        s
    }
}
#[differentiable]
impl<const R: usize, const C: usize> Index<(usize, usize)> for Matrix<f64, R, C> {
    type Output = f64;
    fn index(&self, ij: (usize, usize)) -> &f64 {
        &self.data[ij.0][ij.1]
    }
}

#[differentiable]
pub fn f(x: &[f64]) -> f64 {
    let a = Vec3::new(x[0], x[1], x[2]);
    let mut b = Vec3 { z: x[3], ..a };
    b.scale(x[0]);
    let c = a + b * 2.0 - Vec3::ZERO;
    let shapes = vec![Shape::Circle { r: c.norm() }, Shape::Rect(x[0], x[3]), Shape::Empty];
    let e = Expr::Add(Box::new(Expr::Mul(Box::new(Expr::Var(0)), Box::new(Expr::Var(1)))), Box::new(Expr::Const(x[3])));
    let m = Matrix { data: [[x[0], x[1]], [x[2], x[3]]] };
    total(&shapes) + (-a).dot(c) + eval(&e, x) + m.apply(&[x[1], x[2]])[1] * m[(0, 1)] + m.trace()
}

#[test]
fn gradients_are_those_of_differences() {
    check("types", f, |x| f_grad(x));
}

#[test]
fn methods_have_companions() {
    let (value, bar) = Vec3::new(3.0, 4.0, 0.0).norm_grad();
    assert_eq!((value, bar.x, bar.y, bar.z), (5.0, 0.6000000000000001, 0.8, 0.0));
    assert!(matches!(Shape::Rect(3.0, 4.0).area_grad(), (12.0, ShapeTangent::Rect(4.0, 3.0))));
    assert_eq!(total_grad(&[Shape::Rect(3.0, 4.0), Shape::Empty]).0, 24.0);
    assert_eq!(Matrix { data: [[1.0, 2.0]] }.trace_grad().1.data, [[1.0, 0.0]]);
}
