//! Every row of the table of float rules, in both widths: against differences, at the points of the table, at random points around them, at edges.
//!
//! The rows come from the table itself, so that a row without a check cannot exist.

mod check;
mod constants;
mod operators;

/// Declares a module of tests for each row.
macro_rules! rows {
    ($($name:ident($($argument:ident),*) $y:ident => [$($partials:tt)*], at [$([$($point:expr),*]),*];)*) => {
        $(row! { $name($($argument),*) at vec![$(vec![$($point as f64),*]),*] })*

        #[test]
        fn the_table_has_all_of_stds_functions_with_a_derivative() {
            let names = [$(stringify!($name)),*];
            for expected in [
                "abs", "acos", "acosh", "asin", "asinh", "atan", "atan2", "atanh", "cbrt", "clamp", "copysign", "cos", "cosh", "exp", "exp2", "exp_m1",
                "fract", "hypot", "ln", "ln_1p", "log", "log10", "log2", "max", "min", "mul_add", "powf", "powi", "recip", "rem_euclid", "sin", "sinh", "sqrt",
                "tan", "tanh", "to_degrees", "to_radians",
            ] {
                assert!(names.contains(&expected), "{expected}");
            }
        }
    };
}

/// The second argument `n` is an `i32`, every other a float.
macro_rules! row {
    ($name:ident($x:ident, n) at $points:expr) => {
        mod $name {
            row! { @width double f64 $name ($x) ($x, n) ($x: f64, n: i32) |p| (p[0], p[1] as i32) ($points) }
            row! { @width single f32 $name ($x) ($x, n) ($x: f32, n: i32) |p| (p[0] as f32, p[1] as i32) ($points) }
        }
    };
    ($name:ident($x:ident) at $points:expr) => {
        mod $name {
            row! { @width double f64 $name ($x) ($x) ($x: f64) |p| (p[0]) ($points) }
            row! { @width single f32 $name ($x) ($x) ($x: f32) |p| (p[0] as f32) ($points) }
        }
    };
    ($name:ident($x:ident, $y:ident) at $points:expr) => {
        mod $name {
            row! { @width double f64 $name ($x, $y) ($x, $y) ($x: f64, $y: f64) |p| (p[0], p[1]) ($points) }
            row! { @width single f32 $name ($x, $y) ($x, $y) ($x: f32, $y: f32) |p| (p[0] as f32, p[1] as f32) ($points) }
        }
    };
    ($name:ident($x:ident, $y:ident, $z:ident) at $points:expr) => {
        mod $name {
            row! { @width double f64 $name ($x, $y, $z) ($x, $y, $z) ($x: f64, $y: f64, $z: f64) |p| (p[0], p[1], p[2]) ($points) }
            row! { @width single f32 $name ($x, $y, $z) ($x, $y, $z) ($x: f32, $y: f32, $z: f32) |p| (p[0] as f32, p[1] as f32, p[2] as f32) ($points) }
        }
    };
    (@width $module:ident $width:ident $name:ident ($($float:ident),+) ($receiver:ident $(, $argument:ident)*) ($($parameter:ident: $ty:ident),+) |$p:ident| ($($value:expr),+) ($points:expr)) => {
        mod $module {
            use crate::check::{Subject, at_edges, at_points, around_points};
            use autodiff_runtime::differentiable;
            use tests::harness::Flat;

            #[differentiable(wrt($($float),+))]
            fn method($($parameter: $ty),+) -> $width {
                $receiver.$name($($argument),*)
            }

            #[differentiable(wrt($($float),+))]
            fn path($($parameter: $ty),+) -> $width {
                $width::$name($receiver $(, $argument)*)
            }

            const SUBJECT: Subject = Subject {
                name: concat!(stringify!($width), "::", stringify!($name)),
                floats: [$(stringify!($float)),+].len(),
                epsilon: $width::EPSILON as f64,
                value: |$p| method($($value),+).into(),
                gradient: |$p| {
                    let (value, gradient) = method_grad($($value),+);
                    (value.into(), gradient.floats())
                },
                by_path: |$p| {
                    let (value, gradient) = path_grad($($value),+);
                    (value.into(), gradient.floats())
                },
            };

            #[test]
            fn the_points_of_the_table() {
                at_points(&SUBJECT, &$points);
            }

            #[test]
            fn random_points_around_them() {
                around_points(&SUBJECT, &$points);
            }

            #[test]
            fn values_at_edges() {
                at_edges(&SUBJECT);
            }
        }
    };
}

autodiff_macros::__scalar_rules!(rows);
