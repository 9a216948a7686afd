//! The float methods that generated programs call: how an argument is kept inside the domain, the value, the partial derivatives.
//!
//! The partial derivatives are written here anew, from the formulas, so that a mistake in the rule table of the macro shows.

use crate::ast::Float;

/// What the generator does with an expression before it becomes an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Domain {
    Any,
    /// Inside (−0.95, 0.95)
    Unit,
    /// At least 0.3
    Positive,
    /// At least 1.2
    AboveOne,
    /// Inside (−2, 2): what grows like the exponential
    Small,
    /// Between −3 and 3, an `i32` literal
    Power,
}

use Domain::{AboveOne, Any, Positive, Power, Small, Unit};

/// Name and arguments; how often it is chosen.
pub(crate) const METHODS: &[(usize, (&str, &[Domain]))] = &[
    (6, ("sin", &[Any])),
    (5, ("cos", &[Any])),
    (2, ("tan", &[Unit])),
    (1, ("asin", &[Unit])),
    (1, ("acos", &[Unit])),
    (3, ("atan", &[Any])),
    (1, ("sinh", &[Small])),
    (1, ("cosh", &[Small])),
    (5, ("tanh", &[Any])),
    (2, ("asinh", &[Any])),
    (1, ("acosh", &[AboveOne])),
    (1, ("atanh", &[Unit])),
    (4, ("exp", &[Small])),
    (1, ("exp2", &[Small])),
    (1, ("exp_m1", &[Small])),
    (3, ("ln", &[Positive])),
    (1, ("ln_1p", &[Positive])),
    (1, ("log2", &[Positive])),
    (1, ("log10", &[Positive])),
    (1, ("log", &[Positive, AboveOne])),
    (4, ("sqrt", &[Positive])),
    (2, ("cbrt", &[Positive])),
    (2, ("recip", &[Positive])),
    (4, ("powi", &[Positive, Power])),
    (2, ("powf", &[Positive, Small])),
    (2, ("hypot", &[Any, Positive])),
    (2, ("atan2", &[Any, Positive])),
    (5, ("abs", &[Any])),
    (1, ("signum", &[Any])),
    (1, ("floor", &[Any])),
    (1, ("ceil", &[Any])),
    (1, ("round", &[Any])),
    (1, ("trunc", &[Any])),
    (1, ("fract", &[Any])),
    (4, ("max", &[Any, Any])),
    (4, ("min", &[Any, Any])),
    (1, ("midpoint", &[Any, Any])),
    (1, ("next_up", &[Any])),
    (1, ("next_down", &[Any])),
    (1, ("round_ties_even", &[Any])),
    (1, ("copysign", &[Any, Any])),
    (2, ("mul_add", &[Any, Any, Any])),
    (1, ("rem_euclid", &[Any, AboveOne])),
    (1, ("div_euclid", &[Any, AboveOne])),
    (1, ("to_degrees", &[Unit])),
    (1, ("to_radians", &[Any])),
];

/// What a method gives at a point.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) value: f64,
    pub(crate) partials: Vec<f64>,
    /// The point lies on a kink or jump: the derivative is a convention, not a number.
    pub(crate) kink: bool,
    /// On which side of its kink the point lies.
    pub(crate) side: i64,
}

macro_rules! values {
    ($name:ident, $float:ty) => {
        fn $name(name: &str, args: &[f64]) -> f64 {
            let x = args[0] as $float;
            let arg = |index: usize| args[index] as $float;
            let value: $float = match name {
                "sin" => x.sin(),
                "cos" => x.cos(),
                "tan" => x.tan(),
                "asin" => x.asin(),
                "acos" => x.acos(),
                "atan" => x.atan(),
                "sinh" => x.sinh(),
                "cosh" => x.cosh(),
                "tanh" => x.tanh(),
                "asinh" => x.asinh(),
                "acosh" => x.acosh(),
                "atanh" => x.atanh(),
                "exp" => x.exp(),
                "exp2" => x.exp2(),
                "exp_m1" => x.exp_m1(),
                "ln" => x.ln(),
                "ln_1p" => x.ln_1p(),
                "log2" => x.log2(),
                "log10" => x.log10(),
                "log" => x.log(arg(1)),
                "sqrt" => x.sqrt(),
                "cbrt" => x.cbrt(),
                "recip" => x.recip(),
                "powi" => x.powi(args[1] as i32),
                "powf" => x.powf(arg(1)),
                "hypot" => x.hypot(arg(1)),
                "atan2" => x.atan2(arg(1)),
                "abs" => x.abs(),
                "signum" => x.signum(),
                "floor" => x.floor(),
                "ceil" => x.ceil(),
                "round" => x.round(),
                "trunc" => x.trunc(),
                "fract" => x.fract(),
                "max" => x.max(arg(1)),
                "min" => x.min(arg(1)),
                "clamp" => x.clamp(arg(1), arg(2)),
                "midpoint" => x.midpoint(arg(1)),
                "next_up" => x.next_up(),
                "next_down" => x.next_down(),
                "round_ties_even" => x.round_ties_even(),
                "copysign" => x.copysign(arg(1)),
                "mul_add" => x.mul_add(arg(1), arg(2)),
                "rem_euclid" => x.rem_euclid(arg(1)),
                "div_euclid" => x.div_euclid(arg(1)),
                "to_degrees" => x.to_degrees(),
                "to_radians" => x.to_radians(),
                other => unreachable!("`{other}` is in no table"),
            };
            f64::from(value)
        }
    };
}

