//! Blocks: results of many floats, or of many arguments, whose adjoint is one rule instead of a node a float.
//!
//! A block passes adjoints on in one of two ways: as numbers, or as traced values while a tape records the sweep itself. Sums and
//! products of arrays are written once for both, over [`Flow`].

use std::ops::{Add, Mul};

use super::elements::{Elements, Scalar};
use super::elementwise::Side;
use super::error::TapeError;
use super::ledger::{self, NOWHERE, Slot};
use super::sweep::{Bars, TracedBars};
use super::traced::Traced;

/// The adjoint of a block.
pub(crate) trait Block {
    /// Adds to the adjoints of the arguments, given those of the result. `last`: nobody will ask again.
    fn pull(&self, seeds: &[f64], last: bool, bars: &mut Bars<'_>) -> Result<(), TapeError>;

    /// The same for a sweep that is recorded.
    fn pull_traced(&self, seeds: &[Traced<f64>], bars: &mut TracedBars) -> Result<(), TapeError>;
}

/// An array argument: its floats, and where they are on the ledger.
pub(crate) struct Floor {
    pub(crate) values: Vec<f64>,
    pub(crate) slot: Slot,
    pub(crate) id: u64,
}

impl Floor {
    /// The floats of one side of an operation; `keep` says whether the values will be needed.
    pub(crate) fn of<T: Elements>(side: &Side<'_, T>, keep: bool) -> Floor {
        let Side::Whole(value, id) = *side else { unreachable!("arrays are whole") };
        let values = if keep { value.to_floats() } else { Vec::new() };
        Floor { values, slot: ledger::with(|ledger| ledger.operand(id)), id }
    }

    fn is_active(&self) -> bool {
        self.slot != NOWHERE
    }
}

/// Numbers or traced numbers on their way to the adjoints of arguments.
pub(crate) trait Flow {
    /// What flows.
    type Number: Copy + Add<Output = Self::Number> + Mul<Output = Self::Number>;
    /// An element of an argument.
    fn element(floor: &Floor, index: usize) -> Self::Number;
    /// A constant.
    fn constant(value: f64) -> Self::Number;
    /// Adds to the adjoint of a slot; nothing for a constant.
    fn give(&mut self, slot: Slot, bar: Self::Number);
}

impl Flow for Bars<'_> {
    type Number = f64;
    #[inline(always)]
    fn element(floor: &Floor, index: usize) -> f64 {
        floor.values[index]
    }
    fn constant(value: f64) -> f64 {
        value
    }
    #[inline(always)]
    fn give(&mut self, slot: Slot, bar: f64) {
        self.add(slot, bar);
    }
}

impl Flow for TracedBars {
    type Number = Traced<f64>;
    fn element(floor: &Floor, index: usize) -> Traced<f64> {
        Traced::new(floor.values[index], if floor.is_active() { floor.id + index as u64 } else { 0 })
    }
    fn constant(value: f64) -> Traced<f64> {
        Traced::new(value, 0)
    }
    fn give(&mut self, slot: Slot, bar: Traced<f64>) {
        self.add(slot, bar);
    }
}

/// A rule that is written once for numbers and traced numbers.
pub(crate) trait Rule {
    /// Adds to the adjoints of the arguments.
    fn flow<F: Flow>(&self, seeds: &[F::Number], flow: &mut F);
}

impl<R: Rule> Block for R {
    fn pull(&self, seeds: &[f64], _: bool, bars: &mut Bars<'_>) -> Result<(), TapeError> {
        self.flow(seeds, bars);
        Ok(())
    }

    fn pull_traced(&self, seeds: &[Traced<f64>], bars: &mut TracedBars) -> Result<(), TapeError> {
        self.flow(seeds, bars);
        Ok(())
    }
}

/// `y = Σ xᵢ`: every element gets the adjoint of the sum.
pub(crate) struct Total {
    pub(crate) slot: Slot,
    pub(crate) count: u32,
}

impl Rule for Total {
    fn flow<F: Flow>(&self, seeds: &[F::Number], flow: &mut F) {
        for slot in self.slot..self.slot + self.count {
            flow.give(slot, seeds[0]);
        }
    }
}

/// `y = Σ wᵢ·xᵢ` with fixed weights, as of the largest element.
pub(crate) struct Weighted {
    pub(crate) slot: Slot,
    pub(crate) weights: Vec<f64>,
}

impl Rule for Weighted {
    fn flow<F: Flow>(&self, seeds: &[F::Number], flow: &mut F) {
        for (slot, &weight) in (self.slot..).zip(&self.weights) {
            flow.give(slot, seeds[0] * F::constant(weight));
        }
    }
}

/// `C = A·B` for `A` of m×k, `B` of k×n, row by row: `Ā += C̄·Bᵀ`, `B̄ += Aᵀ·C̄`. A vector has n = 1, a dot product m = n = 1.
pub(crate) struct MatrixProduct {
    pub(crate) a: Floor,
    pub(crate) b: Floor,
    pub(crate) size: [usize; 3],
}

impl Rule for MatrixProduct {
    fn flow<F: Flow>(&self, seeds: &[F::Number], flow: &mut F) {
        let [m, inner, n] = self.size;
        for i in 0..m {
            for l in 0..inner {
                for j in 0..n {
                    let seed = seeds[i * n + j];
                    if self.a.is_active() {
                        flow.give(self.a.slot + (i * inner + l) as Slot, seed * F::element(&self.b, l * n + j));
                    }
                    if self.b.is_active() {
                        flow.give(self.b.slot + (l * n + j) as Slot, seed * F::element(&self.a, i * inner + l));
                    }
                }
            }
        }
    }
}

/// `C = A·B` as floats, row by row, summed in order.
pub(crate) fn product<S: Scalar>(a: &[S], b: &[S], [m, inner, n]: [usize; 3]) -> Vec<S> {
    let mut out = Vec::with_capacity(m * n);
    for i in 0..m {
        for j in 0..n {
            let mut sum = S::from_wide(0.0).wide();
            for l in 0..inner {
                let term = S::from_wide(a[i * inner + l].wide() * b[l * n + j].wide());
                sum = S::from_wide(sum + term.wide()).wide();
            }
            out.push(S::from_wide(sum));
        }
    }
    out
}
