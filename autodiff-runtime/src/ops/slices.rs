//! Adjoints of whole slices, and copies of slices on the tape.

use crate::record::{Tape, Word};
use crate::tangent::Tangent;

/// A copy of a slice on top of the tape, its length above it.
#[inline]
pub fn snapshot<T: Word>(tape: &mut Tape, from: &[T]) {
    let block = tape.push_block(from.len() + 1);
    let (length, words) = block.split_last_mut().expect("a block of at least one word");
    for (word, value) in words.iter_mut().zip(from) {
        *word = value.to_word();
    }
    *length = from.len().to_word();
}

/// The words of a copy that [`snapshot`] made, off the tape.
#[inline]
fn snapshot_words(tape: &mut Tape) -> &mut [f64] {
    let n = usize::from_word(tape.pop_block(1)[0]);
    tape.pop_block(n)
}

/// Puts the copy that [`snapshot`] made into `buffer`.
#[inline]
pub fn recall<T: Word>(tape: &mut Tape, buffer: &mut Vec<T>) {
    buffer.clear();
    buffer.extend(snapshot_words(tape).iter().map(|word| T::from_word(*word)));
}

/// The copy that [`snapshot`] made, where it lies: it is off the tape with the next push.
#[inline]
pub fn lend(tape: &mut Tape) -> &[f64] {
    snapshot_words(tape)
}

/// What a callee's reverse sweep is given of an argument that the caller has behind `&mut`: nothing, or the values again if the callee takes it as `&`.
pub trait PerhapsAgain<'a, T>: Sized {
    /// From a copy of the values, as the vector it is.
    fn from_copy(copy: CopyOf<'a, T>) -> Self;
}

/// A copy of an argument's values.
#[derive(Debug)]
pub struct CopyOf<'a, T>(&'a Vec<T>);

impl<T> PerhapsAgain<'_, T> for () {
    #[inline(always)]
    fn from_copy(_: CopyOf<T>) -> Self {}
}

impl<'a, T> PerhapsAgain<'a, T> for &'a [T] {
    #[inline(always)]
    fn from_copy(copy: CopyOf<'a, T>) -> Self {
        copy.0
    }
}

impl<'a, T> PerhapsAgain<'a, T> for &'a Vec<T> {
    #[inline(always)]
    fn from_copy(copy: CopyOf<'a, T>) -> Self {
        copy.0
    }
}

/// Chosen by what the callee expects.
#[inline(always)]
pub fn perhaps_again<'a, T, A: PerhapsAgain<'a, T>>(copy: &'a Vec<T>) -> A {
    A::from_copy(CopyOf(copy))
}

/// A vector of the pool for [`recall`], if it is needed.
#[inline]
pub fn spare<T: Word>(tape: &mut Tape, needed: bool) -> Vec<T> {
    if needed { tape.vec_of(&[]) } else { Vec::new() }
}

/// The sum of all adjoints of a repeated value.
///
/// # Panics
///
/// Never: an empty slice has the sum that a default tangent is.
#[inline]
pub fn total<T: Tangent + Default>(parts: &[T]) -> T {
    let mut parts = parts.iter();
    let Some(first) = parts.next() else { return T::default() };
    let mut sum = first.clone();
    for part in parts {
        sum.accumulate(part);
    }
    sum
}

/// A copy of an adjoint that goes on.
#[inline(always)]
pub fn copy_of<T: Clone>(bar: &T) -> T {
    bar.clone()
}

/// The adjoint of a slice that was overwritten by constants.
#[inline]
pub fn clear_slice<T: Tangent>(slice: &mut [T]) {
    for part in slice {
        part.take();
    }
}

/// The adjoint of `to.copy_from_slice(from)`: what `to` has goes to `from`.
#[inline]
pub fn move_slice<T: Tangent>(to: &mut [T], from: &mut [T]) {
    for (to, from) in to.iter_mut().zip(from) {
        from.accumulate(&to.take());
    }
}

/// The adjoint of an output that nobody reads.
#[inline(always)]
pub fn no_seed<T: Default>() -> T {
    T::default()
}

/// Zero adjoints of the shapes of these.
#[inline]
pub fn zeros_like<T: Tangent>(bars: &[T]) -> Vec<T> {
    bars.iter().map(cleared_like).collect()
}

/// A zero adjoint of the same shape as another one.
#[inline]
pub fn cleared_like<T: Tangent>(bar: &T) -> T {
    let mut zero = bar.clone();
    zero.take();
    zero
}

/// The length of a slice or vector, apart from it.
#[derive(Clone, Copy, Debug)]
pub struct Dims(pub usize);

impl Dims {
    /// Number of elements.
    #[inline(always)]
    pub fn len(self) -> usize {
        self.0
    }

    /// There are none.
    #[inline(always)]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}
