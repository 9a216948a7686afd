//! One harness for every program of the zoo: what a program is, and the questions it has to answer.
//!
//! A program is declared once with [`case!`](crate::case), next to its function; [`Program::check`] asks, at several random points
//! and at the points named by the case,
//!
//! - is the value of every companion the value of the function, bit for bit?
//! - is the gradient the derivative, by central differences that are extrapolated to step zero?
//! - does the pullback answer `call_ref` twice alike, is it linear in the seed, and does it agree with the gradient?
//! - does `f_grad_into` add to what the buffers hold?
//! - where a closed form is known: does it say the same?

mod difference;
mod flat;
mod program;
mod random;

pub use difference::{Slope, slope};
pub use flat::Flat;
pub use program::{Case, Program, run};
pub use random::Random;

/// Declares one program of the zoo: how it is called, which parameters carry a gradient, where it is evaluated.
///
/// ```text
/// case!(|r| f(&x, n) wrt(x) at { x = r.vec(5, -1.0, 1.0), n = 3 }
///     also [(vec![0.0; 5], 3)]                      // further points, as tuples in the order of the names
///     gradient { closed form, flat })               // in terms of the names, which are references
/// ```
///
/// Parameters that are passed as `&mut x` are named again, `wrt(…) inout(x)`: what they hold afterwards is part of the output.
/// `case!(vector |r| …)` is for functions that return several floats: these have a pullback and no gradient.
#[macro_export]
macro_rules! case {
    (|$r:ident| $f:ident($($arg:expr),* $(,)?) wrt($($d:ident),+) $(inout($($io:ident),+))? at { $($name:ident = $init:expr),+ $(,)? }
        $(also [$($also:expr),+ $(,)?])? $(gradient { $closed:expr })?) => {
        $crate::case!(@case $r, $f, ($($arg),*), ($($d),+), ($($name = $init),+), ($($($also),+)?), ($($closed)?), ($($($io),+)?),
            (
                Some(|args| pastey::paste! {{
                    let ($(mut $name,)+) = args;
                    let (value, gradient) = [<$f _grad>]($($arg),*);
                    let ($($d),+) = gradient;
                    (value, ($($d,)+))
                }}),
                Some(|args, bars| pastey::paste! {{
                    let ($(mut $name,)+) = args;
                    let ($(mut [<$d _bar>],)+) = bars;
                    let value = [<$f _grad_into>]($($arg,)* $(&mut [<$d _bar>]),+);
                    (value, ($([<$d _bar>],)+))
                }})
            )
        )
    };
    (vector |$r:ident| $f:ident($($arg:expr),* $(,)?) wrt($($d:ident),+) at { $($name:ident = $init:expr),+ $(,)? }
        $(also [$($also:expr),+ $(,)?])?) => {
        $crate::case!(@case $r, $f, ($($arg),*), ($($d),+), ($($name = $init),+), ($($($also),+)?), (), (), (None::<fn(_) -> (f64, _)>, None::<fn(_, _) -> (f64, _)>))
    };
    (@case $r:ident, $f:ident, ($($arg:expr),*), ($($d:ident),+), ($($name:ident = $init:expr),+), ($($also:expr),*), ($($closed:expr)?), $io:tt,
        ($grad:expr, $grad_into:expr)) => {
        $crate::harness::Case {
            name: concat!(module_path!(), "::", stringify!($f)),
            #[allow(unused_mut, unused_variables, unused_parens)]
            check: || {
                $crate::harness::Program {
                    name: concat!(module_path!(), "::", stringify!($f)),
                    point: |$r| ($($init,)+),
                    also: vec![$($also),*],
                    primal: |args| {
                        let ($(mut $name,)+) = args;
                        let value = $f($($arg),*);
                        $crate::case!(@output value, $io)
                    },
                    inputs: |args| {
                        let ($($name,)+) = args;
                        let mut floats = Vec::new();
                        $($crate::harness::Flat::read($d, &mut floats);)+
                        floats
                    },
                    set: |args, values| {
                        let ($($name,)+) = args;
                        let mut values = values.iter().copied();
                        $($crate::harness::Flat::write($d, &mut values);)+
                    },
                    zeros: |args| {
                        let ($($name,)+) = args;
                        ($($crate::harness::Flat::tangent($d),)+)
                    },
                    vjp: |args, seeds| pastey::paste! {{
                        let ($(mut $name,)+) = args;
                        let (value, pullback) = [<$f _vjp>]($($arg),*);
                        let gradients = [
                            { let ($($d),+) = pullback.call_ref(&seeds[0]); ($($d,)+) },
                            { let ($($d),+) = pullback.call_ref(&seeds[1]); ($($d,)+) },
                            { let ($($d),+) = pullback.call_ref(&seeds[0]); ($($d,)+) },
                            { let ($($d),+) = pullback.call(seeds[2].clone()); ($($d,)+) },
                        ];
                        ($crate::case!(@output value, $io), gradients)
                    }},
                    grad: $grad,
                    grad_into: $grad_into,
                    closed: $crate::case!(@closed ($($name),+) ($($closed)?)),
                }
                .check()
            },
        }
    };
    (@output $value:ident, ()) => { $value };
    (@output $value:ident, ($($io:ident),+)) => { ($value, $($io),+) };
    (@closed ($($name:ident),+) ()) => { None };
    (@closed ($($name:ident),+) ($closed:expr)) => {
        Some(|args| {
            let ($($name,)+) = args;
            $closed
        })
    };
}
