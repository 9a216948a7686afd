//! What matrices and columns are to gradients, optimizers and tapes: their own tangents. Floats are in order column by column.

use ::faer::{Col, Mat};

use crate::optim::Parameters;
use crate::record::{Record, Side, Word};
use crate::tangent::{Argument, Differentiable, Floats, Tangent};

/// `type: shape, of a value, a value with the same number everywhere, elements in order`
macro_rules! own_tangents {
    ($($t:ty: $shape:ty, |$value:ident| $of:expr, |$zero:ident| $filled:expr, |$m:ident, $visit:ident| $each:expr, |$n:ident, $update:ident| $each_mut:expr, $dims:expr;)*) => {$(
        impl Differentiable for $t {
            type Tangent = Self;
            type Shape = $shape;
            fn shape(&self) -> Self::Shape {
                let $value = self;
                $of
            }
            fn zero_of($zero: &Self::Shape) -> Self {
                $filled
            }
        }

        impl Tangent for $t {
            fn accumulate(&mut self, other: &Self) {
                assert_eq!(Differentiable::shape(self), Differentiable::shape(other), "two tangents of one shape");
                *self += other;
            }
            fn take(&mut self) -> Self {
                let zero = self.zero_tangent();
                core::mem::replace(self, zero)
            }
        }

        impl Floats for $t {
            const PRECISION: f64 = f64::EPSILON;
            fn float_count(&self) -> usize {
                self.nrows() * self.ncols()
            }
            fn visit_floats<F: FnMut(f64)>(&self, $visit: &mut F) {
                let $m = self;
                $each
            }
            fn update_floats<F: FnMut(f64) -> f64>(&mut self, $update: &mut F) {
                let $n = self;
                $each_mut
            }
            fn dims(&self) -> Vec<usize> {
                let dims: fn(&Self) -> Vec<usize> = $dims;
                dims(self)
            }
        }

        impl Argument for $t {
            type Again = ();
            fn again(&self) {}
        }

        impl Record for $t {
            const WORDS: usize = 2;
            fn record_write(self, words: &mut [f64], side: &mut Side) {
                words[0] = self.nrows().to_word();
                words[1] = self.ncols().to_word();
                self.to_floats().record_write(&mut [], side);
            }
            fn record_read(words: &[f64], side: &mut Side) -> Self {
                let shape = (usize::from_word(words[0]), usize::from_word(words[1]));
                let floats = <Vec<f64> as Record>::record_read(&[], side);
                let mut value = Self::zero_of(&shape);
                value.set_floats(&floats);
                value
            }
        }

        impl Parameters for $t {}
    )*};
}

own_tangents! {
    Mat<f64>: (usize, usize), |m| (m.nrows(), m.ncols()), |shape| Mat::full(shape.0, shape.1, -0.0),
        |m, visit| (0..m.ncols()).for_each(|j| m.col_as_slice(j).iter().for_each(|x| visit(*x))),
        |m, update| (0..m.ncols()).for_each(|j| m.col_as_slice_mut(j).iter_mut().for_each(|x| *x = update(*x))),
        |m| vec![m.ncols(), m.nrows()];
    Col<f64>: (usize, usize), |c| (c.nrows(), 1), |shape| Col::full(shape.0, -0.0),
        |c, visit| (0..c.nrows()).for_each(|i| visit(c[i])),
        |c, update| (0..c.nrows()).for_each(|i| c[i] = update(c[i])),
        |c| vec![c.nrows()];
}
