//! The companions: what they return, what `wrt`, `stop_gradient` and `#[constant]` hold fixed, what a panic leaves behind.

#![allow(clippy::all, reason = "functions as people write them, with and without a linter")]

mod companions;
mod constants;
mod panics;
mod pullbacks;
