//! Vectors that grow, maps, numeric traits, iterators, enums with numbers, slices of slices.

use crate::check;
use autodiff_runtime::{Differentiable, differentiable};
use std::collections::BTreeMap;
use std::ops::{Add, Mul};
#[differentiable]
fn push_squares(out: &mut Vec<f64>, x: &[f64]) {
    for v in x {
        out.push(v * v);
    }
}
#[differentiable]
fn a_vector_that_grows(x: &[f64]) -> f64 {
    let mut out = vec![x[0]];
    push_squares(&mut out, x);
    out.iter().product::<f64>()
}
#[differentiable]
fn a_map_of_coefficients(x: &[f64]) -> f64 {
    let mut m: BTreeMap<i32, f64> = BTreeMap::new();
    for (i, v) in x.iter().enumerate() {
        m.insert(i as i32, *v);
    }
    poly(&m, x[0])
}
#[differentiable]
fn poly(coefficients: &BTreeMap<i32, f64>, x: f64) -> f64 {
    coefficients.iter().map(|(&power, c)| c * x.powi(power)).sum()
}
#[differentiable]
fn horner<T>(coefficients: &[T], x: T) -> T
where
    T: Copy + Add<Output = T> + Mul<Output = T>,
{
    let (last, rest) = coefficients.split_last().expect("one");
    rest.iter().rev().fold(*last, |acc, &c| acc * x + c)
}
#[differentiable]
fn horner_for_any_number(x: &[f64]) -> f64 {
    horner(x, x[1])
}
#[differentiable]
trait Field {
    fn times(&self, o: &Self) -> Self;
    fn zero() -> Self;
    fn plus(&self, o: &Self) -> Self;
}
#[differentiable]
impl Field for f64 {
    fn times(&self, o: &f64) -> f64 {
        self * o
    }
    fn zero() -> f64 {
        0.0
    }
    fn plus(&self, o: &f64) -> f64 {
        self + o
    }
}
#[differentiable]
fn inner<T: Field>(a: &[T], b: &[T]) -> T {
    let mut s = T::zero();
    for (x, y) in a.iter().zip(b) {
        s = s.plus(&x.times(y));
    }
    s
}
#[differentiable]
fn a_numeric_trait(x: &[f64]) -> f64 {
    inner(x, &[x[1], 2.0, x[2], 1.0])
}
#[derive(Clone, Debug, Differentiable)]
struct Samples {
    v: Vec<f64>,
}
#[differentiable]
impl IntoIterator for Samples {
    type Item = f64;
    type IntoIter = std::vec::IntoIter<f64>;
    fn into_iter(self) -> Self::IntoIter {
        self.v.into_iter()
    }
}
#[differentiable]
impl<'a> IntoIterator for &'a Samples {
    type Item = &'a f64;
    type IntoIter = std::slice::Iter<'a, f64>;
    fn into_iter(self) -> Self::IntoIter {
        self.v.iter()
    }
}
struct IndexPairs {
    i: usize,
    n: usize,
}
impl Iterator for IndexPairs {
    type Item = (usize, usize);
    fn next(&mut self) -> Option<(usize, usize)> {
        if self.i + 1 >= self.n {
            None
        } else {
            self.i += 1;
            Some((self.i - 1, self.i))
        }
    }
}
fn index_pairs(n: usize) -> IndexPairs {
    IndexPairs { i: 0, n }
}
#[differentiable]
fn own_iterators(x: &[f64]) -> f64 {
    let s = Samples { v: x.to_vec() };
    let mut t = 0.0;
    for v in &s {
        t += v * v;
    }
    for v in s {
        t += v;
    }
    for (i, j) in index_pairs(x.len()) {
        t += x[i] * x[j];
    }
    t
}
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Differentiable)]
enum Season {
    Winter,
    Summer,
}
#[differentiable]
impl Season {
    fn factor(self) -> f64 {
        match self {
            Season::Winter => 0.5,
            Season::Summer => 2.0,
        }
    }
    fn index(self) -> usize {
        self as usize
    }
}
#[differentiable]
fn enums_as_numbers(x: &[f64]) -> f64 {
    [Season::Winter, Season::Summer].iter().map(|s| s.factor() * x[*s as usize] * (s.index() as f64 + x[2])).sum()
}
#[differentiable]
fn pooled(groups: &[&[f64]]) -> f64 {
    let mut s = 0.0;
    for g in groups {
        let m = g.iter().sum::<f64>() / g.len() as f64;
        s += g.iter().map(|v| (v - m).powi(2)).sum::<f64>();
    }
    s
}
#[differentiable]
fn slices_of_slices(x: &[f64]) -> f64 {
    let (a, b) = x.split_at(2);
    pooled(&[a, b])
}
const WEIGHTS: &[(f64, f64)] = &[(0.17, 0.93), (0.36, 0.66)];
const SCALE: f64 = 1.0 / 3.0 + EPS;
const EPS: f64 = 1e-3;
const fn cubed(x: u32) -> u32 {
    x * x * x
}
const STEPS: u32 = cubed(2);
#[differentiable]
fn constants_everywhere(x: &[f64]) -> f64 {
    let (a, b, k) = (x[0], x[1], x[3]);
    let width = (b - a) / STEPS as f64;
    let mut total = 0.0;
    for panel in 0..STEPS {
        let middle = a + width * (panel as f64 + 0.5);
        for &(w, node) in WEIGHTS {
            for sign in [-1.0, 1.0] {
                let x = middle + sign * node * width / 2.0;
                total += w * width / 2.0 * (k * x).cos() * (-SCALE * x * x).exp();
            }
        }
    }
    total
}
#[differentiable]
fn vectors_taken_and_replaced(x: &[f64]) -> f64 {
    let mut now = x.to_vec();
    let mut next = vec![0.0; x.len()];
    for _ in 0..3 {
        for i in 0..x.len() {
            next[i] = now[i] * 0.5 + now[(i + 1) % 4];
        }
        std::mem::swap(&mut now, &mut next);
    }
    let old = std::mem::take(&mut now);
    let replaced = std::mem::replace(&mut next, old.clone());
    old.iter().zip(&replaced).map(|(a, b)| a * b).sum::<f64>() + next[0]
}
#[differentiable]
fn pass_on(out: &mut Vec<f64>, x: &[f64]) {
    push_squares(out, x);
}
#[derive(Clone, Debug, Differentiable)]
struct Log {
    items: Vec<f64>,
}
#[differentiable]
impl Log {
    fn add(&mut self, v: f64) {
        self.items.push(v * 2.0);
    }
}
#[differentiable]
fn lengths_changed_by_callees(x: &[f64]) -> f64 {
    let mut out = vec![x[0]];
    pass_on(&mut out, x);
    let mut log = Log { items: vec![x[1]] };
    log.add(x[2]);
    out.iter().product::<f64>() * log.items.iter().sum::<f64>()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Differentiable)]
