//! [`Traced`]: a value that knows where on the ledger it came from.

use std::cmp::Ordering;
use std::fmt;
use std::marker::PhantomData;

use super::elements::{Elements, Scalar};
use super::ledger;
use crate::tangent::{Differentiable, Floats};

/// A value computed under a [`GradientTape`](super::GradientTape): a plain `T` and the place where the tapes recorded it.
///
/// It has the operators and methods of floats, against other traced values, [`Variable`](super::Variable)s and plain values, by value
/// or by reference; for arrays and vectors they work element by element. What it holds is read with [`value`](Traced::value).
/// A traced scalar is `Copy`. It stays on its thread, as the tapes do.
///
/// ```
/// use autodiff_runtime::tape::{GradientTape, Variable};
///
/// let x = Variable::new(3.0);
/// let tape = GradientTape::new();
/// let y = tape.record(|| (&x - 1.0) * &x + x.sin());
/// assert_eq!(y.value(), 6.0 + 3.0_f64.sin());
/// assert_eq!(tape.gradient(&y, &x).unwrap(), 5.0 + 3.0_f64.cos());
/// ```
#[derive(Clone, Copy)]
pub struct Traced<T> {
    value: T,
    id: u64,
    /// Ids are those of one thread's ledger.
    thread: PhantomData<*const ()>,
}

impl<T> Traced<T> {
    #[inline(always)]
    pub(crate) const fn new(value: T, id: u64) -> Traced<T> {
        Traced { value, id, thread: PhantomData }
    }

    #[inline(always)]
    pub(crate) fn id(&self) -> u64 {
        self.id
    }

    /// A value that nothing has recorded. A tape may [`watch`](super::GradientTape::watch) it.
    ///
    /// ```
    /// use autodiff_runtime::tape::{GradientTape, Traced};
    ///
    /// let c = Traced::constant(3.0);
    /// let tape = GradientTape::persistent();
    /// let y = tape.record(|| c * c);
    /// assert!(tape.gradient(&y, &c).is_none());
    ///
    /// tape.watch(&c);
    /// let y = tape.record(|| c * c);
    /// assert_eq!(tape.gradient(&y, &c).unwrap(), 6.0);
    /// ```
    pub fn constant(value: T) -> Traced<T>
    where
        T: Floats,
    {
        let count = value.float_count();
        Traced::new(value, ledger::constant(count))
    }

    /// The plain value: a constant to everything that is computed from it.
    #[inline]
    pub fn value(&self) -> T
    where
        T: Clone,
    {
        self.value.clone()
    }

    /// The plain value, borrowed.
    #[inline]
    pub fn as_value(&self) -> &T {
        &self.value
    }

    /// The plain value, moved out.
    #[inline]
    pub fn into_value(self) -> T {
        self.value
    }
}

impl<T: Floats + Clone> Traced<T> {
    /// The same value with no derivative: TensorFlow's `stop_gradient`.
    ///
    /// ```
    /// use autodiff_runtime::tape::{GradientTape, Variable};
    ///
    /// let x = Variable::new(3.0);
    /// let tape = GradientTape::new();
    /// let y = tape.record(|| (&x * &x).stop_gradient() * &x);
    /// assert_eq!(tape.gradient(&y, &x).unwrap(), 9.0);
    /// ```
    #[must_use]
    pub fn stop_gradient(&self) -> Traced<T> {
        Traced::constant(self.value.clone())
    }
}

impl<S: Scalar> Traced<S> {
    /// The same value in another float type, still connected.
    ///
    /// The gradient comes back in the type of its source.
    ///
    /// ```
    /// use autodiff_runtime::tape::{GradientTape, Variable};
    ///
    /// let x = Variable::new(3.0_f32);
    /// let tape = GradientTape::new();
    /// let y = tape.record(|| x.read().cast::<f64>() * 2.0);
    /// assert_eq!(tape.gradient(&y, &x).unwrap(), 2.0_f32);
    /// ```
    #[must_use]
    pub fn cast<R: Scalar>(&self) -> Traced<R> {
        let value = R::from_wide(self.value.wide());
        Traced::new(value, super::elementwise::identity(self.value.wide(), self.id))
    }
}

/// Elements of arrays, vectors and nested ones.
impl<T: Elements> Traced<T> {
    /// All elements, in order: views of this value, no new nodes. As a source an element has its share of this value's gradient.
    ///
    /// ```
    /// use autodiff_runtime::tape::{GradientTape, Variable};
    ///
    /// let x = Variable::new(vec![1.0, 2.0]);
    /// let tape = GradientTape::new();
    /// let y = tape.record(|| {
    ///     let x = x.read().elements();
    ///     x[0] * x[0] * x[1]
    /// });
    /// assert_eq!(tape.gradient(&y, &x).unwrap(), vec![4.0, 1.0]);
    /// ```
    pub fn elements(&self) -> Vec<Traced<T::Scalar>> {
        let mut elements = Vec::with_capacity(self.value.float_count());
        let mut id = self.id;
        self.value.each(&mut |value| {
            elements.push(Traced::new(value, id));
            id += 1;
        });
        elements
    }
}

