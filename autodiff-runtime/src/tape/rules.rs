//! The scalar rules of the tape. Those of the methods of floats come from the table of the macro crate, the same rows that
//! compiled gradients are made of: here they become a trait of values and partials, and methods of [`Traced`] and [`Variable`].
//! What the table has not, being operators or TensorFlow's own, is in `operators.rs` and `nn.rs`.

use super::elements::{Elements, Scalar};
use super::elementwise::{Operand, binary, integer, ternary, unary};
use super::ledger::Argument;
use super::traced::Traced;
use super::variable::Variable;
use crate::rules;

/// The partial of one argument.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub enum Partial<S> {
    /// The adjoint is multiplied with this.
    Factor(S),
    /// The adjoint passes as it is, or not at all, even if it is infinite.
    Gate(bool),
    /// No derivative: not even connected.
    Zero,
}

/// What stands in a node for a closed gate: times an adjoint that is not finite it is still 0.
pub(crate) const CLOSED: f64 = -0.0;

impl<S: Scalar> Partial<S> {
    /// As the number that a node holds; [`None`] for no derivative.
    #[inline(always)]
    pub(crate) fn number(self) -> Option<f64> {
        match self {
            // A factor of -0.0 must not look like a closed gate.
            Partial::Factor(factor) => Some(factor.wide() + 0.0),
            Partial::Gate(true) => Some(1.0),
            Partial::Gate(false) => Some(CLOSED),
            Partial::Zero => None,
        }
    }
}

macro_rules! kind {
    (plain Factor($partial:expr)) => {
        Partial::Factor($partial)
    };
    (traced Factor($partial:expr)) => {
        Partial::Factor(IntoTraced::into_traced($partial))
    };
    ($mode:ident Gate($partial:expr)) => {
        Partial::Gate($partial)
    };
    ($mode:ident Zero()) => {
        Partial::Zero
    };
}

/// A partial may be a plain number, or made of the arguments.
trait IntoTraced {
    fn into_traced(self) -> Traced<f64>;
}

impl IntoTraced for f64 {
    fn into_traced(self) -> Traced<f64> {
        Traced::new(self, 0)
    }
}

impl IntoTraced for Traced<f64> {
    fn into_traced(self) -> Traced<f64> {
        self
    }
}

/// Parameters of a row: `n` is an `i32`, everything else a float.
macro_rules! parameters {
    (@type n $float:ty) => {
        i32
    };
    (@type $other:ident $float:ty) => {
        $float
    };
    (@take n $argument:expr) => {
        $argument.value as i32
    };
    (@take $other:ident $argument:expr) => {
        Traced::new($argument.value, $argument.id)
    };
}

/// Partials of all rows for one type of float.
macro_rules! table_of {
    ($float:ident: $($name:ident($($argument:ident),*) $y:ident => [$($kind:ident($($partial:expr)?)),*], at $points:tt;)*) => {
        impl RuleTable for $float {$(
            #[inline(always)]
            fn $name($($argument: parameters!(@type $argument $float)),*) -> $float {
                $float::$name($($argument),*)
            }
        )*}

        impl PartialTable for $float {$(
            #[inline(always)]
            #[allow(unused_variables, clippy::eq_op, clippy::neg_multiply, clippy::nonminimal_bool, clippy::approx_constant, clippy::excessive_precision)]
            fn $name($($argument: parameters!(@type $argument $float),)* $y: $float) -> [Partial<$float>; [$(stringify!($argument)),*].len()] {
                [$(kind!(plain $kind($($partial)?))),*]
            }
        )*}
    };
}

macro_rules! tables {
    ($($name:ident($($argument:ident),*) $y:ident => [$($kind:ident($($partial:expr)?)),*], at $points:tt;)*) => {
        /// The functions of the table.
        #[doc(hidden)]
        pub trait RuleTable: Sized {$(
            fn $name($($argument: parameters!(@type $argument Self)),*) -> Self;
        )*}

        /// Their partials, in the arguments and the result.
        #[doc(hidden)]
        pub trait PartialTable: Sized {$(
            fn $name($($argument: parameters!(@type $argument Self),)* y: Self) -> [Partial<Self>; [$(stringify!($argument)),*].len()];
        )*}

        table_of!(f64: $($name($($argument),*) $y => [$($kind($($partial)?)),*], at $points;)*);
        table_of!(f32: $($name($($argument),*) $y => [$($kind($($partial)?)),*], at $points;)*);

        /// The rule of a node.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(non_camel_case_types)]
        pub(crate) enum Rule {
            Identity,
            Neg,
            Add,
            Sub,
            Mul,
            Div,
            Rem,
            /// Constant almost everywhere, but connected.
            Flat,
            Relu,
            $($name,)*
        }

        /// The partials of a rule of the table as traced values, for gradients of gradients.
        #[allow(unused_variables, clippy::eq_op, clippy::nonminimal_bool, clippy::approx_constant)]
        pub(crate) fn traced_partials(rule: Rule, arguments: &[Argument], id: u64) -> Vec<Partial<Traced<f64>>> {
            match rule {
                $(Rule::$name => {
                    let mut next = arguments.iter();
                    $(let $argument = {
                        let argument = next.next().expect("as many as the rule has");
                        parameters!(@take $argument argument)
                    };)*
                    let $y = Traced::new(<f64 as RuleTable>::$name($(plain($argument)),*), id);
                    vec![$(kind!(traced $kind($($partial)?))),*]
                })*
                other => operator_partials(other, arguments, id),
            }
        }

        $(method!($name($($argument),*));)*
    };
}

