//! The companions: what they return, what `wrt`, `stop_gradient` and `#[constant]` hold fixed, what a panic leaves behind.

mod companions;
mod constants;
mod panics;
mod pullbacks;
