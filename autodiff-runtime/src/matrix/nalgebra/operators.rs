//! Operators: matrices with matrices in all combinations of value and reference, with numbers from both sides.

use core::iter::Sum;
use core::ops::{Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Sub, SubAssign};

use ::nalgebra::allocator::Allocator;
use ::nalgebra::constraint::{AreMultipliable, SameNumberOfColumns, SameNumberOfRows, ShapeConstraint};
use ::nalgebra::{DefaultAllocator, Dim, Matrix, OMatrix, RawStorage, RawStorageMut, Storage};

use super::dense::{Dense, add, into_dynamic, node, values};
use super::kernels::product_reverse;
use crate::matrix::node::{Num, Operands};

/// `C = A·B`: `Ā += C̄·Bᵀ`, `B̄ += Aᵀ·C̄`.
pub(super) fn product<R1: Dim, C1: Dim, SA, R2: Dim, C2: Dim, SB>(a: &Matrix<Num, R1, C1, SA>, b: &Matrix<Num, R2, C2, SB>) -> Dense<Num, R1, C2>
where
    SA: RawStorage<Num, R1, C1>,
    SB: RawStorage<Num, R2, C2>,
    DefaultAllocator: Allocator<R1, C1> + Allocator<R2, C2> + Allocator<R1, C2>,
    ShapeConstraint: AreMultipliable<R1, C1, R2, C2>,
{
    let (left, right) = (values(a), values(b));
    let value = &left * &right;
    let mut operands = Operands::default();
    // Each factor is kept if the other one has a derivative.
    let right = add(&mut operands, a).then(|| into_dynamic(right));
    let left = add(&mut operands, b).then(|| into_dynamic(left));
    node(operands, value, move |bar| product_reverse(bar, left.as_ref(), right.as_ref()))
}

fn sum<R1: Dim, C1: Dim, SA, R2: Dim, C2: Dim, SB>(a: &Matrix<Num, R1, C1, SA>, b: &Matrix<Num, R2, C2, SB>) -> Dense<Num, R1, C1>
where
    SA: RawStorage<Num, R1, C1>,
    SB: RawStorage<Num, R2, C2>,
    DefaultAllocator: Allocator<R1, C1>,
    ShapeConstraint: SameNumberOfRows<R1, R2> + SameNumberOfColumns<C1, C2>,
{
    elementwise(a, b, |x, y| x + y)
}

fn difference<R1: Dim, C1: Dim, SA, R2: Dim, C2: Dim, SB>(a: &Matrix<Num, R1, C1, SA>, b: &Matrix<Num, R2, C2, SB>) -> Dense<Num, R1, C1>
where
    SA: RawStorage<Num, R1, C1>,
    SB: RawStorage<Num, R2, C2>,
    DefaultAllocator: Allocator<R1, C1>,
    ShapeConstraint: SameNumberOfRows<R1, R2> + SameNumberOfColumns<C1, C2>,
{
    elementwise(a, b, |x, y| x - y)
}

/// One operation an element.
pub(super) fn elementwise<R1: Dim, C1: Dim, SA, R2: Dim, C2: Dim, SB>(
    a: &Matrix<Num, R1, C1, SA>,
    b: &Matrix<Num, R2, C2, SB>,
    mut f: impl FnMut(Num, Num) -> Num,
) -> Dense<Num, R1, C1>
where
    SA: RawStorage<Num, R1, C1>,
    SB: RawStorage<Num, R2, C2>,
    DefaultAllocator: Allocator<R1, C1>,
{
    assert_eq!(a.shape(), b.shape(), "Matrix addition/subtraction dimensions mismatch.");
    let mut others = b.iter();
    Dense(a.map(|x| f(x, *others.next().expect("as many elements"))))
}

