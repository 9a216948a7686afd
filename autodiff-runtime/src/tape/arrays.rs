//! Reductions and products of traced arrays.

use std::rc::Rc;

use super::block::{Block, Floor, MatrixProduct, Total, Weighted, product};
use super::elements::{Elements, Scalar};
use super::elementwise::{Operand, Side, side_by_side};
use super::ledger::{self, Argument, NOWHERE};
use super::operators::Arithmetic;
use super::traced::Traced;
use super::variable::Variable;
use crate::tangent::Floats;

/// Records a block of `count` floats if one of the ids is on a tape.
fn record(count: usize, ids: &[u64], block: impl FnOnce() -> Rc<dyn Block>) -> u64 {
    let active = count > 0 && ledger::with(|ledger| ids.iter().any(|&id| ledger.operand(id) != NOWHERE));
    if active {
        let block = block();
        ledger::with(|ledger| ledger.push_block(block, count))
    } else {
        ledger::constant(count)
    }
}

/// Builds a value of the shape of `like` from its elements in order.
fn rebuild<T: Elements>(like: &T, elements: &[T::Scalar]) -> T {
    let mut rest = elements.iter();
    like.map_each(&mut |_| *rest.next().expect("as many elements"))
}

fn elements_of<T: Elements>(value: &T) -> Vec<T::Scalar> {
    let mut all = Vec::with_capacity(value.float_count());
    value.each(&mut |x| all.push(x));
    all
}

/// Puts traced floats into a vector.
///
/// ```
/// use autodiff_runtime::tape::{GradientTape, Variable, stack};
///
/// let (a, b) = (Variable::new(2.0), Variable::new(3.0));
/// let tape = GradientTape::new();
/// let y = tape.record(|| stack(&[a.read(), b.read()]).dot(&vec![10.0, 100.0]));
/// let [da, db] = tape.gradient(&y, [&a, &b]);
/// assert_eq!((da.unwrap().value(), db.unwrap().value()), (10.0, 100.0));
/// ```
pub fn stack<S: Scalar>(items: &[Traced<S>]) -> Traced<Vec<S>> {
    let values = items.iter().map(Traced::value).collect();
    Traced::new(values, side_by_side(&arguments(items)))
}

fn arguments<S: Scalar>(items: &[Traced<S>]) -> Vec<Argument> {
    items.iter().map(|item| Argument { value: item.value().wide(), id: item.id() }).collect()
}

/// Elementwise and reducing operations on arrays, vectors and matrices; on a float they are the obvious.
impl<T: Elements<Scalar: Arithmetic>> Traced<T> {
    /// Applies `f` to each element: whatever it computes is recorded.
    ///
    /// ```
    /// use autodiff_runtime::tape::{GradientTape, Variable};
    ///
    /// let x = Variable::new([1.0, -2.0]);
    /// let tape = GradientTape::new();
    /// let y = tape.record(|| x.read().map(|x| if x > 0.0 { x * x } else { x * 3.0 }));
    /// assert_eq!(y.value(), [1.0, -6.0]);
    /// assert_eq!(tape.gradient(&y, &x).unwrap(), [2.0, 3.0]);
    /// ```
    #[must_use]
    pub fn map(&self, mut f: impl FnMut(Traced<T::Scalar>) -> Traced<T::Scalar>) -> Traced<T> {
        if let Some(float) = self.as_value().scalar() {
            let y = f(Traced::new(float, self.id()));
            return Traced::new(T::of_scalar(y.value()).expect("a float is one"), y.id());
        }
        let items: Vec<_> = self.elements().into_iter().map(f).collect();
        let values: Vec<_> = items.iter().map(Traced::value).collect();
        Traced::new(rebuild(self.as_value(), &values), side_by_side(&arguments(&items)))
    }

    /// `Σ xᵢ`, in order.
    pub fn sum(&self) -> Traced<T::Scalar> {
        let mut sum: Option<T::Scalar> = None;
        self.as_value().each(&mut |x| sum = Some(sum.map_or(x, |sum| sum + x)));
        let count = self.as_value().float_count() as u32;
        let id = record(1, &[self.id()], || Rc::new(Total { slot: ledger::with(|ledger| ledger.slot(self.id())), count }));
        Traced::new(sum.unwrap_or(T::Scalar::from_wide(0.0)), id)
    }

