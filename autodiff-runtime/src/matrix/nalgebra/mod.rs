//! Matrices of `nalgebra`: gradients of functions over `DMatrix<f64>`, `DVector<f64>`, `SMatrix<f64, R, C>` and their kin.
//!
//! Their mirror is [`Dense`]. It has nalgebra's names; what is not there is nalgebra's own generic code over numbers.

mod cholesky;
mod compiled;
mod construct;
mod dense;
mod eigen;
mod kernels;
mod literals;
mod lu;
mod operators;
mod qr;
mod reductions;
mod shape;
mod traits;
mod triangular;

#[cfg(test)]
mod tests;

pub mod names;

pub use cholesky::Cholesky;
pub use dense::Dense;
pub use eigen::SymmetricEigen;
pub use lu::LU;
pub use qr::QR;
