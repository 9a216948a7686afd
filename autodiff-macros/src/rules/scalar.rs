//! The table of float functions: one line is the whole rule.
//!
//! A row is `name(arguments) => [partials], at [points];`. There is one partial for each argument, a Rust expression in the names of the arguments and `y`, the result.
//! Which of them must be recorded is read off the expression. Points take every sign and branch, off the edges.
//!
//! Conventions at the edges are TensorFlow's where it has one:
//!
//! * `abs` and `copysign` have derivative 0 at 0; `clamp` has 1 at both bounds;
//! * `max` and `min` give all to the first argument at a tie. The values with a NaN differ from TensorFlow's (`1.0.max(NAN)` is 1, there NaN), so the derivative
//!   follows the value: it goes to the argument that is no NaN, and to the first one if both are;
//! * `powf` with respect to the exponent counts `ln(x)` as 0 for x ≤ 0; with respect to the base it is `p · x^(p−1)`, NaN for x = p = 0;
//! * `sqrt`, `cbrt` at 0 have an infinite derivative; `hypot` and `atan2` at the origin NaN;
//! * outside of the domain, where the value is NaN, the derivative is NaN (`ln`, `ln_1p`, `acosh`, `atanh`); TensorFlow's may be finite there;
//! * what jumps (`floor`, `signum`, `div_euclid` …) is not here: its derivative is zero, see `inactive.rs`.
//!
//! Partials of more than a line are kernels of the runtime, `rules::name`, generic over `F: RuleFloat`:
//!
//! ```text
//! sign(x)             -1 if x < 0, 1 if x > 0, x (0 or NaN) otherwise
//! ln(x)               1 / x if x >= 0, else NaN                            (1/0 = +∞, 1/-0 = -∞ as TensorFlow; a NaN stays)
//! ln_1p(x)            1 / (1 + x) if x >= -1, else NaN
//! atanh(x)            1 / ((1 - x) * (1 + x)) if |x| <= 1, else NaN
//! copysign(x, s)      sign(x) * (1 with the sign bit of s)
//! powi(x, n)          0 if n == 0, else (n as F) * x.powi(n - 1)           (n = i32::MIN: powi(n) / x, no overflow)
//! powf_exponent(x, y) y * ln x if x > 0, else y * 0                        (y the result; ±∞ · 0 = NaN as TensorFlow)
//! atan2_first(a, b)   with h = hypot(a, b):  (b / h) / h                   (a the ordinate: a.atan2(b))
//! atan2_second(a, b)  with h = hypot(a, b):  -((a / h) / h)
//! ```

/// What the adjoint of one argument gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Partial {
    /// `argument_bar += bar * factor`
    Factor(&'static str),
    /// `argument_bar += if condition { bar } else { 0 }`: nothing is multiplied, so no NaN can appear.
    Gate(&'static str),
    /// No derivative: an integer, or a piecewise constant dependence.
    Zero,
}

/// One function of floats.
#[derive(Debug)]
pub(crate) struct ScalarRule {
    /// Name of the method: `x.name(…)`, `f64::name(x, …)`.
    pub(crate) name: &'static str,
    /// Names of the arguments, receiver first. `n` is an `i32`, everything else a float.
    pub(crate) arguments: &'static [&'static str],
    pub(crate) partials: &'static [Partial],
    /// A few instructions: computing it again costs less than recording it.
    pub(crate) cheap: bool,
    /// Where tests compare the partials with differences, one value an argument.
    pub(crate) at: &'static [&'static [f64]],
}

impl ScalarRule {
    /// The expression of the partial of argument `index`; `None` for `Zero`.
    pub(crate) fn partial(&self, index: usize) -> Option<syn::Expr> {
        match self.partials[index] {
            Partial::Factor(text) | Partial::Gate(text) => Some(syn::parse_str(text).expect("partials in the table are expressions")),
            Partial::Zero => None,
        }
    }

