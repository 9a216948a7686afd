use autodiff_runtime::{Differentiable, differentiable};

use std::ops::Add;

#[derive(Clone, Copy, Differentiable)]
struct Point {
    x: f64,
}

impl Add for Point {
    type Output = Point;
    fn add(self, other: Point) -> Point {
        Point { x: self.x + other.x }
    }
}

#[differentiable(overloaded)]
fn f(x: f64) -> f64 {
    let point = Point { x };
    (point + point).x
}

fn main() {}