enum Tone {
    Low,
    High,
}
#[differentiable]
impl Tone {
    fn gain(self) -> f64 {
        match self {
            Self::Low => 0.5,
            Self::High => 2.0,
        }
    }
    fn flip(self) -> Self {
        match (self, true) {
            (Self::Low, _) => Tone::High,
            (Self::High, false) => Self::High,
            _ => Self::Low,
        }
    }
}
#[differentiable]
fn boxed(x: &[f64]) -> Result<f64, Box<dyn std::error::Error>> {
    if x[0] < -100.0 {
        return Err("too small".into());
    }
    let n: usize = "4".parse()?;
    Ok(x[0] * n as f64 * Tone::Low.flip().gain())
}
#[differentiable]
pub fn boxed_errors(x: &[f64]) -> f64 {
    match boxed(x) {
        Ok(v) => v * v,
        Err(_) => 0.0,
    }
}

#[test]
fn gradients_are_those_of_differences() {
    check("lengths_changed_by_callees", lengths_changed_by_callees, |x| lengths_changed_by_callees_grad(x));
    check("boxed_errors", boxed_errors, |x| boxed_errors_grad(x));
    check("a_vector_that_grows", a_vector_that_grows, |x| a_vector_that_grows_grad(x));
    check("a_map_of_coefficients", a_map_of_coefficients, |x| a_map_of_coefficients_grad(x));
    check("horner_for_any_number", horner_for_any_number, |x| horner_for_any_number_grad(x));
    check("a_numeric_trait", a_numeric_trait, |x| a_numeric_trait_grad(x));
    check("own_iterators", own_iterators, |x| own_iterators_grad(x));
    check("enums_as_numbers", enums_as_numbers, |x| enums_as_numbers_grad(x));
    check("slices_of_slices", slices_of_slices, |x| slices_of_slices_grad(x));
    check("constants_everywhere", constants_everywhere, |x| constants_everywhere_grad(x));
    check("vectors_taken_and_replaced", vectors_taken_and_replaced, |x| vectors_taken_and_replaced_grad(x));
}