    /// `Σ xᵢ / n`; NaN if there is no element.
    pub fn mean(&self) -> Traced<T::Scalar> {
        self.sum() / T::Scalar::from_wide(self.as_value().float_count() as f64)
    }

    /// The square of each element: `x·x`, with the derivative `2x`.
    #[must_use]
    pub fn square(&self) -> Traced<T> {
        self.powi(2)
    }

    /// `√(Σ xᵢ²)`. Its gradient at zero is NaN, as TensorFlow's.
    pub fn norm(&self) -> Traced<T::Scalar> {
        self.square().sum().sqrt()
    }

    /// `Σ |xᵢ|`
    pub fn norm_l1(&self) -> Traced<T::Scalar> {
        self.abs().sum()
    }

    /// `max |xᵢ|`; elements that tie share the derivative equally.
    ///
    /// # Panics
    ///
    /// When there is no element.
    pub fn norm_max(&self) -> Traced<T::Scalar> {
        self.abs().max_element()
    }

    /// The mean of the squared distances from the mean.
    pub fn variance(&self) -> Traced<T::Scalar> {
        let mean = self.mean();
        (self - Each(Side::Each(mean.value(), mean.id()))).square().mean()
    }

    /// The root of the [`variance`](Traced::variance); its gradient is NaN where all elements are equal, as TensorFlow's.
    pub fn standard_deviation(&self) -> Traced<T::Scalar> {
        self.variance().sqrt()
    }

    /// The largest element; those that tie share the derivative equally, as in TensorFlow's `reduce_max`. NaN if one is NaN, with all its derivatives.
    ///
    /// # Panics
    ///
    /// When there is no element.
    pub fn max_element(&self) -> Traced<T::Scalar> {
        self.extreme(|x, best| x > best)
    }

    /// The smallest element; those that tie share the derivative equally. NaN if one is NaN, with all its derivatives.
    ///
    /// # Panics
    ///
    /// When there is no element.
    pub fn min_element(&self) -> Traced<T::Scalar> {
        self.extreme(|x, best| x < best)
    }

    fn extreme(&self, better: impl Fn(T::Scalar, T::Scalar) -> bool) -> Traced<T::Scalar> {
        let all = elements_of(self.as_value());
        let is_nan = |x: T::Scalar| x.wide().is_nan();
        let best = all.iter().copied().reduce(|best, x| if better(x, best) || is_nan(x) { x } else { best });
        let best = best.expect("the largest of no elements");
        // If one is NaN, nothing is equal to it, and the shares are 0/0.
        let ties = all.iter().filter(|&&x| x == best).count() as f64;
        let id = record(1, &[self.id()], || {
            let weights = all.iter().map(|&x| f64::from(u8::from(x == best)) / ties).collect();
            Rc::new(Weighted { slot: ledger::with(|ledger| ledger.slot(self.id())), weights })
        });
        Traced::new(best, id)
    }

    /// `Π xᵢ`, in order. No division: a zero among the elements is no trouble.
    pub fn product(&self) -> Traced<T::Scalar> {
        let one = Traced::constant(T::Scalar::from_wide(1.0));
        self.elements().into_iter().reduce(|a, b| a * b).unwrap_or(one)
    }

    /// `ln Σ exp(xᵢ)`, safe for large elements: the largest is taken out first.
    pub fn log_sum_exp(&self) -> Traced<T::Scalar> {
        let largest = self.stop_gradient().max_element().value();
        if !largest.wide().is_finite() {
            return self.exp().sum().ln();
        }
        let shift = Traced::constant(largest);
        (self.map(|x| x - shift)).exp().sum().ln() + shift
    }

    /// `exp(xᵢ) / Σ exp(xⱼ)` over all elements.
    #[must_use]
    pub fn softmax(&self) -> Traced<T> {
        self.log_softmax().exp()
    }

    /// `xᵢ − ln Σ exp(xⱼ)` over all elements.
    #[must_use]
    pub fn log_softmax(&self) -> Traced<T> {
        let shift = Traced::constant(self.stop_gradient().max_element().value());
        let shifted = self.map(|x| x - shift);
        let total = shifted.exp().sum().ln();
        shifted.map(|x| x - total)
    }

