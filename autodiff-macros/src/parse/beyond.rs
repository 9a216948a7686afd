//! What the compiled form would take for something that it knows, and must not be given.

use syn::visit::{self, Visit};

/// Whether such a thing stands in the function.
pub(crate) fn is_beyond(function: &syn::ItemFn) -> bool {
    let mut beyond = Beyond(false);
    beyond.visit_signature(&function.sig);
    beyond.visit_block(&function.block);
    beyond.0
}

/// Whether a vector is assigned to a part of something, or through a reference.
pub(crate) fn replaces_vectors(block: &syn::Block) -> bool {
    struct Assignments(bool);
    impl<'ast> Visit<'ast> for Assignments {
        fn visit_expr_assign(&mut self, assign: &'ast syn::ExprAssign) {
            self.0 |= replaces_a_vector(assign);
            visit::visit_expr_assign(self, assign);
        }
    }
    let mut assignments = Assignments(false);
    assignments.visit_block(block);
    assignments.0
}

fn replaces_a_vector(assign: &syn::ExprAssign) -> bool {
    let part = match &*assign.left {
        syn::Expr::Index(_) | syn::Expr::Field(_) => true,
        syn::Expr::Unary(unary) => matches!(unary.op, syn::UnOp::Deref(_)),
        _ => false,
    };
    part && makes_a_vector(&assign.right)
}

struct Beyond(bool);

/// Collections that are not indexed as slices are, though they have `iter` and `len`.
fn is_collection(name: &str) -> bool {
    matches!(name, "HashMap" | "BTreeMap" | "VecDeque" | "HashSet" | "BTreeSet" | "BinaryHeap" | "LinkedList" | "Rc" | "Arc" | "Cow")
}

/// `vec![…]`, `x.to_vec()`, `Vec::with_capacity(n)`
fn makes_a_vector(expr: &syn::Expr) -> bool {
    match expr {
        syn::Expr::Macro(call) => call.mac.path.is_ident("vec"),
        syn::Expr::MethodCall(call) => matches!(call.method.to_string().as_str(), "to_vec" | "collect" | "concat" | "to_owned" | "into_iter"),
        syn::Expr::Call(call) => matches!(&*call.func, syn::Expr::Path(path) if path.path.segments.iter().any(|segment| segment.ident == "Vec")),
        syn::Expr::Paren(inner) => makes_a_vector(&inner.expr),
        _ => false,
    }
}

impl<'ast> Visit<'ast> for Beyond {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.0 |= names.iter().any(|name| is_collection(name));
        // A vector that is moved out of its place.
        self.0 |= names.last().is_some_and(|last| last == "take" || last == "replace") && names.iter().any(|name| name == "mem");
        visit::visit_path(self, path);
    }

    /// A vector in place of another: of another length, which the adjoint of the place would not follow.
    fn visit_expr_assign(&mut self, assign: &'ast syn::ExprAssign) {
        self.0 |= replaces_a_vector(assign);
        visit::visit_expr_assign(self, assign);
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
