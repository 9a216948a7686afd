//! What an array is to gradients, optimizers and tapes: its own tangent. Floats are in logical order: the last index runs fastest.

use ::ndarray::{Array, ArrayView, ArrayViewMut, Dimension, IxDyn};

use crate::matrix::node::Num;
use crate::optim::Parameters;
use crate::overload::{Leaves, Lift, Mirrored};
use crate::record::{Record, Side};
use crate::tangent::{Argument, Differentiable, Floats, Tangent};

/// An array of this shape.
fn shaped<D: Dimension>(shape: &[usize], floats: Vec<f64>) -> Array<f64, D> {
    let array = Array::from_shape_vec(IxDyn(shape), floats).expect("as many floats as the shape says");
    array.into_dimensionality().expect("a shape of this dimension")
}

impl<D: Dimension> Differentiable for Array<f64, D> {
    type Tangent = Self;
    type Shape = Vec<usize>;
    #[inline]
    fn shape(&self) -> Vec<usize> {
        self.raw_dim().slice().to_vec()
    }
    #[inline]
    fn zero_of(shape: &Vec<usize>) -> Self {
        shaped(shape, vec![-0.0; shape.iter().product()])
    }
}

impl<D: Dimension> Tangent for Array<f64, D> {
    #[inline]
    fn accumulate(&mut self, other: &Self) {
        assert_eq!(self.raw_dim(), other.raw_dim(), "two tangents of one shape");
        *self += other;
    }
    #[inline]
    fn take(&mut self) -> Self {
        let zero = self.zero_tangent();
        core::mem::replace(self, zero)
    }
}

impl<D: Dimension> Floats for Array<f64, D> {
    const PRECISION: f64 = f64::EPSILON;
    #[inline]
    fn float_count(&self) -> usize {
        self.len()
    }
    #[inline]
    fn visit_floats<F: FnMut(f64)>(&self, visit: &mut F) {
        self.iter().for_each(|x| visit(*x));
    }
    #[inline]
    fn update_floats<F: FnMut(f64) -> f64>(&mut self, update: &mut F) {
        self.iter_mut().for_each(|x| *x = update(*x));
    }
    fn dims(&self) -> Vec<usize> {
        self.raw_dim().slice().to_vec()
    }
    #[inline]
    fn contiguous(&self) -> Option<&[f64]> {
        self.as_slice()
    }
    #[inline]
    fn contiguous_mut(&mut self) -> Option<&mut [f64]> {
        self.as_slice_mut()
    }
}

impl<D: Dimension> Argument for Array<f64, D> {
    type Again = ();
    #[inline(always)]
    fn again(&self) {}
}

impl<D: Dimension> Record for Array<f64, D> {
    const WORDS: usize = 0;
    #[inline]
    fn record_write(self, words: &mut [f64], side: &mut Side) {
        let floats = self.iter().copied().collect::<Vec<_>>();
        // What is written last is read first.
        floats.record_write(words, side);
        self.raw_dim().slice().to_vec().record_write(words, side);
    }
    #[inline]
    fn record_read(words: &[f64], side: &mut Side) -> Self {
        let shape = <Vec<usize> as Record>::record_read(words, side);
        shaped(&shape, Record::record_read(words, side))
    }
}

impl<D: Dimension> Parameters for Array<f64, D> {}

impl<D: Dimension> Mirrored for Array<f64, D> {
    type Mirror = Array<Num, D>;
}

impl<D: Dimension> Mirrored for Array<Num, D> {
    type Mirror = Self;
}

impl<'a, D: Dimension> Mirrored for ArrayView<'a, f64, D> {
    type Mirror = ArrayView<'a, Num, D>;
}

impl<D: Dimension> Mirrored for ArrayView<'_, Num, D> {
    type Mirror = Self;
}

impl<'a, D: Dimension> Mirrored for ArrayViewMut<'a, f64, D> {
    type Mirror = ArrayViewMut<'a, Num, D>;
}

impl<D: Dimension> Mirrored for ArrayViewMut<'_, Num, D> {
    type Mirror = Self;
}

impl<D: Dimension> Lift for Array<f64, D> {
    fn lift(&self, leaves: &mut Leaves) -> Array<Num, D> {
        numbers(self, leaves.numbers(self.len()))
    }
    fn lower(mirror: &Array<Num, D>) -> Self {
        mirror.map(|number| number.primal())
    }
    fn indices(mirror: &Array<Num, D>, visit: &mut dyn FnMut(u32)) {
        mirror.iter().for_each(|number| visit(number.index()));
    }
    fn all_indices(mirror: &Array<Num, D>, indices: &mut Vec<u32>) {
        indices.extend(mirror.iter().map(|number| number.index()));
    }
}

/// An array of the same layout, its numbers made in logical order.
pub(super) fn numbers<D: Dimension>(values: &Array<f64, D>, mut number: impl FnMut(f64) -> Num) -> Array<Num, D> {
    if values.is_standard_layout() {
        return values.map(|x| number(*x));
    }
    let mut out = values.map(|x| Num::constant(*x));
    out.iter_mut().for_each(|x| *x = number(x.primal()));
    out
}
