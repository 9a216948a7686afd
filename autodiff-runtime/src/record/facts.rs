//! What caller and callee tell each other, in values that fold to constants.

/// Which parameters of a callee are active at one call, bit by bit: `sweeps(Active::<0b01011>)`.
///
/// A value, not an explicit generic argument, so that the caller need not know how many other generics the callee has.
#[derive(Clone, Copy, Debug, Default)]
pub struct Active<const MASK: u64>;

/// A set of parameters in a type.
pub trait Mask: Copy {
    /// Bit `j` is set for parameter `j`.
    const BITS: u64;
}

impl<const MASK: u64> Mask for Active<MASK> {
    const BITS: u64 = MASK;
}

/// What a caller has to know of a callee beside its two sweeps, bit by bit for its parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The reverse sweep reads this argument (behind `&mut`: as the call left it).
    pub reads: u64,
    /// Of this argument only elements are changed that were assigned before they were read, and which ones depends on lengths and
    /// integers alone.
    pub redefines: u64,
    /// Bit j: parameter j is a constant of the function (`wrt` leaves it out), so a caller may not send a derivative through it.
    pub constants: u64,
    /// What stands behind this `&mut` may change its length, which callers' adjoints would not follow.
    pub resizes: u64,
    /// The reverse sweep does not touch the tape: the caller may lend it slices of it.
    pub tapeless: bool,
}

impl Facts {
    /// Does the reverse sweep read argument `j`?
    #[inline(always)]
    pub const fn reads(self, j: u32) -> bool {
        self.reads >> j & 1 != 0
    }

    /// Is argument `j` redefined before it is read?
    #[inline(always)]
    pub const fn redefines(self, j: u32) -> bool {
        self.redefines >> j & 1 != 0
    }
}
