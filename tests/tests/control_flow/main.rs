//! What exits, branches and loops do to derivatives, one sentence a test, with numbers that can be worked out in the head.

mod branches;
mod calls;
mod loops;
mod overwriting;
