//! Types with tangents, as the derive writes them.

macro_rules! differentiable_struct {
    ($(#[$meta:meta])* $name:ident => $tangent:ident { $($field:ident: $ty:ty),* $(,)? }) => {
        $(#[$meta])*
        pub struct $name { $(pub $field: $ty),* }
        differentiable_struct!(@impls $name $tangent { $($field: $ty => $field),* });
    };
    ($(#[$meta:meta])* $name:ident => $tangent:ident ( $($index:tt $var:ident: $ty:ty),* $(,)? )) => {
        $(#[$meta])*
        pub struct $name($(pub $ty),*);
        differentiable_struct!(@impls $name $tangent { $($index: $ty => $var),* });
    };
    (@impls $name:ident $tangent:ident { $($field:tt: $ty:ty => $var:ident),* }) => {
        differentiable_struct!(@tangent $tangent { $($field: $ty => $var),* });
        impl Differentiable for $name {
            type Tangent = $tangent;
            type Shape = ($(<$ty as Differentiable>::Shape,)*);
            #[inline(always)]
            fn shape(&self) -> Self::Shape { ($(self.$field.shape(),)*) }
            #[inline(always)]
            fn zero_of(shape: &Self::Shape) -> $tangent {
                let ($($var,)*) = shape;
                $tangent { $($field: <$ty as Differentiable>::zero_of($var)),* }
            }
        }
        impl Argument for $name {
            type Again = ();
            #[inline(always)]
            fn again(&self) {}
        }
        impl Floats for $name {
            const PRECISION: f64 = f64::EPSILON;
            fn float_count(&self) -> usize { 0 $(+ self.$field.float_count())* }
            fn visit_floats<F: FnMut(f64)>(&self, visit: &mut F) { $(self.$field.visit_floats(visit);)* }
            fn update_floats<F: FnMut(f64) -> f64>(&mut self, update: &mut F) { $(self.$field.update_floats(update);)* }
        }
        impl Record for $name {
            const WORDS: usize = <($($ty,)*) as Record>::WORDS;
            #[inline(always)]
            fn record_write(self, words: &mut [f64], side: &mut Side) { ($(self.$field,)*).record_write(words, side) }
            #[inline(always)]
            fn record_read(words: &[f64], side: &mut Side) -> Self {
                let ($($var,)*) = Record::record_read(words, side);
                $name { $($field: $var),* }
            }
        }
    };
    (@tangent $tangent:ident { $($field:tt: $ty:ty => $var:ident),* }) => {
        differentiable_struct!(@declare $tangent { $($field: $ty),* });
        impl Tangent for $tangent {
            #[inline(always)]
            fn accumulate(&mut self, other: &Self) { $(self.$field.accumulate(&other.$field);)* }
            #[inline(always)]
            fn take(&mut self) -> Self { $tangent { $($field: self.$field.take()),* } }
        }
        impl Floats for $tangent {
            const PRECISION: f64 = f64::EPSILON;
            fn float_count(&self) -> usize { 0 $(+ self.$field.float_count())* }
            fn visit_floats<F: FnMut(f64)>(&self, visit: &mut F) { $(self.$field.visit_floats(visit);)* }
            fn update_floats<F: FnMut(f64) -> f64>(&mut self, update: &mut F) { $(self.$field.update_floats(update);)* }
        }
    };
    (@declare $tangent:ident { $($index:literal: $ty:ty),* }) => {
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct $tangent($(pub <$ty as Differentiable>::Tangent),*);
    };
    (@declare $tangent:ident { $($field:ident: $ty:ty),* }) => {
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct $tangent { $(pub $field: <$ty as Differentiable>::Tangent),* }
    };
}
pub(crate) use differentiable_struct;
