//! What the compiler says of a method that is not marked.

/// No type has it. Each overloaded body has a trait with the methods that it calls, for types that have this: rustc then tells of this trait where a
/// method is missing, in place of saying that a number or a mirror has no method of that name.
#[diagnostic::on_unimplemented(
    message = "what is called here has no derivative: its `impl` is not marked",
    label = "no `#[differentiable]` method or function of this name",
    note = "help: write `#[differentiable]` on the `impl` block, and on the trait if it is a trait's",
    note = "help: if no derivative is wanted, mark the statement: `#[constant] let y = …;`"
)]
pub trait Marked {}