/// An operator of two matrices: the mirror and nalgebra's own matrix of numbers, at least one of them the mirror.
macro_rules! of_matrices {
    ($trait:ident $method:ident $function:ident ($($constraint:tt)*) -> $columns:ident) => {
        of_matrices!(@ $trait $method $function ($($constraint)*) $columns; []; Dense<Num, R1, C1>, Dense<Num, R2, C2>);
        of_matrices!(@ $trait $method $function ($($constraint)*) $columns; [S: Storage<Num, R2, C2>]; Dense<Num, R1, C1>, Matrix<Num, R2, C2, S>);
        of_matrices!(@ $trait $method $function ($($constraint)*) $columns; [S: Storage<Num, R1, C1>]; Matrix<Num, R1, C1, S>, Dense<Num, R2, C2>);
    };
    (@ $trait:ident $method:ident $function:ident $constraint:tt $columns:ident; $storage:tt; $left:ty, $right:ty) => {
        of_matrices!(@@ $trait $method $function $constraint $columns; $storage; [] $left, $right);
        of_matrices!(@@ $trait $method $function $constraint $columns; $storage; ['b] $left, &'b $right);
        of_matrices!(@@ $trait $method $function $constraint $columns; $storage; ['a] &'a $left, $right);
        of_matrices!(@@ $trait $method $function $constraint $columns; $storage; ['a, 'b] &'a $left, &'b $right);
    };
    (@@ $trait:ident $method:ident $function:ident ($($constraint:tt)*) $columns:ident; [$($storage:tt)*]; [$($life:lifetime),*] $left:ty, $right:ty) => {
        impl<$($life,)* R1: Dim, C1: Dim, R2: Dim, C2: Dim, $($storage)*> $trait<$right> for $left
        where
            DefaultAllocator: Allocator<R1, C1> + Allocator<R2, C2> + Allocator<R1, C2>,
            ShapeConstraint: $($constraint)*,
        {
            type Output = Dense<Num, R1, $columns>;
            #[inline]
            fn $method(self, other: $right) -> Self::Output {
                $function(&self, &other)
            }
        }
    };
}

of_matrices!(Add add sum (SameNumberOfRows<R1, R2> + SameNumberOfColumns<C1, C2>) -> C1);
of_matrices!(Sub sub difference (SameNumberOfRows<R1, R2> + SameNumberOfColumns<C1, C2>) -> C1);
of_matrices!(Mul mul product (AreMultipliable<R1, C1, R2, C2>) -> C2);

/// `a += b` and `a -= b`, also for parts of a matrix (`m.column_mut(j) += &v`).
macro_rules! in_place {
    ($($trait:ident $method:ident;)*) => {$(
        in_place!(@ $trait $method; []; Dense<Num, R1, C1>, Dense<Num, R2, C2>);
        in_place!(@ $trait $method; [S: RawStorage<Num, R2, C2>]; Dense<Num, R1, C1>, Matrix<Num, R2, C2, S>);
        in_place!(@ $trait $method; [S: RawStorageMut<Num, R1, C1>]; Matrix<Num, R1, C1, S>, Dense<Num, R2, C2>);
    )*};
    (@ $trait:ident $method:ident; $storage:tt; $left:ty, $right:ty) => {
        in_place!(@@ $trait $method; $storage; []; $left, $right);
        in_place!(@@ $trait $method; $storage; ['b]; $left, &'b $right);
    };
    (@@ $trait:ident $method:ident; [$($storage:tt)*]; [$($life:lifetime)?]; $left:ty, $right:ty) => {
        impl<$($life,)? R1: Dim, C1: Dim, R2: Dim, C2: Dim, $($storage)*> $trait<$right> for $left
        where
            DefaultAllocator: Allocator<R1, C1> + Allocator<R2, C2>,
            ShapeConstraint: SameNumberOfRows<R1, R2> + SameNumberOfColumns<C1, C2>,
        {
            #[inline]
            fn $method(&mut self, other: $right) {
                assert_eq!(self.shape(), other.shape(), "Matrix addition/subtraction dimensions mismatch.");
                for (to, from) in self.iter_mut().zip(other.iter()) {
                    to.$method(*from);
                }
            }
        }
    };
}

in_place! {
    AddAssign add_assign;
    SubAssign sub_assign;
}

/// `m * s`, `m / s`, also for references.
macro_rules! with_number {
    ($($trait:ident $method:ident, $assign:ident $in_place:ident;)*) => {$(
        impl<R: Dim, C: Dim> $trait<Num> for Dense<Num, R, C>
        where
            DefaultAllocator: Allocator<R, C>,
        {
            type Output = Self;
            #[inline]
            fn $method(mut self, number: Num) -> Self {
                self.$in_place(number);
                self
            }
        }

        impl<R: Dim, C: Dim> $trait<Num> for &Dense<Num, R, C>
        where
            DefaultAllocator: Allocator<R, C>,
        {
            type Output = Dense<Num, R, C>;
            #[inline]
            fn $method(self, number: Num) -> Dense<Num, R, C> {
                Dense(self.0.map(|x| x.$method(number)))
            }
        }

        impl<R: Dim, C: Dim> $assign<Num> for Dense<Num, R, C>
        where
            DefaultAllocator: Allocator<R, C>,
        {
            #[inline]
            fn $in_place(&mut self, number: Num) {
                self.0.iter_mut().for_each(|x| x.$in_place(number));
            }
        }
    )*};
}

with_number! {
    Mul mul, MulAssign mul_assign;
    Div div, DivAssign div_assign;
}

impl<R: Dim, C: Dim> Mul<Dense<Num, R, C>> for Num
where
    DefaultAllocator: Allocator<R, C>,
{
    type Output = Dense<Num, R, C>;
    #[inline]
    fn mul(self, matrix: Dense<Num, R, C>) -> Dense<Num, R, C> {
        self * &matrix
    }
}

impl<R: Dim, C: Dim> Mul<&Dense<Num, R, C>> for Num
where
    DefaultAllocator: Allocator<R, C>,
{
    type Output = Dense<Num, R, C>;
    #[inline]
    fn mul(self, matrix: &Dense<Num, R, C>) -> Dense<Num, R, C> {
        Dense(matrix.0.map(|x| self * x))
    }
}

/// A row or column that nalgebra's iterators give.
impl<R: Dim, C: Dim, S: RawStorage<Num, R, C>> Mul<Matrix<Num, R, C, S>> for Num
where
    DefaultAllocator: Allocator<R, C>,
{
    type Output = Dense<Num, R, C>;
    #[inline]
    fn mul(self, matrix: Matrix<Num, R, C, S>) -> Dense<Num, R, C> {
        self * &Dense::from(matrix)
    }
}

impl<R: Dim, C: Dim> MulAssign<Dense<Num, C, C>> for Dense<Num, R, C>
where
    DefaultAllocator: Allocator<R, C> + Allocator<C, C>,
    ShapeConstraint: AreMultipliable<R, C, C, C>,
{
    #[inline]
    fn mul_assign(&mut self, other: Dense<Num, C, C>) {
        *self *= &other;
    }
}

impl<R: Dim, C: Dim> MulAssign<&Dense<Num, C, C>> for Dense<Num, R, C>
where
    DefaultAllocator: Allocator<R, C> + Allocator<C, C>,
    ShapeConstraint: AreMultipliable<R, C, C, C>,
{
    #[inline]
    fn mul_assign(&mut self, other: &Dense<Num, C, C>) {
        *self = product(&self.0, &other.0);
    }
}

impl<R: Dim, C: Dim> Neg for Dense<Num, R, C>
where
    DefaultAllocator: Allocator<R, C>,
{
    type Output = Self;
    #[inline]
    fn neg(self) -> Self {
        -&self
    }
}

impl<R: Dim, C: Dim> Neg for &Dense<Num, R, C>
where
    DefaultAllocator: Allocator<R, C>,
{
    type Output = Dense<Num, R, C>;
    #[inline]
    fn neg(self) -> Dense<Num, R, C> {
        Dense(self.0.map(|x| -x))
    }
}

/// As nalgebra: zero plus each in turn; of no matrices the shape is not known.
impl<R: Dim, C: Dim> Sum for Dense<Num, R, C>
where
    DefaultAllocator: Allocator<R, C>,
    ShapeConstraint: SameNumberOfRows<R, R> + SameNumberOfColumns<C, C>,
{
    fn sum<I: Iterator<Item = Self>>(matrices: I) -> Self {
        let mut total: Option<Self> = None;
        for matrix in matrices {
            match &mut total {
                Some(total) => *total += matrix,
                None => total = Some(Dense(matrix.0.map(|x| Num::constant(0.0) + x))),
            }
        }
        total.unwrap_or_else(|| match (R::try_to_usize(), C::try_to_usize()) {
            (Some(rows), Some(columns)) => Dense(OMatrix::from_element_generic(R::from_usize(rows), C::from_usize(columns), Num::constant(0.0))),
            _ => panic!("Cannot compute `sum` of empty iterator."),
        })
    }
}

impl<'a, R: Dim, C: Dim> Sum<&'a Dense<Num, R, C>> for Dense<Num, R, C>
where
    DefaultAllocator: Allocator<R, C>,
    ShapeConstraint: SameNumberOfRows<R, R> + SameNumberOfColumns<C, C>,
{
    fn sum<I: Iterator<Item = &'a Self>>(matrices: I) -> Self {
        matrices.cloned().sum()
    }
}
