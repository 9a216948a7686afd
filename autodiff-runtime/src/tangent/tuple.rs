//! Tuples of up to 12.

use super::{Argument, Differentiable, Floats, Tangent};

macro_rules! tuples {
    ($($($t:ident $k:tt)*;)*) => {$(
        impl<$($t: Differentiable),*> Differentiable for ($($t,)*) {
            type Tangent = ($($t::Tangent,)*);
            type Shape = ($($t::Shape,)*);
            #[inline(always)]
            fn shape(&self) -> Self::Shape {
                ($(self.$k.shape(),)*)
            }
            #[inline(always)]
            fn zero_of(shape: &Self::Shape) -> Self::Tangent {
                ($($t::zero_of(&shape.$k),)*)
            }
            #[inline(always)]
            fn zero_tangent(&self) -> Self::Tangent {
                ($(self.$k.zero_tangent(),)*)
            }
        }

        impl<$($t: Tangent),*> Tangent for ($($t,)*) {
            #[inline(always)]
            fn accumulate(&mut self, other: &Self) {
                $(self.$k.accumulate(&other.$k);)*
            }
            #[inline(always)]
            fn take(&mut self) -> Self {
                ($(self.$k.take(),)*)
            }
        }

        impl<$($t: Floats),*> Floats for ($($t,)*) {
            const PRECISION: f64 = {
                let mut coarsest: f64 = 0.0;
                $(if $t::PRECISION > coarsest {
                    coarsest = $t::PRECISION;
                })*
                coarsest
            };
            fn precision(&self) -> f64 {
                0.0_f64 $(.max(self.$k.precision()))*
            }
            #[inline(always)]
            fn float_count(&self) -> usize {
                0 $(+ self.$k.float_count())*
            }
            #[inline(always)]
            fn visit_floats<Visit: FnMut(f64)>(&self, visit: &mut Visit) {
                $(self.$k.visit_floats(visit);)*
            }
            #[inline(always)]
            fn update_floats<Update: FnMut(f64) -> f64>(&mut self, update: &mut Update) {
                $(self.$k.update_floats(update);)*
            }
        }

        impl<$($t: Argument),*> Argument for ($($t,)*) {
            type Again = ($($t::Again,)*);
            #[inline(always)]
            fn again(&self) -> Self::Again {
                ($(self.$k.again(),)*)
            }
        }
    )*};
}

tuples! {
    A 0;
    A 0 B 1;
    A 0 B 1 C 2;
    A 0 B 1 C 2 D 3;
    A 0 B 1 C 2 D 3 E 4;
    A 0 B 1 C 2 D 3 E 4 F 5;
    A 0 B 1 C 2 D 3 E 4 F 5 G 6;
    A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7;
    A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8;
    A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9;
    A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10;
    A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11;
}
