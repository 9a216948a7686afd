//! Compiled functions on the tape: `f_record(…)` of `#[differentiable]` is one node whose adjoint is the generated one.
//!
//! Generated code has this shape; `Recorded`, `RecordArgument` and `record_call` are in `__private`:
//!
//! A function that returns one float has its gradient at hand when it is called, for what `f_grad` costs, and its adjoint is that gradient
//! times the seed:
//!
//! ```text
//! // #[differentiable] fn loss(w: &[f64], b: f64, n: usize) -> f64
//! pub fn loss_record(w: impl RecordArgument<Vec<f64>>, b: impl RecordArgument<f64>, n: usize) -> Traced<f64> {
//!     let (w, b) = (RecordArgument::recorded(w), RecordArgument::recorded(b));
//!     let sources = [w.source(), b.source()];
//!     if !is_recording(&sources) {
//!         return Traced::constant(loss(w.value(), *b.value(), n));
//!     }
//!     let (value, gradient) = loss_grad(w.value(), *b.value(), n);
//!     record_gradient("loss", value, &sources, gradient)
//! }
//! ```
//!
//! For any other output the reverse sweep waits for its seed:
//!
//! ```text
//! // #[differentiable] fn loss(w: &[f64], b: f64, n: usize) -> Vec<f64>
//! pub fn loss_record(w: impl RecordArgument<Vec<f64>>, b: impl RecordArgument<f64>, n: usize) -> Traced<Vec<f64>> {
//!     …
//!     let (forward, reverse) = <loss>::sweeps(…);
//!     let mut tape = take_tape();
//!     let value = forward(&mut tape, w.value(), *b.value(), n);
//!     record_call("loss", value, &sources, Pullback::new(tape, move |tape: &mut Tape, seed: Vec<f64>| {
//!         let (mut w_bar, mut b_bar) = (zero_like(w.value()), -0.0);
//!         reverse(tape, w.value(), *b.value(), n, &mut w_bar, &mut b_bar, seed);
//!         (w_bar, b_bar)                       // one tangent for each of `sources`, in order; bare if there is one
//!     }))
//! }
//! ```
//!
//! | parameter | argument |
//! | --- | --- |
//! | `T`, `&T`, `[T; N]`, `&[T; N]` | `impl RecordArgument<T>`, `impl RecordArgument<[T; N]>` |
//! | `&[T]`, `Vec<T>`, `&Vec<T>` | `impl RecordArgument<Vec<T>>` |
//! | integers, `bool`, what is not in `wrt` | itself; references have to be `'static` or cloned, since the closure outlives the call |
//!
//! Signatures:
//!
//! ```text
//! trait RecordArgument<T> { fn recorded(self) -> Recorded<T> }   // for Variable<T>, Traced<T>, T, references to them, and &[T] for Vec<T>
//! impl<T> Recorded<T> { fn value(&self) -> &T; fn source(&self) -> Source }                                    // 'static if T is
//! fn is_recording(sources: &[Source]) -> bool
//! fn record_gradient<S: f32 or f64>(name: &'static str, value: S, sources: &[Source], gradient: impl Floats) -> Traced<S>
//! fn record_call<Out, Gradient, F>(name: &'static str, value: Out, sources: &[Source],
//!     pullback: Pullback<Out::Tangent, Gradient, F>) -> Traced<Out>
//!     where Out: Differentiable + Floats + Clone + 'static, Gradient: Floats + 'static, F: Fn(&mut Tape, Out::Tangent) -> Gradient + 'static
//! ```
//!
//! The gradient of a tape that is not persistent consumes the pullback (its memory goes back to the thread); a persistent one, or a tape
//! that shares the call with another, sweeps a copy.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use super::block::Block;
use super::elements::Scalar;
use super::error::TapeError;
use super::ledger::{self, NOWHERE, Slot};
use super::sweep::{Bars, TracedBars};
use super::traced::{Traced, tangent_of};
use super::variable::Variable;
use crate::pullback::Pullback;
use crate::record::Tape;
use crate::tangent::{Differentiable, Floats};

/// Where an argument of a compiled function is on the ledger.
#[derive(Clone, Copy, Debug)]
pub struct Source {
    slot: Slot,
    count: usize,
}

/// An argument of a compiled function, kept until the reverse sweep.
#[derive(Debug)]
pub struct Recorded<T> {
    value: Arc<T>,
    source: Source,
}

impl<T> Recorded<T> {
    /// The value that was read.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// Where its adjoint goes.
    pub fn source(&self) -> Source {
        self.source
    }
}

/// What may stand for a `T` in a call of a compiled function: variables, traced values and plain values, or references to them.
pub trait RecordArgument<T> {
    /// Reads it.
    fn recorded(self) -> Recorded<T>;
}

fn recorded<T: Floats>(value: Arc<T>, id: u64) -> Recorded<T> {
    let source = Source { slot: ledger::with(|ledger| ledger.operand(id)), count: value.float_count() };
    Recorded { value, source }
}

