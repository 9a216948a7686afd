//! Functions that a macro makes: identifiers, types and expressions arrive as fragments.

use autodiff_runtime::differentiable;

macro_rules! polynomial {
    ($name:ident, $float:ty, $variable:ident => $body:expr) => {
        #[differentiable]
        fn $name($variable: $float, scale: $float) -> $float {
            let x = $body;
            x * scale
        }
    };
}

polynomial!(cubic, f64, z => z * z * z + 2.0 * z);
polynomial!(quadratic, f32, x => x * x);

#[test]
fn fragments() {
    assert_eq!(cubic_grad(2.0, 3.0), (36.0, (42.0, 12.0)));
    assert_eq!(quadratic_grad(2.0, 3.0), (12.0, (12.0, 4.0)));
}

macro_rules! hygienic {
    ($x:ident, $body:expr) => {
        #[differentiable]
        fn hygienic($x: f64) -> f64 {
            // Not the caller's `x`.
            let y = $body;
            let x = 10.0 * y;
            x + $body
        }
    };
}

hygienic!(x, x * x);

#[test]
fn a_local_of_the_macro_is_not_the_users() {
    assert_eq!(hygienic_grad(3.0), (99.0, 66.0));
}

macro_rules! with_literals {
    ($($name:ident = $value:literal, $count:literal;)*) => {$(
        #[differentiable]
        fn $name(x: &[f64; $count]) -> f64 {
            let mut sum = $value;
            for i in 0..$count {
                sum += x[i] * $value;
            }
            sum
        }
    )*};
}

with_literals! {
    two = 2.5, 2;
    three = 0.5, 3;
}

#[test]
fn literals() {
    assert_eq!(two_grad(&[1.0, 1.0]), (7.5, [2.5; 2]));
    assert_eq!(three_grad(&[1.0, 1.0, 1.0]), (2.0, [0.5; 3]));
}