/// What a rule gets of a traced argument: its value.
trait Plain {
    type Value;
    fn plain(self) -> Self::Value;
}

impl Plain for Traced<f64> {
    type Value = f64;
    fn plain(self) -> f64 {
        self.into_value()
    }
}

impl Plain for i32 {
    type Value = i32;
    fn plain(self) -> i32 {
        self
    }
}

fn plain<P: Plain>(argument: P) -> P::Value {
    argument.plain()
}

/// The partials of operators; a constant is a traced value of id 0.
fn operator_partials(rule: Rule, arguments: &[Argument], id: u64) -> Vec<Partial<Traced<f64>>> {
    let argument = |k: usize| Traced::new(arguments[k].value, arguments[k].id);
    let constant = |value: f64| Partial::Factor(Traced::new(value, 0));
    match rule {
        Rule::Neg => vec![constant(-1.0)],
        Rule::Add => vec![constant(1.0), constant(1.0)],
        Rule::Sub => vec![constant(1.0), constant(-1.0)],
        Rule::Mul => vec![Partial::Factor(argument(1)), Partial::Factor(argument(0))],
        Rule::Div => {
            let (a, b) = (argument(0), argument(1));
            let quotient = Traced::new(a.value() / b.value(), id);
            vec![Partial::Factor(1.0 / b), Partial::Factor(-(quotient / b))]
        }
        Rule::Rem => vec![constant(1.0), constant(rules::rem_partial(arguments[0].value, arguments[1].value))],
        Rule::Flat => vec![Partial::Gate(false); arguments.len()],
        Rule::Relu => vec![Partial::Gate(arguments[0].value > 0.0)],
        _ => vec![constant(1.0)],
    }
}

/// The method of a row on traced values and variables.
macro_rules! method {
    (powi($x:ident, $n:ident)) => {
        impl<T: Elements> Variable<T> {
            /// `powi` of std, element by element; differentiable with respect to the base.
            #[inline]
            pub fn powi(&self, exponent: i32) -> Traced<T> {
                self.read().powi(exponent)
            }
        }
        impl<T: Elements> Traced<T> {
            /// `powi` of std, element by element; differentiable with respect to the base.
            #[inline]
            pub fn powi(&self, exponent: i32) -> Traced<T> {
                integer(self, exponent, Rule::powi, <T::Scalar as RuleTable>::powi, <T::Scalar as PartialTable>::powi)
            }
        }
    };
    ($name:ident($x:ident)) => {
        impl<T: Elements> Traced<T> {
            #[doc = concat!("`", stringify!($name), "` of std, element by element.")]
            #[inline]
            pub fn $name(&self) -> Traced<T> {
                unary(self, Rule::$name, <T::Scalar as RuleTable>::$name, <T::Scalar as PartialTable>::$name)
            }
        }
        impl<T: Elements> Variable<T> {
            #[doc = concat!("`", stringify!($name), "` of std, element by element.")]
            #[inline]
            pub fn $name(&self) -> Traced<T> {
                self.read().$name()
            }
        }
    };
    ($name:ident($x:ident, $second:ident)) => {
        impl<T: Elements> Traced<T> {
            #[doc = concat!("`", stringify!($name), "` of std, element by element.")]
            #[inline]
            pub fn $name(&self, $second: impl Operand<T>) -> Traced<T> {
                binary(self, $second, Rule::$name, <T::Scalar as RuleTable>::$name, <T::Scalar as PartialTable>::$name)
            }
        }
        impl<T: Elements> Variable<T> {
            #[doc = concat!("`", stringify!($name), "` of std, element by element.")]
            #[inline]
            pub fn $name(&self, $second: impl Operand<T>) -> Traced<T> {
                self.read().$name($second)
            }
        }
    };
    ($name:ident($x:ident, $second:ident, $third:ident)) => {
        impl<T: Elements> Traced<T> {
            #[doc = concat!("`", stringify!($name), "` of std, element by element.")]
            #[inline]
            pub fn $name(&self, $second: impl Operand<T>, $third: impl Operand<T>) -> Traced<T> {
                ternary(self, $second, $third, Rule::$name, <T::Scalar as RuleTable>::$name, <T::Scalar as PartialTable>::$name)
            }
        }
        impl<T: Elements> Variable<T> {
            #[doc = concat!("`", stringify!($name), "` of std, element by element.")]
            #[inline]
            pub fn $name(&self, $second: impl Operand<T>, $third: impl Operand<T>) -> Traced<T> {
                self.read().$name($second, $third)
            }
        }
    };
}

autodiff_macros::__scalar_rules!(tables);
