//! Constructs of the language and the library, each in a small program.

#![allow(clippy::all, unused, unreachable_pub, reason = "programs as their authors would leave them")]

mod functions;
mod habits;
mod items;
mod iterators;
mod manners;
mod patterns;
mod state;
mod styles;
mod traits;
mod types;
mod vectors;
