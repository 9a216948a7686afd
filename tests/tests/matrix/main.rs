//! Functions over matrices of `nalgebra`, `ndarray` and `faer`.

#![allow(missing_docs)]

mod difference;
mod fields;
#[cfg(feature = "faer")]
mod filters;
mod gaussian;
mod network;
mod programs;
