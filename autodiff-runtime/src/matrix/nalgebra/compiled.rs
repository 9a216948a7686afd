//! Operators of matrices in compiled functions, which know them only as values of some type: `&s.a * &s.b` where `s` is a struct of the user's.

use core::ops::{Add, Div, Mul, Neg, Sub};

use ::nalgebra::allocator::Allocator;
use ::nalgebra::{DefaultAllocator, Dim, OMatrix};

use crate::ops::{AddSweeps, DivSweeps, MulSweeps, NegSweeps, SubSweeps};
use crate::record::Tape;
use crate::tangent::Differentiable;

/// The adjoint of an operator's result.
type Bar<T> = <T as Differentiable>::Tangent;

/// `[generics] left, right; trait of the operator, trait and method of its adjoint: what is added`, for values and references.
macro_rules! sweeps {
    ([$($generics:ident),*] ($($allocator:tt)*) $left:ty, $right:ty; $($rest:tt)*) => {
        sweeps!(@ [] [$($generics),*] ($($allocator)*) $left, $right; $($rest)*);
        sweeps!(@ ['b] [$($generics),*] ($($allocator)*) $left, &'b $right; $($rest)*);
        sweeps!(@ ['a] [$($generics),*] ($($allocator)*) &'a $left, $right; $($rest)*);
        sweeps!(@ ['a, 'b] [$($generics),*] ($($allocator)*) &'a $left, &'b $right; $($rest)*);
    };
    (@ [$($life:lifetime),*] [$($generics:ident),*] ($($allocator:tt)*) $left:ty, $right:ty; $op:ident $trait:ident $method:ident: $reverse:expr) => {
        impl<$($life,)* $($generics: Dim),*> $trait<$right> for $left
        where
            DefaultAllocator: $($allocator)*,
        {
            #[inline]
            fn $method(_: &mut Tape, a: &Self, b: &$right, a_bar: &mut Bar<Self>, b_bar: &mut Bar<$right>, out_bar: &Bar<<Self as $op<$right>>::Output>) {
                $reverse(a, b, a_bar, b_bar, out_bar);
            }
        }
    };
}

sweeps!([R, C] (Allocator<R, C>) OMatrix<f64, R, C>, OMatrix<f64, R, C>; Add AddSweeps add_reverse: |_, _, a_bar: &mut Self::Tangent, b_bar: &mut Self::Tangent, o: &Self::Tangent| {
    *a_bar += o;
    *b_bar += o;
});
sweeps!([R, C] (Allocator<R, C>) OMatrix<f64, R, C>, OMatrix<f64, R, C>; Sub SubSweeps sub_reverse: |_, _, a_bar: &mut Self::Tangent, b_bar: &mut Self::Tangent, o: &Self::Tangent| {
    *a_bar += o;
    *b_bar -= o;
});
sweeps!([R, K, C] (Allocator<R, K> + Allocator<K, C> + Allocator<R, C> + Allocator<K, R> + Allocator<C, K>) OMatrix<f64, R, K>, OMatrix<f64, K, C>; Mul MulSweeps mul_reverse: product);
/// Operators of a matrix and a float, which nalgebra has for floats by value alone.
macro_rules! with_float {
    ($(($($life:lifetime)?) $left:ty, $right:ty; $op:ident $trait:ident $method:ident: $reverse:expr;)*) => {$(
        sweeps!(@ [$($life)?] [R, C] (Allocator<R, C>) $left, $right; $op $trait $method: $reverse);
    )*};
}

with_float! {
    () OMatrix<f64, R, C>, f64; Mul MulSweeps mul_reverse: scaled;
    ('a) &'a OMatrix<f64, R, C>, f64; Mul MulSweeps mul_reverse: scaled;
    () f64, OMatrix<f64, R, C>; Mul MulSweeps mul_reverse: |s, a, s_bar, a_bar, o| scaled(a, s, a_bar, s_bar, o);
    ('b) f64, &'b OMatrix<f64, R, C>; Mul MulSweeps mul_reverse: |s, a, s_bar, a_bar, o| scaled(a, s, a_bar, s_bar, o);
    () OMatrix<f64, R, C>, f64; Div DivSweeps div_reverse: divided;
    ('a) &'a OMatrix<f64, R, C>, f64; Div DivSweeps div_reverse: divided;
}

/// `C = s·A`: `Ā += s·C̄`, `s̄ += ⟨A, C̄⟩`.
fn scaled<R: Dim, C: Dim>(a: &OMatrix<f64, R, C>, s: &f64, a_bar: &mut OMatrix<f64, R, C>, s_bar: &mut f64, out_bar: &OMatrix<f64, R, C>)
where
    DefaultAllocator: Allocator<R, C>,
{
    a_bar.zip_apply(out_bar, |a_bar, o| *a_bar += o * s);
    *s_bar += a.dot(out_bar);
}

/// `C = A/s`: `Ā += C̄/s`, `s̄ −= ⟨A, C̄⟩/s²`.
fn divided<R: Dim, C: Dim>(a: &OMatrix<f64, R, C>, s: &f64, a_bar: &mut OMatrix<f64, R, C>, s_bar: &mut f64, out_bar: &OMatrix<f64, R, C>)
where
    DefaultAllocator: Allocator<R, C>,
{
    a_bar.zip_apply(out_bar, |a_bar, o| *a_bar += o / s);
    *s_bar -= a.dot(out_bar) / s / s;
}

/// `C = A·B`: `Ā += C̄·Bᵀ`, `B̄ += Aᵀ·C̄`.
fn product<R: Dim, K: Dim, C: Dim>(
    a: &OMatrix<f64, R, K>,
    b: &OMatrix<f64, K, C>,
    a_bar: &mut OMatrix<f64, R, K>,
    b_bar: &mut OMatrix<f64, K, C>,
    out_bar: &OMatrix<f64, R, C>,
) where
    DefaultAllocator: Allocator<R, K> + Allocator<K, C> + Allocator<R, C> + Allocator<K, R> + Allocator<C, K>,
{
    *a_bar += out_bar * b.transpose();
    *b_bar += a.transpose() * out_bar;
}

macro_rules! neg {
    ($([$($life:lifetime)?] $t:ty;)*) => {$(
        impl<$($life,)? R: Dim, C: Dim> NegSweeps for $t
        where
            DefaultAllocator: Allocator<R, C>,
        {
            #[inline]
            fn neg_reverse(_: &mut Tape, _: &Self, a_bar: &mut Bar<Self>, out_bar: &Bar<<Self as Neg>::Output>) {
                *a_bar -= out_bar;
            }
        }
    )*};
}

neg! {
    [] OMatrix<f64, R, C>;
    ['a] &'a OMatrix<f64, R, C>;
}
