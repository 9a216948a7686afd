//! A generic struct with a bound on a trait of the library.

use autodiff_runtime::{Differentiable, differentiable};

/// A layer of a network.
#[differentiable]
pub trait Layer {
    /// Its output.
    fn apply(&self, x: f64) -> f64;
}

/// A line.
#[derive(Clone, Debug, PartialEq, Differentiable)]
pub struct Line {
    /// Slope.
    pub w: f64,
    /// Offset.
    pub b: f64,
}

#[differentiable]
impl Layer for Line {
    fn apply(&self, x: f64) -> f64 {
        self.w * x + self.b
    }
}

/// One after the other.
#[derive(Clone, Debug, PartialEq, Differentiable)]
pub struct Chain<L: Layer> {
    /// The layers.
    pub layers: Vec<L>,
}

#[differentiable]
impl<L: Layer> Chain<L> {
    /// The output of the last.
    pub fn run(&self, x: f64) -> f64 {
        self.layers.iter().fold(x, |x, layer| layer.apply(x))
    }
}
