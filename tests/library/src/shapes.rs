//! Enums and a trait.

use autodiff_runtime::{Differentiable, differentiable};

/// What has an area.
#[differentiable]
pub trait Area {
    /// The area.
    fn area(&self) -> f64;
    /// Twice the area.
    fn twice(&self) -> f64 {
        2.0 * self.area()
    }
}

/// A shape.
#[derive(Clone, Debug, PartialEq, Differentiable)]
pub enum Shape {
    /// By its radius.
    Circle(f64),
    /// By its sides.
    Rectangle {
        /// One.
        a: f64,
        /// The other.
        b: f64,
    },
    /// Nothing.
    Empty,
}

#[differentiable]
impl Area for Shape {
    fn area(&self) -> f64 {
        match self {
            Shape::Circle(r) => std::f64::consts::PI * r * r,
            Shape::Rectangle { a, b } => a * b,
            Shape::Empty => 0.0,
        }
    }
}

/// How to round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Differentiable)]
pub enum Mode {
    /// Not at all.
    Exact,
    /// To halves, thirds and so on.
    Parts(u32),
}

/// The area of all.
#[differentiable]
pub fn total<S: Area>(shapes: &[S]) -> f64 {
    shapes.iter().map(|s| s.area()).sum()
}
