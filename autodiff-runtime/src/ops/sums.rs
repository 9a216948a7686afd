//! `a += b` of a type that the macro does not know.

use core::ops::{AddAssign, SubAssign};

use crate::tangent::Tangent;

/// `a += b` adds number by number, so that its adjoint is a copy: `b̄ += ā`.
#[diagnostic::on_unimplemented(
    message = "`+=` of `{Self}` and `{B}` has no derivative",
    note = "numbers have one, and types whose `impl AddAssign` is marked `#[differentiable]` and adds field by field",
    note = "help: write `a = a + b`"
)]
pub trait PlainSum<B>: AddAssign<B> {}

/// `a -= b` subtracts number by number: `b̄ -= ā`.
#[diagnostic::on_unimplemented(
    message = "`-=` of `{Self}` and `{B}` has no derivative",
    note = "numbers have one, and types whose `impl SubAssign` is marked `#[differentiable]` and subtracts field by field",
    note = "help: write `a = a - b`"
)]
pub trait PlainDifference<B>: SubAssign<B> {}

macro_rules! numbers {
    ($($t:ident)*) => {$(
        impl PlainSum<$t> for $t {}
        impl PlainSum<&$t> for $t {}
        impl PlainDifference<$t> for $t {}
        impl PlainDifference<&$t> for $t {}
    )*};
}

numbers!(f64 f32 u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize);

/// `a += b`
#[inline(always)]
pub fn add_to<A: PlainSum<B>, B>(a: &mut A, b: B) {
    *a += b;
}

/// `a -= b`
#[inline(always)]
pub fn subtract_from<A: PlainDifference<B>, B>(a: &mut A, b: B) {
    *a -= b;
}

/// The adjoint of what was subtracted.
#[inline(always)]
pub fn negative_of<T: Tangent>(bar: &T) -> T {
    let mut negative = bar.clone();
    negative.scale(-1.0);
    negative
}
