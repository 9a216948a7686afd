//! Operators on operands whose type the macro does not know, and the small functions of generated code.

mod arithmetic;
mod cast;
mod inert;
mod like;
mod link;
mod slices;
mod strips;
mod sums;
mod trips;

pub use arithmetic::{
    AddSweeps, DivSweeps, MulSweeps, NegSweeps, RemSweeps, SubSweeps, add_reverse, div_reverse, mul_reverse, neg_reverse, rem_reverse, sub_reverse,
};
pub use cast::{CastTangent, accumulate_cast};
pub use inert::{NoFloats, inert};
pub use like::Like;
pub use link::{Link, MethodSweeps};
pub use slices::{Dims, clear_slice, cleared_like, copy_of, lend, move_slice, no_seed, perhaps_again, recall, snapshot, spare, total, zeros_like};
pub use strips::{add_strip, copied, fits, sum_strip, taken};
pub use sums::{PlainDifference, PlainSum, add_to, negative_of, subtract_from};
pub use trips::{Int, advanced, length, trips, trips_inclusive};

use crate::tangent::{Differentiable, Tangent};

/// The adjoint of a local before anything is added to it: `-0.0` everywhere.
#[inline(always)]
pub fn zero_like<T: Differentiable + ?Sized>(x: &T) -> T::Tangent {
    x.zero_tangent()
}

/// A gradient for the user before anything is added to it: `0.0` everywhere.
#[inline(always)]
pub fn cleared<T: Differentiable + ?Sized>(x: &T) -> T::Tangent {
    let mut zero = x.zero_tangent();
    zero.clear();
    zero
}

/// `to += from`.
#[inline(always)]
pub fn accumulate<T: Tangent>(to: &mut T, from: &T) {
    to.accumulate(from);
}

/// `to += from`, element by element.
///
/// # Panics
///
/// When the lengths differ.
#[inline]
pub fn accumulate_slice<T: Tangent>(to: &mut [T], from: &[T]) {
    assert_eq!(to.len(), from.len(), "two adjoints of one slice");
    for (to, from) in to.iter_mut().zip(from) {
        to.accumulate(from);
    }
}

/// The adjoint of a place that was overwritten; zero stays behind.
#[inline(always)]
pub fn take<T: Tangent>(place: &mut T) -> T {
    place.take()
}

/// A float as the output of `f_grad`.
#[diagnostic::on_unimplemented(message = "a gradient needs one float as the output, not `{Self}`", note = "help: `f_vjp` takes outputs of any kind")]
pub trait Seed {
    /// The seed of `f_grad`.
    const ONE: Self;
}

impl Seed for f64 {
    const ONE: f64 = 1.0;
}

impl Seed for f32 {
    const ONE: f32 = 1.0;
}

/// The seed of `f_grad`: ∂y/∂y.
#[inline(always)]
pub fn one<T: Seed>() -> T {
    T::ONE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locals_start_at_negative_zero_and_users_gradients_at_zero() {
        let x = (1.0_f64, vec![2.0_f64]);
        let (first, rest) = zero_like(&x);
        assert!(first.is_sign_negative() && rest[0].is_sign_negative());
        let (first, rest) = cleared(&x);
        assert!(first.is_sign_positive() && rest[0].is_sign_positive());
    }

    #[test]
    fn adjoints_are_added_and_taken() {
        let mut bars = [1.0, 2.0];
        accumulate_slice(&mut bars, &[10.0, 20.0]);
        accumulate(&mut bars[1], &100.0);
        assert_eq!((take(&mut bars[1]), bars), (122.0, [11.0, 0.0]));
        assert_eq!(one::<f32>(), 1.0);
    }

    #[test]
    #[should_panic(expected = "two adjoints of one slice")]
    fn slices_of_different_lengths_are_not_added() {
        accumulate_slice(&mut [1.0], &[1.0, 2.0]);
    }
}
