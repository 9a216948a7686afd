//! The language that the stages share: a function as nested blocks of statements over places, with pure expression trees.
//!
//! What `lower` makes true, and every later stage may rely on:
//!
//! * **Variables are unique.** Every variable of the function has one [`VarId`] and an identifier of its own (a shadowed `x` becomes `x_1`), so
//!   scopes need no care: `{ … }` blocks are flattened into their parent.
//! * **Expressions are pure trees.** Whatever has an effect (a call of another function, an assignment, `if` as a value) stands as a
//!   statement before the tree that uses its result, in the order in which Rust evaluates it.
//! * **Control flow is `If` and `Loop` only.** `match` is a selector and a chain of `If`s. `break`, `continue`, `return` are gone: what
//!   stood after a diverging branch is in the other branch, and a loop that can end early has a [`Loop::leave`] variable.
//! * **References are names of places.** `let row = &a[i]` makes `row` an [`VarKind::Alias`] of the place `a[i]`.
//!
//! The tree of `s += (x[i] * 2.0).sin()`, as `print` shows it: `s += sin((x[i] * 2.0))`.

mod function;
mod place;
#[cfg(test)]
pub(crate) mod print;
mod template;
mod ty;
#[cfg(test)]
pub(crate) mod verify;

pub(crate) use function::{
    Argument, Binary, Block, Call, Callee, Expr, ExprId, ExprKind, ForLoop, Function, Iteration, Loop, LoopKind, Output, Param, Passing, PatternVar,
    Resolved, Statement, Var, VarId, VarKind,
};
pub(crate) use place::{Place, Projection};
pub(crate) use template::{Hole, Template};
pub(crate) use ty::{Float, Ty};
