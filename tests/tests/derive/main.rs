//! `#[derive(Differentiable)]`: every shape of type, and all that the runtime does with a value.

mod functions;
mod hygiene;
mod mirrors;
mod shapes;
mod structs;
