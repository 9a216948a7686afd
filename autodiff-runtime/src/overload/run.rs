//! One run of an overloaded body as the forward and reverse sweep of a compiled function.

use core::cell::Cell;
use core::fmt;
use core::ops::Range;
use std::sync::Arc;

use super::mirror::{Leaves, Lift};
use super::number::{Base, Number};
use super::trace::{self, CONSTANT, Trace};
use crate::record::{Record, Side};
use crate::tangent::Floats;

/// A run that is going on: what it was entered from, and where its inputs and outputs are.
///
/// If the body panics the run is dropped, and the trace of the caller is current again.
pub struct Run {
    outer: Option<Trace>,
    /// Indices of the floats of each argument, one after the other, then those behind `&mut` afterwards, then those of the value.
    places: Vec<u32>,
    /// Where in `places` each of them ends.
    ends: Vec<u32>,
    /// Memory of adjoints that were.
    adjoints: Vec<f64>,
}

/// Adjoints of as many numbers are kept for the next run.
const KEPT: usize = 1 << 14;

/// Memory of lists and adjoints of an earlier run.
type Lists = (Vec<u32>, Vec<u32>, Vec<f64>);

thread_local! {
    /// Kept from run to run, as that of traces.
    static SPARE: Cell<Option<Lists>> = const { Cell::new(None) };
}

impl fmt::Debug for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Run").field("places", &self.places.len()).finish_non_exhaustive()
    }
}

impl Run {
    /// A run with an empty trace.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        let (mut places, mut ends, adjoints) = SPARE.take().unwrap_or_default();
        places.clear();
        ends.clear();
        Run { outer: Some(trace::enter()), places, ends, adjoints }
    }

    /// An argument with a derivative.
    pub fn variable<T: Lift>(&mut self, value: &T) -> T::Mirror {
        let mirror = value.lift(&mut Leaves::Variables);
        self.note::<T>(&mirror);
        mirror
    }

    /// The elements of an argument with a derivative.
    pub fn variables<T: Lift>(&mut self, values: &[T]) -> Vec<T::Mirror> {
        let mirror = values.iter().map(|value| value.lift(&mut Leaves::Variables)).collect();
        self.note::<Vec<T>>(&mirror);
        mirror
    }

    /// An argument without.
    pub fn constant<T: Lift>(&mut self, value: &T) -> T::Mirror {
        self.skip();
        value.lift(&mut Leaves::Constants)
    }

    /// The elements of an argument without.
    pub fn constants<T: Lift>(&mut self, values: &[T]) -> Vec<T::Mirror> {
        self.skip();
        values.iter().map(|value| value.lift(&mut Leaves::Constants)).collect()
    }

    /// An argument that has no floats, which goes into the body as it is.
    pub fn skip(&mut self) {
        self.ends.push(self.places.len() as u32);
    }

    /// A result, or what stands behind `&mut` afterwards: its value.
    pub fn result<T: Lift>(&mut self, mirror: &T::Mirror) -> T {
        self.note::<T>(mirror);
        T::lower(mirror)
    }

    /// The elements behind `&mut` afterwards.
    pub fn results<T: Lift>(&mut self, mirrors: &[T::Mirror], values: &mut [T]) {
        let places = &mut self.places;
        for (mirror, value) in mirrors.iter().zip(values) {
            T::indices(mirror, &mut |index| places.push(index));
            *value = T::lower(mirror);
        }
        self.skip();
    }

    fn note<T: Lift>(&mut self, mirror: &T::Mirror) {
        T::all_indices(mirror, &mut self.places);
        self.skip();
    }

    /// What the reverse sweep needs.
    pub fn finish(mut self) -> Traced {
        let trace = trace::leave(self.outer.take().expect("a run ends once"));
        let (places, ends, adjoints) = (&mut self.places, &mut self.ends, &mut self.adjoints);
        Traced { trace, places: core::mem::take(places), ends: core::mem::take(ends), adjoints: core::mem::take(adjoints) }
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        if let Some(outer) = self.outer.take() {
            trace::give(trace::leave(outer));
        }
    }
}

