//! What the compiled form would take for something that it knows, and must not be given.

use syn::visit::{self, Visit};

/// Whether such a thing stands in the function.
pub(crate) fn is_beyond(function: &syn::ItemFn) -> bool {
    let mut beyond = Beyond(false);
    beyond.visit_signature(&function.sig);
    beyond.visit_block(&function.block);
    beyond.0
}

struct Beyond(bool);

/// Collections that are not indexed as slices are, though they have `iter` and `len`.
fn is_collection(name: &str) -> bool {
    matches!(name, "HashMap" | "BTreeMap" | "VecDeque" | "HashSet" | "BTreeSet" | "BinaryHeap" | "LinkedList" | "Rc" | "Arc" | "Cow")
}

impl<'ast> Visit<'ast> for Beyond {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.0 |= names.iter().any(|name| is_collection(name));
        // A vector that is moved out of its place.
        self.0 |= names.last().is_some_and(|last| last == "take" || last == "replace") && names.iter().any(|name| name == "mem");
        visit::visit_path(self, path);
    }

    /// Upper-case locals look like constants.
    fn visit_pat_ident(&mut self, pattern: &'ast syn::PatIdent) {
        let name = pattern.ident.to_string();
        self.0 |= name.starts_with(char::is_uppercase) && name != "None";
        visit::visit_pat_ident(self, pattern);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        let text = call.tokens.to_string();
        self.0 |= ["HashMap", "BTreeMap", "VecDeque"].iter().any(|name| text.contains(name));
    }
}
