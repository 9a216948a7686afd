//! What a value's derivative is made of: [`Differentiable`], [`Tangent`], [`Floats`] and their implementations.

mod argument;
mod array;
mod collection;
mod derived;
mod option;
mod pointer;
mod reference;
mod scalar;
mod tuple;
mod vec;

#[cfg(test)]
mod tests;

use core::fmt::Debug;

pub use argument::Argument;
pub use derived::{CloneOf, CloneOwned, Generic, NeverCloned, accumulate_other_variant, coarsest, most};

use crate::record::Record;

/// A value that has a derivative: it knows the type of the derivative and can make a zero of it.
///
/// | value | [`Tangent`](Differentiable::Tangent) |
/// | --- | --- |
/// | `f64`, `f32` | itself |
/// | `[T; N]` | `[T'; N]` |
/// | `[T]`, `Vec<T>` | `Vec<T'>` |
/// | tuples of up to 12 | tuple of tangents |
/// | `Option<T>`, `Result<T, E>` | `Option<T'>`, `Result<T', E'>` |
/// | `Box<T>`, `Rc<T>`, `Arc<T>` | `Box<T'>` |
/// | `VecDeque<T>` | `VecDeque<T'>` |
/// | `HashMap<K, V>`, `BTreeMap<K, V>` | the map with values `V'`; its floats come in the order of the keys |
/// | `&T`, `&mut T` | `T'` |
/// | a struct or enum `Name` with `#[derive(Differentiable)]` | `NameTangent` |
/// | integers, `bool`, `char`, `str`, `String`, `()`, ranges of integers, `Duration`, errors of std, `PhantomData`, sets of such | `()`: no derivative |
///
/// ```
/// use autodiff_runtime::Differentiable;
///
/// let weights = (vec![1.0, 2.0], [3.0_f32; 2], 7_usize);
/// assert_eq!(weights.zero_tangent(), (vec![0.0, 0.0], [0.0; 2], ()));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no derivative",
    label = "no derivative is known for a `{Self}`",
    note = "help: a struct or enum has one with `#[derive(Differentiable)]`",
    note = "floats and integers have one, and arrays, slices, vectors, tuples, options, boxes, maps and references of what has one",
    note = "help: if none is wanted: `#[constant]` before a `let`, `stop_gradient(…)` around an expression, `#[differentiable(skip)]` on a field"
)]
pub trait Differentiable {
    /// The type of a derivative with respect to a value of this type. It owns its floats.
    type Tangent: Tangent;

    /// What has to be known of a value to make a zero: `()` where the type says it all, the lengths for vectors.
    type Shape: Record + Clone + PartialEq;

    /// The shape of this value's tangent.
    fn shape(&self) -> Self::Shape;

    /// A zero of that shape. Its floats are `-0.0`, the true identity of addition (`0.0 + -0.0` is `0.0`, so adding to
    /// `0.0` would lose the sign of a zero). Gradients given to users start at `0.0`: [`Tangent::clear`].
    fn zero_of(shape: &Self::Shape) -> Self::Tangent;

    /// A zero of this value's own shape, see [`zero_of`](Differentiable::zero_of).
    #[inline(always)]
    fn zero_tangent(&self) -> Self::Tangent {
        Self::zero_of(&self.shape())
    }
}

/// A derivative: what adjoints are summed in, and what the user receives as the gradient.
///
/// ```
/// use autodiff_runtime::Tangent;
///
/// let mut bar = (vec![1.0, 2.0], 3.0);
/// bar.accumulate(&(vec![10.0, 20.0], 30.0));
/// assert_eq!(bar, (vec![11.0, 22.0], 33.0));
/// assert_eq!(bar.dot(&(vec![1.0, 0.0], 2.0)), 77.0);
/// ```
pub trait Tangent: Clone + Debug + PartialEq + Floats {
    /// `self += other`, float by float.
    ///
    /// What `other` has and this has not (`Some`, the entry of a map) is added to zero. Of two different variants of an enum one has to be zero, and the other
    /// remains.
    ///
    /// # Panics
    ///
    /// When a vector of `other` has not the length of its counterpart here, or an enum has another variant and neither is zero.
    fn accumulate(&mut self, other: &Self);

    /// The value; zeros (`-0.0`) of the same shape stay behind: the adjoint of a place that was overwritten.
    fn take(&mut self) -> Self;

