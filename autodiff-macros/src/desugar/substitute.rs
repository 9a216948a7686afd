//! Expressions put in place of names, and what that leaves to tidy up: `*&v` is `v`, `(&(a, b)).0` is `a`.

use std::collections::HashMap;

use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::Expr;
use syn::visit_mut::{self, VisitMut};

use super::build;

/// Names and the expressions that stand for them, which may be read any number of times.
#[derive(Default)]
pub(super) struct Substitution {
    map: HashMap<String, Expr>,
}

impl Substitution {
    pub(super) fn insert(&mut self, name: &Ident, expr: Expr) {
        self.map.insert(name.to_string(), expr);
    }

    /// `None` if a name stands where only tokens are known.
    pub(super) fn apply(&self, expr: &mut Expr) -> Option<()> {
        let mut replace = Replace { map: &self.map, hidden: false };
        replace.visit_expr_mut(expr);
        (!replace.hidden).then_some(())
    }
}

struct Replace<'m> {
    map: &'m HashMap<String, Expr>,
    /// A name was found in the tokens of a macro.
    hidden: bool,
}

impl VisitMut for Replace<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if let Some(replacement) = ident_of(expr).and_then(|ident| self.map.get(&ident.to_string())) {
            *expr = operand(replacement.clone());
            return;
        }
        visit_mut::visit_expr_mut(self, expr);
        tidy(expr);
    }

    fn visit_expr_call_mut(&mut self, call: &mut syn::ExprCall) {
        if !crate::lower::is_macro_call(&call.attrs) {
            return visit_mut::visit_expr_call_mut(self, call);
        }
        for argument in &mut call.args {
            match argument {
                // The name of a format argument is no variable.
                Expr::Assign(named) => self.visit_expr_mut(&mut named.right),
                argument => self.visit_expr_mut(argument),
            }
        }
    }

    fn visit_macro_mut(&mut self, mac: &mut syn::Macro) {
        self.hidden |= mentions(mac.tokens.clone(), &|name| self.map.contains_key(name));
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}

/// The variable that an expression names.
pub(super) fn ident_of(expr: &Expr) -> Option<&Ident> {
    match expr {
        Expr::Path(path) if path.qself.is_none() => path.path.get_ident(),
        _ => None,
    }
}

/// Parentheses and groups taken off.
pub(super) fn peel(expr: &Expr) -> &Expr {
    match expr {
        Expr::Paren(inner) if inner.attrs.is_empty() => peel(&inner.expr),
        Expr::Group(inner) => peel(&inner.expr),
        _ => expr,
    }
}

/// As an operand: with parentheses where they could be needed.
pub(super) fn operand(expr: Expr) -> Expr {
    match expr {
        Expr::Path(_) | Expr::Lit(_) | Expr::Paren(_) | Expr::Call(_) | Expr::MethodCall(_) | Expr::Field(_) | Expr::Index(_) | Expr::Tuple(_) => {
            expr
        }
        other => build::paren(other),
    }
}

pub(super) fn mentions(tokens: TokenStream, wanted: &dyn Fn(&str) -> bool) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => wanted(&ident.to_string()),
        TokenTree::Group(group) => mentions(group.stream(), wanted),
        _ => false,
    })
}

/// `e` of `&e`, of either kind.
fn lent(expr: &Expr) -> Option<&Expr> {
    match peel(expr) {
        Expr::Reference(reference) => Some(&reference.expr),
        _ => None,
    }
}

/// A method of `f32` and `f64` that the language has; `arguments` without the receiver.
pub(super) fn is_float_method(name: &str, arguments: usize) -> bool {
    use crate::rules::FloatMethod;
    matches!(crate::rules::float_method(name, arguments + 1), Some(FloatMethod::Rule(_) | FloatMethod::Inert | FloatMethod::SinCos))
}

