//! Gradients of ordinary Rust functions as compiled code, on stable Rust.
//!
//! Put [`#[differentiable]`](macro@differentiable) on a function over floats, slices, vectors, branches and loops. Beside it appear functions that return its
//! gradient; they are generated when your crate is compiled, as the adjoint that a person would write by hand.
//!
//! ```
//! use autodiff_runtime::differentiable;
//!
//! #[differentiable]
//! fn loss(w: &[f64], b: f64, points: &[(f64, f64)]) -> f64 {
//!     let mut sum = 0.0;
//!     for &(x, y) in points {
//!         let error = w[0] * x + b - y;
//!         sum += error * error;
//!     }
//!     sum
//! }
//!
//! // The errors are -1 and -2.
//! let (value, (w_bar, b_bar, _)) = loss_grad(&[2.0], 1.0, &[(1.0, 4.0), (2.0, 7.0)]);
//! assert_eq!((value, w_bar, b_bar), (5.0, vec![-10.0], -6.0));
//! ```
//!
//! | companion | returns | |
//! | --- | --- | --- |
//! | `f_grad(args…)` | `(value, gradient)` | `f` returns one float; one gradient per parameter that has floats, bare if there is only one |
//! | `f_grad_into(args…, &mut bars…)` | `value` | adds into the caller's buffers; allocates nothing once warm |
//! | `f_vjp(args…)` | `(output, `[`Pullback`]`)` | any output; the pullback takes the adjoint of the output to the gradient |
//!
//! The value is `f`'s to the last bit, and a panic in `f` is the same panic in its companions. What has no derivative is refused when the crate is compiled.
//! [`stop_gradient`] makes a constant of an expression, `#[constant]` of a statement. The types of gradients are in [`Differentiable`]; [`check`] compares a
//! gradient with differences of the function.
//!
//! # Memory
//!
//! A forward sweep keeps what the reverse sweep will read on a tape that belongs to the thread. It keeps its memory from call to call and gives it back when the
//! thread ends; companions that are called inside one another, and pullbacks that wait, have tapes of their own. A function that panics leaves nothing behind.

#![forbid(unsafe_code)]

pub mod check;
mod kernels;
#[cfg(any(feature = "nalgebra", feature = "ndarray", feature = "faer"))]
pub mod matrix;
mod ops;
pub mod optim;
mod overload;
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

pub use autodiff_macros::{Differentiable, differentiable};
pub use overload::Real;
pub use pullback::Pullback;
pub use stop::stop_gradient;
pub use tangent::{Differentiable, Floats, Tangent};

/// The examples of the documents compile and run.
#[cfg(doctest)]
mod documents {
    #[doc = include_str!("../../README.md")]
    mod readme {}
    #[doc = include_str!("../../docs/guide.md")]
    mod guide {}
    #[doc = include_str!("../../docs/optimizers.md")]
    mod optimizers {}
}
