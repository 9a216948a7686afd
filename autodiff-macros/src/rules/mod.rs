//! The tables: what each function of floats does to derivatives.

pub(crate) mod handover;
pub(crate) mod inactive;
pub(crate) mod scalar;

pub(crate) use scalar::{Partial, ScalarRule};

/// What std's method `name` of `f32` and `f64` means for derivatives.
pub(crate) enum FloatMethod {
    Rule(&'static ScalarRule),
    /// The derivative is zero wherever it exists, or the result is no float.
    Inert,
    /// `sin_cos`: two rules in a tuple.
    SinCos,
    Refused(&'static inactive::Refusal),
}

/// Looks up a method of `f32`/`f64` with this number of arguments, the receiver included.
pub(crate) fn float_method(name: &str, arity: usize) -> Option<FloatMethod> {
    if let Some(rule) = scalar::find(name) {
        return (rule.arguments.len() == arity).then_some(FloatMethod::Rule(rule));
    }
    if name == "sin_cos" && arity == 1 {
        return Some(FloatMethod::SinCos);
    }
    if inactive::is_inert_float_method(name) {
        return Some(FloatMethod::Inert);
    }
    inactive::refusal(name).map(FloatMethod::Refused)
}
