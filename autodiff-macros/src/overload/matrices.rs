//! Whether a function is about matrices of a matrix crate: `Vector3::new` may be that of a type of the user's.

use syn::visit::{self, Visit};

use super::names;

/// A type of a matrix crate is named with its arguments, as in `DMatrix<f64>` or `Vector3<f64>`, or by a path into the crate.
pub(super) fn are_named(signature: &syn::Signature, block: &syn::Block) -> bool {
    let mut search = Search { found: false };
    search.visit_signature(signature);
    search.visit_block(block);
    search.found
}

struct Search {
    found: bool,
}

impl<'ast> Visit<'ast> for Search {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        let of_crate = path.segments.first().is_some_and(|first| names::is_matrix_root(&first.ident.to_string()));
        self.found |= of_crate && path.segments.len() > 1;
        for segment in &path.segments {
            let name = segment.ident.to_string();
            self.found |= names::is_matrix_alone(&name) || names::is_matrix(&name) && of_floats(&segment.arguments);
        }
        visit::visit_path(self, path);
    }
}

/// `<f64>`, `<f64, 3, 3>`, `<f64, Dyn>`
fn of_floats(arguments: &syn::PathArguments) -> bool {
    let syn::PathArguments::AngleBracketed(arguments) = arguments else { return false };
    matches!(arguments.args.first(), Some(syn::GenericArgument::Type(syn::Type::Path(path))) if path.path.segments.last().is_some_and(|last| names::is_float(&last.ident.to_string())))
}