    /// What the partial of argument `index` mentions.
    pub(crate) fn reads_of(&self, index: usize) -> Reads {
        let text = match self.partials[index] {
            Partial::Factor(text) | Partial::Gate(text) => text,
            Partial::Zero => "",
        };
        Reads { arguments: self.arguments.iter().map(|name| mentions(text, name)).collect(), result: mentions(text, "y") }
    }
}

/// Which values an expression of the table needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reads {
    pub(crate) arguments: Vec<bool>,
    pub(crate) result: bool,
}

/// Whether `name` stands in the text as a word that is not a method or a path segment.
fn mentions(text: &str, name: &str) -> bool {
    let word = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(name).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + name.len()..].chars().next();
        !before.is_some_and(|c| word(c) || c == '.' || c == ':') && !after.is_some_and(|c| word(c) || c == ':')
    })
}

pub(crate) fn find(name: &str) -> Option<&'static ScalarRule> {
    RULES.iter().find(|rule| rule.name == name)
}

/// `cheap` in front of a row sets the flag of that name.
macro_rules! table {
    ($($(@$cheap:ident)? $name:ident($($argument:ident),*) => [$($kind:ident $(($text:literal))?),*], at [$(&[$($point:expr),*]),*];)*) => {
        /// Every function of `f32` and `f64` with a derivative that is not zero everywhere.
        pub(crate) static RULES: &[ScalarRule] = &[$(ScalarRule {
            name: stringify!($name),
            arguments: &[$(stringify!($argument)),*],
            partials: &[$(Partial::$kind $(($text))?),*],
            cheap: table!(@flag $($cheap)?),
            at: &[$(&[$($point),*]),*],
        }),*];
    };
    (@flag cheap) => { true };
    (@flag) => { false };
}

