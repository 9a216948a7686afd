//! The mirror of a type, by the type's name.

/// `Pair<T>` → `PairMirror<T>`: the mirror with the same arguments, whatever they are.
///
/// A name that is imported does not bring `PairMirror` along, but it brings the type. `#[derive(Differentiable)]` implements this, and a macro by the
/// type's own name (types and macros do not share names) tells bodies how many parameters there are.
pub trait Named {
    /// The mirror.
    type Name;
}
