//! Operators, methods and generic types of the user's, called from both forms.

use crate::check;
use autodiff_runtime::{Differentiable, differentiable};
use std::ops::*;
#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
struct V3 {
    x: f64,
    y: f64,
    z: f64,
}
#[differentiable]
impl Neg for V3 {
    type Output = V3;
    fn neg(self) -> V3 {
        V3 { x: -self.x, y: -self.y, z: -self.z }
    }
}
#[differentiable]
impl Add for V3 {
    type Output = Self;
    fn add(self, o: Self) -> Self {
        Self { x: self.x + o.x, y: self.y + o.y, z: self.z + o.z }
    }
}
#[differentiable]
impl Mul<f64> for V3 {
    type Output = V3;
    fn mul(self, k: f64) -> V3 {
        V3 { x: self.x * k, y: self.y * k, z: self.z * k }
    }
}
#[differentiable]
impl Mul<V3> for f64 {
    type Output = V3;
    fn mul(self, v: V3) -> V3 {
        v * self
    }
}
#[differentiable]
impl AddAssign for V3 {
    fn add_assign(&mut self, o: V3) {
        *self = *self + o;
    }
}
#[differentiable]
impl V3 {
    fn dot(&self, o: &V3) -> f64 {
        self.x * o.x + self.y * o.y + self.z * o.z
    }
    fn norm(&self) -> f64 {
        self.dot(self).sqrt()
    }
    fn unit(self) -> V3 {
        self * (1.0 / self.norm())
    }
}
#[differentiable]
fn vectors(x: &[f64]) -> f64 {
    let a = V3 { x: x[0], y: x[1], z: x[2] };
    let mut b = -a + a * x[3];
    b += 2.0 * a;
    for _ in 0..3 {
        b = b * 0.5 + a.unit();
    }
    b.dot(&a)
}
#[derive(Clone, Copy, Debug, Differentiable)]
struct Dual {
    v: f64,
    d: f64,
}
#[differentiable]
impl Mul for Dual {
    type Output = Dual;
    fn mul(self, o: Dual) -> Dual {
        Dual { v: self.v * o.v, d: self.v * o.d + self.d * o.v }
    }
}
#[differentiable]
impl Dual {
    fn sin(self) -> Dual {
        Dual { v: self.v.sin(), d: self.d * self.v.cos() }
    }
}
#[differentiable]
fn dual_numbers(x: &[f64]) -> f64 {
    let a = Dual { v: x[0], d: 1.0 };
    let b = a * a * a.sin();
    b.d * x[1]
}
#[derive(Clone, Copy, Debug, Differentiable)]
struct P2(f64, f64);
#[differentiable]
impl P2 {
    fn new(a: f64, b: f64) -> P2 {
        P2(a, b)
    }
    fn sum(self) -> f64 {
        self.0 + self.1
    }
}
#[differentiable]
fn a_name_of_capitals(x: &[f64]) -> f64 {
    let p = P2(x[0] * x[1], x[2]);
    let P2(a, b) = p;
    P2::new(a, x[3]).sum() * b
}
#[derive(Clone, Debug, Differentiable)]
struct Stack<T> {
    items: Vec<T>,
}
#[differentiable]
impl<T: Clone> Stack<T> {
    fn new() -> Self {
        Stack { items: Vec::new() }
    }
    fn push(&mut self, item: T) {
        self.items.push(item);
    }
    fn pop(&mut self) -> Option<T> {
        self.items.pop()
    }
    fn len(&self) -> usize {
        self.items.len()
    }
}
#[differentiable]
fn a_generic_stack(x: &[f64]) -> f64 {
    let mut s: Stack<f64> = Stack::new();
    for v in x {
        s.push(v * v);
    }
    let mut t = 0.0;
    let n = s.len();
    while let Some(v) = s.pop() {
        t = t * 0.3 + v;
    }
    t * n as f64
}
#[differentiable]
trait Optimizer {
    fn step(&mut self, w: &mut [f64], g: &[f64]);
}
#[derive(Clone, Debug, Differentiable)]
struct Momentum {
    rate: f64,
    velocity: Vec<f64>,
}
#[differentiable]
impl Optimizer for Momentum {
    fn step(&mut self, w: &mut [f64], g: &[f64]) {
        for ((w, v), g) in w.iter_mut().zip(self.velocity.iter_mut()).zip(g) {
            *v = 0.9 * *v - self.rate * g;
            *w += *v;
        }
    }
}
#[differentiable]
fn train<O: Optimizer>(mut opt: O, x: &[f64], steps: usize) -> Vec<f64> {
    let mut w = vec![0.5; x.len()];
    for _ in 0..steps {
        let g: Vec<f64> = w.iter().zip(x).map(|(w, x)| 2.0 * (w - x)).collect();
        opt.step(&mut w, &g);
    }
    w
}
#[differentiable]
fn an_optimizer_by_value(x: &[f64]) -> f64 {
    let w = train(Momentum { rate: x[0] * 0.1, velocity: vec![0.0; x.len()] }, x, 3);
    w.iter().zip(x).map(|(a, b)| (a - b).powi(2)).sum()
}
#[differentiable]
fn compound_assignments(x: &[f64]) -> f64 {
    let mut total = 1.0;
    let rate = x[0] * 0.1;
    for v in x {
        total *= 1.0 + rate;
        total -= v * 0.1;
        total /= 1.5;
    }
    total
}

#[test]
fn gradients_are_those_of_differences() {
    check("vectors", vectors, |x| vectors_grad(x));
    check("dual_numbers", dual_numbers, |x| dual_numbers_grad(x));
    check("a_name_of_capitals", a_name_of_capitals, |x| a_name_of_capitals_grad(x));
    check("a_generic_stack", a_generic_stack, |x| a_generic_stack_grad(x));
    check("an_optimizer_by_value", an_optimizer_by_value, |x| an_optimizer_by_value_grad(x));
    check("compound_assignments", compound_assignments, |x| compound_assignments_grad(x));
}
