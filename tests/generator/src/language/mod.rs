//! Programs in all of the language: structs, enums, closures, iterators, `?`, methods, traits, generics, collections.
//!
//! There is no interpreter of these. Each program is written twice: over floats with the attribute, and over numbers of forward mode (`support.rs`)
//! that are called `f64` there, without it. Both are compiled into one binary, which compares values to the bit and gradients up to rounding.

mod expression;
mod function;
mod items;
mod iterator;
mod program;
mod run;
mod scope;
mod spelling;
mod statement;

pub use run::{check_language, language_source};
