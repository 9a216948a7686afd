//! Names whose result carries no derivative, and std's methods of floats that are refused, with the reason.

/// A method of `f32`/`f64` without a derivative that could be meant.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) name: &'static str,
    pub(crate) cause: &'static str,
    pub(crate) help: &'static str,
}

/// Methods of floats whose derivative is zero wherever it exists, or whose result is no float.
const INERT_FLOAT_METHODS: &[&str] = &[
    // They jump, and are constant between the jumps.
    "floor",
    "ceil",
    "round",
    "round_ties_even",
    "trunc",
    "signum",
    "div_euclid",
    // Questions about a float.
    "is_nan",
    "is_infinite",
    "is_finite",
    "is_subnormal",
    "is_normal",
    "classify",
    "is_sign_positive",
    "is_sign_negative",
    "total_cmp",
    "partial_cmp",
    "eq",
    "ne",
    "lt",
    "le",
    "gt",
    "ge",
    // Texts.
    "to_string",
];

pub(crate) fn is_inert_float_method(name: &str) -> bool {
    INERT_FLOAT_METHODS.contains(&name)
}

/// Whether an inert float method gives a float (the others give `bool`, `Ordering`, …).
pub(crate) fn inert_float_result(name: &str) -> bool {
    matches!(name, "floor" | "ceil" | "round" | "round_ties_even" | "trunc" | "signum" | "div_euclid")
}

const BITS: &str = "if none is wanted, mark the statement: `#[constant] let bits = …;`";

const REFUSALS: &[Refusal] = &[
    Refusal { name: "to_bits", cause: "`to_bits` has no derivative", help: BITS },
    Refusal { name: "from_bits", cause: "`from_bits` has no derivative", help: BITS },
    Refusal { name: "to_be_bytes", cause: "`to_be_bytes` has no derivative", help: BITS },
    Refusal { name: "to_le_bytes", cause: "`to_le_bytes` has no derivative", help: BITS },
    Refusal { name: "to_ne_bytes", cause: "`to_ne_bytes` has no derivative", help: BITS },
    Refusal { name: "from_be_bytes", cause: "`from_be_bytes` has no derivative", help: BITS },
    Refusal { name: "from_le_bytes", cause: "`from_le_bytes` has no derivative", help: BITS },
    Refusal { name: "from_ne_bytes", cause: "`from_ne_bytes` has no derivative", help: BITS },
    Refusal { name: "to_int_unchecked", cause: "`to_int_unchecked` is unsafe", help: "write a cast, `x as i64`" },
    Refusal { name: "abs_sub", cause: "`abs_sub` is deprecated and has no rule", help: "write `(a - b).max(0.0)`" },
    Refusal { name: "into", cause: "`into` hides the type it makes", help: "write `f64::from(x)`" },
    Refusal { name: "add", cause: "the method form of an operator has no rule", help: "write `a + b`" },
    Refusal { name: "sub", cause: "the method form of an operator has no rule", help: "write `a - b`" },
    Refusal { name: "mul", cause: "the method form of an operator has no rule", help: "write `a * b`" },
    Refusal { name: "div", cause: "the method form of an operator has no rule", help: "write `a / b`" },
    Refusal { name: "rem", cause: "the method form of an operator has no rule", help: "write `a % b`" },
    Refusal { name: "neg", cause: "the method form of an operator has no rule", help: "write `-a`" },
    Refusal {
        name: "gamma",
        cause: "`gamma` is not stable in std and has no rule",
        help: "mark the statement `#[constant]` if it holds no parameter",
    },
    Refusal {
        name: "ln_gamma",
        cause: "`ln_gamma` is not stable in std and has no rule",
        help: "mark the statement `#[constant]` if it holds no parameter",
    },
    Refusal { name: "erf", cause: "`erf` is not stable in std and has no rule", help: "mark the statement `#[constant]` if it holds no parameter" },
    Refusal { name: "erfc", cause: "`erfc` is not stable in std and has no rule", help: "mark the statement `#[constant]` if it holds no parameter" },
    Refusal { name: "maximum", cause: "`maximum` is not stable in std and has no rule", help: "write `a.max(b)`" },
    Refusal { name: "minimum", cause: "`minimum` is not stable in std and has no rule", help: "write `a.min(b)`" },
];

