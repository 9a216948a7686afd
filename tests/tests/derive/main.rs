//! `#[derive(Differentiable)]`: every shape of type, and all that the runtime does with a value.

mod functions;
mod hygiene;
#[allow(clippy::all, unreachable_pub, reason = "programs as their authors would leave them")]
mod idioms;
mod longer;
mod mirrors;
mod programs;
mod records;
mod shapes;
mod structs;