macro_rules! indexing {
    ($([$($generics:tt)*] $container:ty, $item:ty;)*) => {$(
        impl<$($generics)*> Traced<$container> {
            /// Element `index`: a view, no new node. A row of a matrix is an element of it.
            ///
            /// # Panics
            ///
            /// When `index` is out of bounds.
            #[inline]
            pub fn at(&self, index: usize) -> Traced<$item> {
                let before: usize = self.value[..index].iter().map(Floats::float_count).sum();
                Traced::new(self.value[index].clone(), self.id + before as u64)
            }

            /// The number of elements; of a matrix, its rows.
            pub fn len(&self) -> usize {
                self.value.len()
            }

            /// Whether there are no elements.
            pub fn is_empty(&self) -> bool {
                self.value.is_empty()
            }
        }
    )*};
}

indexing! {
    [T: Floats + Clone] Vec<T>, T;
    [T: Floats + Clone, const N: usize] [T; N], T;
}

macro_rules! parts {
    ($($($part:ident $index:tt)*;)*) => {$(
        impl<$($part: Floats + Clone),*> Traced<($($part,)*)> {
            /// The parts of the tuple: views, no new nodes.
            pub fn parts(&self) -> ($(Traced<$part>,)*) {
                let mut next = self.id;
                ($({
                    let id = next;
                    next += self.value.$index.float_count() as u64;
                    let _ = next;
                    Traced::new(self.value.$index.clone(), id)
                },)*)
            }
        }
    )*};
}

parts! {
    A 0 B 1;
    A 0 B 1 C 2;
    A 0 B 1 C 2 D 3;
    A 0 B 1 C 2 D 3 E 4;
}

impl<T> AsRef<T> for Traced<T> {
    fn as_ref(&self) -> &T {
        &self.value
    }
}

impl<T: Floats> From<T> for Traced<T> {
    fn from(value: T) -> Traced<T> {
        Traced::constant(value)
    }
}

impl<T: fmt::Debug> fmt::Debug for Traced<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Traced").field(&self.value).finish()
    }
}

impl<T: fmt::Display> fmt::Display for Traced<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

impl<T: fmt::LowerExp> fmt::LowerExp for Traced<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

/// By value: where it came from does not count.
impl<T: PartialEq> PartialEq for Traced<T> {
    fn eq(&self, other: &Traced<T>) -> bool {
        self.value == other.value
    }
}

impl<T: PartialEq> PartialEq<T> for Traced<T> {
    fn eq(&self, other: &T) -> bool {
        self.value == *other
    }
}

/// By value.
impl<T: PartialOrd> PartialOrd for Traced<T> {
    fn partial_cmp(&self, other: &Traced<T>) -> Option<Ordering> {
        self.value.partial_cmp(&other.value)
    }
}

impl<T: PartialOrd> PartialOrd<T> for Traced<T> {
    fn partial_cmp(&self, other: &T) -> Option<Ordering> {
        self.value.partial_cmp(other)
    }
}

/// A gradient is a traced value, and an optimizer reads its floats.
impl<T: Floats> Floats for Traced<T> {
    const PRECISION: f64 = T::PRECISION;
    fn precision(&self) -> f64 {
        self.value.precision()
    }
    fn float_count(&self) -> usize {
        self.value.float_count()
    }
    fn visit_floats<F: FnMut(f64)>(&self, visit: &mut F) {
        self.value.visit_floats(visit);
    }
    fn is_absent(&self) -> bool {
        self.value.is_absent()
    }
    fn dims(&self) -> Vec<usize> {
        self.value.dims()
    }
    fn contiguous(&self) -> Option<&[f64]> {
        self.value.contiguous()
    }
    /// What is changed by hand is a constant from then on.
    fn update_floats<F: FnMut(f64) -> f64>(&mut self, update: &mut F) {
        self.value.update_floats(update);
        let count = self.value.float_count();
        self.id = ledger::constant(count);
    }
}

/// The tangent of a value with all floats read from `bars`, in order.
pub(crate) fn tangent_of<T: Differentiable + ?Sized>(value: &T, floats: &[f64]) -> T::Tangent {
    let mut tangent = value.zero_tangent();
    tangent.set_floats(floats);
    tangent
}
