//! What exits, branches and loops do to derivatives, one sentence a test, with numbers that can be worked out in the head.

#![allow(clippy::all, reason = "functions as people write them, with and without a linter")]

mod branches;
mod calls;
mod loops;
mod overwriting;
