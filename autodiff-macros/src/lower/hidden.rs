//! Changes of variables inside what lowering keeps as it is: closures that `desugar` left, and arguments of macros.
//!
//! ```text
//! let found = x.iter().any(|v| { sum += v; *v > 1.0 });      the forward sweep would change `sum`, and no adjoint would know
//! ```

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::{Expr, Pat};

use super::macros;
use crate::diagnostics::Diagnostics;
use crate::rules::{inactive, scalar};

/// Refuses what changes a variable from outside, or may.
pub(super) fn refuse(signature: &syn::Signature, params: &[Pat], block: &syn::Block, errors: &mut Diagnostics) {
    let mut hidden = Hidden::default();
    hidden.parameters(signature, params);
    hidden.visit_block(block);
    if let Some(target) = hidden.found.into_iter().next() {
        errors.refuse(target, "a closure or macro changes this, where the compiled form cannot follow", "write a loop, or a statement of its own");
    }
}

/// Methods that read what they are called on, beside those of floats.
const READS: &str = " \
    len is_empty iter get first last contains clone to_vec to_owned copied cloned as_slice as_ref windows chunks chunks_exact \
    split_at starts_with ends_with is_some is_none is_ok is_err unwrap unwrap_or unwrap_or_default expect map_or total_cmp \
    partial_cmp cmp eq ne lt le gt ge pow abs_diff wrapping_add wrapping_sub wrapping_mul saturating_sub saturating_add checked_sub \
    checked_add count_ones is_multiple_of div_ceil to_string as_str concat into sum product rev zip enumerate contains_key keys \
    values binary_search partition_point to_bits \
";

#[derive(Default)]
struct Hidden {
    /// Variables that can be changed, or what they refer to.
    mutable: BTreeSet<String>,
    /// Those that a closure or macro declares itself.
    own: BTreeSet<String>,
    /// Closures and macros around.
    depth: usize,
    found: Vec<TokenStream>,
}

impl Hidden {
    fn parameters(&mut self, signature: &syn::Signature, params: &[Pat]) {
        for (input, pattern) in signature.inputs.iter().zip(params) {
            let syn::FnArg::Typed(input) = input else { continue };
            let lent = matches!(&*input.ty, syn::Type::Reference(reference) if reference.mutability.is_some());
            for (name, mutable) in idents(pattern) {
                if lent || mutable {
                    self.mutable.insert(name);
                }
            }
        }
    }

    fn is_outside(&self, expr: &Expr) -> bool {
        root(expr).is_none_or(|name| !self.own.contains(&name))
    }

    /// Through a reference anything may be changed; else what the closure does not own.
    fn assigned(&mut self, target: &Expr) {
        if self.depth > 0 && (is_deref(target) || self.is_outside(target)) {
            self.found.push(target.to_token_stream());
        }
    }

    fn within(&mut self, walk: impl FnOnce(&mut Self)) {
        self.depth += 1;
        walk(self);
        self.depth -= 1;
    }
}

impl<'ast> Visit<'ast> for Hidden {
    fn visit_local(&mut self, local: &'ast syn::Local) {
        visit::visit_local(self, local);
        for (name, mutable) in idents(&local.pat) {
            if self.depth > 0 {
                self.own.insert(name.clone());
            }
            // What holds a `&mut` need not be `mut`.
            if mutable || local.init.as_ref().is_some_and(|init| !matches!(&*init.expr, Expr::Lit(_) | Expr::Binary(_))) {
                self.mutable.insert(name);
            }
        }
    }

    fn visit_expr(&mut self, expr: &'ast Expr) {
        match expr {
            Expr::Closure(closure) => {
                for (name, mutable) in closure.inputs.iter().flat_map(idents) {
                    // A number by value; what is behind a reference is told by `*`.
                    if mutable {
                        self.own.insert(name);
                    } else {
                        self.mutable.insert(name);
                    }
                }
                self.within(|this| this.visit_expr(&closure.body));
            }
            Expr::Call(call) if macros::is_macro_call(&call.attrs) => self.within(|this| {
                for argument in &call.args {
                    match argument {
                        Expr::Assign(named) if macros::argument_name(argument).is_some() => this.visit_expr(&named.right),
                        argument => this.visit_expr(argument),
                    }
                }
            }),
            Expr::Assign(assign) => {
                self.assigned(&assign.left);
                visit::visit_expr(self, expr);
            }
            Expr::Binary(binary) if super::statement::is_compound(&binary.op) => {
                self.assigned(&binary.left);
                visit::visit_expr(self, expr);
            }
            Expr::Reference(reference) if reference.mutability.is_some() => {
                self.assigned(&reference.expr);
                visit::visit_expr(self, expr);
            }
            Expr::MethodCall(call) if self.depth > 0 => {
                let name = call.method.to_string();
                let reads = READS.split(' ').any(|read| read == name) || scalar::find(&name).is_some() || inactive::is_inert_float_method(&name);
                if !reads && root(&call.receiver).is_some_and(|root| self.mutable.contains(&root) && !self.own.contains(&root)) {
                    self.found.push(call.method.to_token_stream());
                }
                visit::visit_expr(self, expr);
            }
            other => visit::visit_expr(self, other),
        }
    }
}

/// The names that a pattern binds, and whether they are `mut`.
fn idents(pattern: &Pat) -> Vec<(String, bool)> {
    struct Idents(Vec<(String, bool)>);
    impl<'ast> Visit<'ast> for Idents {
        fn visit_pat_ident(&mut self, pattern: &'ast syn::PatIdent) {
            let lent = pattern.by_ref.is_some() && pattern.mutability.is_some();
            self.0.push((pattern.ident.to_string(), pattern.mutability.is_some() && !lent));
            visit::visit_pat_ident(self, pattern);
        }
    }
    let mut found = Idents(Vec::new());
    found.visit_pat(pattern);
    found.0
}

fn is_deref(target: &Expr) -> bool {
    match target {
        Expr::Unary(unary) => matches!(unary.op, syn::UnOp::Deref(_)),
        Expr::Paren(inner) => is_deref(&inner.expr),
        Expr::Group(inner) => is_deref(&inner.expr),
        Expr::Index(index) => is_deref(&index.expr),
        Expr::Field(field) => is_deref(&field.base),
        _ => false,
    }
}

/// The variable at the root of a place.
fn root(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Path(path) => path.path.get_ident().map(ToString::to_string),
        Expr::Index(index) => root(&index.expr),
        Expr::Field(field) => root(&field.base),
        Expr::Unary(unary) => root(&unary.expr),
        Expr::Paren(inner) => root(&inner.expr),
        Expr::Group(inner) => root(&inner.expr),
        _ => None,
    }
}
