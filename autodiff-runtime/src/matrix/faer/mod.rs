//! Matrices of `faer`: gradients of functions over `Mat<f64>` and `Col<f64>`.
//!
//! Their mirrors, [`Dense`] and [`Column`], have the part of faer's names that is listed in `docs/matrices.md`; products and systems are one node each.

mod dense;
mod operators;
mod systems;
mod traits;

#[cfg(test)]
mod tests;

pub use dense::{Column, Dense};
pub use systems::{Llt, PartialPivLu};
