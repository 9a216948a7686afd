//! Adjoints as an expert writes them: the primal's algorithm and order of operations, buffers allocated beforehand, plain safe
//! Rust. Each returns the primal's value to the bit and adds the gradient into the caller's buffers, as `f_grad_into` does.
//! Several forms of each were timed; the fastest stays, and a comment says which others lost.

pub mod gmm;
pub mod heat2d;
pub mod lstm;
pub mod particles;
pub mod rk4;
pub mod rosenbrock;