/// A finished run.
#[derive(Clone, Debug)]
pub struct Traced {
    trace: Trace,
    places: Vec<u32>,
    ends: Vec<u32>,
    /// Memory for the adjoints.
    adjoints: Vec<f64>,
}

impl Traced {
    pub(crate) fn bytes(&self) -> usize {
        self.trace.bytes() + (self.places.capacity() + self.ends.capacity()) * size_of::<u32>()
    }

    /// The reverse sweep, with all adjoints zero.
    pub fn sweep(mut self) -> Sweep {
        let mut adjoints = core::mem::take(&mut self.adjoints);
        adjoints.clear();
        adjoints.resize(self.trace.len(), -0.0);
        Sweep { traced: self, adjoints }
    }

    fn places(&self, part: usize) -> &[u32] {
        let start = if part == 0 { 0 } else { self.ends[part - 1] as usize };
        &self.places[start..self.ends[part] as usize]
    }
}

/// A finished run lies beside the tape, whole.
impl Record for Traced {
    const WORDS: usize = 0;
    #[inline]
    fn record_write(self, _: &mut [f64], side: &mut Side) {
        side.traces.push(self);
    }
    #[inline]
    fn record_read(_: &[f64], side: &mut Side) -> Self {
        side.traces.pop().expect("a trace is taken back once")
    }
}

/// A reverse sweep: seeds first, then [`run`](Sweep::run), then the adjoints of the arguments.
#[derive(Debug)]
pub struct Sweep {
    traced: Traced,
    adjoints: Vec<f64>,
}

impl Sweep {
    /// Adds the adjoint of a result.
    ///
    /// # Panics
    ///
    /// When it has another number of floats than the result, and is not zero.
    pub fn seed<T: Floats + ?Sized>(&mut self, part: usize, bar: &T) {
        if bar.float_count() != self.traced.places(part).len() {
            let mut zero = true;
            bar.visit_floats(&mut |adjoint| zero &= adjoint == 0.0);
            assert!(
                zero,
                "an adjoint of another shape than the value: if its length was changed behind `&mut`, write `#[differentiable(overloaded)]` on the caller"
            );
            return;
        }
        if let (Some(places), Some(floats)) = (neighbours(self.traced.places(part)), bar.contiguous()) {
            add(&mut self.adjoints[places], floats);
            return;
        }
        let mut places = self.traced.places(part).iter();
        let adjoints = &mut self.adjoints;
        bar.visit_floats(&mut |adjoint| {
            if let Some(&index) = places.next()
                && index != CONSTANT
            {
                adjoints[index as usize] += adjoint;
            }
        });
    }

    /// From the results to the arguments.
    pub fn run(&mut self) {
        self.traced.trace.pull_back(&mut self.adjoints);
    }

    /// Adds to the adjoint of an argument.
    pub fn collect<T: Floats + ?Sized>(&self, part: usize, bar: &mut T) {
        if let (Some(places), Some(floats)) = (neighbours(self.traced.places(part)), bar.contiguous_mut()) {
            add(floats, &self.adjoints[places]);
            return;
        }
        let mut places = self.traced.places(part).iter();
        bar.update_floats(&mut |sum| match places.next() {
            Some(&index) if index != CONSTANT => sum + self.adjoints[index as usize],
            _ => sum,
        });
    }

    /// Gives the memory back to the thread.
    pub fn finish(self) {
        let Traced { trace, places, ends, .. } = self.traced;
        trace::give(trace);
        // What is large goes back to the system: kept, it would lie in the way of the next run's matrices.
        if self.adjoints.len() <= KEPT {
            SPARE.set(Some((places, ends, self.adjoints)));
        }
    }
}

