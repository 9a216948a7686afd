//! `#[derive(Differentiable)]`: every shape of type, and all that the runtime does with a value.

mod functions;
mod hygiene;
mod idioms;
mod longer;
mod mirrors;
mod programs;
mod records;
mod shapes;
mod structs;
