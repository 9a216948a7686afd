//! What an optimizer can update: variables with an identity, sets of them, and gradients paired with them.
//!
//! `tape::Variable` implements [`Updatable`]; everything here is written against the trait, so that an optimizer needs to know nothing
//! about tapes and a tape nothing about optimizers.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::tangent::{Differentiable, Floats};
use crate::tape::Variable;

/// Who a variable is, for as long as the program runs: an optimizer keys its slots by it, never by position or by value.
///
/// ```
/// use autodiff_runtime::optim::VariableId;
///
/// assert_ne!(VariableId::fresh(), VariableId::fresh());
/// assert_eq!(VariableId::position(2), VariableId::position(2));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VariableId(u64);

/// The half of the identities that stands for positions in plain values.
const POSITIONS: u64 = 1 << 63;

impl VariableId {
    /// An identity that no other variable has.
    #[must_use]
    pub fn fresh() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Self(NEXT.fetch_add(1, Ordering::Relaxed))
    }

    /// The identity of part `index` of a plain value: what `Optimizer::step` uses, where the position is all there is.
    #[must_use]
    pub fn position(index: usize) -> Self {
        Self(POSITIONS | index as u64)
    }
}

impl fmt::Display for VariableId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 & POSITIONS == 0 { write!(f, "variable {}", self.0) } else { write!(f, "part {}", self.0 & !POSITIONS) }
    }
}

/// A variable as an optimizer sees it: an identity and a flat list of floats that can be read and replaced.
///
/// Reading and writing take `&self`: variables are shared between the loss function and the optimizer, as TensorFlow's are.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no variable that an optimizer can update",
    note = "make it one: `let x = Variable::new(...)`, and pass `&x`; `opt.step(&mut value, &gradient)` updates a plain value"
)]
pub trait Updatable {
    /// The identity; the same for every handle to the same variable.
    fn id(&self) -> VariableId;

    /// A name for messages and saved states.
    fn name(&self) -> Option<String> {
        None
    }

    /// The number of floats.
    fn flat_len(&self) -> usize;

    /// The shape, outermost dimension first; `[]` for a scalar, `[flat_len]` where nothing better is known. Its product is `flat_len`.
    ///
    /// Adafactor, Muon and gradient centralisation treat a matrix differently from a vector of the same length.
    fn dims(&self) -> Vec<usize> {
        vec![self.flat_len()]
    }

    /// Replaces the contents of `flat` by the value's floats, row by row.
    fn read_into(&self, flat: &mut Vec<f64>);

    /// Replaces the value. `flat` has `flat_len` elements.
    fn assign_flat(&self, flat: &[f64]);

    /// Lets `change` work on the floats; `buffer` is there for implementations that have to copy.
    fn change_flat(&self, buffer: &mut Vec<f64>, change: &mut dyn FnMut(&mut [f64])) {
        self.read_into(buffer);
        change(buffer);
        self.assign_flat(buffer);
    }
}

impl<V: Updatable + ?Sized> Updatable for &V {
    fn id(&self) -> VariableId {
        (**self).id()
    }
    fn name(&self) -> Option<String> {
        (**self).name()
    }
    fn flat_len(&self) -> usize {
        (**self).flat_len()
    }
    fn dims(&self) -> Vec<usize> {
        (**self).dims()
    }
    fn read_into(&self, flat: &mut Vec<f64>) {
        (**self).read_into(flat);
    }
    fn assign_flat(&self, flat: &[f64]) {
        (**self).assign_flat(flat);
    }
    fn change_flat(&self, buffer: &mut Vec<f64>, change: &mut dyn FnMut(&mut [f64])) {
        (**self).change_flat(buffer, change);
    }
}

/// Several variables: `[&x, &w]`, a slice or a `Vec` of references, or a tuple `(&x, &w)` of variables of different types.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no set of variables",
    note = "an array, slice or `Vec` of references, or a tuple: `[&x, &w]`, `(&x, &w)`"
)]
pub trait VariableSet {
    /// How many there are.
    fn count(&self) -> usize;

    /// The one at `index`, below [`count`](VariableSet::count).
    fn variable(&self, index: usize) -> &dyn Updatable;
}

/// Several gradients, in the order of their variables: an array, a slice, a `Vec` or a tuple.
///
/// A gradient is any value made of floats, or an `Option` of one, where `None` says that there is no gradient.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no set of gradients",
    note = "an array, slice, `Vec` or tuple of values made of floats, each of which may be an `Option`"
)]
pub trait GradientSet {
    /// How many there are.
    fn count(&self) -> usize;

    /// The number of floats of the one at `index`, `None` where there is no gradient.
    fn flat_len(&self, index: usize) -> Option<usize>;

    /// Replaces the contents of `flat` by the floats of the one at `index`.
    fn read_into(&self, index: usize, flat: &mut Vec<f64>);

