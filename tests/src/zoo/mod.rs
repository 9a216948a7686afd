//! Ordinary programs, written from their formulas by someone who knows nothing of derivatives, and where to evaluate them.
//!
//! The zoo is a module of the tests that use it, not of the library: it takes the macro a moment to read.

pub(crate) mod composed;
pub(crate) mod control;
pub(crate) mod intricate;
pub(crate) mod learning;
pub(crate) mod linear;
pub(crate) mod mgh;
pub(crate) mod scalars;
pub(crate) mod sequences;
pub(crate) mod single;
pub(crate) mod time;
