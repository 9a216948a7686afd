//! The operations of one run, in the order in which they ran.

use core::cell::{Cell, RefCell};
use core::fmt;
use core::sync::atomic::{AtomicU32, Ordering};
use std::sync::Arc;

/// One operation: where its (at most two) operands are, and the partial derivatives with respect to them.
#[derive(Clone, Copy, Debug)]
struct Node {
    operands: [u32; 2],
    partials: [f64; 2],
}

/// What takes the adjoints of the outputs of an external operation to those of its inputs.
pub(super) type Pull = dyn Fn(&[f64]) -> Vec<f64> + Send + Sync;

/// An operation on many numbers at once, whose adjoint is a function.
#[derive(Clone)]
struct External {
    /// Its outputs are the nodes `first..first + count`.
    first: u32,
    count: u32,
    inputs: Arc<[u32]>,
    pull: Arc<Pull>,
}

impl fmt::Debug for External {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "External({} → {})", self.inputs.len(), self.count)
    }
}

/// The index of what has no derivative.
pub(super) const CONSTANT: u32 = 0;

/// The operations of one run. The node 0 stands for all constants.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    /// Which run it is: no two that are alive have the same.
    run: u32,
    nodes: Vec<Node>,
    externals: Vec<External>,
}

impl Trace {
    /// Memory, in bytes.
    pub(crate) fn bytes(&self) -> usize {
        self.nodes.capacity() * size_of::<Node>() + self.externals.capacity() * size_of::<External>()
    }

    fn push(&mut self, node: Node) -> u32 {
        if self.nodes.is_empty() {
            self.nodes.push(Node { operands: [CONSTANT; 2], partials: [0.0; 2] });
        }
        let index = u32::try_from(self.nodes.len()).expect("at most 2³² operations in one run");
        self.nodes.push(node);
        index
    }

    fn clear(&mut self) {
        self.nodes.clear();
        self.externals.clear();
    }

    /// Takes adjoints, one for each node, back to those of the independent variables.
    ///
    /// An adjoint that nobody added to is `-0.0`, and nothing is multiplied with it: what did not reach the result can't make a NaN of it.
    pub(super) fn pull_back(&self, adjoints: &mut [f64]) {
        let untouched = (-0.0_f64).to_bits();
        let mut externals = self.externals.iter().rev().peekable();
        for index in (1..self.nodes.len()).rev() {
            if let Some(external) = externals.next_if(|external| external.first as usize == index) {
                external.pull_back(adjoints);
                continue;
            }
            let adjoint = adjoints[index];
            if adjoint.to_bits() == untouched {
                continue;
            }
            let Node { operands, partials } = self.nodes[index];
            for (operand, partial) in operands.into_iter().zip(partials) {
                if operand != CONSTANT {
                    adjoints[operand as usize] += adjoint * partial;
                }
            }
        }
    }

    pub(super) fn len(&self) -> usize {
        self.nodes.len().max(1)
    }
}

impl External {
    fn pull_back(&self, adjoints: &mut [f64]) {
        let outputs = &adjoints[self.first as usize..(self.first + self.count) as usize];
        if outputs.iter().all(|adjoint| adjoint.to_bits() == (-0.0_f64).to_bits()) {
            return;
        }
        let inputs = (self.pull)(outputs);
        assert_eq!(inputs.len(), self.inputs.len(), "one adjoint for each input");
        for (&index, adjoint) in self.inputs.iter().zip(inputs) {
            if index != CONSTANT {
                adjoints[index as usize] += adjoint;
            }
        }
    }
}

static RUNS: AtomicU32 = AtomicU32::new(1);

thread_local! {
    /// The trace of the run that is going on in this thread.
    static CURRENT: RefCell<Trace> = const { RefCell::new(Trace { run: 0, nodes: Vec::new(), externals: Vec::new() }) };
    /// An empty one, whose memory is used again.
    static SPARE: Cell<Option<Trace>> = const { Cell::new(None) };
}

/// Puts an empty trace in place of the current one, which is returned.
pub(super) fn enter() -> Trace {
    let mut fresh = SPARE.take().unwrap_or_default();
    fresh.run = RUNS.fetch_add(1, Ordering::Relaxed);
    CURRENT.with_borrow_mut(|current| core::mem::replace(current, fresh))
}

/// Puts `outer` back, and returns the trace that was current.
pub(super) fn leave(outer: Trace) -> Trace {
    CURRENT.with_borrow_mut(|current| core::mem::replace(current, outer))
}

/// Gives the memory of a trace back to the thread.
pub(crate) fn give(mut trace: Trace) {
    trace.clear();
    let larger = match SPARE.take() {
        Some(spare) if spare.bytes() >= trace.bytes() => spare,
        _ => trace,
    };
    SPARE.set(Some(larger));
}

/// The run that goes on in this thread.
pub(super) fn run() -> u32 {
    CURRENT.with_borrow(|trace| trace.run)
}

/// An operation with one operand or two of a run.
///
/// # Panics
///
/// When that is not the run that goes on in this thread: a number has gone to another thread, where nothing can be recorded.
#[inline]
pub(super) fn operation(run: u32, operands: [u32; 2], partials: [f64; 2]) -> u32 {
    CURRENT.with_borrow_mut(|trace| {
        assert!(trace.run == run, "a differentiated number has gone to another thread, where its derivative would be lost");
        trace.push(Node { operands, partials })
    })
}

/// An independent variable.
pub(super) fn variable() -> u32 {
    CURRENT.with_borrow_mut(|trace| trace.push(Node { operands: [CONSTANT; 2], partials: [0.0; 2] }))
}

/// An operation with `count` outputs, whose indices are contiguous: the first of them. It is a constant if all its inputs are.
pub(super) fn external(inputs: Vec<u32>, count: usize, pull: Arc<Pull>) -> u32 {
    if count == 0 || inputs.iter().all(|&index| index == CONSTANT) {
        return CONSTANT;
    }
    CURRENT.with_borrow_mut(|trace| {
        let node = Node { operands: [CONSTANT; 2], partials: [0.0; 2] };
        let first = trace.push(node);
        for _ in 1..count {
            trace.push(node);
        }
        let count = u32::try_from(count).expect("at most 2³² outputs");
        trace.externals.push(External { first, count, inputs: inputs.into(), pull });
        first
    })
}