    /// `Σ aᵢ·bᵢ`, in order.
    ///
    /// # Panics
    ///
    /// When the two have not the same shape.
    pub fn dot(&self, other: impl Operand<T>) -> Traced<T::Scalar> {
        other.lend(|other| {
            let Side::Whole(..) = other else { return (self * Each(other)).sum() };
            let mine = Side::Whole(self.as_value(), self.id());
            let Side::Whole(theirs, _) = other else { unreachable!("just seen") };
            let _ = self.as_value().zip_each(theirs, &mut |a, _| a);
            let (a, b) = (elements_of(self.as_value()), elements_of(theirs));
            multiply(mine, other, (&a, &b), [1, a.len(), 1], |out| out[0])
        })
    }
}

/// One float for all elements, lent once more.
struct Each<'a, T: Elements>(Side<'a, T>);

impl<T: Elements> Operand<T> for Each<'_, T> {
    fn lend<R>(&self, f: impl FnOnce(Side<'_, T>) -> R) -> R {
        f(self.0)
    }
}

/// Records a product of matrices; vectors are matrices of one row or column.
fn multiply<A: Elements, B: Elements<Scalar = A::Scalar>, O: Floats>(
    a: Side<'_, A>,
    b: Side<'_, B>,
    (a_elements, b_elements): (&[A::Scalar], &[A::Scalar]),
    size: [usize; 3],
    shape: impl FnOnce(Vec<A::Scalar>) -> O,
) -> Traced<O> {
    let out = shape(product(a_elements, b_elements, size));
    let id =
        record(out.float_count(), &[side_id(&a), side_id(&b)], || Rc::new(MatrixProduct { a: Floor::of(&a, true), b: Floor::of(&b, true), size }));
    Traced::new(out, id)
}

fn side_id<T: Elements>(side: &Side<'_, T>) -> u64 {
    match side {
        Side::Whole(_, id) | Side::Each(_, id) => *id,
    }
}

/// A matrix: rows of one length, as nested arrays or vectors.
pub trait Matrix: Elements {
    /// Rows and columns.
    #[doc(hidden)]
    fn size(&self) -> (usize, usize);
}

impl<S: Scalar, const M: usize, const N: usize> Matrix for [[S; N]; M] {
    fn size(&self) -> (usize, usize) {
        (M, N)
    }
}

impl<S: Scalar, const N: usize> Matrix for Vec<[S; N]> {
    fn size(&self) -> (usize, usize) {
        (self.len(), N)
    }
}

impl<S: Scalar> Matrix for Vec<Vec<S>> {
    fn size(&self) -> (usize, usize) {
        let columns = self.first().map_or(0, Vec::len);
        assert!(self.iter().all(|row| row.len() == columns), "a matrix has rows of one length");
        (self.len(), columns)
    }
}

/// What a matrix may be multiplied with, and what comes out.
pub trait Times<B>: Matrix {
    /// The product.
    type Output: Elements<Scalar = Self::Scalar>;

    /// Puts the floats of the product, row by row, into its type.
    #[doc(hidden)]
    fn assemble(floats: Vec<Self::Scalar>, columns: usize) -> Self::Output;

    /// Rows and columns of the right side; a vector is one column.
    #[doc(hidden)]
    fn right_size(right: &B) -> (usize, usize);
}

macro_rules! times {
    ($([$($generics:tt)*] $a:ty, $b:ty => $out:ty, |$right:ident| $size:expr, |$floats:ident, $columns:ident| $shape:expr;)*) => {$(
        impl<S: Scalar, $($generics)*> Times<$b> for $a {
            type Output = $out;
            fn assemble($floats: Vec<S>, $columns: usize) -> $out {
                let _ = $columns;
                $shape
            }
            fn right_size($right: &$b) -> (usize, usize) {
                $size
            }
        }
    )*};
}

fn fixed<S: Scalar, const N: usize>(floats: &[S]) -> [S; N] {
    std::array::from_fn(|k| floats[k])
}

times! {
    [const M: usize, const K: usize, const N: usize] [[S; K]; M], [[S; N]; K] => [[S; N]; M], |b| b.size(),
        |floats, columns| std::array::from_fn(|i| fixed(&floats[i * N..(i + 1) * N]));
    [const K: usize, const N: usize] Vec<[S; K]>, [[S; N]; K] => Vec<[S; N]>, |b| b.size(),
        |floats, columns| floats.chunks(N.max(1)).map(fixed).collect();
    [] Vec<Vec<S>>, Vec<Vec<S>> => Vec<Vec<S>>, |b| b.size(),
        |floats, columns| floats.chunks(columns.max(1)).map(<[S]>::to_vec).collect();
    [const M: usize, const K: usize] [[S; K]; M], [S; K] => [S; M], |b| (b.len(), 1), |floats, columns| fixed(&floats);
    [const K: usize] Vec<[S; K]>, [S; K] => Vec<S>, |b| (b.len(), 1), |floats, columns| floats;
    [] Vec<Vec<S>>, Vec<S> => Vec<S>, |b| (b.len(), 1), |floats, columns| floats;
}

