//! The table: `test: float |arguments| { function } at [point] => [derivatives], source;`

use std::f64::consts::FRAC_PI_2;

use autodiff_runtime::{differentiable, stop_gradient};

use super::Source::{Departs, Own, TensorFlow};
use super::{Row, check};

const NAN: f64 = f64::NAN;
const INFINITY: f64 = f64::INFINITY;

macro_rules! conventions {
    ($($name:ident: $float:ident |$($argument:ident),+| { $($body:tt)+ } at [$($point:expr),+] => [$($expected:expr),+], $source:expr;)+) => {
        /// All rows, in order.
        pub(crate) fn rows() -> Vec<Row> {
            vec![$($name::row()),+]
        }

        $(
            mod $name {
                use super::*;

                #[differentiable]
                pub(super) fn f($($argument: $float),+) -> $float {
                    $($body)+
                }

                pub(super) fn row() -> Row {
                    Row {
                        name: stringify!($name),
                        function: stringify!($($body)+),
                        float: stringify!($float),
                        arguments: &[$(stringify!($argument)),+],
                        point: vec![$(f64::from($point)),+],
                        expected: vec![$(f64::from($expected)),+],
                        source: $source,
                    }
                }
            }

            #[test]
            fn $name() {
                check(&$name::row(), $name::f($($point),+), $name::f_grad($($point),+));
            }
        )+
    };
}

/// TensorFlow differentiates its closed form where there is no value.
const OUTSIDE: &str = "NaN like the value; TensorFlow has a number";
const JUMPS: &str = "constant between its jumps; TensorFlow has no gradient";

