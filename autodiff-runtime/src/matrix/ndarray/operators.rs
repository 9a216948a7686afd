//! Numbers as operands of arrays.

use core::ops::{Add, Div, Mul, Sub};

use ::ndarray::{Array, ArrayBase, DataMut, DataOwned, Dimension, ScalarOperand};

use crate::overload::{Base, Number};

impl<F: Base> ScalarOperand for Number<F> {}

/// `2.0 * a` and its kin, which ndarray has for floats.
macro_rules! from_the_left {
    ($($trait:ident $method:ident;)*) => {$(
        impl<F: Base, S: DataOwned<Elem = Number<F>> + DataMut, D: Dimension> $trait<ArrayBase<S, D>> for Number<F> {
            type Output = ArrayBase<S, D>;
            fn $method(self, mut array: ArrayBase<S, D>) -> ArrayBase<S, D> {
                array.map_inplace(|x| *x = self.$method(*x));
                array
            }
        }

        impl<F: Base, S: ::ndarray::Data<Elem = Number<F>>, D: Dimension> $trait<&ArrayBase<S, D>> for Number<F> {
            type Output = Array<Number<F>, D>;
            fn $method(self, array: &ArrayBase<S, D>) -> Array<Number<F>, D> {
                array.map(|x| self.$method(*x))
            }
        }
    )*};
}

from_the_left! {
    Add add;
    Sub sub;
    Mul mul;
    Div div;
}
