//! Larger types: containers, wrappers, lists, layers, trait objects.

use crate::check;
use autodiff_runtime::{Differentiable, differentiable};
use std::collections::HashMap;
use std::fmt;
use std::ops::{Add, AddAssign, Deref, Index, IndexMut, Mul, Sub};
use std::rc::Rc;

#[derive(Clone, Debug, Default, PartialEq, Differentiable)]
pub struct Vector {
    data: Vec<f64>,
}
#[differentiable]
impl Vector {
    pub fn zeros(n: usize) -> Self {
        Vector { data: vec![0.0; n] }
    }
    pub fn len(&self) -> usize {
        self.data.len()
    }
    pub fn iter(&self) -> impl Iterator<Item = &f64> + '_ {
        self.data.iter()
    }
    pub fn with(mut self, v: f64) -> Self {
        self.data.push(v);
        self
    }
    pub fn map<F: Fn(f64) -> f64>(&self, f: F) -> Self {
        Self { data: self.data.iter().map(|&v| f(v)).collect() }
    }
}
#[differentiable]
impl Index<usize> for Vector {
    type Output = f64;
    fn index(&self, i: usize) -> &f64 {
        &self.data[i]
    }
}
#[differentiable]
impl IndexMut<usize> for Vector {
    fn index_mut(&mut self, i: usize) -> &mut f64 {
        &mut self.data[i]
    }
}
#[differentiable]
impl From<Vec<f64>> for Vector {
    fn from(data: Vec<f64>) -> Self {
        Vector { data }
    }
}
#[differentiable]
impl FromIterator<f64> for Vector {
    fn from_iter<I: IntoIterator<Item = f64>>(iter: I) -> Self {
        Vector { data: iter.into_iter().collect() }
    }
}
#[differentiable]
impl<'a> Add<&'a Vector> for &'a Vector {
    type Output = Vector;
    fn add(self, o: &Vector) -> Vector {
        self.data.iter().zip(&o.data).map(|(a, b)| a + b).collect()
    }
}
#[differentiable]
impl Mul<Vector> for f64 {
    type Output = Vector;
    fn mul(self, v: Vector) -> Vector {
        v.map(|a| a * self)
    }
}
#[differentiable]
impl AddAssign<&Vector> for Vector {
    fn add_assign(&mut self, o: &Vector) {
        for (a, b) in self.data.iter_mut().zip(&o.data) {
            *a += *b;
        }
    }
}
impl fmt::Display for Vector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}]", self.data.len())
    }
}
#[derive(Clone, Debug, Differentiable)]
struct Wrapper(Vector);
#[differentiable]
impl Deref for Wrapper {
    type Target = Vector;
    fn deref(&self) -> &Vector {
        &self.0
    }
}

#[derive(Clone, Debug, Differentiable)]
struct Steps {
    x: f64,
    h: f64,
    n: usize,
}
#[differentiable]
impl Iterator for Steps {
    type Item = f64;
    fn next(&mut self) -> Option<f64> {
        if self.n == 0 {
            return None;
        }
        self.n -= 1;
        self.x += self.h;
        Some(self.x)
    }
}

#[derive(Clone, Debug, Differentiable)]
struct Node {
    value: f64,
    next: Option<Box<Node>>,
}
#[differentiable]
impl Node {
    fn push(self, value: f64) -> Node {
        Node { value, next: Some(Box::new(self)) }
    }
    fn sum(&self) -> f64 {
        let mut s = 0.0;
        let mut cur = Some(self);
        while let Some(n) = cur {
            s += n.value * n.value;
            cur = n.next.as_deref();
        }
        s
    }
    fn depth(&self) -> usize {
        1 + self.next.as_ref().map_or(0, |n| n.depth())
    }
}

#[differentiable]
trait Layer {
    const NAME: &'static str;
    type Out;
    fn forward(&self, x: &[f64]) -> Vec<f64>;
    fn name(&self) -> &'static str {
        Self::NAME
    }
    fn norm(&self, x: &[f64]) -> f64 {
        self.forward(x).iter().map(|v| v * v).sum::<f64>().sqrt()
    }
}
#[derive(Clone, Debug, Differentiable)]
struct Dense {
    w: Vec<Vec<f64>>,
    b: Vec<f64>,
    act: Activation,
}
#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
enum Activation {
    Relu,
    Tanh,
    Leaky(f64),
}
#[differentiable]
impl Activation {
    fn apply(self, v: f64) -> f64 {
        match self {
            Activation::Relu => v.max(0.0),
            Activation::Tanh => v.tanh(),
            Self::Leaky(a) if v < 0.0 => a * v,
            Self::Leaky(_) => v,
        }
    }
}
#[differentiable]
impl Layer for Dense {
    const NAME: &'static str = "dense";
    type Out = Vec<f64>;
    fn forward(&self, x: &[f64]) -> Vec<f64> {
        self.w.iter().zip(self.b.iter()).map(|(row, b)| self.act.apply(row.iter().zip(x).map(|(w, x)| w * x).sum::<f64>() + b)).collect()
    }
}
#[differentiable]
fn run_net<L: Layer>(layers: &[L], x: &[f64]) -> f64
where
    L::Out: Sized,
{
    let mut v = x.to_vec();
    for l in layers {
        v = l.forward(&v);
    }
    v.iter().sum::<f64>() + layers[0].norm(x) * layers[0].name().len() as f64
}