conventions! {
    abs_at_zero: f64 |x| { x.abs() } at [0.0] => [0.0], TensorFlow("edge-abs-01");
    abs_at_minus_zero: f64 |x| { x.abs() } at [-0.0] => [0.0], TensorFlow("edge-abs-02");
    abs_at_minus_infinity: f64 |x| { x.abs() } at [-INFINITY] => [-1.0], TensorFlow("edge-abs-06");
    abs_of_nan: f64 |x| { x.abs() } at [NAN] => [NAN], TensorFlow("edge-abs-07");
    signum_at_zero: f64 |x| { x.signum() } at [0.0] => [0.0], TensorFlow("edge-sign-01");
    signum_off_zero: f64 |x| { x.signum() } at [-3.0] => [0.0], TensorFlow("edge-sign-02");
    signum_of_nan: f64 |x| { x.signum() } at [NAN] => [0.0], TensorFlow("edge-sign-04");
    copysign_at_zero: f64 |x| { x.copysign(-1.0) } at [0.0] => [0.0], Own("as `abs` at 0");
    copysign_of_minus_zero: f64 |x| { x.copysign(-0.0) } at [2.0] => [-1.0], Own("the sign bit counts");

    sqrt_at_zero: f64 |x| { x.sqrt() } at [0.0] => [INFINITY], TensorFlow("edge-sqrt-01");
    sqrt_of_negative: f64 |x| { x.sqrt() } at [-1.0] => [NAN], TensorFlow("edge-sqrt-03");
    sqrt_at_infinity: f64 |x| { x.sqrt() } at [INFINITY] => [0.0], TensorFlow("edge-sqrt-04");
    sqrt_of_tiny: f64 |x| { x.sqrt() } at [1e-300] => [5e149], TensorFlow("edge-sqrt-05");
    sqrt_at_zero_single: f32 |x| { x.sqrt() } at [0.0_f32] => [f32::INFINITY], TensorFlow("edge-sqrt-06");
    inverse_sqrt_at_zero: f64 |x| { 1.0 / x.sqrt() } at [0.0] => [-INFINITY], TensorFlow("edge-rsqrt-01");
    cbrt_at_zero: f64 |x| { x.cbrt() } at [0.0] => [INFINITY], TensorFlow("edge-cbrt_pow-01");
    cbrt_of_negative: f64 |x| { x.cbrt() } at [-8.0] => [1.0 / 12.0], TensorFlow("edge-cbrt_signed-03");
    recip_at_zero: f64 |x| { x.recip() } at [0.0] => [-INFINITY], TensorFlow("edge-reciprocal-01");
    recip_at_minus_zero: f64 |x| { x.recip() } at [-0.0] => [-INFINITY], TensorFlow("edge-reciprocal-02");
    recip_at_infinity: f64 |x| { x.recip() } at [INFINITY] => [0.0], TensorFlow("edge-reciprocal-04");
    square_overflows: f64 |x| { x * x } at [1e200] => [2e200], TensorFlow("edge-square-03");

    powi_zero_at_zero: f64 |x| { x.powi(0) } at [0.0] => [0.0], Departs("edge-pow_0-01", "0, the power is constant; TensorFlow has NaN");
    powi_zero_of_nan: f64 |x| { x.powi(0) } at [NAN] => [0.0], Departs("edge-pow_0-04", "0, the power is constant; TensorFlow has NaN");
    powi_zero_at_infinity: f64 |x| { x.powi(0) } at [INFINITY] => [0.0], TensorFlow("edge-pow_0-05");
    powi_one_at_zero: f64 |x| { x.powi(1) } at [0.0] => [1.0], TensorFlow("edge-pow_1-01");
    powi_two_at_zero: f64 |x| { x.powi(2) } at [0.0] => [0.0], TensorFlow("edge-pow_2-01");
    powi_three_of_negative: f64 |x| { x.powi(3) } at [-2.0] => [12.0], TensorFlow("edge-pow_3-02");
    powi_minus_one_at_zero: f64 |x| { x.powi(-1) } at [0.0] => [-INFINITY], TensorFlow("edge-pow_minus1-01");
    powi_of_least_exponent: f64 |x| { x.powi(i32::MIN) } at [1.0] => [-2147483648.0], Own("n − 1 does not overflow");
    powf_half_at_zero: f64 |x| { x.powf(0.5) } at [0.0] => [INFINITY], TensorFlow("edge-pow_half-01");
    powf_half_of_negative: f64 |x| { x.powf(0.5) } at [-4.0] => [NAN], TensorFlow("edge-pow_half-03");
    powf_zero_zero: f64 |x, p| { x.powf(p) } at [0.0, 0.0] => [NAN, 0.0], TensorFlow("edge-pow-02");
    powf_zero_one: f64 |x, p| { x.powf(p) } at [0.0, 1.0] => [1.0, 0.0], TensorFlow("edge-pow-03");
    powf_zero_two: f64 |x, p| { x.powf(p) } at [0.0, 2.0] => [0.0, 0.0], TensorFlow("edge-pow-04");
    powf_zero_half: f64 |x, p| { x.powf(p) } at [0.0, 0.5] => [INFINITY, 0.0], TensorFlow("edge-pow-05");
    powf_zero_minus_one: f64 |x, p| { x.powf(p) } at [0.0, -1.0] => [-INFINITY, NAN], TensorFlow("edge-pow-06");
    powf_negative_two: f64 |x, p| { x.powf(p) } at [-2.0, 2.0] => [-4.0, 0.0], TensorFlow("edge-pow-07");
    powf_negative_three: f64 |x, p| { x.powf(p) } at [-2.0, 3.0] => [12.0, 0.0], TensorFlow("edge-pow-08");
    powf_negative_half: f64 |x, p| { x.powf(p) } at [-2.0, 0.5] => [NAN, NAN], TensorFlow("edge-pow-09");
    powf_one_to_nan: f64 |x, p| { x.powf(p) } at [1.0, NAN] => [NAN, 0.0], TensorFlow("edge-pow-11");
    powf_nan_to_zero: f64 |x, p| { x.powf(p) } at [NAN, 0.0] => [NAN, 0.0], TensorFlow("edge-pow-12");
    powf_two_to_infinity: f64 |x, p| { x.powf(p) } at [2.0, INFINITY] => [INFINITY, INFINITY], TensorFlow("edge-pow-13");
    powf_half_to_infinity: f64 |x, p| { x.powf(p) } at [0.5, INFINITY] => [NAN, 0.0], TensorFlow("edge-pow-14");
    powf_infinity_to_zero: f64 |x, p| { x.powf(p) } at [INFINITY, 0.0] => [0.0, INFINITY], TensorFlow("edge-pow-15");

    max_tie: f64 |a, b| { a.max(b) } at [1.0, 1.0] => [1.0, 0.0], TensorFlow("edge-maximum-03");
    max_of_zeros: f64 |a, b| { a.max(b) } at [0.0, -0.0] => [1.0, 0.0], TensorFlow("edge-maximum-04");
    max_of_infinities: f64 |a, b| { a.max(b) } at [INFINITY, INFINITY] => [1.0, 0.0], TensorFlow("edge-maximum-07");
    max_nan_first: f64 |a, b| { a.max(b) } at [NAN, 1.0] => [0.0, 1.0], TensorFlow("edge-maximum-05");
    max_nan_second: f64 |a, b| { a.max(b) } at [1.0, NAN] => [1.0, 0.0],
        Departs("edge-maximum-06", "the value is `a` here and NaN in TensorFlow, and the derivative follows the value");
    max_of_nans: f64 |a, b| { a.max(b) } at [NAN, NAN] => [1.0, 0.0], Own("a tie");
    max_with_zero_at_zero: f64 |x| { x.max(0.0) } at [0.0] => [1.0], Departs("edge-relu-01", "a tie of `max` goes to the first; TensorFlow's relu has 0");
    relu_at_zero: f64 |x| { 0.0_f64.max(x) } at [0.0] => [0.0], TensorFlow("edge-relu-01");
    relu_by_branch_at_zero: f64 |x| { if x > 0.0 { x } else { 0.0 } } at [0.0] => [0.0], TensorFlow("edge-relu-01");
    relu_of_nan: f64 |x| { if x > 0.0 { x } else { 0.0 } } at [NAN] => [0.0], TensorFlow("edge-relu-05");
    min_tie: f64 |a, b| { a.min(b) } at [1.0, 1.0] => [1.0, 0.0], TensorFlow("edge-minimum-03");
    min_nan_first: f64 |a, b| { a.min(b) } at [NAN, 1.0] => [0.0, 1.0], TensorFlow("edge-minimum-04");
    min_nan_second: f64 |a, b| { a.min(b) } at [1.0, NAN] => [1.0, 0.0],
        Departs("edge-minimum-05", "the value is `a` here and NaN in TensorFlow, and the derivative follows the value");
    max_of_three_tie: f64 |a, b, c| { a.max(b).max(c) } at [1.0, 1.0, 0.0] => [1.0, 0.0, 0.0],
        Departs("edge-reduce_max-01", "`max` by `max`, the first; TensorFlow's reduce_max shares");
    clamp_at_lower_bound: f64 |x| { x.clamp(-1.0, 1.0) } at [-1.0] => [1.0], TensorFlow("edge-clip_by_value-02");
    clamp_at_upper_bound: f64 |x| { x.clamp(-1.0, 1.0) } at [1.0] => [1.0], TensorFlow("edge-clip_by_value-04");
    clamp_outside: f64 |x| { x.clamp(-1.0, 1.0) } at [2.0] => [0.0], TensorFlow("edge-clip_by_value-05");
    clamp_of_nan: f64 |x| { x.clamp(-1.0, 1.0) } at [NAN] => [0.0], TensorFlow("edge-clip_by_value-06");
    clamp_below_moving_bound: f64 |x, lo, hi| { x.clamp(lo, hi) } at [-1.0, 0.0, 1.0] => [0.0, 1.0, 0.0], TensorFlow("edge-clip_by_value3-02");
    clamp_at_moving_lower_bound: f64 |x, lo, hi| { x.clamp(lo, hi) } at [0.0, 0.0, 1.0] => [1.0, 0.0, 0.0], TensorFlow("edge-clip_by_value3-03");
    clamp_at_moving_upper_bound: f64 |x, lo, hi| { x.clamp(lo, hi) } at [1.0, 0.0, 1.0] => [1.0, 0.0, 0.0], TensorFlow("edge-clip_by_value3-04");
    clamp_above_moving_bound: f64 |x, lo, hi| { x.clamp(lo, hi) } at [3.0, 0.0, 1.0] => [0.0, 0.0, 1.0], TensorFlow("edge-clip_by_value3-05");

    floor_between: f64 |x| { x.floor() } at [2.5] => [0.0], TensorFlow("edge-floor-03");
    floor_at_integer: f64 |x| { x.floor() } at [2.0] => [0.0], TensorFlow("edge-floor-06");
    ceil_at_integer: f64 |x| { x.ceil() } at [2.0] => [0.0], TensorFlow("edge-ceil-06");
    round_at_half: f64 |x| { x.round() } at [0.5] => [0.0], TensorFlow("edge-round-01");
    round_ties_even_at_half: f64 |x| { x.round_ties_even() } at [2.5] => [0.0], TensorFlow("edge-rint-03");
    trunc_at_integer: f64 |x| { x.trunc() } at [-2.0] => [0.0], Own(JUMPS);
    fract_at_integer: f64 |x| { x.fract() } at [2.0] => [1.0], Own("the slope on either side of the jump");
    div_euclid_at_multiple: f64 |a, b| { a.div_euclid(b) } at [6.0, 3.0] => [0.0, 0.0], TensorFlow("edge-floordiv-03");
    next_up_of_one: f64 |x| { x.next_up() } at [1.0] => [1.0], TensorFlow("edge-nextafter-01");
    rem_at_multiple: f64 |a, b| { a % b } at [6.0, 3.0] => [1.0, -2.0], Own("`a − trunc(a / b)·b`; TensorFlow has no gradient of it");
    rem_of_negative: f64 |a, b| { a % b } at [-7.0, 3.0] => [1.0, 2.0], Own("`a − trunc(a / b)·b`; TensorFlow has no gradient of it");
    rem_by_infinity: f64 |a, b| { a % b } at [7.0, INFINITY] => [1.0, 0.0], Own("`a − trunc(a / b)·b`; TensorFlow has no gradient of it");
    rem_euclid_at_multiple: f64 |a, b| { a.rem_euclid(b) } at [6.0, 3.0] => [1.0, -2.0], TensorFlow("edge-floormod-04");
    rem_euclid_of_negative: f64 |a, b| { a.rem_euclid(b) } at [-7.0, 3.0] => [1.0, 3.0], TensorFlow("edge-floormod-02");
    rem_euclid_by_infinity: f64 |a, b| { a.rem_euclid(b) } at [7.0, INFINITY] => [1.0, 0.0], TensorFlow("edge-floormod-08");
    cast_to_integer: f64 |x| { x as i32 as f64 } at [2.7] => [0.0], TensorFlow("edge-cast_int_back-01");
    cast_to_single: f64 |x| { x as f32 as f64 } at [0.1] => [1.0], TensorFlow("edge-cast_f32-01");

    one_over_zero: f64 |a, b| { a / b } at [1.0, 0.0] => [INFINITY, -INFINITY], TensorFlow("edge-divide-01");
    zero_over_zero: f64 |a, b| { a / b } at [0.0, 0.0] => [INFINITY, NAN], TensorFlow("edge-divide-02");
    one_over_infinity: f64 |a, b| { a / b } at [1.0, INFINITY] => [0.0, 0.0], TensorFlow("edge-divide-04");
    product_with_zero: f64 |a, b, c| { a * b * c } at [0.0, 2.0, 3.0] => [6.0, 0.0, 0.0], TensorFlow("edge-reduce_prod-02");
    hypot_at_origin: f64 |a, b| { a.hypot(b) } at [0.0, 0.0] => [NAN, NAN], TensorFlow("edge-hypot-01");
    root_of_squares_at_origin: f64 |a, b| { (a * a + b * b).sqrt() } at [0.0, 0.0] => [NAN, NAN], TensorFlow("edge-hypot_like-01");
    atan2_at_origin: f64 |a, b| { a.atan2(b) } at [0.0, 0.0] => [NAN, NAN], TensorFlow("edge-atan2-01");
    atan2_upwards: f64 |a, b| { a.atan2(b) } at [1.0, 0.0] => [0.0, -1.0], TensorFlow("edge-atan2-02");
    atan2_at_branch_cut: f64 |a, b| { a.atan2(b) } at [0.0, -1.0] => [-1.0, 0.0], TensorFlow("edge-atan2-04");
    atan2_below_branch_cut: f64 |a, b| { a.atan2(b) } at [-0.0, -1.0] => [-1.0, 0.0], TensorFlow("edge-atan2-05");
    atan2_of_infinities: f64 |a, b| { a.atan2(b) } at [INFINITY, INFINITY] => [NAN, NAN], TensorFlow("edge-atan2-07");

    ln_at_zero: f64 |x| { x.ln() } at [0.0] => [INFINITY], TensorFlow("edge-log-01");
    ln_of_negative: f64 |x| { x.ln() } at [-1.0] => [NAN], Departs("edge-log-02", OUTSIDE);
    ln_at_infinity: f64 |x| { x.ln() } at [INFINITY] => [0.0], TensorFlow("edge-log-04");
    log2_at_zero: f64 |x| { x.log2() } at [0.0] => [INFINITY], Own("as `ln`");
    log10_of_negative: f64 |x| { x.log10() } at [-1.0] => [NAN], Own("as `ln`");
    ln_1p_at_minus_one: f64 |x| { x.ln_1p() } at [-1.0] => [INFINITY], TensorFlow("edge-log1p-01");
    ln_1p_below_minus_one: f64 |x| { x.ln_1p() } at [-2.0] => [NAN], Departs("edge-log1p-03", OUTSIDE);
    ln_1p_of_tiny: f64 |x| { x.ln_1p() } at [1e-20] => [1.0], TensorFlow("edge-log1p-04");
    exp_overflows: f64 |x| { x.exp() } at [710.0] => [INFINITY], TensorFlow("edge-exp-02");
    exp_underflows: f64 |x| { x.exp() } at [-750.0] => [0.0], TensorFlow("edge-exp-03");
    exp_of_minus_infinity: f64 |x| { x.exp() } at [-INFINITY] => [0.0], TensorFlow("edge-exp-05");
    exp_of_nan: f64 |x| { x.exp() } at [NAN] => [NAN], TensorFlow("edge-exp-06");
    exp_overflows_single: f32 |x| { x.exp() } at [89.0_f32] => [f32::INFINITY], TensorFlow("edge-exp-07");
    exp_m1_of_tiny: f64 |x| { x.exp_m1() } at [1e-20] => [1.0], TensorFlow("edge-expm1-02");
    exp_m1_underflows: f64 |x| { x.exp_m1() } at [-750.0] => [0.0], TensorFlow("edge-expm1-03");
    exp_m1_overflows: f64 |x| { x.exp_m1() } at [710.0] => [INFINITY], TensorFlow("edge-expm1-04");

    sin_of_infinity: f64 |x| { x.sin() } at [INFINITY] => [NAN], TensorFlow("edge-sin-02");
    sin_of_large: f64 |x| { x.sin() } at [1e22] => [0.523214785395139], TensorFlow("edge-sin-03");
    cos_at_zero: f64 |x| { x.cos() } at [0.0] => [0.0], TensorFlow("edge-cos-01");
    tan_near_pole: f64 |x| { x.tan() } at [FRAC_PI_2] => [2.6670937881135714e32], TensorFlow("edge-tan-02");
    asin_at_one: f64 |x| { x.asin() } at [1.0] => [INFINITY], TensorFlow("edge-asin-01");
    asin_at_minus_one: f64 |x| { x.asin() } at [-1.0] => [INFINITY], TensorFlow("edge-asin-02");
    asin_outside: f64 |x| { x.asin() } at [1.5] => [NAN], TensorFlow("edge-asin-04");
    acos_at_one: f64 |x| { x.acos() } at [1.0] => [-INFINITY], TensorFlow("edge-acos-01");
    acos_outside: f64 |x| { x.acos() } at [1.5] => [NAN], TensorFlow("edge-acos-04");
    atan_at_infinity: f64 |x| { x.atan() } at [INFINITY] => [0.0], TensorFlow("edge-atan-02");
    sinh_overflows: f64 |x| { x.sinh() } at [711.0] => [INFINITY], TensorFlow("edge-sinh-02");
    cosh_overflows: f64 |x| { x.cosh() } at [-711.0] => [-INFINITY], TensorFlow("edge-cosh-03");
    tanh_saturates: f64 |x| { x.tanh() } at [20.0] => [0.0], TensorFlow("edge-tanh-04");
    tanh_saturates_single: f32 |x| { x.tanh() } at [10.0_f32] => [0.0], TensorFlow("edge-tanh-06");
    tanh_of_nan: f64 |x| { x.tanh() } at [NAN] => [NAN], TensorFlow("edge-tanh-05");
    asinh_of_large: f64 |x| { x.asinh() } at [-1e200] => [1e-200], TensorFlow("edge-asinh-02");
    acosh_at_one: f64 |x| { x.acosh() } at [1.0] => [INFINITY], TensorFlow("edge-acosh-01");
    acosh_below_one: f64 |x| { x.acosh() } at [0.5] => [NAN], TensorFlow("edge-acosh-02");
    atanh_at_one: f64 |x| { x.atanh() } at [1.0] => [INFINITY], TensorFlow("edge-atanh-01");
    atanh_at_minus_one: f64 |x| { x.atanh() } at [-1.0] => [INFINITY], TensorFlow("edge-atanh-02");
    atanh_outside: f64 |x| { x.atanh() } at [1.5] => [NAN], Departs("edge-atanh-04", OUTSIDE);

    branch_not_taken_at_zero: f64 |x| { if x > 0.0 { x.ln() } else { 0.0 } } at [0.0] => [0.0],
        Departs("edge-where_nan_untaken-02", "a branch not taken counts for nothing; TensorFlow's `where` has 0·∞ = NaN");
    branch_not_taken_outside: f64 |x| { if x > 0.0 { x.ln() } else { 0.0 } } at [-1.0] => [0.0], TensorFlow("edge-where_nan_untaken-03");
    branch_of_sqrt_at_zero: f64 |x| { if x > 0.0 { x.sqrt() } else { 0.0 } } at [0.0] => [0.0], TensorFlow("edge-where_nan_untaken-04");
    comparison_has_no_derivative: f64 |x| { (x > 1.0) as u8 as f64 * x } at [2.0] => [1.0], TensorFlow("edge-greater-01");
    nan_is_guarded: f64 |x| { if x.is_nan() { 0.0 } else { x } } at [NAN] => [0.0], TensorFlow("edge-is_nan_guard-01");
    stop_gradient_is_constant: f64 |x| { stop_gradient(x) * x } at [3.0] => [3.0], TensorFlow("edge-stop_gradient-01");
    square_of_difference_at_tie: f64 |a, b| { (a - b) * (a - b) } at [2.0, 2.0] => [0.0, 0.0], TensorFlow("edge-squared_difference-02");
}
