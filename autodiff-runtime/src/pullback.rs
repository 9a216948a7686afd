//! What `f_vjp` returns beside the output.

use core::fmt;
use core::marker::PhantomData;

use crate::record::{Tape, give_tape, with_tape};

/// The reverse sweep of one call of `f_vjp`, with what its forward sweep recorded: seed ↦ gradient.
///
/// [`call`](Pullback::call) consumes it, so that a second call does not compile; [`call_ref`](Pullback::call_ref) keeps it for another
/// seed. It borrows the arguments of `f_vjp`.
///
/// ```
/// use autodiff_runtime::__private::{Pullback, Site, take_tape};
///
/// // As `f_vjp` makes it for `fn square(x: f64) -> f64 { x * x }`:
/// let site = Site::new();
/// let mut tape = take_tape();
/// site.push(&mut tape, 3.0);
/// let pullback = Pullback::new(tape, move |tape, seed: f64| 2.0 * site.pop(tape) * seed);
///
/// assert_eq!(pullback.call_ref(&10.0), 60.0);
/// assert_eq!(pullback.call(1.0), 6.0);
/// ```
#[must_use = "a pullback computes the gradient when it is called with a seed"]
pub struct Pullback<Seed, Gradient, F> {
    tape: Tape,
    reverse: F,
    types: PhantomData<fn(Seed) -> Gradient>,
}

impl<Seed, Gradient, F: Fn(&mut Tape, Seed) -> Gradient> Pullback<Seed, Gradient, F> {
    /// Generated code calls this: `tape` is what the forward sweep left, `reverse` takes all of it.
    #[doc(hidden)]
    #[inline]
    pub fn new(tape: Tape, reverse: F) -> Self {
        Pullback { tape, reverse, types: PhantomData }
    }

    /// The gradient for this adjoint of the output. What was recorded is used up.
    #[inline]
    pub fn call(mut self, seed: Seed) -> Gradient {
        let gradient = (self.reverse)(&mut self.tape, seed);
        give_tape(self.tape);
        gradient
    }

    /// The gradient for this adjoint of the output; may be called again. It works on a copy of what was recorded.
    pub fn call_ref(&self, seed: &Seed) -> Gradient
    where
        Seed: Clone,
    {
        with_tape(|tape| {
            tape.copy_from(&self.tape);
            (self.reverse)(tape, seed.clone())
        })
    }
}

impl<Seed, Gradient, F> fmt::Debug for Pullback<Seed, Gradient, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pullback").field("tape", &self.tape).finish_non_exhaustive()
    }
}
