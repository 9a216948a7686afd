//! The tape.

use core::fmt;

use super::{Side, Word};

/// The store between a forward and a reverse sweep. Two parts, both last in first out:
///
/// * *words*: floats, integers and tuples by their bits, copies of slices, blocks of a whole loop;
/// * *parked* vectors, which are moved from one sweep to the other without a copy; when the reverse sweep is done with them they
///   are kept for reuse.
///
/// The words keep their full length initialised and have a cursor of their own, so that a push is one comparison and a few stores.
/// When they are full their number doubles; nothing is given back before the tape is dropped, so that a second run of the same
/// sweeps allocates nothing.
#[derive(Default)]
pub struct Tape {
    pub(super) words: Vec<f64>,
    pub(super) end: usize,
    pub(super) side: Side,
}

impl Tape {
    /// A tape with nothing on it and no memory yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// True when all that was pushed was popped.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.end == 0 && self.side.is_empty()
    }

    /// The memory it holds on to, in bytes: words, parked vectors and free ones.
    pub fn bytes(&self) -> usize {
        self.words.capacity() * size_of::<f64>() + self.side.bytes()
    }

    /// Makes an empty tape hold a copy of what is on `other`, in the memory it has.
    pub(crate) fn copy_from(&mut self, other: &Tape) {
        debug_assert!(self.is_empty(), "a copy is made on an empty tape");
        self.push_block(other.end).copy_from_slice(&other.words[..other.end]);
        self.side.copy_parked(&other.side);
    }

    /// `n` words on top of the tape, not initialised to anything in particular.
    #[inline]
    pub fn push_block(&mut self, n: usize) -> &mut [f64] {
        let start = self.end;
        let end = start + n;
        if end > self.words.len() {
            self.grow(end);
        }
        self.end = end;
        &mut self.words[start..end]
    }

    /// The top `n` words, which stay readable until the next push.
    #[inline]
    pub fn pop_block(&mut self, n: usize) -> &mut [f64] {
        let end = self.end;
        let start = end - n;
        self.end = start;
        &mut self.words[start..end]
    }

    #[cold]
    #[inline(never)]
    pub(super) fn grow(&mut self, least: usize) {
        let n = least.max(2 * self.words.len()).max(1 << 10);
        self.words.resize(n, 0.0);
    }

    /// Copies an array that is about to be overwritten. Short ones by a loop: a call of `memcpy` costs more than ten words.
    #[inline]
    pub fn save<T: Word>(&mut self, from: &[T]) {
        for (word, value) in self.push_block(from.len()).iter_mut().zip(from) {
            *word = value.to_word();
        }
    }

    /// Puts back what [`save`](Tape::save) kept.
    #[inline]
    pub fn restore_to<T: Word>(&mut self, to: &mut [T]) {
        let n = to.len();
        for (value, word) in to.iter_mut().zip(self.pop_block(n)) {
            *value = T::from_word(*word);
        }
    }

    /// What [`save`](Tape::save) kept of `n` elements, in a vector out of the pool.
    #[inline]
    pub fn restored<T: Word>(&mut self, n: usize) -> Vec<T> {
        let mut vector = self.pooled(n);
        vector.extend(self.pop_block(n).iter().map(|word| T::from_word(*word)));
        vector
    }

    /// `vec![value; n]` out of the pool. The vector is an ordinary one: it may be indexed, sliced, swapped, resized, dropped.
    #[inline]
    pub fn vec<T: Word>(&mut self, value: T, n: usize) -> Vec<T> {
        let mut vector = self.pooled(n);
        vector.resize(n, value);
        vector
    }

    /// `from.to_vec()` out of the pool.
    #[inline]
    pub fn vec_of<T: Word>(&mut self, from: &[T]) -> Vec<T> {
        let mut vector = self.pooled(from.len());
        vector.extend_from_slice(from);
        vector
    }

    #[inline]
    fn pooled<T: Word>(&mut self, n: usize) -> Vec<T> {
        T::pool(&mut self.side).map_or_else(Vec::new, |pool| pool.take(n))
    }

    /// Gives a vector to the pool, where its scope ends.
    #[inline]
    pub fn give<T: Word>(&mut self, vector: Vec<T>) {
        if let Some(pool) = T::pool(&mut self.side) {
            pool.give(vector);
        }
    }
}

/// A copy of what is on the tape, with no more memory than that needs.
impl Clone for Tape {
    fn clone(&self) -> Self {
        let mut copy = Tape { words: Vec::with_capacity(self.end), ..Tape::default() };
        copy.words.extend_from_slice(&self.words[..self.end]);
        copy.end = self.end;
        copy.side.copy_parked(&self.side);
        copy
    }
}

impl fmt::Debug for Tape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tape").field("words", &self.end).field("bytes", &self.bytes()).finish_non_exhaustive()
    }
}
