//! Whether a function is about matrices of a matrix crate: `Vector3::new` may be that of a type of the user's.

use syn::visit::{self, Visit};

use super::names;

/// Whose types a function names.
#[derive(Default)]
pub(super) struct Named {
    /// Those of any matrix crate.
    pub(super) matrices: bool,
    /// Those of ndarray.
    pub(super) arrays: bool,
    /// `Mat<f64>` or `Col<f64>`: those of faer, or generic types of the user's of these names.
    pub(super) faer: bool,
}

/// A type of a matrix crate is named with its arguments, as in `DMatrix<f64>` or `Vector3<f64>`, or by a path into the crate.
pub(super) fn named(signature: &syn::Signature, block: &syn::Block) -> Named {
    let mut named = Named::default();
    named.visit_signature(signature);
    named.visit_block(block);
    named
}

impl<'ast> Visit<'ast> for Named {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        if let Some(first) = path.segments.first().filter(|_| path.segments.len() > 1) {
            let root = first.ident.to_string();
            self.matrices |= names::is_matrix_root(&root);
            self.arrays |= root == "ndarray";
        }
        for segment in &path.segments {
            let (name, floats) = (segment.ident.to_string(), of_floats(&segment.arguments));
            self.matrices |= names::is_matrix_alone(&name) || names::is_matrix(&name) && floats;
            self.arrays |= names::is_array(&name) && floats;
            self.faer |= names::is_faer(&name) && floats;
        }
        visit::visit_path(self, path);
    }
}

/// `<f64>`, `<f64, 3, 3>`, `<f64, Dyn>`
fn of_floats(arguments: &syn::PathArguments) -> bool {
    let syn::PathArguments::AngleBracketed(arguments) = arguments else { return false };
    matches!(arguments.args.first(), Some(syn::GenericArgument::Type(syn::Type::Path(path))) if path.path.segments.last().is_some_and(|last| names::is_float(&last.ident.to_string())))
}
