//! The programs: ordinary Rust, written from their formulas, with the attribute on top and no other thought of differentiation.

pub mod gmm;
pub mod heat2d;
pub mod lstm;
pub mod particles;
pub mod rk4;
pub mod rosenbrock;
