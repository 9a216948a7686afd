//! The gradient tape: TensorFlow's `GradientTape`, `Variable` and their semantics, in Rust.
//!
//! | TensorFlow | here |
//! | --- | --- |
//! | `x = tf.Variable(0.)` | [`Variable::new`]`(0.0)` |
//! | `with tf.GradientTape() as t: y = (x - 4)**2` | `let t =` [`GradientTape::new`]`(); let y = t.`[`record`](GradientTape::record)`(\|\| (&x - 4.0).powi(2));` |
//! | `t.gradient(y, [x])` | `t.`[`gradient`](GradientTape::<Once>::gradient)`(&y, [&x])`, which takes `t` by value: a second call does not compile |
//! | `tf.GradientTape(persistent=True)` | [`GradientTape::persistent`]`()` |
//! | `tf.custom_gradient` | [`custom_gradient`] |
//!
//! `docs/tensorflow.md` goes through TensorFlow's behaviour point by point.
//!
//! ```
//! use autodiff_runtime::tape::{GradientTape, Variable};
//!
//! let x = Variable::new(0.0_f64);
//! for _ in 0..100 {
//!     let tape = GradientTape::new();
//!     let loss = tape.record(|| (&x - 4.0).powi(2));
//!     let [gradient] = tape.gradient(&loss, [&x]);
//!     x.assign_sub(0.1 * gradient.unwrap().value())?;
//! }
//! assert!((x.value() - 4.0).abs() < 1e-8);
//! # Ok::<(), autodiff_runtime::tape::AssignError>(())
//! ```

mod arrays;
mod block;
pub(crate) mod call;
mod custom;
mod elements;
mod elementwise;
mod error;
mod gradient_tape;
mod ledger;
mod nn;
mod operators;
mod reach;
mod rules;
mod sources;
mod sweep;
mod traced;
mod variable;

pub use arrays::{Factor, Matrix, Times, stack};
pub use custom::{Inputs, custom_gradient};
pub use elements::{Elements, Scalar};
pub use elementwise::Operand;
pub use error::{AssignError, TapeError};
pub use gradient_tape::{GradientTape, GradientTapeBuilder, Once, Persistent};
pub(crate) use rules::{Partial, PartialTable, RuleTable};
#[doc(hidden)]
pub use sources::{Node, Source, Target};
pub use sources::{Nodes, Sources, Targets, UnconnectedGradients};
pub use traced::Traced;
pub use variable::{Variable, VariableBuilder, WatchedVariable};