values!(value_f64, f64);
values!(value_f32, f32);

/// Value and partial derivatives of `args[0].name(args[1], …)`.
pub(crate) fn evaluate(name: &str, float: Float, args: &[f64]) -> Outcome {
    let value = match float {
        Float::F64 => value_f64(name, args),
        Float::F32 => value_f32(name, args),
    };
    let mut outcome = Outcome { value, ..Outcome::default() };
    match smooth(name, args, value) {
        Some(partials) => outcome.partials = partials,
        None => kinked(name, args, &mut outcome),
    }
    outcome
}

fn smooth(name: &str, args: &[f64], y: f64) -> Option<Vec<f64>> {
    let x = args[0];
    Some(match name {
        "sin" => vec![x.cos()],
        "cos" => vec![-x.sin()],
        "tan" => vec![x.cos().powi(-2)],
        "asin" => vec![1.0 / (1.0 - x * x).sqrt()],
        "acos" => vec![-1.0 / (1.0 - x * x).sqrt()],
        "atan" => vec![1.0 / (1.0 + x * x)],
        "sinh" => vec![x.cosh()],
        "cosh" => vec![x.sinh()],
        "tanh" => vec![x.cosh().powi(-2)],
        "asinh" => vec![1.0 / (x * x + 1.0).sqrt()],
        "acosh" => vec![1.0 / (x * x - 1.0).sqrt()],
        "atanh" => vec![1.0 / (1.0 - x * x)],
        "exp" | "exp_m1" => vec![x.exp()],
        "exp2" => vec![x.exp2() * std::f64::consts::LN_2],
        "ln" => vec![1.0 / x],
        "ln_1p" => vec![1.0 / (1.0 + x)],
        "log2" => vec![1.0 / (x * std::f64::consts::LN_2)],
        "log10" => vec![1.0 / (x * std::f64::consts::LN_10)],
        "log" => vec![1.0 / (x * args[1].ln()), -x.ln() / (args[1] * args[1].ln().powi(2))],
        "sqrt" => vec![0.5 / x.sqrt()],
        "cbrt" => vec![x.powf(-2.0 / 3.0) / 3.0],
        "recip" => vec![-1.0 / (x * x)],
        "powi" => vec![args[1] * x.powf(args[1] - 1.0), 0.0],
        "powf" => vec![args[1] * x.powf(args[1] - 1.0), x.powf(args[1]) * x.ln()],
        "hypot" => vec![x / (x * x + args[1] * args[1]).sqrt(), args[1] / (x * x + args[1] * args[1]).sqrt()],
        "atan2" => vec![args[1] / (x * x + args[1] * args[1]), -x / (x * x + args[1] * args[1])],
        "mul_add" => vec![args[1], x, 1.0],
        "midpoint" => vec![0.5, 0.5],
        "next_up" | "next_down" => vec![1.0],
        "to_degrees" => vec![180.0 / std::f64::consts::PI],
        "to_radians" => vec![std::f64::consts::PI / 180.0],
        "copysign" if x != 0.0 => vec![if (y > 0.0) == (x > 0.0) { 1.0 } else { -1.0 }, 0.0],
        _ => return None,
    })
}

/// Functions with kinks and jumps: `side` names the piece.
fn kinked(name: &str, args: &[f64], outcome: &mut Outcome) {
    let x = args[0];
    let (partials, kink, side) = match name {
        "abs" => (vec![x.signum()], x == 0.0, i64::from(x > 0.0)),
        "signum" => (vec![0.0], x == 0.0, i64::from(x > 0.0)),
        "floor" | "ceil" | "trunc" => (vec![0.0], x == x.floor(), x.floor() as i64),
        "round" | "round_ties_even" => (vec![0.0], x + 0.5 == (x + 0.5).floor(), x.round() as i64),
        "fract" => (vec![1.0], x == x.floor(), x.floor() as i64),
        "max" | "min" => {
            let first = (x > args[1]) == (name == "max");
            (vec![f64::from(u8::from(first)), f64::from(u8::from(!first))], x == args[1], i64::from(first))
        }
        "clamp" => {
            let side = i64::from(x > args[1]) + i64::from(x > args[2]);
            (vec![f64::from(u8::from(side == 1)), f64::from(u8::from(side == 0)), f64::from(u8::from(side == 2))], x == args[1] || x == args[2], side)
        }
        "copysign" => (vec![0.0, 0.0], true, 0),
        "rem_euclid" => {
            let turns = x.div_euclid(args[1]);
            (vec![1.0, -turns], outcome.value == 0.0, turns as i64)
        }
        "div_euclid" => (vec![0.0, 0.0], x % args[1] == 0.0, outcome.value as i64),
        other => unreachable!("`{other}` is in no table"),
    };
    outcome.partials = partials;
    outcome.kink = kink;
    outcome.side = side;
}