    /// Lets `read` see the floats of the one at `index`; `buffer` is there for implementations that have to copy.
    fn read(&self, index: usize, buffer: &mut Vec<f64>, read: &mut dyn FnMut(&[f64])) {
        self.read_into(index, buffer);
        read(buffer);
    }
}

/// Gradients, each with the variable it belongs to: what `Optimizer::apply_gradients` takes.
///
/// [`zip`] makes it from two sets of the same kind; `std::iter::zip` of two arrays or vectors is one as well, and so are arrays and
/// vectors of pairs.
pub trait Pairs {
    /// Gathers the pairs; the two counts differ when one side was longer than the other.
    fn split(&self) -> (&dyn GradientSet, &dyn VariableSet);
}

/// The gradients and variables that [`zip`] paired.
#[derive(Debug)]
pub struct Zipped<G, V> {
    gradients: G,
    variables: V,
}

/// Pairs gradients with variables, arrays, vectors and tuples alike; different lengths are an error when they are applied (the
/// iterator of `std` would drop what is left over).
///
/// ```
/// use autodiff_runtime::optim::{zip, Optimizer, Sgd};
/// # use autodiff_runtime::optim::{Updatable, VariableId};
/// # struct Cell(VariableId, std::cell::Cell<f64>);
/// # impl Updatable for Cell {
/// #     fn id(&self) -> VariableId { self.0 }
/// #     fn flat_len(&self) -> usize { 1 }
/// #     fn read_into(&self, flat: &mut Vec<f64>) { flat.clear(); flat.push(self.1.get()) }
/// #     fn assign_flat(&self, flat: &[f64]) { self.1.set(flat[0]) }
/// # }
/// # let (x, w) = (Cell(VariableId::fresh(), 1.0.into()), Cell(VariableId::fresh(), 1.0.into()));
/// let mut opt = Sgd::new(0.5);
/// opt.apply_gradients(zip((2.0, Some(1.0)), (&x, &w)))?;
/// # assert_eq!((x.1.get(), w.1.get()), (0.0, 0.5));
/// assert!(opt.apply_gradients(zip(vec![2.0], vec![&x, &w])).is_err());
/// # Ok::<(), autodiff_runtime::optim::OptimError>(())
/// ```
pub fn zip<G: GradientSet, V: VariableSet>(gradients: G, variables: V) -> Zipped<G, V> {
    Zipped { gradients, variables }
}

impl<G: GradientSet, V: VariableSet> Pairs for Zipped<G, V> {
    fn split(&self) -> (&dyn GradientSet, &dyn VariableSet) {
        (&self.gradients, &self.variables)
    }
}

/// Pairs collected from an iterator of `(gradient, variable)`.
#[derive(Debug)]
pub struct Collected<G, V>(Vec<G>, Vec<V>);

impl<G: Floats, V: Updatable> Pairs for Collected<G, V> {
    fn split(&self) -> (&dyn GradientSet, &dyn VariableSet) {
        (&self.0, &self.1)
    }
}

/// What can be turned into [`Pairs`]: [`zip`], `std::iter::zip`, arrays and vectors of pairs.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not pair gradients with variables",
    note = "use `zip(gradients, variables)`: `opt.apply_gradients(zip(g, [&x, &w]))`"
)]
pub trait IntoPairs {
    /// The pairs.
    type Pairs: Pairs;

    /// Turns it into pairs.
    fn into_pairs(self) -> Self::Pairs;
}

impl<G: GradientSet, V: VariableSet> IntoPairs for Zipped<G, V> {
    type Pairs = Self;
    fn into_pairs(self) -> Self {
        self
    }
}

impl<G: Floats, V: Updatable, A: Iterator<Item = G>, B: Iterator<Item = V>> IntoPairs for std::iter::Zip<A, B> {
    type Pairs = Collected<G, V>;
    fn into_pairs(self) -> Collected<G, V> {
        let (gradients, variables) = self.unzip();
        Collected(gradients, variables)
    }
}

impl<G: Floats, V: Updatable> IntoPairs for Vec<(G, V)> {
    type Pairs = Collected<G, V>;
    fn into_pairs(self) -> Collected<G, V> {
        let (gradients, variables) = self.into_iter().unzip();
        Collected(gradients, variables)
    }
}

impl<G: Floats, V: Updatable, const N: usize> IntoPairs for [(G, V); N] {
    type Pairs = Collected<G, V>;
    fn into_pairs(self) -> Collected<G, V> {
        let (gradients, variables) = self.into_iter().unzip();
        Collected(gradients, variables)
    }
}

/// `Vec::clear` and then every float of `value`.
pub(crate) fn flatten_into<T: Floats + ?Sized>(value: &T, flat: &mut Vec<f64>) {
    flat.clear();
    match value.contiguous() {
        Some(floats) => flat.extend_from_slice(floats),
        None => value.visit_floats(&mut |x| flat.push(x)),
    }
}

