//! [`custom_gradient`]: a value with a rule of the user's.

use std::rc::Rc;

use super::block::Block;
use super::elementwise::side_by_side;
use super::error::TapeError;
use super::ledger::{self, Argument, NOWHERE, Slot};
use super::sweep::{Bars, TracedBars};
use super::traced::{Traced, tangent_of};
use super::variable::Variable;
use crate::tangent::{Differentiable, Floats};

/// The arguments of a [`custom_gradient`]: a reference to a variable or a traced value, or a tuple of up to four.
pub trait Inputs {
    /// What the function gets: traced values.
    type Values;
    /// What the rule returns: their adjoints.
    type Adjoints;

    /// Reads them.
    #[doc(hidden)]
    fn read(&self) -> (Self::Values, Vec<Place>);
    /// The floats of the adjoints, one list an input.
    #[doc(hidden)]
    fn floats(adjoints: &Self::Adjoints, out: &mut Vec<Vec<Argument>>);
}

/// Where an input is on the ledger.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Place {
    slot: Slot,
    count: usize,
}

fn place<T: Floats>(value: &Traced<T>) -> Place {
    let slot = ledger::with(|ledger| ledger.operand(value.id()));
    Place { slot, count: value.as_value().float_count() }
}

fn spread<T: Floats>(value: &Traced<T>) -> Vec<Argument> {
    let mut id = value.id();
    let mut out = Vec::new();
    value.as_value().visit_floats(&mut |value| {
        out.push(Argument { value, id });
        id += 1;
    });
    out
}

macro_rules! inputs {
    ($($of:ty, |$input:ident| $read:expr;)*) => {$(
        impl<T: Differentiable<Tangent: Floats> + Floats + Clone> Inputs for $of {
            type Values = Traced<T>;
            type Adjoints = Traced<T::Tangent>;

            fn read(&self) -> (Traced<T>, Vec<Place>) {
                let $input = self;
                let value = $read;
                let place = place(&value);
                (value, vec![place])
            }
            fn floats(adjoints: &Traced<T::Tangent>, out: &mut Vec<Vec<Argument>>) {
                out.push(spread(adjoints));
            }
        }
    )*};
}

inputs! {
    &Variable<T>, |x| Variable::read(x);
    &Traced<T>, |x| Traced::clone(x);
}

macro_rules! tuples {
    ($($($part:ident $index:tt)*;)*) => {$(
        impl<$($part: Inputs),*> Inputs for ($($part,)*) {
            type Values = ($($part::Values,)*);
            type Adjoints = ($($part::Adjoints,)*);

            fn read(&self) -> (Self::Values, Vec<Place>) {
                let mut places = Vec::new();
                let values = ($({
                    let (value, place) = self.$index.read();
                    places.extend(place);
                    value
                },)*);
                (values, places)
            }
            fn floats(adjoints: &Self::Adjoints, out: &mut Vec<Vec<Argument>>) {
                $($part::floats(&adjoints.$index, out);)*
            }
        }
    )*};
}

tuples! {
    A 0;
    A 0 B 1;
    A 0 B 1 C 2;
    A 0 B 1 C 2 D 3;
}

