//! The overloaded form of a gradient: floats replaced by [`Number`]s, which record each operation on a trace.
//!
//! The compiled form knows a part of Rust. For a function that uses more of it, `#[differentiable]` emits a copy of the body in which `f64` is
//! `Number<f64>`, a user's `Point` is its mirror, and all else (closures, iterators, `?`, collections, generics) stands as it was written. Rust's
//! types then see to it that no derivative is lost: a `Number` does not become an `f64` again. It costs what tapes of single operations
//! cost, and is entered and left at the function's own boundary: callers see the same two sweeps as of a compiled function.
//!
//! [`trace`](self) holds the operations, `number` the arithmetic, `mirror` the correspondence between values and their mirrors, `run` the sweeps.

mod cast;
mod constant;
mod functions;
mod marked;
mod mirror;
mod named;
mod number;
mod operators;
mod real;
mod run;
mod stop;
mod trace;

#[cfg(test)]
mod tests;

pub use cast::{Cast, cast};
pub use constant::{
    Borrowed, Compiled, Constant, HoldOwned, HoldShared, LiftOwned, LiftShared, OverloadedOnly, Owned, Pick, PickOwned, PickShared, TakeOwned,
    TakeResult, TakeShared, Taken,
};
pub use marked::Marked;
pub use mirror::{Leaves, Lift, Mirrored, Scalar};
pub use named::Named;
pub use number::{Base, Matched, Number, lit, matched_value};
pub use real::Real;
pub use run::{Bridge, Run, Sweep, Traced, external, seed_part};
#[cfg(any(feature = "nalgebra", feature = "ndarray", feature = "faer"))]
pub(crate) use run::{current, external_block};
pub use stop::{KeepNumbers, KeepReference, KeepSame, Kept, KeptBehind, Lower, MatchOwned, MatchShared, Stop, Variable};
pub use trace::Trace;
