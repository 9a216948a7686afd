//! What generated code needs around rules that are written by hand.

use crate::record::{Record, Side};
use crate::tangent::Tangent;

/// Arguments as they were before a call, beside the tape until its reverse sweep.
#[derive(Clone, Debug)]
pub struct Kept<T>(pub T);

impl<T: Clone + Send + Sync + 'static> Record for Kept<T> {
    const WORDS: usize = 0;
    #[inline]
    fn record_write(self, _: &mut [f64], side: &mut Side) {
        side.keep(self.0);
    }
    #[inline]
    fn record_read(_: &[f64], side: &mut Side) -> Self {
        Kept(side.kept())
    }
}

/// Adds the part of a gradient that a rule gave for a slice.
///
/// # Panics
///
/// When it has another length than the slice.
pub fn add_slice<T: Tangent>(to: &mut [T], from: &[T], function: &str, parameter: &str) {
    check(to.len(), from.len(), function, parameter);
    to.iter_mut().zip(from).for_each(|(to, from)| to.accumulate(from));
}

/// Puts it in place of the seed that the rule was given.
///
/// # Panics
///
/// When it has another length than the slice.
pub fn set_slice<T: Tangent>(to: &mut [T], from: Vec<T>, function: &str, parameter: &str) {
    check(to.len(), from.len(), function, parameter);
    to.iter_mut().zip(from).for_each(|(to, from)| *to = from);
}

fn check(elements: usize, derivatives: usize, function: &str, parameter: &str) {
    assert!(elements == derivatives, "the pullback of `{function}` returns {derivatives} derivatives for the {elements} elements of `{parameter}`");
}
