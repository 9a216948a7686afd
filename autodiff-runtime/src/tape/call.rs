//! Compiled functions on the tape: `f_record(…)` of `#[differentiable]` is one node whose adjoint is the generated one.
//!
//! Generated code has this shape; `Recorded`, `RecordArgument` and `record_call` are in `__private`:
//!
//! ```text
//! // #[differentiable] fn loss(w: &[f64], b: f64, n: usize) -> f64
//! pub fn loss_record(w: impl RecordArgument<[f64]>, b: impl RecordArgument<f64>, n: usize) -> Traced<f64> {
//!     let (w, b) = (w.recorded(), b.recorded());
//!     let sources = [w.source(), b.source()];
//!     if !is_recording(&sources) {
//!         return Traced::constant(loss(w.as_ref(), *b.as_ref(), n));
//!     }
//!     let (forward, reverse) = <loss>::sweeps(…);
//!     let mut tape = take_tape();
//!     let value = forward(&mut tape, w.as_ref(), *b.as_ref(), n);
//!     record_call("loss", value, &sources, Pullback::new(tape, move |tape: &mut Tape, seed: f64| {
//!         let (mut w_bar, mut b_bar) = (zero_like(w.as_ref()), -0.0);
//!         reverse(tape, w.as_ref(), *b.as_ref(), n, &mut w_bar, &mut b_bar, seed);
//!         (w_bar, b_bar)                       // one tangent for each of `sources`, in order; bare if there is one
//!     }))
//! }
//! ```
//!
//! Signatures:
//!
//! ```text
//! trait RecordArgument<T: ?Sized> { type Held: AsRef<T> + 'static; fn recorded(self) -> Recorded<T> }
//! impl<T: ?Sized> Recorded<T> { fn source(&self) -> Source }              // Recorded<T>: 'static, and lends &T by as_ref()
//! fn is_recording(sources: &[Source]) -> bool
//! fn record_call<Out, Gradient, F>(name: &'static str, value: Out, sources: &[Source],
//!     pullback: Pullback<Out::Tangent, Gradient, F>) -> Traced<Out>
//!     where Out: Differentiable + Floats + Clone + 'static, Gradient: Floats + 'static, F: Fn(&mut Tape, Out::Tangent) -> Gradient + 'static
//! ```
//!
//! A parameter `&[T]` or `&Vec<T>` takes variables and traced values of `Vec<T>`; `T`, `&T`, `[T; N]` those of the value itself. A call
//! on a non-persistent tape consumes the pullback (its memory goes back to the thread), on a persistent one a copy is swept.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use super::block::Block;
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
pub struct Recorded<T: ?Sized> {
    value: Arc<T>,
    source: Source,
}

impl<T: ?Sized> Recorded<T> {
    /// Where its adjoint goes.
    pub fn source(&self) -> Source {
        self.source
    }
}

impl<T: ?Sized> AsRef<T> for Recorded<T> {
    fn as_ref(&self) -> &T {
        &self.value
    }
}

/// What may stand for a `T` in a call of a compiled function: variables, traced values and plain values, or references to them.
pub trait RecordArgument<T: ?Sized> {
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
        let mut slots = self.sources.iter().flat_map(|source| {
            let active = source.slot != NOWHERE;
            (0..source.count as Slot).map(move |k| if active { source.slot + k } else { NOWHERE })
        });
        gradient.visit_floats(&mut |bar| bars.add(slots.next().expect("a tangent has as many floats as its value"), bar));
        Ok(())
    }

    fn pull_traced(&self, _: &[Traced<f64>], _: &mut TracedBars) -> Result<(), TapeError> {
        Err(TapeError::NoSecondDerivative { function: self.name })
    }
}