/// Methods that mean the same on a value and on a reference to it. `clone` of a reference to a reference is not one.
fn looks_through(method: &Ident, arguments: usize) -> bool {
    let name = method.to_string();
    is_float_method(&name, arguments)
        || matches!(name.as_str(), "len" | "is_empty" | "iter" | "iter_mut" | "first" | "last" | "get" | "windows" | "chunks" | "chunks_exact")
}

/// Takes `&` off where it changes nothing.
fn tidy(expr: &mut Expr) {
    let simpler = match &*expr {
        Expr::Unary(unary) if matches!(unary.op, syn::UnOp::Deref(_)) => lent(&unary.expr).cloned().map(operand),
        Expr::Paren(inner) if inner.attrs.is_empty() && matches!(&*inner.expr, Expr::Path(_) | Expr::Paren(_)) => Some((*inner.expr).clone()),
        Expr::Field(field) => {
            let base = lent(&field.base).unwrap_or(&field.base);
            match (peel(base), &field.member) {
                (Expr::Tuple(tuple), syn::Member::Unnamed(index)) => tuple.elems.get(index.index as usize).cloned().map(operand),
                _ => lent(&field.base).cloned().map(|base| Expr::Field(syn::ExprField { base: Box::new(operand(base)), ..field.clone() })),
            }
        }
        Expr::Binary(binary) if is_comparison(&binary.op) => compare_values(binary),
        _ => None,
    };
    if let Some(simpler) = simpler {
        *expr = simpler;
        return tidy(expr);
    }
    match expr {
        Expr::MethodCall(call) if looks_through(&call.method, call.args.len()) => {
            while let Some(inner) = lent(&call.receiver) {
                *call.receiver = operand(inner.clone());
            }
        }
        Expr::Index(index) => {
            while let Some(inner) = lent(&index.expr) {
                *index.expr = operand(inner.clone());
            }
        }
        _ => {}
    }
}

fn is_comparison(operator: &syn::BinOp) -> bool {
    use syn::BinOp;
    matches!(operator, BinOp::Eq(_) | BinOp::Ne(_) | BinOp::Lt(_) | BinOp::Le(_) | BinOp::Gt(_) | BinOp::Ge(_))
}

/// `&a < &b` compares `a < b`; `v < &0.0` is `*v < 0.0`.
fn compare_values(binary: &syn::ExprBinary) -> Option<Expr> {
    let (left, right) = match (lent(&binary.left), lent(&binary.right)) {
        (Some(left), Some(right)) => (operand(left.clone()), operand(right.clone())),
        (None, Some(right)) if is_number(right) => (build::deref((*binary.left).clone()), operand(right.clone())),
        (Some(left), None) if is_number(left) => (operand(left.clone()), build::deref((*binary.right).clone())),
        _ => return None,
    };
    Some(build::binary(left, binary.op, right))
}

fn is_number(expr: &Expr) -> bool {
    match peel(expr) {
        Expr::Lit(_) => true,
        Expr::Unary(unary) => matches!(unary.op, syn::UnOp::Neg(_)) && is_number(&unary.expr),
        Expr::Reference(reference) => is_number(&reference.expr),
        _ => false,
    }
}

/// The statements of a body and its value: blocks are opened, since every name in them is the only one of its kind.
pub(super) fn opened(expr: Expr, out: &mut Vec<syn::Stmt>) -> Option<Expr> {
    match expr {
        Expr::Paren(inner) if inner.attrs.is_empty() && matches!(peel(&inner.expr), Expr::Block(_)) => opened(*inner.expr, out),
        Expr::Block(block) if block.label.is_none() && block.attrs.is_empty() => {
            let mut statements = block.block.stmts;
            match statements.pop() {
                Some(syn::Stmt::Expr(tail, None)) => {
                    out.extend(statements);
                    opened(tail, out)
                }
                last => {
                    out.extend(statements);
                    out.extend(last);
                    None
                }
            }
        }
        other => Some(other),
    }
}