/// Shows the floats of a value, copied only if they do not lie side by side.
pub(crate) fn read_floats<T: Floats + ?Sized>(value: &T, buffer: &mut Vec<f64>, read: &mut dyn FnMut(&[f64])) {
    match value.contiguous() {
        Some(floats) => read(floats),
        None => {
            flatten_into(value, buffer);
            read(buffer);
        }
    }
}

/// Changes the floats of a value, in place if they lie side by side.
pub(crate) fn change_floats<T: Floats + ?Sized>(value: &mut T, buffer: &mut Vec<f64>, change: &mut dyn FnMut(&mut [f64])) {
    if let Some(floats) = value.contiguous_mut() {
        return change(floats);
    }
    flatten_into(value, buffer);
    change(buffer);
    value.set_floats(buffer);
}

fn present_len<T: Floats>(value: &T) -> Option<usize> {
    (!value.is_absent()).then(|| value.float_count())
}

macro_rules! sequences {
    ($([$($generics:tt)*] $set:ty;)*) => {$(
        impl<T: Updatable, $($generics)*> VariableSet for $set {
            fn count(&self) -> usize {
                self.len()
            }
            fn variable(&self, index: usize) -> &dyn Updatable {
                &self[index]
            }
        }

        impl<T: Floats, $($generics)*> GradientSet for $set {
            fn count(&self) -> usize {
                self.len()
            }
            fn flat_len(&self, index: usize) -> Option<usize> {
                present_len(&self[index])
            }
            fn read_into(&self, index: usize, flat: &mut Vec<f64>) {
                flatten_into(&self[index], flat);
            }
            fn read(&self, index: usize, buffer: &mut Vec<f64>, read: &mut dyn FnMut(&[f64])) {
                read_floats(&self[index], buffer, read);
            }
        }
    )*};
}

sequences! {
    [const N: usize] [T; N];
    [] Vec<T>;
    [] [T];
}

impl<T: VariableSet + ?Sized> VariableSet for &T {
    fn count(&self) -> usize {
        (**self).count()
    }
    fn variable(&self, index: usize) -> &dyn Updatable {
        (**self).variable(index)
    }
}

/// A single variable is a set of one.
impl<T: Differentiable + Floats + Clone> VariableSet for Variable<T> {
    fn count(&self) -> usize {
        1
    }
    fn variable(&self, _: usize) -> &dyn Updatable {
        self
    }
}

/// The gradient with respect to a single variable.
impl<T: Floats> GradientSet for Option<T> {
    fn count(&self) -> usize {
        1
    }
    fn flat_len(&self, _: usize) -> Option<usize> {
        present_len(self)
    }
    fn read_into(&self, _: usize, flat: &mut Vec<f64>) {
        flatten_into(self, flat);
    }
    fn read(&self, _: usize, buffer: &mut Vec<f64>, read: &mut dyn FnMut(&[f64])) {
        read_floats(self, buffer, read);
    }
}

macro_rules! tuples {
    ($($len:literal: $($part:ident $index:tt),*;)*) => {$(
        impl<$($part: Updatable),*> VariableSet for ($($part,)*) {
            fn count(&self) -> usize {
                $len
            }
            fn variable(&self, index: usize) -> &dyn Updatable {
                match index {
                    $($index => &self.$index,)*
                    _ => panic!("a tuple of {} variables has none at {index}", $len),
                }
            }
        }

        impl<$($part: Floats),*> GradientSet for ($($part,)*) {
            fn count(&self) -> usize {
                $len
            }
            fn flat_len(&self, index: usize) -> Option<usize> {
                match index {
                    $($index => present_len(&self.$index),)*
                    _ => None,
                }
            }
            fn read_into(&self, index: usize, flat: &mut Vec<f64>) {
                match index {
                    $($index => flatten_into(&self.$index, flat),)*
                    _ => panic!("a tuple of {} gradients has none at {index}", $len),
                }
            }
            fn read(&self, index: usize, buffer: &mut Vec<f64>, read: &mut dyn FnMut(&[f64])) {
                match index {
                    $($index => read_floats(&self.$index, buffer, read),)*
                    _ => panic!("a tuple of {} gradients has none at {index}", $len),
                }
            }
        }
    )*};
}

tuples! {
    1: A 0;
    2: A 0, B 1;
    3: A 0, B 1, C 2;
    4: A 0, B 1, C 2, D 3;
    5: A 0, B 1, C 2, D 3, E 4;
    6: A 0, B 1, C 2, D 3, E 4, F 5;
    7: A 0, B 1, C 2, D 3, E 4, F 5, G 6;
    8: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7;
    9: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8;
    10: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9;
    11: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10;
    12: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11;
}
