//! Nodes whose operands and results are whole matrices.

use crate::overload::{Number, external};

/// A number of the mirrors.
pub(super) type Num = Number<f64>;

/// The index of a number without derivative.
const CONSTANT: u32 = Num::constant(0.0).index();

/// The operands of a node: those without any derivative are left out, and no adjoint is computed for them.
#[derive(Default)]
pub(super) struct Operands {
    indices: Vec<u32>,
}

impl Operands {
    /// Adds an operand; whether it has a derivative.
    pub(super) fn add<'a>(&mut self, numbers: impl IntoIterator<Item = &'a Num>) -> bool {
        let start = self.indices.len();
        self.indices.extend(numbers.into_iter().map(Number::index));
        let active = self.indices[start..].iter().any(|index| *index != CONSTANT);
        if !active {
            self.indices.truncate(start);
        }
        active
    }

    /// The node: `pull` takes the adjoints of `values` to those of the operands that have a derivative, in the order in which they were added.
    pub(super) fn node(self, values: Vec<f64>, pull: impl Fn(&[f64]) -> Vec<f64> + Send + Sync + 'static) -> Vec<Num> {
        external(self.indices, values, pull)
    }

    /// A node with one result.
    pub(super) fn scalar(self, value: f64, pull: impl Fn(f64) -> Vec<f64> + Send + Sync + 'static) -> Num {
        self.node(vec![value], move |bar| pull(bar[0]))[0]
    }
}
