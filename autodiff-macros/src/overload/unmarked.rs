//! A message for methods that are not marked: rustc would say that `Number<f64>` or `PointMirror` has no method of that name, of which the user knows nothing.
//!
//! ```text
//! fn overloaded(p: PointMirror) -> Number<f64> {
//!     trait __Unmarked { fn norm(self); }
//!     impl<T: Marked> __Unmarked for T { fn norm(self) {} }       // no type is `Marked`, and the message of `Marked` says what to do
//!     p.norm()
//! }
//! ```

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::format_ident;
use syn::visit::{self, Visit};
use syn::{Expr, parse_quote};

use crate::leaks;

/// The methods and associated functions that a body calls.
pub(super) fn names(block: &syn::Block) -> BTreeSet<String> {
    let mut called = Called(BTreeSet::new());
    called.visit_block(block);
    called.0
}

struct Called(BTreeSet<String>);

impl Called {
    fn add(&mut self, name: &syn::Ident) {
        let name = name.to_string();
        if name.starts_with(|c: char| c.is_lowercase() || c == '_') {
            self.0.insert(name);
        }
    }
}

impl<'ast> Visit<'ast> for Called {
    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        self.add(&call.method);
        visit::visit_expr_method_call(self, call);
    }

    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        if let Expr::Path(path) = &*call.func
            && let (Some(last), true) = (path.path.segments.last(), path.path.segments.len() > 1)
        {
            self.add(&last.ident);
        }
        visit::visit_expr_call(self, call);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        for argument in leaks::arguments(call) {
            Visit::visit_expr(self, &argument);
        }
    }
}

/// Puts the trait at the head of the body.
pub(super) fn speak(block: &mut syn::Block, methods: &BTreeSet<String>, private: &TokenStream) {
    if methods.is_empty() {
        return;
    }
    let names = methods.iter().map(|name| match name.strip_prefix("r#") {
        Some(plain) => format_ident!("r#{}", plain),
        None => format_ident!("{}", name),
    });
    let names = names.collect::<Vec<_>>();
    let definition: syn::Item = parse_quote!(#[allow(dead_code, non_snake_case)] trait __Unmarked { #(fn #names(self);)* });
    let implementation: syn::Item = parse_quote!(impl<T: #private::overload::Marked> __Unmarked for T { #(fn #names(self) {})* });
    block.stmts.insert(0, syn::Stmt::Item(implementation));
    block.stmts.insert(0, syn::Stmt::Item(definition));
}
