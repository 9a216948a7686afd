//! Matrices and vectors of linear-algebra crates, each behind the feature of its name.
//!
//! The gradient with respect to a matrix is a matrix of the same type and shape. In differentiated functions the matrices become mirrors of the same names, whose
//! elements are [`Number`](crate::overload::Number)s. An operation that costs more than it has outputs (a product, a decomposition, a solve) is one node on the
//! trace: its value is the crate's own, to the bit, and its adjoint is a formula in matrices that runs on the crate's kernels. The formulas are those of
//! M. Giles, *Collected matrix derivative results for forward and reverse mode algorithmic differentiation* (2008), unless another source is named.

#[cfg(feature = "faer")]
pub mod faer;
#[cfg(feature = "nalgebra")]
pub mod nalgebra;
#[cfg(feature = "ndarray")]
pub mod ndarray;
mod node;
#[cfg(any(feature = "nalgebra", feature = "ndarray"))]
mod numbers;

#[cfg(feature = "ndarray")]
#[doc(hidden)]
pub use ndarray::RecordedDot;

#[doc(hidden)]
pub mod names {
    //! What stands for a name of the crates in the body of a differentiated function.

    #[cfg(feature = "nalgebra")]
    pub use super::nalgebra::names::*;
    #[cfg(feature = "ndarray")]
    pub use super::ndarray::names::*;
}
