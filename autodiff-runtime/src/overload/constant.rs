//! Constants of the user's in the overloaded form: `const G: f64` is a `f64` there too, and becomes a number where it is used.

use super::mirror::{Leaves, Lift};

/// A constant whose type the macro does not know: `(&Constant(&G)).lifted()` is its mirror if it has one, else itself.
///
/// Method lookup finds [`LiftOwned`] first, for it needs no further reference.
#[derive(Debug)]
pub struct Constant<'a, T: ?Sized>(pub &'a T);

/// The mirror of a constant, with all its floats constant.
pub trait LiftOwned {
    /// The mirror.
    type Lifted;
    /// The mirror.
    fn lifted(&self) -> Self::Lifted;
}

impl<T: Lift> LiftOwned for Constant<'_, T> {
    type Lifted = T::Mirror;
    #[inline(always)]
    fn lifted(&self) -> T::Mirror {
        self.0.lift(&mut Leaves::Constants)
    }
}

/// A constant of a type without mirror, as it is.
pub trait LiftShared {
    /// The same type.
    type Lifted;
    /// The constant.
    fn lifted(&self) -> Self::Lifted;
}

impl<T: Clone> LiftShared for &Constant<'_, T> {
    type Lifted = T;
    #[inline(always)]
    fn lifted(&self) -> T {
        self.0.clone()
    }
}

/// A function that takes a closure or returns a reference.
#[derive(Debug)]
pub struct OverloadedOnly;

/// Functions that compiled callers can call. [`OverloadedOnly`] is none of them.
#[diagnostic::on_unimplemented(
    message = "this function takes a closure or returns a reference, so only the overloaded form can call it",
    note = "help: write `#[differentiable(overloaded)]` on the function that calls it"
)]
pub trait Compiled {}
