//! Gradients of ordinary Rust functions as compiled code, on stable Rust.
//!
//! Put `#[differentiable]` on a function over floats, slices, vectors and loops; beside it appear `f_grad`, `f_grad_into` and `f_vjp`.

#![forbid(unsafe_code)]

pub mod check;
mod kernels;
mod ops;
pub mod optim;
mod pullback;
mod record;
mod rules;
pub mod schedule;
mod stop;
mod tangent;
pub mod tape;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

pub use autodiff_macros::differentiable;
pub use pullback::Pullback;
pub use stop::stop_gradient;
pub use tangent::{Differentiable, Floats, Tangent};