/// Indices that lie side by side, none of a constant.
fn neighbours(places: &[u32]) -> Option<Range<usize>> {
    let first = *places.first()?;
    let in_order = places.iter().zip(first..).fold(first != CONSTANT, |all, (place, index)| all & (*place == index));
    in_order.then(|| first as usize..first as usize + places.len())
}

fn add(sums: &mut [f64], terms: &[f64]) {
    sums.iter_mut().zip(terms).for_each(|(sum, term)| *sum += term);
}

/// An operation on many numbers at once: `values` are its outputs, `pull` takes their adjoints to those of the inputs, one each.
///
/// The outputs' indices are contiguous. `pull` may be called more than once.
///
/// # Panics
///
/// In the reverse sweep, when `pull` returns another number of adjoints than there are inputs.
pub fn external<F: Base>(inputs: Vec<u32>, values: Vec<F>, pull: impl Fn(&[f64]) -> Vec<f64> + Send + Sync + 'static) -> Vec<Number<F>> {
    let first = trace::external(&inputs, values.len(), Arc::new(pull));
    values.into_iter().map(Number::block(first)).collect()
}

/// The same, without making the numbers: the index of the first of `count` outputs, that of a constant if all inputs are.
#[cfg(any(feature = "nalgebra", feature = "ndarray", feature = "faer"))]
pub(crate) fn external_block(inputs: &[u32], count: usize, pull: impl Fn(&[f64]) -> Vec<f64> + Send + Sync + 'static) -> u32 {
    trace::external(inputs, count, Arc::new(pull))
}

/// The run that goes on in this thread.
#[cfg(any(feature = "nalgebra", feature = "ndarray", feature = "faer"))]
pub(crate) fn current() -> u32 {
    trace::run()
}

/// A call of a compiled function in an overloaded body: one operation with all floats of its arguments as inputs and those of its results as outputs.
#[derive(Debug, Default)]
pub struct Bridge {
    inputs: Vec<u32>,
}

impl Bridge {
    /// A call whose arguments are still to come.
    pub fn new() -> Self {
        Self::default()
    }

    /// The primal value of an argument.
    pub fn input<T: Lift>(&mut self, mirror: &T::Mirror) -> T {
        T::indices(mirror, &mut |index| self.inputs.push(index));
        T::lower(mirror)
    }

    /// The primal values of the elements of an argument.
    pub fn inputs<T: Lift>(&mut self, mirrors: &[T::Mirror]) -> Vec<T> {
        mirrors.iter().map(|mirror| self.input::<T>(mirror)).collect()
    }

    /// The primal value of an argument that the function's `wrt(…)` leaves out.
    ///
    /// # Panics
    ///
    /// When it carries a derivative, which would be lost.
    pub fn constant<T: Lift>(mirror: &T::Mirror) -> T {
        T::indices(mirror, &mut |index| assert!(index == CONSTANT, "an argument that `wrt(…)` leaves out is given a derivative"));
        T::lower(mirror)
    }

    /// The primal values of the elements of such an argument.
    ///
    /// # Panics
    ///
    /// As [`constant`](Bridge::constant).
    pub fn constants<T: Lift>(mirrors: &[T::Mirror]) -> Vec<T> {
        mirrors.iter().map(Self::constant::<T>).collect()
    }

    /// Puts the call on the trace. The floats of its `count` outputs take what is returned, in order.
    pub fn call(self, count: usize, pull: impl Fn(&[f64]) -> Vec<f64> + Send + Sync + 'static) -> Leaves {
        match trace::external(&self.inputs, count, Arc::new(pull)) {
            CONSTANT => Leaves::Constants,
            next => Leaves::Outputs { next },
        }
    }
}

/// The adjoint of one output: takes its part of `seeds`.
pub fn seed_part<T: Floats>(mut zero: T, seeds: &mut &[f64]) -> T {
    let (own, rest) = seeds.split_at(zero.float_count());
    zero.set_floats(own);
    *seeds = rest;
    zero
}
