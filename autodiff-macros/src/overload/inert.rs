//! Expressions that surely carry no derivative, as far as their syntax tells: a call with nothing else is a call of an ordinary function.

use syn::Expr;

use super::body::Rewriter;
use super::names;
use super::scope::Local;
use crate::parse::is_inert_type;

/// Methods whose result is an integer, `bool` or text, whatever they are called on.
const COUNTS: &[&str] = &[
    "len",
    "is_empty",
    "count",
    "capacity",
    "is_some",
    "is_none",
    "is_ok",
    "is_err",
    "is_nan",
    "is_finite",
    "is_infinite",
    "contains_key",
    "to_string",
    "as_str",
    "is_positive",
];

impl Rewriter<'_> {
    pub(super) fn is_inert(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Lit(literal) => {
                !matches!(&literal.lit, syn::Lit::Float(_)) && !matches!(&literal.lit, syn::Lit::Int(int) if names::is_float(int.suffix()))
            }
            Expr::Path(path) => match path.path.get_ident() {
                Some(ident) => matches!(self.scopes.find(&ident.to_string()), Some(Local::Variable { inert: true } | Local::Const)),
                None => path.path.segments.first().is_some_and(|first| names::is_integer(&first.ident.to_string())),
            },
            Expr::Paren(inner) => self.is_inert(&inner.expr),
            Expr::Group(inner) => self.is_inert(&inner.expr),
            Expr::Unary(unary) => self.is_inert(&unary.expr),
            Expr::Reference(reference) => self.is_inert(&reference.expr),
            Expr::Binary(binary) => is_comparison(&binary.op) || (self.is_inert(&binary.left) && self.is_inert(&binary.right)),
            Expr::Cast(cast) => is_inert_type(&cast.ty),
            Expr::Index(index) => self.is_inert(&index.expr),
            Expr::Field(field) => self.is_inert(&field.base),
            Expr::Tuple(tuple) => tuple.elems.iter().all(|item| self.is_inert(item)),
            Expr::Array(array) => array.elems.iter().all(|item| self.is_inert(item)),
            Expr::Range(range) => range.start.iter().chain(&range.end).all(|end| self.is_inert(end)),
            Expr::If(branch) => {
                let then = branch.then_branch.stmts.last();
                matches!(then, Some(syn::Stmt::Expr(value, None)) if self.is_inert(value))
                    && branch.else_branch.as_ref().is_some_and(|(_, other)| self.is_inert(other))
            }
            Expr::Block(block) => matches!(block.block.stmts.as_slice(), [syn::Stmt::Expr(value, None)] if self.is_inert(value)),
            Expr::MethodCall(call) => {
                let name = call.method.to_string();
                COUNTS.contains(&name.as_str()) || (self.is_inert(&call.receiver) && call.args.iter().all(|argument| self.is_inert(argument)))
            }
            _ => false,
        }
    }

    /// Made of literals, constants and what carries no derivative: the same for floats as for numbers, if nothing in it is rewritten.
    pub(super) fn is_primal(&self, expr: &Expr) -> bool {
        let all = |mut parts: syn::punctuated::Iter<Expr>| parts.all(|part| self.is_primal(part));
        match expr {
            Expr::Lit(_) => true,
            Expr::Path(path) => {
                let last = path.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
                self.is_inert(expr) || (names::is_constant(&last) && !self.scopes.is_variable(&last))
            }
            Expr::Paren(inner) => self.is_primal(&inner.expr),
            Expr::Unary(unary) => self.is_primal(&unary.expr),
            Expr::Reference(reference) => reference.mutability.is_none() && self.is_primal(&reference.expr),
            Expr::Binary(binary) => self.is_primal(&binary.left) && self.is_primal(&binary.right),
            Expr::Cast(cast) => self.is_primal(&cast.expr),
            Expr::Index(index) => self.is_primal(&index.expr) && self.is_primal(&index.index),
            Expr::Field(field) => self.is_primal(&field.base),
            Expr::Tuple(tuple) => all(tuple.elems.iter()),
            Expr::Array(array) => all(array.elems.iter()),
            other => self.is_inert(other),
        }
    }

    /// Which variables a `for` binds to something inert: `i` of `for (i, x) in xs.iter().enumerate()`.
    pub(super) fn bind_for(&mut self, pattern: &syn::Pat, iterator: &Expr) {
        self.scopes.bind_all(pattern, self.is_inert(iterator) || is_range(iterator));
        if let Expr::MethodCall(call) = iterator
            && call.method == "enumerate"
            && let syn::Pat::Tuple(tuple) = pattern
            && let Some(syn::Pat::Ident(counter)) = tuple.elems.first()
        {
            self.scopes.add(&counter.ident, Local::Variable { inert: true });
        }
    }
}

/// A range is one of integers where a loop runs over it.
fn is_range(iterator: &Expr) -> bool {
    match iterator {
        Expr::Range(_) => true,
        Expr::Paren(inner) => is_range(&inner.expr),
        Expr::MethodCall(call) => matches!(call.method.to_string().as_str(), "rev" | "step_by" | "skip" | "take") && is_range(&call.receiver),
        _ => false,
    }
}

fn is_comparison(op: &syn::BinOp) -> bool {
    use syn::BinOp;
    matches!(op, BinOp::Eq(_) | BinOp::Ne(_) | BinOp::Lt(_) | BinOp::Le(_) | BinOp::Gt(_) | BinOp::Ge(_) | BinOp::And(_) | BinOp::Or(_))
}