table! {
    // Signs and choices.
    @cheap abs(x)            => [Factor("rules::sign(x)")],                                                at [&[1.5], &[-1.5]];
    @cheap copysign(x, s)    => [Factor("rules::copysign(x, s)"), Zero],                                   at [&[1.5, 2.0], &[1.5, -2.0], &[-1.5, 2.0], &[-1.5, -2.0]];
    @cheap max(a, b)         => [Gate("a >= b || b != b"), Gate("!(a >= b || b != b)")],                   at [&[1.0, 2.0], &[2.0, 1.0], &[-1.0, -2.0]];
    @cheap min(a, b)         => [Gate("a <= b || b != b"), Gate("!(a <= b || b != b)")],                   at [&[1.0, 2.0], &[2.0, 1.0], &[-1.0, -2.0]];
    @cheap clamp(x, lo, hi)  => [Gate("x >= lo && x <= hi"), Gate("x < lo"), Gate("x > hi")],              at [&[0.5, -1.0, 1.0], &[-2.0, -1.0, 1.0], &[2.0, -1.0, 1.0]];
    // Arithmetic.
    @cheap mul_add(a, b, c)  => [Factor("b"), Factor("a"), Factor("1.0")],                                 at [&[2.0, -3.0, 0.5], &[-1.5, 0.25, 4.0]];
    @cheap recip(x)          => [Factor("-(y * y)")],                                                      at [&[0.5], &[-4.0]];
    @cheap fract(x)          => [Factor("1.0")],                                                           at [&[1.25], &[-1.25]];
    @cheap midpoint(a, b)    => [Factor("0.5"), Factor("0.5")],                                            at [&[1.0, 3.0], &[-2.0, 5.0]];
    @cheap to_degrees(x)     => [Factor("57.29577951308232")],                                             at [&[0.5], &[-2.0]];
    @cheap to_radians(x)     => [Factor("0.017453292519943295")],                                          at [&[30.0], &[-200.0]];
    @cheap next_up(x)        => [Factor("1.0")],                                                           at [&[0.3], &[-2.0]];
    @cheap next_down(x)      => [Factor("1.0")],                                                           at [&[0.3], &[-2.0]];
    rem_euclid(a, b)         => [Factor("1.0"), Factor("-(a.div_euclid(b))")],                             at [&[7.5, 2.0], &[-7.5, 2.0], &[7.5, -2.0], &[-7.5, -2.0]];
    // Powers and roots.
    sqrt(x)                  => [Factor("0.5 / y")],                                                       at [&[0.25], &[9.0]];
    cbrt(x)                  => [Factor("1.0 / (3.0 * (y * y))")],                                         at [&[8.0], &[-0.125]];
    hypot(a, b)              => [Factor("a / y"), Factor("b / y")],                                        at [&[3.0, 4.0], &[-1.0, 0.5], &[2.0, -0.1]];
    powi(x, n)               => [Factor("rules::powi(x, n)"), Zero],                                       at [&[1.5, 3.0], &[-1.5, 2.0], &[0.7, -2.0], &[-0.7, -1.0], &[2.0, 1.0], &[2.0, 0.0]];
    powf(x, p)               => [Factor("p * x.powf(p - 1.0)"), Factor("rules::powf_exponent(x, y)")],     at [&[1.5, 2.5], &[0.3, -1.5], &[2.0, 0.5]];
    // Exponentials and logarithms.
    exp(x)                   => [Factor("y")],                                                             at [&[0.3], &[-2.0]];
    exp2(x)                  => [Factor("y * 0.6931471805599453")],                                        at [&[0.3], &[-2.0]];
    exp_m1(x)                => [Factor("x.exp()")],                                                       at [&[1e-3], &[-2.0], &[1.5]];
    ln(x)                    => [Factor("rules::ln(x)")],                                                  at [&[0.3], &[5.0]];
    ln_1p(x)                 => [Factor("rules::ln_1p(x)")],                                               at [&[1e-3], &[-0.5], &[3.0]];
    log2(x)                  => [Factor("rules::ln(x) * 1.4426950408889634")],                             at [&[0.3], &[5.0]];
    log10(x)                 => [Factor("rules::ln(x) * 0.4342944819032518")],                             at [&[0.3], &[5.0]];
    log(x, base)             => [Factor("rules::ln(x) / base.ln()"), Factor("-(y / (base * base.ln()))")], at [&[0.3, 2.0], &[5.0, 10.0], &[3.0, 0.5]];
    // Angles.
    sin(x)                   => [Factor("x.cos()")],                                                       at [&[0.3], &[-2.0]];
    cos(x)                   => [Factor("-(x.sin())")],                                                    at [&[0.3], &[-2.0]];
    tan(x)                   => [Factor("1.0 + y * y")],                                                   at [&[0.3], &[-2.0]];
    asin(x)                  => [Factor("1.0 / ((1.0 - x) * (1.0 + x)).sqrt()")],                          at [&[0.3], &[-0.9]];
    acos(x)                  => [Factor("-1.0 / ((1.0 - x) * (1.0 + x)).sqrt()")],                         at [&[0.3], &[-0.9]];
    atan(x)                  => [Factor("1.0 / (1.0 + x * x)")],                                           at [&[0.3], &[-2.0]];
    atan2(a, b)              => [Factor("rules::atan2_first(a, b)"), Factor("rules::atan2_second(a, b)")], at [&[1.0, 2.0], &[1.0, -2.0], &[-1.0, 2.0], &[-1.0, -2.0]];
    // Hyperbolic functions.
    sinh(x)                  => [Factor("x.cosh()")],                                                      at [&[0.3], &[-2.0]];
    cosh(x)                  => [Factor("x.sinh()")],                                                      at [&[0.3], &[-2.0]];
    tanh(x)                  => [Factor("1.0 - y * y")],                                                   at [&[0.3], &[-2.0]];
    asinh(x)                 => [Factor("1.0 / x.hypot(1.0)")],                                            at [&[0.3], &[-2.0]];
    acosh(x)                 => [Factor("1.0 / ((x - 1.0).sqrt() * (x + 1.0).sqrt())")],                   at [&[1.5], &[4.0]];
    atanh(x)                 => [Factor("rules::atanh(x)")],                                               at [&[0.3], &[-0.9]];
}