impl<A: Matrix> Traced<A> {
    /// The product of matrices, `Cᵢⱼ = Σₗ Aᵢₗ·Bₗⱼ`.
    ///
    /// # Panics
    ///
    /// When `self` has not as many columns as the right side has rows.
    ///
    /// ```
    /// use autodiff_runtime::tape::{GradientTape, Variable};
    ///
    /// let (a, b) = (Variable::new([[1.0, 2.0]]), Variable::new([[3.0], [4.0]]));
    /// let tape = GradientTape::new();
    /// let c = tape.record(|| a.read().matmul(&b));
    /// assert_eq!(c.value(), [[11.0]]);
    /// let (da, db) = tape.gradient(&c, (&a, &b));
    /// assert_eq!(da.unwrap(), [[3.0, 4.0]]);
    /// assert_eq!(db.unwrap(), [[1.0], [2.0]]);
    /// ```
    pub fn matmul<B: Elements<Scalar = A::Scalar>>(&self, right: impl Factor<B>) -> Traced<A::Output>
    where
        A: Times<B>,
    {
        right.lend_factor(|b, id| {
            let ((m, k), (rows, n)) = (self.as_value().size(), A::right_size(b));
            assert_eq!(k, rows, "a product of {m}×{k} and {rows}×{n}");
            let elements = (elements_of(self.as_value()), elements_of(b));
            let (left, right) = (Side::Whole(self.as_value(), self.id()), Side::Whole(b, id));
            multiply(left, right, (&elements.0, &elements.1), [m, k, n], |floats| A::assemble(floats, n))
        })
    }

    /// The product with a vector, `yᵢ = Σⱼ Aᵢⱼ·xⱼ`.
    ///
    /// # Panics
    ///
    /// When `self` has not as many columns as the vector has elements.
    pub fn matvec<B: Elements<Scalar = A::Scalar>>(&self, right: impl Factor<B>) -> Traced<A::Output>
    where
        A: Times<B>,
    {
        self.matmul(right)
    }
}

/// The right side of a product: a `Traced<B>`, a `Variable<B>` or a plain `B`, or a reference to one.
pub trait Factor<B: Elements> {
    /// Lends the value and its id.
    #[doc(hidden)]
    fn lend_factor<R>(&self, f: impl FnOnce(&B, u64) -> R) -> R;
}

impl<B: Elements, O: Operand<B>> Factor<B> for O {
    fn lend_factor<R>(&self, f: impl FnOnce(&B, u64) -> R) -> R {
        self.lend(|side| match side {
            Side::Whole(value, id) => f(value, id),
            Side::Each(..) => panic!("a product with one float is elementwise: use `*`"),
        })
    }
}

/// The same on variables, which are read first.
macro_rules! on_variables {
    ($($name:ident)*) => {
        impl<T: Elements<Scalar: Arithmetic>> Variable<T> {$(
            #[doc = concat!("[`Traced::", stringify!($name), "`] of the value read now.")]
            pub fn $name(&self) -> Traced<T::Scalar> {
                self.read().$name()
            }
        )*}
    };
}

on_variables!(sum mean norm product max_element min_element log_sum_exp);

impl<T: Elements<Scalar: Arithmetic>> Variable<T> {
    /// [`Traced::dot`] of the value read now.
    pub fn dot(&self, other: impl Operand<T>) -> Traced<T::Scalar> {
        self.read().dot(other)
    }
}

impl<A: Matrix> Variable<A> {
    /// [`Traced::matmul`] of the value read now.
    pub fn matmul<B: Elements<Scalar = A::Scalar>>(&self, right: impl Factor<B>) -> Traced<A::Output>
    where
        A: Times<B>,
    {
        self.read().matmul(right)
    }

    /// [`Traced::matvec`] of the value read now.
    pub fn matvec<B: Elements<Scalar = A::Scalar>>(&self, right: impl Factor<B>) -> Traced<A::Output>
    where
        A: Times<B>,
    {
        self.read().matmul(right)
    }
}