/// Computes a value and says what its gradient is: TensorFlow's `tf.custom_gradient`.
///
/// `function` gets the arguments as traced values and returns the value and the rule: from the adjoint of the value to the adjoints
/// of the arguments, in their order. What `function` computes is not recorded. A gradient of the gradient goes through the operations of
/// the rule.
///
/// # Panics
///
/// When a gradient is taken and an adjoint has not as many floats as its argument;
/// [`try_gradient`](super::GradientTape::<super::Once>::try_gradient) makes that an error.
///
/// # Examples
///
/// `ln(1 + eˣ)`, whose own derivative is `∞/∞` for large `x`:
///
/// ```
/// use autodiff_runtime::tape::{GradientTape, Variable, custom_gradient};
///
/// let x = Variable::new(1000.0_f64);
/// let tape = GradientTape::new();
/// let y = tape.record(|| custom_gradient(&x, |x| {
///     let e = x.exp();
///     ((1.0 + e).ln(), move |dy| dy * (1.0 - 1.0 / (1.0 + e)))
/// }));
/// assert_eq!(tape.gradient(&y, &x).unwrap(), 1.0);
/// ```
pub fn custom_gradient<I, Y, P>(inputs: I, function: impl FnOnce(I::Values) -> (Traced<Y>, P)) -> Traced<Y>
where
    I: Inputs,
    Y: Differentiable<Tangent: Floats> + Floats + Clone + 'static,
    P: Fn(Traced<Y::Tangent>) -> I::Adjoints + 'static,
{
    let (values, places) = inputs.read();
    let (value, rule) = paused(|| function(values));
    let value = value.into_value();
    let count = value.float_count();
    if count == 0 || places.iter().all(|place| place.slot == NOWHERE) {
        return Traced::constant(value);
    }
    let pull = move |like: &Y, seeds: &[Traced<f64>]| {
        let floats: Vec<f64> = seeds.iter().map(Traced::value).collect();
        let parts: Vec<Argument> = seeds.iter().map(|seed| Argument { value: seed.value(), id: seed.id() }).collect();
        let mut out = Vec::new();
        I::floats(&rule(Traced::new(tangent_of(like, &floats), side_by_side(&parts))), &mut out);
        out
    };
    let block = Custom { like: value.clone(), places, pull };
    let id = ledger::with(|ledger| ledger.push_block(Rc::new(block), count));
    Traced::new(value, id)
}

/// Runs `compute` while no tape records.
fn paused<R>(compute: impl FnOnce() -> R) -> R {
    struct Resume(Vec<u64>);
    impl Drop for Resume {
        fn drop(&mut self) {
            ledger::with(|ledger| {
                for &key in &self.0 {
                    ledger.set_recording(key, true);
                }
            });
        }
    }
    let keys = ledger::with(|ledger| {
        let keys = ledger.recording_tapes();
        for &key in &keys {
            ledger.set_recording(key, false);
        }
        keys
    });
    let _resume = Resume(keys);
    compute()
}

/// The block of a custom gradient.
struct Custom<Y, F> {
    like: Y,
    places: Vec<Place>,
    pull: F,
}

impl<Y, F: Fn(&Y, &[Traced<f64>]) -> Vec<Vec<Argument>>> Custom<Y, F> {
    /// The adjoints, each with the slot it goes to.
    fn adjoints(&self, seeds: &[Traced<f64>]) -> Result<Vec<(Slot, Argument)>, TapeError> {
        let mut out = Vec::new();
        for (place, floats) in self.places.iter().zip((self.pull)(&self.like, seeds)) {
            if floats.len() != place.count {
                return Err(TapeError::CustomGradientShape { expected: place.count, found: floats.len() });
            }
            if place.slot != NOWHERE {
                out.extend((place.slot..).zip(floats));
            }
        }
        Ok(out)
    }
}

impl<Y, F: Fn(&Y, &[Traced<f64>]) -> Vec<Vec<Argument>>> Block for Custom<Y, F> {
    fn pull(&self, seeds: &[f64], _: bool, bars: &mut Bars<'_>) -> Result<(), TapeError> {
        let seeds: Vec<_> = seeds.iter().map(|&seed| Traced::new(seed, 0)).collect();
        for (slot, adjoint) in self.adjoints(&seeds)? {
            bars.add(slot, adjoint.value);
        }
        Ok(())
    }

    fn pull_traced(&self, seeds: &[Traced<f64>], bars: &mut TracedBars) -> Result<(), TapeError> {
        for (slot, adjoint) in self.adjoints(seeds)? {
            bars.add(slot, Traced::new(adjoint.value, adjoint.id));
        }
        Ok(())
    }
}
