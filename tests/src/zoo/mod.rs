//! Ordinary programs, written from their formulas by someone who knows nothing of derivatives, and where to evaluate them.
//!
//! The zoo is a module of the tests that use it, not of the library: it takes the macro a moment to read.

pub mod control;
pub mod intricate;
pub mod learning;
pub mod linear;
pub mod mgh;
pub mod scalars;
pub mod sequences;
pub mod single;
pub mod time;
