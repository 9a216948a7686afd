//! Arrays of `ndarray`: gradients of functions over `Array1<f64>`, `Array2<f64>` and their kin.
//!
//! The mirror is ndarray's own array of numbers, so that all of ndarray works. Products alone are nodes of their own: `a.dot(&b)` stands for
//! [`RecordedDot`] in functions that name a type of ndarray.

mod compiled;
mod dot;
mod operators;
mod traits;

#[cfg(test)]
mod tests;

pub use dot::RecordedDot;

pub mod names {
    //! ndarray's names: arrays of numbers are its own.

    pub use ::ndarray::{Array, Array0, Array1, Array2, Array3, Array4, ArrayD, ArrayView, ArrayView1, ArrayView2, array};
}
