//! The adjoints of operators, through traits: the operands' types are known to the compiler, not to the macro.
//!
//! The traits are implemented for floats and integers and for references to them, as the operators of std are. Integers have no
//! derivative: theirs do nothing.

use core::ops::{Add, Div, Mul, Neg, Rem, Sub};

use crate::record::Tape;
use crate::rules;
use crate::tangent::Differentiable;

/// An operator with two operands: its trait, the function that generated code calls, the implementations for std's numbers.
macro_rules! binary {
    ($(#[$doc:meta] $sweeps:ident of $op:ident, $reverse:ident: |$a:ident, $b:ident, $a_bar:ident, $b_bar:ident, $o:ident| $body:block)*) => {$(
        #[$doc]
        #[diagnostic::on_unimplemented(
            message = "this operator of `{Self}` and `{B}` has no derivative",
            note = "floats and integers, and references to them, have one",
            note = "help: if none is wanted, mark the statement with `#[constant]` or the expression with `stop_gradient(…)`"
        )]
        pub trait $sweeps<B: Differentiable>: Differentiable + $op<B, Output: Differentiable> + Sized {
            /// Adds the two adjoints; `a` and `b` as they were before the operator. The tape is left as it was found.
            fn $reverse(
                tape: &mut Tape,
                a: &Self,
                b: &B,
                a_bar: &mut Self::Tangent,
                b_bar: &mut B::Tangent,
                out_bar: &<<Self as $op<B>>::Output as Differentiable>::Tangent,
            );
        }

        #[$doc]
        #[inline(always)]
        pub fn $reverse<A: $sweeps<B>, B: Differentiable>(
            tape: &mut Tape,
            a: &A,
            b: &B,
            a_bar: &mut A::Tangent,
            b_bar: &mut B::Tangent,
            out_bar: &<<A as $op<B>>::Output as Differentiable>::Tangent,
        ) {
            A::$reverse(tape, a, b, a_bar, b_bar, out_bar);
        }

        binary!(@each $sweeps $reverse |$a, $b, $a_bar, $b_bar, $o| $body; f64 f32);
        binary!(@nothing $sweeps $reverse; u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize);
    )*};
    (@each $sweeps:ident $reverse:ident |$a:ident, $b:ident, $a_bar:ident, $b_bar:ident, $o:ident| $body:block; $($t:ident)*) => {$(
        impl $sweeps<$t> for $t {
            #[inline(always)]
            fn $reverse(_: &mut Tape, $a: &$t, $b: &$t, $a_bar: &mut $t, $b_bar: &mut $t, $o: &$t) {
                let ($a, $b, $o) = (*$a, *$b, *$o);
                $body
            }
        }
        binary!(@references $sweeps $reverse $t $t);
    )*};
    (@nothing $sweeps:ident $reverse:ident; $($t:ident)*) => {$(
        impl $sweeps<$t> for $t {
            #[inline(always)]
            fn $reverse(_: &mut Tape, _: &$t, _: &$t, (): &mut (), (): &mut (), (): &()) {}
        }
        binary!(@references $sweeps $reverse $t ());
    )*};
    (@references $sweeps:ident $reverse:ident $t:ident $bar:tt) => {
        impl $sweeps<&$t> for $t {
            #[inline(always)]
            fn $reverse(tape: &mut Tape, a: &$t, b: &&$t, a_bar: &mut $bar, b_bar: &mut $bar, out_bar: &$bar) {
                <$t as $sweeps<$t>>::$reverse(tape, a, b, a_bar, b_bar, out_bar);
            }
        }
        impl $sweeps<$t> for &$t {
            #[inline(always)]
            fn $reverse(tape: &mut Tape, a: &&$t, b: &$t, a_bar: &mut $bar, b_bar: &mut $bar, out_bar: &$bar) {
                <$t as $sweeps<$t>>::$reverse(tape, a, b, a_bar, b_bar, out_bar);
            }
        }
        impl $sweeps<&$t> for &$t {
            #[inline(always)]
            fn $reverse(tape: &mut Tape, a: &&$t, b: &&$t, a_bar: &mut $bar, b_bar: &mut $bar, out_bar: &$bar) {
                <$t as $sweeps<$t>>::$reverse(tape, a, b, a_bar, b_bar, out_bar);
            }
        }
    };
}

