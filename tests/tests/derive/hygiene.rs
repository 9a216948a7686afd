//! The derive in places where generated code could trip over the user's names or lints.

#![deny(warnings, missing_docs, unused, nonstandard_style, rust_2018_idioms, clippy::pedantic, clippy::nursery)]
#![deny(single_use_lifetimes, trivial_casts, trivial_numeric_casts, unused_qualifications, unused_lifetimes, let_underscore_drop)]
#![deny(missing_debug_implementations, missing_copy_implementations)]
#![allow(dead_code, clippy::missing_const_for_fn, clippy::float_cmp, clippy::redundant_pub_crate, reason = "the types are odd on purpose")]

use autodiff_runtime::{Differentiable, Floats};

/// Names of the prelude mean other things here.
mod shadowed {
    #![allow(dead_code)]

    use autodiff_runtime::Differentiable;

    pub(super) struct Vec;
    pub(super) struct Option;
    pub(super) struct Box;
    pub(super) struct String;
    pub(super) trait Clone {}
    pub(super) trait Default {}
    pub(super) enum Result {}
    pub(super) fn drop() {}

    #[derive(::std::clone::Clone, Differentiable)]
    pub(super) struct Point {
        pub(super) x: f64,
        y: [f32; 2],
        list: ::std::vec::Vec<f64>,
    }

    pub(super) fn point() -> Point {
        Point { x: 0.0, y: [2.0, 3.0], list: ::std::vec![4.0] }
    }

    #[derive(::std::clone::Clone, Differentiable)]
    pub(super) enum Shape {
        Some(f64),
        None,
        Ok { side: ::std::option::Option<f64> },
    }
}

/// The type of a field is seen less far than the field.
mod hiding {
    use autodiff_runtime::Differentiable;

    #[derive(Clone, Debug, Differentiable)]
    pub(super) struct Hiding {
        pub(crate) inner: Inner,
    }

    #[derive(Clone, Debug, Differentiable)]
    pub(crate) struct Inner {
        pub(super) x: f64,
    }
}

/// Names of std, for types with floats.
mod like_std {
    use autodiff_runtime::{Differentiable, differentiable};

    #[derive(Clone, Debug, Differentiable)]
    pub(super) struct Path {
        pub(super) points: Vec<f64>,
    }

    #[derive(Clone, Copy, Debug, Differentiable)]
    pub(super) struct Duration(pub(super) f64);

    #[derive(Clone, Copy, Debug, Differentiable)]
    pub(super) struct Range<T> {
        pub(super) low: T,
        pub(super) high: T,
    }

    #[derive(Clone, Debug, Differentiable)]
    pub(super) struct Trip {
        pub(super) path: Path,
        pub(super) time: Duration,
        pub(super) limits: Range<f64>,
        pub(super) pause: std::time::Duration,
    }

    #[differentiable]
    pub(super) fn speed(trip: &Trip) -> f64 {
        let mut length = 0.0;
        for x in &trip.path.points {
            length += x.abs();
        }
        length / trip.time.0 * (trip.limits.high - trip.limits.low)
    }
}

#[test]
fn types_may_be_called_as_those_of_std_are() {
    use like_std::{Duration, Path, Range, Trip, speed_grad};
    let trip =
        Trip { path: Path { points: vec![1.0, -3.0] }, time: Duration(2.0), limits: Range { low: 1.0, high: 2.0 }, pause: std::time::Duration::ZERO };
    let (value, gradient) = speed_grad(&trip);
    assert_eq!((value, gradient.to_floats()), (2.0, vec![0.5, -0.5, -1.0, -2.0, 2.0]));
}

/// Parameters with the names that generated code would use.
#[derive(Clone, Debug, PartialEq, Differentiable)]
struct Names<F, T, S, V> {
    f: F,
    t: T,
    s: S,
    v: V,
    x: f64,
    x_0: f64,
    r#type: f64,
    other: f64,
    visit: f64,
    words: f64,
    leaves: f64,
}

#[derive(Clone, Debug, Differentiable)]
#[allow(non_camel_case_types)]
struct r#match(f64);

macro_rules! point {
    ($name:ident { $($field:ident: $ty:ty),* }) => {
        #[derive(Clone, Debug, PartialEq, Differentiable)]
        struct $name {
            $($field: $ty),*
        }
    };
}

point!(Made { x: f64, list: Vec<f64>, nested: Option<Box<Made>> });

#[derive(Clone, Debug, Differentiable)]
struct Conditional {
    x: f64,
    #[cfg(any())]
    never: Missing,
    #[cfg(not(any()))]
    always: f64,
}

#[derive(Clone, Debug, Differentiable)]
#[deprecated]
struct Old {
    x: f64,
}

mod path {
    pub(in crate::hygiene) mod inner {
        use autodiff_runtime::Differentiable;

        #[derive(Clone, Copy, Differentiable)]
        pub(in crate::hygiene) struct Point(pub(in crate::hygiene) f64, pub(in crate::hygiene) f64);
    }
}

#[test]
fn names_and_lints_do_not_collide() {
    assert_eq!(shadowed::point().to_floats(), [0.0, 2.0, 3.0, 4.0]);
    assert_eq!(shadowed::Shape::Ok { side: Some(2.0) }.to_floats(), [2.0]);
    let made = Made { x: 1.0, list: vec![2.0], nested: None };
    assert_eq!(Made { nested: Some(Box::new(made.clone())), ..made }.to_floats(), [1.0, 2.0, 1.0, 2.0]);
    assert_eq!(Conditional { x: 1.0, always: 2.0 }.to_floats(), [1.0, 2.0]);
    assert_eq!(r#match(3.0).to_floats(), [3.0]);
    assert_eq!(path::inner::Point(1.0, 2.0).to_floats()[0], 1.0);
}

#[test]
fn a_type_inside_of_a_function_is_derived_for() {
    #[derive(Clone, Debug, PartialEq, Differentiable)]
    struct Local {
        inner: Inner,
        list: Vec<Inner>,
    }
    #[derive(Clone, Debug, PartialEq, Differentiable)]
    enum Inner {
        Some(f64),
        None,
    }
    let local = Local { inner: Inner::Some(1.0), list: vec![Inner::None, Inner::Some(2.0)] };
    assert_eq!(local.zero_tangent(), LocalTangent { inner: InnerTangent::Some(0.0), list: vec![InnerTangent::None, InnerTangent::Some(0.0)] });
}
