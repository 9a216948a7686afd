//! Closures that are bound to a local and only called: their bodies in place of the calls.

pub(super) fn inline(_: &mut super::Desugar, _: &mut syn::Block) {}
