//! What no form of a gradient can follow, refused in the whole function at once: state that is shared or hidden, threads, raw memory.

use std::collections::BTreeSet;

use syn::visit::{self, Visit};

use super::names;
use crate::diagnostics::Diagnostics;

/// Refuses what stands in the signature and body.
pub(crate) fn check(function: &syn::ItemFn, errors: &mut Diagnostics) {
    let mut fence = Fence { own_words: own_words(function), errors };
    fence.visit_signature(&function.sig);
    fence.visit_block(&function.block);
}

struct Fence<'e> {
    /// Names of std's that are the user's own here: they stand as types without arguments.
    own_words: BTreeSet<String>,
    errors: &'e mut Diagnostics,
}

const VALUE: &str = "take the value itself, or a `&mut` of it";
const THREADS: &str = "compute in one thread, or differentiate what each thread calls";

/// Names of types and modules that hide a value or share it.
pub(crate) fn hidden(name: &str) -> Option<(&'static str, &'static str)> {
    match name {
        "Cell" | "RefCell" | "UnsafeCell" | "OnceCell" | "OnceLock" | "LazyCell" | "LazyLock" => {
            Some(("is changed behind a shared reference, where no derivative can follow", VALUE))
        }
        "Mutex" | "RwLock" | "Condvar" | "Barrier" => Some(("is shared state, which has no derivative", VALUE)),
        "mpsc" => Some(("sends values to where no derivative can follow", THREADS)),
        "MaybeUninit" | "ManuallyDrop" | "NonNull" => Some(("is raw memory, which has no derivative", VALUE)),
        _ if name.starts_with("Atomic") && name.len() > 6 => Some(("is shared state, which has no derivative", VALUE)),
        _ => None,
    }
}

impl Fence<'_> {
    fn names(&mut self, path: &syn::Path) {
        for segment in &path.segments {
            let name = segment.ident.to_string();
            let word = matches!(name.as_str(), "Cell" | "Barrier") && matches!(segment.arguments, syn::PathArguments::None);
            if let Some((cause, help)) = hidden(&name)
                && !holds_integers(&segment.arguments)
                && !(word && self.own_words.contains(&name))
            {
                self.errors.refuse(&segment.ident, format!("`{name}` {cause}"), help);
            }
        }
        let text: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        let has = |name: &str| text.iter().any(|segment| segment == name);
        if has("thread") && (has("spawn") || has("scope") || has("Builder")) {
            self.errors.refuse(path, "another thread records nothing here, so the derivative would be lost", THREADS);
        }
        if has("rayon") || has("crossbeam") {
            self.errors.refuse(path, "another thread records nothing here, so the derivative would be lost", THREADS);
        }
        if has("transmute") {
            self.errors.refuse(path, "`transmute` hides what becomes of the value", "write the conversion out");
        }
    }
}

/// Types without generic arguments, and names of struct literals: std's `Cell` has arguments where it is a type.
fn own_words(function: &syn::ItemFn) -> BTreeSet<String> {
    struct Words(BTreeSet<String>);
    impl Words {
        fn add(&mut self, path: &syn::Path) {
            if let Some(last) = path.segments.last()
                && matches!(last.arguments, syn::PathArguments::None)
            {
                self.0.insert(last.ident.to_string());
            }
        }
    }
    impl<'ast> Visit<'ast> for Words {
        fn visit_type_path(&mut self, path: &'ast syn::TypePath) {
            self.add(&path.path);
            visit::visit_type_path(self, path);
        }
        fn visit_expr_struct(&mut self, literal: &'ast syn::ExprStruct) {
            self.add(&literal.path);
            visit::visit_expr_struct(self, literal);
        }
    }
    let mut words = Words(BTreeSet::new());
    words.visit_item_fn(function);
    words.0
}

/// `Cell<usize>` counts something.
fn holds_integers(arguments: &syn::PathArguments) -> bool {
    let syn::PathArguments::AngleBracketed(arguments) = arguments else { return false };
    arguments.args.iter().all(|argument| matches!(argument, syn::GenericArgument::Type(ty) if crate::parse::is_inert_type(ty)))
}