    /// Sets every float to `0.0`.
    #[inline]
    fn clear(&mut self) {
        self.update_floats(&mut |_| 0.0);
    }

    /// Multiplies every float by `factor`.
    #[inline]
    fn scale(&mut self, factor: f64) {
        self.update_floats(&mut |x| x * factor);
    }

    /// `Σ selfᵢ·otherᵢ`, summed in order, in `f64`.
    ///
    /// # Panics
    ///
    /// When the two have not the same number of floats.
    fn dot(&self, other: &Self) -> f64 {
        let other = other.to_floats();
        assert_eq!(self.float_count(), other.len(), "two tangents of one shape");
        let mut rest = other.iter();
        let mut sum = 0.0;
        self.visit_floats(&mut |x| sum += x * rest.next().expect("counted before"));
        sum
    }
}

/// The floats that a value (or a tangent) is made of, in a fixed order: fields from first to last, elements by index.
///
/// Checks and optimizers read and write values through it. A value has as many floats as its tangent, in the same order; integers
/// and strings have none. `f32` are widened, and rounded when they are written back.
///
/// ```
/// use autodiff_runtime::Floats;
///
/// let mut value = (vec![1.0, 2.0], 7_usize, 3.0);
/// assert_eq!(value.to_floats(), [1.0, 2.0, 3.0]);
/// value.set_floats(&[4.0, 5.0, 6.0]);
/// assert_eq!(value, (vec![4.0, 5.0], 7, 6.0));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no derivative",
    label = "the floats of a `{Self}` are not known",
    note = "help: a struct or enum has one with `#[derive(Differentiable)]`"
)]
pub trait Floats {
    /// The distance from 1 to the next float, of the coarsest float type inside; 0 if there is none. Of derived types it does not look into
    /// other derived types, which may contain each other: [`precision`](Floats::precision) does.
    const PRECISION: f64;

    /// The distance from 1 to the next float, of the coarsest float that this value holds.
    fn precision(&self) -> f64 {
        Self::PRECISION
    }

    /// How many floats there are.
    fn float_count(&self) -> usize;

    /// Shows each float to `visit`, in order.
    fn visit_floats<F: FnMut(f64)>(&self, visit: &mut F);

    /// Replaces each float by what `update` makes of it, in order.
    fn update_floats<F: FnMut(f64) -> f64>(&mut self, update: &mut F);

    /// All floats in order.
    fn to_floats(&self) -> Vec<f64> {
        let mut floats = Vec::with_capacity(self.float_count());
        self.visit_floats(&mut |x| floats.push(x));
        floats
    }

    /// Whether there is no value at all: `None`. An optimizer skips a variable whose gradient is absent.
    #[inline]
    fn is_absent(&self) -> bool {
        false
    }

    /// The shape, outermost dimension first: `[]` for a scalar, `[rows, columns]` for an array or a `Vec` of equal rows, and
    /// `[float_count]` for what is no grid of floats.
    ///
    /// Its product is [`float_count`](Floats::float_count). Optimizers that treat matrices in a way of their own ask for it.
    fn dims(&self) -> Vec<usize> {
        vec![self.float_count()]
    }

    /// All floats as one slice, where they are `f64` that lie side by side: a float, an array or `Vec` of such.
    #[inline]
    fn contiguous(&self) -> Option<&[f64]> {
        None
    }

    /// [`contiguous`](Floats::contiguous), to be changed in place.
    #[inline]
    fn contiguous_mut(&mut self) -> Option<&mut [f64]> {
        None
    }

    /// [`contiguous`](Floats::contiguous) of several that lie side by side.
    #[doc(hidden)]
    #[inline]
    fn contiguous_items(items: &[Self]) -> Option<&[f64]>
    where
        Self: Sized,
    {
        let _ = items;
        None
    }

    /// [`contiguous_mut`](Floats::contiguous_mut) of several that lie side by side.
    #[doc(hidden)]
    #[inline]
    fn contiguous_items_mut(items: &mut [Self]) -> Option<&mut [f64]>
    where
        Self: Sized,
    {
        let _ = items;
        None
    }

    /// Writes all floats, in order.
    ///
    /// # Panics
    ///
    /// When `floats` has not [`float_count`](Floats::float_count) elements.
    fn set_floats(&mut self, floats: &[f64]) {
        assert_eq!(self.float_count(), floats.len(), "as many floats as the value has");
        let mut rest = floats.iter();
        self.update_floats(&mut |_| *rest.next().expect("counted before"));
    }
}