#[differentiable]
trait Shape {
    fn area(&self) -> f64;
}
#[derive(Clone, Debug, Differentiable)]
struct Sq(f64);
#[derive(Clone, Debug, Differentiable)]
struct Ci {
    r: f64,
}
#[differentiable]
impl Shape for Sq {
    fn area(&self) -> f64 {
        self.0 * self.0
    }
}
#[differentiable]
impl Shape for Ci {
    fn area(&self) -> f64 {
        std::f64::consts::PI * self.r.powi(2)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Differentiable)]
struct P2<T> {
    x: T,
    y: T,
}
#[differentiable]
impl<T: Copy + Add<Output = T> + Sub<Output = T> + Mul<Output = T>> P2<T> {
    fn cross(self, o: Self) -> T {
        self.x * o.y - self.y * o.x
    }
    fn map<U, F: Fn(T) -> U>(self, f: F) -> P2<U> {
        P2 { x: f(self.x), y: f(self.y) }
    }
}

#[derive(Clone, Debug, Default, Differentiable)]
struct Config {
    rate: f64,
    #[differentiable(skip)]
    name: String,
    steps: usize,
}

#[differentiable]
fn f(x: &[f64]) -> f64 {
    let v: Vector = x.to_vec().into();
    let mut u = Vector::zeros(v.len());
    u[0] = x[1] * 2.0;
    u += &v;
    let w = 2.0 * (&u + &v).with(x[3]);
    let ww = Wrapper(w.clone());
    let steps = Steps { x: x[0], h: x[1], n: 3 };
    let list = Node { value: x[0], next: None }.push(x[1]).push(x[2]);
    let net = vec![
        Dense { w: vec![vec![x[0], x[1]], vec![x[2], 0.5]], b: vec![0.1, x[3]], act: Activation::Tanh },
        Dense { w: vec![vec![1.0, x[1]]], b: vec![0.0], act: Activation::Leaky(x[0] * 0.1) },
    ];
    let shapes: Vec<Box<dyn Shape>> = vec![Box::new(Sq(x[0])), Box::new(Ci { r: x[1] })];
    let p = P2 { x: x[0], y: x[1] };
    let q = P2 { x: x[2], y: x[3] };
    let cfg = Config { rate: x[2], ..Default::default() };
    let rc = Rc::new(x[0] * x[0]);
    let rc2 = Rc::clone(&rc);
    let mut cache: HashMap<(usize, usize), f64> = HashMap::new();
    for i in 0..2 {
        for j in 0..2 {
            cache.entry((i, j)).or_insert_with(|| x[i] * x[j + 1]);
        }
    }
    let total: f64 = w.iter().sum::<f64>()
        + ww[1]
        + ww.iter().count() as f64
        + steps.map(|s| s * s).sum::<f64>()
        + list.sum() * list.depth() as f64
        + run_net(&net, &x[..2])
        + shapes.iter().map(|s| s.area()).sum::<f64>()
        + p.cross(q)
        + p.map(|a| a.sin()).cross(q.map(|a| a * 2.0))
        + cfg.rate * (cfg.steps as f64 + 1.0)
        + *rc * *rc2
        + cache[&(1, 1)];
    if p < q && v != u { total } else { -total }
}
#[differentiable]
fn takes(cfg: &Config, v: &Vector, sq: Sq, opt: Option<f64>) -> f64 {
    cfg.rate * v.iter().sum::<f64>() * sq.area() + opt.unwrap_or(1.0)
}

#[test]
fn gradients_are_those_of_differences() {
    check("more", f, |x| f_grad(x));
}

#[test]
fn arguments_of_all_kinds_have_gradients() {
    let config = Config { rate: 2.0, name: "a".into(), steps: 2 };
    let (value, (config_bar, vector_bar, square_bar, option_bar)) = takes_grad(&config, &Vector { data: vec![1.0, 2.0] }, Sq(3.0), Some(2.0));
    assert_eq!((value, config_bar.rate, vector_bar.data, square_bar.0, option_bar), (56.0, 27.0, vec![18.0, 18.0], 36.0, Some(1.0)));
}