pub(crate) fn refusal(name: &str) -> Option<&'static Refusal> {
    REFUSALS.iter().find(|refusal| refusal.name == name)
}

/// Methods of integers, `bool`, `char` and ranges that are cheap, have no effect, and panic only where the primal did.
const PURE_INERT_METHODS: &[&str] = &[
    "abs",
    "pow",
    "min",
    "max",
    "clamp",
    "signum",
    "rem_euclid",
    "div_euclid",
    "abs_diff",
    "unsigned_abs",
    "div_ceil",
    "next_multiple_of",
    "isqrt",
    "ilog",
    "ilog2",
    "ilog10",
    "saturating_add",
    "saturating_sub",
    "saturating_mul",
    "saturating_pow",
    "wrapping_add",
    "wrapping_sub",
    "wrapping_mul",
    "wrapping_neg",
    "wrapping_pow",
    "count_ones",
    "count_zeros",
    "leading_zeros",
    "trailing_zeros",
    "rotate_left",
    "rotate_right",
    "swap_bytes",
    "is_power_of_two",
    "next_power_of_two",
    "is_positive",
    "is_negative",
    "midpoint",
    "cmp",
    "eq",
    "ne",
    "lt",
    "le",
    "gt",
    "ge",
    "partial_cmp",
    "total_cmp",
    "is_multiple_of",
    "clone",
    "to_owned",
    "is_ascii_digit",
    "is_alphabetic",
    "is_numeric",
    "is_lt",
    "is_le",
    "is_gt",
    "is_ge",
    "is_eq",
    "is_ne",
    "contains",
    "then_some",
    "not",
    "len",
    "is_empty",
];

pub(crate) fn is_pure_inert_method(name: &str) -> bool {
    PURE_INERT_METHODS.contains(&name)
}

/// Methods of containers that look at the length only.
pub(crate) fn is_shape_method(name: &str) -> bool {
    matches!(name, "len" | "is_empty" | "capacity")
}

/// Names of constants that are floats wherever they come from (`std::f64::consts`).
pub(crate) fn is_float_constant(name: &str) -> bool {
    matches!(
        name,
        "PI" | "TAU"
            | "E"
            | "EPSILON"
            | "INFINITY"
            | "NEG_INFINITY"
            | "NAN"
            | "MIN_POSITIVE"
            | "FRAC_PI_2"
            | "FRAC_PI_3"
            | "FRAC_PI_4"
            | "FRAC_PI_6"
            | "FRAC_PI_8"
            | "FRAC_1_PI"
            | "FRAC_2_PI"
            | "FRAC_2_SQRT_PI"
            | "SQRT_2"
            | "FRAC_1_SQRT_2"
            | "LOG2_E"
            | "LOG10_E"
            | "LOG2_10"
            | "LOG10_2"
            | "LN_2"
            | "LN_10"
    )
}

/// Macros that are statements without an effect on any derivative.
pub(crate) fn is_opaque_macro(name: &str) -> bool {
    matches!(
        name,
        "println" | "print" | "eprintln" | "eprint" | "assert" | "assert_eq" | "assert_ne" | "debug_assert" | "debug_assert_eq" | "debug_assert_ne"
    ) || is_panic_macro(name)
}

/// Macros of std that are constants.
pub(crate) fn is_constant_macro(name: &str) -> bool {
    matches!(name, "cfg" | "line" | "column" | "file" | "module_path" | "stringify" | "concat" | "env" | "option_env" | "include_str")
}

pub(crate) fn is_panic_macro(name: &str) -> bool {
    matches!(name, "panic" | "unreachable" | "todo" | "unimplemented")
}
