//! References: the derivative with respect to what they point at.

use super::Differentiable;

macro_rules! references {
    ($($reference:ty),*) => {$(
        impl<T: Differentiable + ?Sized> Differentiable for $reference {
            type Tangent = T::Tangent;
            type Shape = T::Shape;
            #[inline(always)]
            fn shape(&self) -> Self::Shape {
                T::shape(self)
            }
            #[inline(always)]
            fn zero_of(shape: &Self::Shape) -> Self::Tangent {
                T::zero_of(shape)
            }
            #[inline(always)]
            fn zero_tangent(&self) -> Self::Tangent {
                T::zero_tangent(self)
            }
        }
    )*};
}

references!(&T, &mut T);
