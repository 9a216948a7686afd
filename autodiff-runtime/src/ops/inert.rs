//! A promise to the macro that a type has no derivative.

use crate::tangent::Differentiable;

/// A tangent without floats.
#[diagnostic::on_unimplemented(
    message = "two structs of one name: in one this field is a float, in the other it is none",
    note = "help: give one of them another name, or mark the function `#[differentiable(overloaded)]`"
)]
pub trait NoFloats {}

impl NoFloats for () {}
impl<T: NoFloats> NoFloats for Vec<T> {}
impl<T: NoFloats> NoFloats for Option<T> {}
impl<T: NoFloats> NoFloats for Box<T> {}
impl<T: NoFloats, const N: usize> NoFloats for [T; N] {}
impl<A: NoFloats, B: NoFloats> NoFloats for (A, B) {}
impl<A: NoFloats, B: NoFloats, C: NoFloats> NoFloats for (A, B, C) {}

/// Compiles where `T` has no derivative.
#[inline(always)]
pub const fn inert<T: Differentiable<Tangent: NoFloats> + ?Sized>(_: &T) {}
