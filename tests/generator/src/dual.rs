//! Floats with their derivatives along every coordinate of the input, forward mode.

use crate::ast::Float;

/// The derivative of one number along one coordinate.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Dot {
    pub(crate) dot: f64,
    /// The same sum over all paths from the input with the absolute values of the terms: a rounding error of the derivative is some `1e-16` of it.
    pub(crate) size: f64,
}

/// A value of the primal, exact to the bit, and its derivatives.
#[derive(Clone, Debug)]
pub(crate) struct Num {
    pub(crate) value: f64,
    pub(crate) float: Float,
    /// One per coordinate; empty when the number depends on none.
    pub(crate) dots: Vec<Dot>,
}

impl Num {
    pub(crate) fn constant(value: f64, float: Float) -> Self {
        Num { value, float, dots: Vec::new() }
    }

    /// The number with value `value` and the derivative `Σ partial · operand`.
    pub(crate) fn from_parts(value: f64, float: Float, parts: &[(f64, &Num)]) -> Self {
        let mut dots: Vec<Dot> = Vec::new();
        for (partial, operand) in parts {
            if dots.is_empty() {
                dots = vec![Dot::default(); operand.dots.len()];
            }
            for (sum, term) in dots.iter_mut().zip(&operand.dots) {
                sum.dot += partial * term.dot;
                sum.size += partial.abs() * term.size;
            }
        }
        Num { value, float, dots }
    }

    pub(crate) fn is_varied(&self) -> bool {
        self.dots.iter().any(|dot| dot.size != 0.0)
    }

    /// Too large or no number: nothing can be said about its derivative.
    pub(crate) fn is_wild(&self) -> bool {
        !self.value.is_finite() || self.value.abs() > 1e7 || self.dots.iter().any(|dot| !dot.size.is_finite() || dot.size > 1e9)
    }
}
