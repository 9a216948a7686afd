//! Random well-typed programs in the language of `#[differentiable]`, checked against an interpreter that knows their derivatives.
//!
//! A seed gives a program (`generate`). It is printed as Rust with the attribute, compiled and run in batches; the interpreter evaluates the same
//! tree on dual numbers. The values must agree to the bit, the gradients up to rounding. A program that fails is made small.
//!
//! ```text
//! cargo run -p generator -- --programs 300 --seed 1        the run
//! cargo run -p generator -- --print 17                     the program of a seed
//! cargo run -p generator -- --language --programs 1000     programs in all of the language (`language`)
//! cargo run -p generator -- --primal --programs 1000       values only, without the attribute: is the generator right?
//! ```

mod ast;
mod batch;
mod check;
mod dual;
mod generate;
mod interpret;
mod language;
mod methods;
mod print;
mod random;
mod shrink;
#[cfg(test)]
mod tests;
mod visit;

pub use check::{Failed, Options, Report, check, source, workspace};
pub use language::{check_language, language_source};