impl<T: Floats + Clone> RecordArgument<T> for &Variable<T> {
    fn recorded(self) -> Recorded<T> {
        let (value, id) = self.read_shared();
        recorded(value, id)
    }
}

impl<T: Floats + Clone> RecordArgument<T> for &Traced<T> {
    fn recorded(self) -> Recorded<T> {
        recorded(Arc::new(self.value()), self.id())
    }
}

impl<T: Floats> RecordArgument<T> for Traced<T> {
    fn recorded(self) -> Recorded<T> {
        let id = self.id();
        recorded(Arc::new(self.into_value()), id)
    }
}

impl<T: Floats> RecordArgument<T> for T {
    fn recorded(self) -> Recorded<T> {
        recorded(Arc::new(self), 0)
    }
}

impl<T: Floats + Clone> RecordArgument<T> for &T {
    fn recorded(self) -> Recorded<T> {
        recorded(Arc::new(self.clone()), 0)
    }
}

impl<T: Floats + Clone> RecordArgument<Vec<T>> for &[T] {
    fn recorded(self) -> Recorded<Vec<T>> {
        recorded(Arc::new(self.to_vec()), 0)
    }
}

/// Whether one of the sources is on a tape that records.
#[inline]
pub fn is_recording(sources: &[Source]) -> bool {
    sources.iter().any(|source| source.slot != NOWHERE)
}

/// Records the call of a compiled function as one node, see the head of this file.
pub fn record_call<Out, Gradient, F>(name: &'static str, value: Out, sources: &[Source], pullback: Pullback<Out::Tangent, Gradient, F>) -> Traced<Out>
where
    Out: Differentiable + Floats + Clone + 'static,
    Gradient: Floats + 'static,
    F: Fn(&mut Tape, Out::Tangent) -> Gradient + 'static,
{
    let count = value.float_count();
    if count == 0 || !is_recording(sources) {
        return Traced::constant(value);
    }
    let block = Call { name, like: value.clone(), sources: sources.to_vec(), pullback: RefCell::new(Some(pullback)) };
    let id = ledger::with(|ledger| ledger.push_block(Rc::new(block), count));
    Traced::new(value, id)
}

/// Records the call of a compiled function that returns a float, with its gradient: one part for each of `sources`, in order.
pub fn record_gradient<S: Scalar>(name: &'static str, value: S, sources: &[Source], gradient: impl Floats) -> Traced<S> {
    if !is_recording(sources) {
        return Traced::constant(value);
    }
    let block = Product { name, sources: sources.to_vec(), gradient: gradient.to_floats() };
    Traced::new(value, ledger::with(|ledger| ledger.push_block(Rc::new(block), 1)))
}

/// The slots of the sources, one after the other; nowhere for a constant.
fn slots(sources: &[Source]) -> impl Iterator<Item = Slot> + '_ {
    sources.iter().flat_map(|source| {
        let active = source.slot != NOWHERE;
        (0..source.count as Slot).map(move |k| if active { source.slot + k } else { NOWHERE })
    })
}

/// The block of a compiled function whose gradient is known: the adjoints are it times the seed.
struct Product {
    name: &'static str,
    sources: Vec<Source>,
    gradient: Vec<f64>,
}

impl Block for Product {
    fn pull(&self, seeds: &[f64], _: bool, bars: &mut Bars<'_>) -> Result<(), TapeError> {
        for (slot, partial) in slots(&self.sources).zip(&self.gradient) {
            bars.add(slot, seeds[0] * partial);
        }
        Ok(())
    }

    fn pull_traced(&self, _: &[Traced<f64>], _: &mut TracedBars) -> Result<(), TapeError> {
        Err(TapeError::NoSecondDerivative { function: self.name })
    }
}

/// The block of a compiled function.
struct Call<Out: Differentiable, Gradient, F> {
    name: &'static str,
    like: Out,
    sources: Vec<Source>,
    /// Gone after the last sweep.
    pullback: RefCell<Option<Pullback<Out::Tangent, Gradient, F>>>,
}

impl<Out, Gradient, F> Block for Call<Out, Gradient, F>
where
    Out: Differentiable,
    Gradient: Floats,
    F: Fn(&mut Tape, Out::Tangent) -> Gradient,
{
    fn pull(&self, seeds: &[f64], last: bool, bars: &mut Bars<'_>) -> Result<(), TapeError> {
        let seed = tangent_of(&self.like, seeds);
        let gradient = if last {
            let pullback = self.pullback.borrow_mut().take();
            pullback.expect("the last sweep passes a block once").call(seed)
        } else {
            self.pullback.borrow().as_ref().expect("kept until the last sweep").call_ref(&seed)
        };
        let mut slots = slots(&self.sources);
        gradient.visit_floats(&mut |bar| bars.add(slots.next().expect("a tangent has as many floats as its value"), bar));
        Ok(())
    }

    fn pull_traced(&self, _: &[Traced<f64>], _: &mut TracedBars) -> Result<(), TapeError> {
        Err(TapeError::NoSecondDerivative { function: self.name })
    }
}