impl<'ast> Visit<'ast> for Fence<'_> {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.names(path);
        visit::visit_path(self, path);
    }

    /// What has no derivative may do anything.
    fn visit_local(&mut self, local: &'ast syn::Local) {
        if !local.attrs.iter().any(crate::parse::constant_attribute) {
            visit::visit_local(self, local);
        }
    }

    fn visit_type_ptr(&mut self, pointer: &'ast syn::TypePtr) {
        self.errors.refuse(pointer, "a raw pointer has no derivative", "take a slice or a reference");
    }

    fn visit_type_trait_object(&mut self, object: &'ast syn::TypeTraitObject) {
        for bound in &object.bounds {
            let syn::TypeParamBound::Trait(bound) = bound else { continue };
            let Some(last) = bound.path.segments.last() else { continue };
            if matches!(last.ident.to_string().as_str(), "Fn" | "FnMut" | "FnOnce") {
                self.errors.refuse(
                    object,
                    "a `dyn` function hides its derivative",
                    "take `impl Fn(…)`, or call a `#[differentiable]` function by name",
                );
            } else if last.ident == "Any" {
                self.errors.refuse(object, "`dyn Any` hides what it holds", "take the concrete type");
            }
        }
        visit::visit_type_trait_object(self, object);
    }

    fn visit_expr_unsafe(&mut self, block: &'ast syn::ExprUnsafe) {
        self.errors.refuse(
            block.unsafe_token,
            "an `unsafe` block has no derivative",
            "write it in safe Rust, or compute it outside and pass the value in",
        );
    }

    fn visit_expr_async(&mut self, block: &'ast syn::ExprAsync) {
        self.errors.refuse(block.async_token, "an `async` block has no derivative", "make the computation an ordinary `fn`");
    }

    fn visit_expr_await(&mut self, expr: &'ast syn::ExprAwait) {
        self.errors.refuse(expr.await_token, "`await` has no derivative", "make the computation an ordinary `fn`");
    }

    fn visit_expr_raw_addr(&mut self, expr: &'ast syn::ExprRawAddr) {
        self.errors.refuse(expr, "a raw pointer has no derivative", "take a reference");
    }

    fn visit_item_static(&mut self, item: &'ast syn::ItemStatic) {
        // What nobody can change is a constant.
        if matches!(item.mutability, syn::StaticMutability::Mut(_)) {
            self.errors.refuse(item.static_token, "a mutable static has no derivative", "pass the state as a `&mut` parameter");
        }
        visit::visit_item_static(self, item);
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        let name = call.method.to_string();
        if name.starts_with("par_") || name.starts_with("into_par_") {
            self.errors.refuse(&call.method, "another thread records nothing here, so the derivative would be lost", THREADS);
        }
        if let syn::Expr::Path(path) = &*call.receiver
            && let Some(last) = path.path.segments.last()
            && names::is_constant(&last.ident.to_string())
            && is_access(&name)
        {
            let help = "pass the state as a `&mut` parameter; if no derivative is wanted: `#[constant] let _ = …;`";
            self.errors.refuse(path, format!("`{}` is shared state, which has no derivative", last.ident), help);
        }
        visit::visit_expr_method_call(self, call);
    }

    /// What stands in macros is looked at when they are rewritten; here only what they are.
    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        if call.path.segments.last().is_some_and(|segment| segment.ident == "thread_local") {
            self.errors.refuse(&call.path, "a `thread_local!` has no derivative", VALUE);
        }
    }
}

/// A method that reaches into a lock, a cell or an atomic.
fn is_access(name: &str) -> bool {
    matches!(
        name,
        "lock"
            | "try_lock"
            | "read"
            | "write"
            | "with"
            | "with_borrow"
            | "with_borrow_mut"
            | "borrow"
            | "borrow_mut"
            | "set"
            | "get_or_init"
            | "load"
            | "store"
    ) || name.starts_with("fetch_")
}

/// A method that takes a float apart.
pub(super) fn bits(name: &str) -> bool {
    matches!(
        name,
        "to_bits"
            | "from_bits"
            | "to_be_bytes"
            | "to_le_bytes"
            | "to_ne_bytes"
            | "from_be_bytes"
            | "from_le_bytes"
            | "from_ne_bytes"
            | "to_int_unchecked"
    )
}
