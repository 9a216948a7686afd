//! Methods of values whose type the macro does not know: the type of their sweeps, carried from the forward to the reverse sweep.
//!
//! ```text
//! forward   let (out, record) = link.of(p.__norm_forward(tape));     // found by the compiler, as `p.norm()` is
//! reverse   link.sweeps().method_reverse(tape, active, Some(&p), &mut p_bar, out_bar, record);
//! ```

use core::marker::PhantomData;

use crate::record::Facts;

/// The sweeps of one method as a value without bytes.
pub trait MethodSweeps: Copy + Default {
    /// What callers have to know of the method.
    const FACTS: Facts;
}

/// A zero-sized link: `C` is known where the method is called on a value.
pub struct Link<C>(PhantomData<fn() -> C>);

impl<C> Clone for Link<C> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<C> Copy for Link<C> {}

impl<C> Default for Link<C> {
    fn default() -> Self {
        Self::new()
    }
}

impl<C> Link<C> {
    /// A link whose type is still open.
    #[inline(always)]
    pub const fn new() -> Self {
        Link(PhantomData)
    }

    /// What a method's forward sweep gave, its sweeps apart.
    #[inline(always)]
    pub fn of<T>(self, (out, _): (T, C)) -> T {
        out
    }

    /// The sweeps.
    #[inline(always)]
    pub fn sweeps(self) -> C
    where
        C: MethodSweeps,
    {
        C::default()
    }

    /// What the method's reverse sweep reads.
    #[inline(always)]
    pub fn facts(self) -> Facts
    where
        C: MethodSweeps,
    {
        C::FACTS
    }

    /// Bit j of `SENT`: argument j carries a derivative here.
    ///
    /// Where `wrt(…)` of the method leaves such a parameter out, compilation ends.
    #[inline(always)]
    pub fn allows<const SENT: u64>(self)
    where
        C: MethodSweeps,
    {
        const {
            assert!(
                C::FACTS.constants & SENT == 0,
                "a method leaves out of its `wrt(…)` a parameter that is given a derivative here: name it there, or pass `stop_gradient(…)`"
            )
        }
    }
}
