//! Operators: every one, by value and by reference, plain and compound, in both widths.

use autodiff_runtime::differentiable;
use proptest::prelude::*;

macro_rules! widths {
    ($($module:ident $width:ident $tolerance:expr;)*) => {$(
        mod $module {
            use super::*;

            #[differentiable]
            fn plain(a: $width, b: $width) -> $width {
                (a + b) * (a - b) / (a * b) + -a % b
            }

            #[differentiable]
            fn references(a: &$width, b: &$width) -> $width {
                (a + b) * (*a - b) / (a * *b) + -a % b
            }

            #[differentiable]
            fn compound(a: $width, b: $width) -> $width {
                let mut x = a;
                x += b;
                x *= a - b;
                x /= a;
                x /= &b;
                let mut y = -a;
                y %= b;
                x -= -y;
                x
            }

            proptest! {
                #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

                /// (a + b)(a − b)/(ab) = a/b − b/a, and −a % b = −a + trunc(a / b)·b.
                #[test]
                fn all_forms_have_the_derivative_of_the_formula(a in 0.2 as $width..4.0, b in prop_oneof![-4.0 as $width..-0.2, 0.2 as $width..4.0]) {
                    // Close to a jump of the remainder the quotient's rounding decides, here and in the closed form.
                    prop_assume!(((a / b) - (a / b).round()).abs() > 1e-3);
                    let expected = [1.0 / b + b / (a * a) - 1.0, -a / (b * b) - 1.0 / a + (a / b).trunc()];
                    let near = |found: $width, expected: $width| (found - expected).abs() <= $tolerance * (1.0 + expected.abs() + (a / b).abs() + (a / (b * b)).abs());
                    let (value, (da, db)) = plain_grad(a, b);
                    prop_assert_eq!(value.to_bits(), plain(a, b).to_bits());
                    prop_assert!(near(da, expected[0]) && near(db, expected[1]), "{} {} {:?}", da, db, expected);
                    let (value, (da, db)) = references_grad(&a, &b);
                    prop_assert_eq!(value.to_bits(), references(&a, &b).to_bits());
                    prop_assert!(near(da, expected[0]) && near(db, expected[1]), "{} {} {:?}", da, db, expected);
                    let (value, (da, db)) = compound_grad(a, b);
                    prop_assert_eq!(value.to_bits(), compound(a, b).to_bits());
                    prop_assert!(near(da, expected[0]) && near(db, expected[1]), "{} {} {:?}", da, db, expected);
                }
            }
        }
    )*};
}

widths! {
    double f64 1e-13;
    single f32 1e-4;
}

#[differentiable]
fn integers_between(x: f64, n: i32, m: u8) -> f64 {
    let k = (n * 3 - 7) % 5 + (m as i32 >> 1);
    let bits = (m & 0b101) | (m << 1) ^ !m;
    let mut j = n;
    j += k;
    j <<= 1;
    x * k as f64 + x.powi(j.rem_euclid(4)) + bits as f64 * x
}

#[test]
fn integer_arithmetic_is_followed_and_carries_nothing() {
    for (n, m) in [(3, 7u8), (-4, 130), (11, 0)] {
        let (value, slope) = integers_between_grad(1.5, n, m);
        assert_eq!(value.to_bits(), integers_between(1.5, n, m).to_bits());
        let k = (n * 3 - 7) % 5 + (i32::from(m) >> 1);
        let bits = (m & 0b101) | (m << 1) ^ !m;
        let j = ((n + k) << 1).rem_euclid(4);
        let expected = f64::from(k) + f64::from(bits) + if j == 0 { 0.0 } else { f64::from(j) * 1.5f64.powi(j - 1) };
        assert!((slope - expected).abs() < 1e-12, "{slope}, expected {expected}");
    }
}

#[differentiable]
fn shared_operand(x: f64) -> f64 {
    let y = x * x;
    let z = y + y * x;
    z * z - z / y
}

#[test]
fn an_operand_used_often_gets_every_contribution() {
    // z = x² + x³, z² − z/x² = x⁴ + 2x⁵ + x⁶ − 1 − x
    for x in [0.7_f64, -1.3] {
        let (_, slope) = shared_operand_grad(x);
        let expected = 4.0 * x.powi(3) + 10.0 * x.powi(4) + 6.0 * x.powi(5) - 1.0;
        assert!((slope - expected).abs() < 1e-12, "{slope}, expected {expected}");
    }
}
