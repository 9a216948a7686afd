//! What lies beside the words of the tape: vectors that are moved from the forward to the reverse sweep, and the pool that they come from.

use std::any::Any;
use std::sync::Arc;

use super::{Record, Word};
use crate::overload::Traced;

/// Vectors of one element type: those that wait for the reverse sweep, last in first out, and those that are free.
#[derive(Debug)]
pub struct Pool<T> {
    parked: Vec<Vec<T>>,
    free: Vec<Vec<T>>,
}

impl<T> Default for Pool<T> {
    fn default() -> Self {
        Pool { parked: Vec::new(), free: Vec::new() }
    }
}

impl<T> Pool<T> {
    /// An empty vector with room for `n` elements if one is free: the last one given that has it, so that a call that makes vectors of several
    /// lengths finds all of them again, in whatever order it made them.
    #[inline]
    pub(super) fn take(&mut self, n: usize) -> Vec<T> {
        let fit = self.free.iter().rposition(|vector| vector.capacity() >= n);
        let mut vector = match fit {
            Some(at) => self.free.swap_remove(at),
            None => self.free.pop().unwrap_or_default(),
        };
        vector.clear();
        vector
    }

    #[inline]
    pub(super) fn give(&mut self, vector: Vec<T>) {
        if vector.capacity() != 0 {
            self.free.push(vector);
        }
    }

    #[inline]
    pub(super) fn park(&mut self, vector: Vec<T>) {
        self.parked.push(vector);
    }

    #[inline]
    pub(super) fn take_back(&mut self) -> Vec<T> {
        self.parked.pop().expect("a parked vector is taken back once")
    }

    fn bytes(&self) -> usize {
        self.parked.iter().chain(&self.free).map(|v| v.capacity() * size_of::<T>()).sum()
    }
}

impl<T: Copy> Pool<T> {
    /// Parks copies of what `other` has parked, in vectors that were free here.
    fn copy_parked(&mut self, other: &Self) {
        for vector in &other.parked {
            let mut copy = self.take(vector.len());
            copy.extend_from_slice(vector);
            self.park(copy);
        }
    }
}

/// The second store of a [`Tape`](super::Tape): whole vectors.
#[derive(Debug, Default)]
pub struct Side {
    pub(super) f64s: Pool<f64>,
    pub(super) f32s: Pool<f32>,
    pub(super) usizes: Pool<usize>,
    /// Runs of overloaded bodies.
    pub(crate) traces: Vec<Traced>,
    /// Values that are no words, such as the keys of maps.
    kept: Vec<Arc<dyn Any + Send + Sync>>,
}

impl Side {
    pub(super) fn is_empty(&self) -> bool {
        self.f64s.parked.is_empty() && self.f32s.parked.is_empty() && self.usizes.parked.is_empty() && self.traces.is_empty() && self.kept.is_empty()
    }

    pub(super) fn bytes(&self) -> usize {
        self.f64s.bytes() + self.f32s.bytes() + self.usizes.bytes() + self.traces.iter().map(Traced::bytes).sum::<usize>()
    }

    pub(super) fn copy_parked(&mut self, other: &Self) {
        self.f64s.copy_parked(&other.f64s);
        self.f32s.copy_parked(&other.f32s);
        self.usizes.copy_parked(&other.usizes);
        self.traces.extend_from_slice(&other.traces);
        self.kept.extend_from_slice(&other.kept);
    }

    /// Puts a value on top of those that are no words.
    pub(crate) fn keep<T: Send + Sync + 'static>(&mut self, value: T) {
        self.kept.push(Arc::new(value));
    }

    /// Takes the value on top. If a copy of the tape has it too, as one that a pullback makes to be called again, it is cloned.
    pub(crate) fn kept<T: Clone + Send + Sync + 'static>(&mut self) -> T {
        let value = self.kept.pop().expect("a value is taken back once");
        Arc::unwrap_or_clone(value.downcast().expect("values are taken back in the opposite order"))
    }
}

/// One block of words: the elements, last word their number. What the elements park lies below the block.
pub(super) fn write_items<T: Record>(items: Vec<T>, side: &mut Side) {
    let count = items.len();
    let mut block = side.f64s.take(0);
    block.resize(count * T::WORDS + 1, 0.0);
    block[count * T::WORDS] = count.to_word();
    for (k, item) in items.into_iter().enumerate().rev() {
        item.record_write(&mut block[k * T::WORDS..], side);
    }
    side.f64s.park(block);
}

/// Takes back what [`write_items`] left.
pub(super) fn read_items<T: Record>(side: &mut Side) -> Vec<T> {
    let block = side.f64s.take_back();
    let count = usize::from_word(block[block.len() - 1]);
    let items = (0..count).map(|k| T::record_read(&block[k * T::WORDS..], side)).collect();
    side.f64s.give(block);
    items
}
