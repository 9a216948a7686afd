//! The operations of one run, in the order in which they ran.

use core::cell::{Cell, RefCell};
use core::fmt;
use core::ops::Range;
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

/// Indices side by side that no operation on single numbers made.
#[derive(Clone, Debug)]
struct Span {
    first: u32,
    count: u32,
    /// How many operations on single numbers were there before.
    nodes: usize,
    origin: Origin,
}

#[derive(Clone, Debug)]
enum Origin {
    /// Independent variables.
    Variables,
    /// The results of an operation on many numbers at once, whose adjoint is a function.
    External(External),
}

#[derive(Clone)]
struct External {
    /// Where the inputs are: runs of indices, by their first one and how many there are; those of constants start at [`CONSTANT`].
    inputs: Arc<[(u32, u32)]>,
    pull: Arc<Pull>,
}

impl fmt::Debug for External {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "External({} runs)", self.inputs.len())
    }
}

/// The index of what has no derivative.
pub(super) const CONSTANT: u32 = 0;

/// The operations of one run, by index from 1 on: nodes in order, with spans between them. The index 0 stands for all constants.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    /// Which run it is: no two that are alive have the same.
    run: u32,
    /// The last index.
    last: u32,
    nodes: Vec<Node>,
    spans: Vec<Span>,
}

impl Trace {
    /// Memory, in bytes.
    pub(crate) fn bytes(&self) -> usize {
        self.nodes.capacity() * size_of::<Node>() + self.spans.capacity() * size_of::<Span>()
    }

    #[inline]
    fn push(&mut self, node: Node) -> u32 {
        self.advance(1);
        self.nodes.push(node);
        self.last
    }

    /// The first of `count` further indices.
    #[inline]
    fn advance(&mut self, count: u32) -> u32 {
        let first = self.last + 1;
        self.last = self.last.checked_add(count).filter(|last| *last < u32::MAX).expect("fewer than 2³² operations in one run");
        first
    }

    /// The first of `count` independent variables.
    fn variables(&mut self, count: u32) -> u32 {
        let (first, nodes) = (self.advance(count), self.nodes.len());
        match self.spans.last_mut() {
            Some(Span { first: before, count: length, nodes: then, origin: Origin::Variables }) if *then == nodes && *before + *length == first => {
                *length += count
            }
            _ => self.spans.push(Span { first, count, nodes, origin: Origin::Variables }),
        }
        first
    }

    fn clear(&mut self) {
        self.last = 0;
        self.nodes.clear();
        self.spans.clear();
    }

    /// Takes adjoints, one for each index, back to those of the independent variables.
    pub(super) fn pull_back(&self, adjoints: &mut [f64]) {
        let mut end = self.nodes.len();
        for span in self.spans.iter().rev() {
            pull_back_nodes(&self.nodes[span.nodes..end], span.first + span.count, adjoints);
            if let Origin::External(external) = &span.origin {
                external.pull_back(span.first as usize..(span.first + span.count) as usize, adjoints);
            }
            end = span.nodes;
        }
        pull_back_nodes(&self.nodes[..end], 1, adjoints);
    }

    /// How many adjoints there are.
    pub(super) fn len(&self) -> usize {
        self.last as usize + 1
    }
}

const UNTOUCHED: u64 = (-0.0_f64).to_bits();

/// The adjoints of operations on single numbers, of which the first one has index `first`.
///
/// An adjoint that nobody added to is `-0.0`, and nothing is multiplied with it: what did not reach the result can't make a NaN of it.
fn pull_back_nodes(nodes: &[Node], first: u32, adjoints: &mut [f64]) {
    for (k, Node { operands, partials }) in nodes.iter().enumerate().rev() {
        let adjoint = adjoints[first as usize + k];
        if adjoint.to_bits() == UNTOUCHED {
            continue;
        }
        for (operand, partial) in operands.iter().zip(partials) {
            if *operand != CONSTANT {
                adjoints[*operand as usize] += adjoint * partial;
            }
        }
    }
}

impl External {
    fn pull_back(&self, outputs: Range<usize>, adjoints: &mut [f64]) {
        let outputs = &adjoints[outputs];
        if outputs.iter().all(|adjoint| adjoint.to_bits() == UNTOUCHED) {
            return;
        }
        let inputs = (self.pull)(outputs);
        let mut rest = inputs.as_slice();
        for &(first, count) in &*self.inputs {
            let (own, others) = rest.split_at_checked(count as usize).expect("one adjoint for each input");
            rest = others;
            if first != CONSTANT {
                for (sum, adjoint) in adjoints[first as usize..][..count as usize].iter_mut().zip(own) {
                    *sum += adjoint;
                }
            }
        }
        assert!(rest.is_empty(), "one adjoint for each input");
    }
}

/// Indices as runs of neighbours.
fn runs(indices: &[u32]) -> Arc<[(u32, u32)]> {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for &index in indices {
        match runs.last_mut() {
            Some((first, count)) if if *first == CONSTANT { index == CONSTANT } else { index == *first + *count } => *count += 1,
            _ => runs.push((index, 1)),
        }
    }
    runs.into()
}

static RUNS: AtomicU32 = AtomicU32::new(1);

thread_local! {
    /// The trace of the run that is going on in this thread.
    static CURRENT: RefCell<Trace> = const { RefCell::new(Trace { run: 0, last: 0, nodes: Vec::new(), spans: Vec::new() }) };
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

/// The first of `count` independent variables, whose indices are contiguous.
pub(super) fn variables(count: usize) -> u32 {
    let count = u32::try_from(count).expect("fewer than 2³² variables");
    CURRENT.with_borrow_mut(|trace| trace.variables(count))
}

/// An operation with `count` outputs, whose indices are contiguous: the first of them. It is a constant if all its inputs are.
pub(super) fn external(inputs: &[u32], count: usize, pull: Arc<Pull>) -> u32 {
    if count == 0 || inputs.iter().all(|&index| index == CONSTANT) {
        return CONSTANT;
    }
    let inputs = runs(inputs);
    let count = u32::try_from(count).expect("fewer than 2³² outputs");
    CURRENT.with_borrow_mut(|trace| {
        let first = trace.advance(count);
        trace.spans.push(Span { first, count, nodes: trace.nodes.len(), origin: Origin::External(External { inputs, pull }) });
        first
    })
}
