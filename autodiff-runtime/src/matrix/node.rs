//! Nodes whose operands and results are whole matrices.

use crate::overload::{Number, current, external_block};

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
    /// Adds numbers; whether they have a derivative.
    ///
    /// # Panics
    ///
    /// When a number is of a run that goes on in another thread.
    pub(super) fn add<'a>(&mut self, numbers: impl IntoIterator<Item = &'a Num>) -> bool {
        let (start, mut own, run) = (self.indices.len(), true, current());
        self.indices.extend(numbers.into_iter().map(|number| {
            own &= number.is_of_run(run);
            number.index()
        }));
        self.added(start, own)
    }

    /// The same for numbers whose indices have been put in order already; `own`: they are of this run.
    pub(super) fn add_indices(&mut self, indices: &[u32], own: bool) -> bool {
        let start = self.indices.len();
        self.indices.extend_from_slice(indices);
        self.added(start, own)
    }

    fn added(&mut self, start: usize, own: bool) -> bool {
        assert!(own, "a differentiated number has gone to another thread, where its derivative would be lost");
        let active = self.indices[start..].iter().fold(false, |any, index| any | (*index != CONSTANT));
        if !active {
            self.indices.truncate(start);
        }
        active
    }

    /// The node: `pull` takes the adjoints of its `count` results to those of the operands that have a derivative, in the order in which they were added.
    /// What it gives makes numbers of the results, one after the other.
    pub(super) fn node(self, count: usize, pull: impl Fn(&[f64]) -> Vec<f64> + Send + Sync + 'static) -> impl FnMut(f64) -> Num {
        Num::block(external_block(&self.indices, count, pull))
    }

    /// A node with one result.
    pub(super) fn scalar(self, value: f64, pull: impl Fn(f64) -> Vec<f64> + Send + Sync + 'static) -> Num {
        self.node(1, move |bar| pull(bar[0]))(value)
    }
}
