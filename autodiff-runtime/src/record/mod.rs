//! What the forward sweep leaves for the reverse sweep: one last-in-first-out [`Tape`] a thread, typed [`Site`]s on it, and the
//! [`Record`]s that can lie there.

mod compound;
mod facts;
mod side;
mod site;
mod tape;
mod thread;
mod word;

#[cfg(test)]
mod tests;

pub use compound::{KeepSkipped, NeverKept, Skipped};
pub use facts::{Active, Facts, Mask};
pub use side::{Pool, Side};
pub use site::Site;
pub use tape::Tape;
pub use thread::{give_tape, take_tape, with_tape};
pub use word::Word;

/// What can lie on the tape. Generated code calls the methods by path.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` cannot be kept for the reverse sweep",
    label = "needed again in the reverse sweep",
    note = "floats, integers, `bool`, `char` and `String` can be kept, and arrays, vectors, tuples, options and boxes of what can",
    note = "help: a struct or enum can be kept if it has `#[derive(Differentiable)]`"
)]
pub trait Record: Sized {
    /// Words that it takes on the tape; vectors take none, they are moved aside.
    const WORDS: usize;

    /// Writes `self` into the first [`WORDS`](Record::WORDS) of `words`; what is not of fixed size goes to `side`.
    fn record_write(self, words: &mut [f64], side: &mut Side);

    /// Takes back what [`record_write`](Record::record_write) left; `side` gives its parts in the opposite order.
    fn record_read(words: &[f64], side: &mut Side) -> Self;

    /// A whole vector: its elements as one block, unless a type can move its vectors aside as they are.
    #[inline]
    fn record_write_vec(items: Vec<Self>, side: &mut Side) {
        side::write_items(items, side);
    }

    /// Takes back what [`record_write_vec`](Record::record_write_vec) left.
    #[inline]
    fn record_read_vec(side: &mut Side) -> Vec<Self> {
        side::read_items(side)
    }
}
