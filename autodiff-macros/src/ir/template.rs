//! User tokens with holes where places are read, so that they can be written again with other names.

use super::Place;

/// An expression of the user's that carries no derivative, kept as syntax: `i * n + j`, `x.len()`, `k == 0 && v[i] > 1.0`.
///
/// Every mention of a variable is a hole: in `syntax` stands the identifier `__hole_3` for `holes[3]`. A hole stands for the *value of the place*
/// (`v[i]`, `n`) or, where the syntax borrows it or calls a method on it (`x.len()`, `&x`), for the place itself: emitted the same way.
/// Index expressions of the user's own are part of the hole's place, not of the template.
#[derive(Clone, Debug)]
pub(crate) struct Template {
    pub(crate) syntax: syn::Expr,
    pub(crate) holes: Vec<Hole>,
    /// May be written again in the reverse sweep: no effect, no panic that the primal would not have had, cheap (arithmetic, comparisons, casts,
    /// `len()`, `is_empty()`, constants). Calls of functions and of methods that are not in the table of inactive names are not.
    pub(crate) pure: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Hole {
    pub(crate) place: Place,
    /// Only the length or shape of the place is looked at (`x.len()`, `x.is_empty()`): its contents may have changed since.
    pub(crate) shape_only: bool,
}

impl Template {
    /// Spelling of hole `index` inside `syntax`.
    pub(crate) fn hole_name(index: usize) -> String {
        format!("__hole_{index}")
    }
}
