//! What an expression depends on, by name.

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};
use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::{Expr, Token};

use crate::parse::is_inert_type;

/// The names in an expression, and what is made text in it.
#[derive(Clone, Debug, Default)]
pub(super) struct Source {
    pub(super) names: BTreeSet<String>,
    /// Names in the messages of errors, which go another way than values do.
    pub(super) errors: BTreeSet<String>,
    /// For each `format!(…)` and `….to_string()`: the names in it.
    pub(super) formats: Vec<BTreeSet<String>>,
    /// There is a literal float in it.
    pub(super) float: bool,
}

impl Source {
    pub(super) fn of(expr: &Expr) -> Self {
        let mut source = Source::default();
        source.visit_expr(expr);
        source
    }

    pub(super) fn of_all<'e>(exprs: impl IntoIterator<Item = &'e Expr>) -> Self {
        let mut source = Source::default();
        exprs.into_iter().for_each(|expr| source.visit_expr(expr));
        source
    }

    /// As text: `{x}`, `write!(s, "{x}")`.
    pub(super) fn formatted(mut self) -> Self {
        self.formats.push(self.names.clone());
        self
    }

    pub(super) fn and(mut self, other: Source) -> Self {
        self.add(other);
        self
    }

    /// Something is made text in it.
    pub(super) fn is_made_text(&self) -> bool {
        !self.formats.is_empty()
    }

    fn add(&mut self, other: Source) {
        self.names.extend(other.names);
        self.errors.extend(other.errors);
        self.formats.extend(other.formats);
        self.float |= other.float;
    }

    fn add_error<'e>(&mut self, exprs: impl IntoIterator<Item = &'e Expr>) {
        let other = Source::of_all(exprs);
        self.errors.extend(other.names.into_iter().chain(other.errors));
    }
}

/// Methods whose result says nothing about the value itself.
const COUNTS: &[&str] = &["len", "is_empty", "count", "capacity", "is_some", "is_none", "is_ok", "is_err", "contains", "starts_with", "ends_with"];

/// Methods whose argument makes the message of an error.
const ERRORS: &[&str] = &["expect", "expect_err", "ok_or", "ok_or_else", "map_err", "context", "with_context"];

/// Methods that are refused on text that was made of a float: what they give is none.
pub(super) const READS: &[&str] = &["parse", "to_digit", "bytes", "as_bytes", "into_bytes"];

impl<'ast> Visit<'ast> for Source {
    fn visit_lit_float(&mut self, _: &'ast syn::LitFloat) {
        self.float = true;
    }

    fn visit_expr_path(&mut self, path: &'ast syn::ExprPath) {
        if let Some(ident) = path.path.get_ident() {
            self.names.insert(ident.to_string());
        }
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        let name = call.method.to_string();
        if COUNTS.contains(&name.as_str()) || READS.contains(&name.as_str()) {
            return;
        }
        if ERRORS.contains(&name.as_str()) {
            self.add_error(&call.args);
            return self.visit_expr(&call.receiver);
        }
        if call
            .args
            .iter()
            .any(|argument| matches!(argument, Expr::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "to_string")))
        {
            return self.add(Source::of(&call.receiver).formatted());
        }
        if name == "to_string" {
            return self.add(Source::of(&call.receiver).formatted());
        }
        visit::visit_expr_method_call(self, call);
    }

    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        let last = match &*call.func {
            Expr::Path(path) => path.path.segments.last().map(|last| last.ident.to_string()),
            _ => None,
        };
        match last.as_deref() {
            Some("stop_gradient") => {}
            Some("Err") => self.add_error(&call.args),
            _ => visit::visit_expr_call(self, call),
        }
    }

    /// What is compared is `bool`.
    fn visit_expr_binary(&mut self, binary: &'ast syn::ExprBinary) {
        use syn::BinOp;
        if !matches!(binary.op, BinOp::Eq(_) | BinOp::Ne(_) | BinOp::Lt(_) | BinOp::Le(_) | BinOp::Gt(_) | BinOp::Ge(_)) {
            visit::visit_expr_binary(self, binary);
        }
    }

    fn visit_expr_cast(&mut self, cast: &'ast syn::ExprCast) {
        if !is_inert_type(&cast.ty) {
            self.visit_expr(&cast.expr);
        }
    }

    fn visit_expr_return(&mut self, _: &'ast syn::ExprReturn) {}

    /// Statements have flows of their own; a block is its last expression.
    fn visit_block(&mut self, block: &'ast syn::Block) {
        if let Some(syn::Stmt::Expr(expr, None)) = block.stmts.last() {
            self.visit_expr(expr);
        } else if let Some(syn::Stmt::Macro(call)) = block.stmts.last() {
            self.visit_macro(&call.mac);
        }
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        let name = call.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
        if is_message(&name) {
            return;
        }
        let arguments = Source::of_all(&arguments(call));
        let names = arguments.names.iter().cloned().chain(captured(call.tokens.clone())).collect();
        let arguments = Source { names, ..arguments };
        self.add(if matches!(name.as_str(), "format" | "format_args" | "concat") { arguments.formatted() } else { arguments });
    }
}

/// Macros that show something and give nothing.
fn is_message(name: &str) -> bool {
    name.starts_with("assert")
        || name.starts_with("debug_assert")
        || matches!(
            name,
            "panic" | "print" | "println" | "eprint" | "eprintln" | "todo" | "unimplemented" | "unreachable" | "matches" | "bail" | "ensure"
        )
}

/// The arguments of a macro that are expressions.
pub(crate) fn arguments(call: &syn::Macro) -> Vec<Expr> {
    if let Ok(list) = call.parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated) {
        return list.into_iter().collect();
    }
    let repeat = |input: syn::parse::ParseStream| {
        let item = input.parse::<Expr>()?;
        input.parse::<Token![;]>()?;
        Ok(vec![item, input.parse::<Expr>()?])
    };
    call.parse_body_with(repeat).unwrap_or_default()
}

/// `x` of `"{x:.3}"`.
fn captured(tokens: TokenStream) -> Vec<String> {
    let mut names = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Literal(literal) => {
                let text = literal.to_string();
                if text.starts_with('"') || text.starts_with('r') {
                    names.extend(text.split('{').skip(1).map(|part| part.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()));
                }
            }
            TokenTree::Group(group) => names.extend(captured(group.stream())),
            _ => {}
        }
    }
    names.retain(|name: &String| !name.is_empty());
    names
}
