//! The type of a value, carried from the forward to the reverse sweep.

use core::marker::PhantomData;

use crate::tangent::{Argument, Differentiable};

/// A zero-sized link: the macro does not know the type of a local, so inference takes it from where the forward sweep has the value to where the
/// reverse sweep makes its zero adjoint.
pub struct Like<T: ?Sized>(PhantomData<fn(&T)>);

impl<T: ?Sized> Clone for Like<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: ?Sized> Copy for Like<T> {}

impl<T> Default for Like<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Like<T> {
    /// A link whose type is still open.
    #[inline(always)]
    pub const fn new() -> Self {
        Like(PhantomData)
    }

    /// What the zero adjoint of the value looks like.
    #[inline(always)]
    pub fn shape(self, value: &T) -> T::Shape
    where
        T: Differentiable,
    {
        value.shape()
    }

    /// The zero adjoint of that shape.
    #[inline(always)]
    pub fn zero(self, shape: &T::Shape) -> T::Tangent
    where
        T: Differentiable,
    {
        T::zero_of(shape)
    }

    /// What a callee's reverse sweep is given of a by-value argument.
    #[inline(always)]
    pub fn again(self, value: &T) -> T::Again
    where
        T: Argument,
    {
        value.again()
    }
}