binary! {
    /// The adjoint of `a + b`.
    AddSweeps of Add, add_reverse: |_a, _b, a_bar, b_bar, o| { *a_bar += o; *b_bar += o; }
    /// The adjoint of `a - b`.
    SubSweeps of Sub, sub_reverse: |_a, _b, a_bar, b_bar, o| { *a_bar += o; *b_bar -= o; }
    /// The adjoint of `a * b`.
    MulSweeps of Mul, mul_reverse: |a, b, a_bar, b_bar, o| { *a_bar += o * b; *b_bar += o * a; }
    /// The adjoint of `a / b`: `ō/b` and `-(ō/b)·(a/b)`.
    DivSweeps of Div, div_reverse: |a, b, a_bar, b_bar, o| {
        let quotient_bar = o / b;
        *a_bar += quotient_bar;
        *b_bar -= quotient_bar * (a / b);
    }
    /// The adjoint of `a % b = a - trunc(a/b)·b`, where the quotient is locally constant.
    RemSweeps of Rem, rem_reverse: |a, b, a_bar, b_bar, o| { *a_bar += o; *b_bar += o * rules::rem_partial(a, b); }
}

/// The adjoint of `-a`.
pub trait NegSweeps: Differentiable + Neg<Output: Differentiable> + Sized {
    /// Adds the adjoint.
    fn neg_reverse(tape: &mut Tape, a: &Self, a_bar: &mut Self::Tangent, out_bar: &<<Self as Neg>::Output as Differentiable>::Tangent);
}

/// The adjoint of `-a`.
#[inline(always)]
pub fn neg_reverse<A: NegSweeps>(tape: &mut Tape, a: &A, a_bar: &mut A::Tangent, out_bar: &<<A as Neg>::Output as Differentiable>::Tangent) {
    A::neg_reverse(tape, a, a_bar, out_bar);
}

macro_rules! neg_floats {
    ($($t:ident)*) => {$(
        impl NegSweeps for $t {
            #[inline(always)]
            fn neg_reverse(_: &mut Tape, _: &$t, a_bar: &mut $t, out_bar: &$t) {
                *a_bar -= *out_bar;
            }
        }
        impl NegSweeps for &$t {
            #[inline(always)]
            fn neg_reverse(_: &mut Tape, _: &&$t, a_bar: &mut $t, out_bar: &$t) {
                *a_bar -= *out_bar;
            }
        }
    )*};
}

macro_rules! neg_nothing {
    ($($t:ty)*) => {$(
        impl NegSweeps for $t {
            #[inline(always)]
            fn neg_reverse(_: &mut Tape, _: &$t, (): &mut (), (): &()) {}
        }
    )*};
}

neg_floats!(f64 f32);
neg_nothing!(i8 i16 i32 i64 i128 isize &i8 &i16 &i32 &i64 &i128 &isize);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_and_values_have_the_same_adjoints() {
        let tape = &mut Tape::new();
        let (a, b) = (3.0, 4.0);
        let mut bars = [0.0; 8];
        let [a_0, b_0, a_1, b_1, a_2, b_2, a_3, b_3] = &mut bars;
        mul_reverse(tape, &a, &b, a_0, b_0, &2.0);
        mul_reverse(tape, &&a, &b, a_1, b_1, &2.0);
        mul_reverse(tape, &a, &&b, a_2, b_2, &2.0);
        mul_reverse(tape, &&a, &&b, a_3, b_3, &2.0);
        assert_eq!(bars, [8.0, 6.0, 8.0, 6.0, 8.0, 6.0, 8.0, 6.0]);
    }

    #[test]
    fn adjoints_are_added() {
        let tape = &mut Tape::new();
        let (mut a_bar, mut b_bar) = (1.0, 1.0);
        add_reverse(tape, &3.0, &4.0, &mut a_bar, &mut b_bar, &2.0);
        assert_eq!((a_bar, b_bar), (3.0, 3.0));
        sub_reverse(tape, &3.0, &4.0, &mut a_bar, &mut b_bar, &2.0);
        assert_eq!((a_bar, b_bar), (5.0, 1.0));
        div_reverse(tape, &8.0, &4.0, &mut a_bar, &mut b_bar, &2.0);
        assert_eq!((a_bar, b_bar), (5.5, 0.0));
        rem_reverse(tape, &-7.5, &2.0, &mut a_bar, &mut b_bar, &2.0);
        assert_eq!((a_bar, b_bar), (7.5, 6.0));
        neg_reverse(tape, &7.5_f32, &mut 0.0, &1.0);
    }

    #[test]
    fn integers_of_unknown_type_pass() {
        let tape = &mut Tape::new();
        mul_reverse(tape, &3_usize, &&4, &mut (), &mut (), &());
        neg_reverse(tape, &3_i64, &mut (), &());
    }
}
