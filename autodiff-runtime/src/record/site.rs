//! Typed keys on the tape.

use core::fmt;
use core::marker::PhantomData;

use super::{Record, Tape};

/// A typed key: what is pushed here is popped here. It has no bytes; inference settles `T` from the push.
pub struct Site<T>(PhantomData<fn(T) -> T>);

impl<T> Clone for Site<T> {
    #[inline(always)]
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Site<T> {}

impl<T> fmt::Debug for Site<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Site")
    }
}

#[allow(clippy::new_without_default)]
impl<T> Site<T> {
    /// A key for records of one type.
    #[inline(always)]
    pub const fn new() -> Self {
        Site(PhantomData)
    }

    /// The identity, which ties a value's type to the site.
    #[inline(always)]
    pub fn same(self, value: T) -> T {
        value
    }
}

impl<T: Record> Site<T> {
    /// Puts one record on top of the tape.
    #[inline(always)]
    pub fn push(self, tape: &mut Tape, value: T) {
        let start = tape.end;
        let end = start + T::WORDS;
        if end > tape.words.len() {
            tape.grow(end);
        }
        tape.end = end;
        value.record_write(&mut tape.words[start..end], &mut tape.side);
    }

    /// Takes the record on top of the tape.
    #[inline(always)]
    pub fn pop(self, tape: &mut Tape) -> T {
        let end = tape.end;
        let start = end - T::WORDS;
        tape.end = start;
        T::record_read(&tape.words[start..end], &mut tape.side)
    }

    /// Room for the records of all iterations of a loop, on top of the tape, and where it begins. Writing there cannot make the tape
    /// grow, so the loop has no path on which registers must be spilled; callees may push on top of it.
    #[inline(always)]
    pub fn reserve(self, tape: &mut Tape, trips: usize) -> usize {
        let base = tape.end;
        tape.push_block(trips * T::WORDS);
        base
    }

    /// Writes the record of iteration `trip`. Records with vectors must be written in order, and read from the last to the first.
    #[inline(always)]
    pub fn write(self, tape: &mut Tape, base: usize, trip: usize, value: T) {
        let start = base + trip * T::WORDS;
        value.record_write(&mut tape.words[start..start + T::WORDS], &mut tape.side);
    }

    /// Reads the record of iteration `trip`, which stays there.
    #[inline(always)]
    pub fn read(self, tape: &mut Tape, base: usize, trip: usize) -> T {
        let start = base + trip * T::WORDS;
        T::record_read(&tape.words[start..start + T::WORDS], &mut tape.side)
    }

    /// Drops a block that [`reserve`](Site::reserve) made, and whatever lies on top of it.
    #[inline(always)]
    pub fn release(self, tape: &mut Tape, base: usize) {
        tape.end = base;
    }
}
