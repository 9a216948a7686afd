//! The tape of this thread, which keeps its memory between calls.

use core::cell::Cell;

use super::Tape;

thread_local! {
    static TAPE: Cell<Option<Box<Tape>>> = const { Cell::new(None) };
}

/// Runs `f` on this thread's tape.
///
/// The tape is taken away while `f` runs: a call of `with_tape` inside gets a fresh one, and when `f` panics the tape is dropped, so
/// that the next call starts with an empty one.
#[inline]
pub fn with_tape<R>(f: impl FnOnce(&mut Tape) -> R) -> R {
    let mut tape = TAPE.take().unwrap_or_default();
    let out = f(&mut tape);
    debug_assert!(tape.is_empty(), "the reverse sweep takes all that the forward sweep left");
    TAPE.set(Some(tape));
    out
}

/// This thread's tape, to be kept by a pullback; without one, a fresh tape.
#[inline]
pub fn take_tape() -> Tape {
    TAPE.take().map_or_else(Tape::new, |tape| *tape)
}

/// Gives a tape back to the thread, which keeps the larger of this and the one it has.
#[inline]
pub fn give_tape(tape: Tape) {
    debug_assert!(tape.is_empty(), "the reverse sweep takes all that the forward sweep left");
    let larger = match TAPE.take() {
        Some(own) if own.bytes() >= tape.bytes() => own,
        _ => Box::new(tape),
    };
    TAPE.set(Some(larger));
}
