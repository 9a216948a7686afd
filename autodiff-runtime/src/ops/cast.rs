//! Casts of operands whose type the macro does not know: `g(x) as f64`.

use crate::tangent::Tangent;

/// The adjoint of a number that was cast to a float: that of a float, or `()` of an integer.
#[diagnostic::on_unimplemented(
    message = "a cast of this type has no derivative",
    note = "help: numbers can be cast: floats, integers, `bool`, `char`"
)]
pub trait CastTangent: Tangent {
    /// `to += bar`.
    fn accumulate_cast(to: &mut Self, bar: f64);
}

impl CastTangent for f64 {
    #[inline(always)]
    fn accumulate_cast(to: &mut f64, bar: f64) {
        *to += bar;
    }
}

impl CastTangent for f32 {
    #[inline(always)]
    fn accumulate_cast(to: &mut f32, bar: f64) {
        *to += bar as f32;
    }
}

impl CastTangent for () {
    #[inline(always)]
    fn accumulate_cast(_: &mut (), _: f64) {}
}

/// The adjoint of `y = x as f64`: `x̄ += ȳ`, nothing if `x` is an integer.
#[inline(always)]
pub fn accumulate_cast<T: CastTangent>(to: &mut T, bar: f64) {
    T::accumulate_cast(to, bar);
}
