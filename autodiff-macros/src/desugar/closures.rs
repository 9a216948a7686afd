//! Closures that are bound to a local and only called: their bodies in place of the calls.
//!
//! ```text
//! let g = |a: f64, b: f64| a * x + b;
//! g(1.0, y) + g(y, z)                    { let a: f64 = 1.0; a * x + y } + (y * x + z)
//! ```
//!
//! What a closure has borrowed nothing else may change while it lives, so its variables are at a call what they were at its creation.

use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ExprCall, ExprClosure, Pat, Stmt};

use super::chain::Function;
use super::item::Item;
use super::substitute::{ident_of, peel};
use super::{Desugar, build};

/// Tokens that all calls of one closure together may turn into.
const MOST_TOKENS: usize = 700;

/// Puts the bodies of closures in place of their calls, wherever that is all that happens to them.
pub(super) fn inline(desugar: &mut Desugar, block: &mut syn::Block) {
    let mut found = Find::default();
    found.visit_block(block);
    for (name, _) in found.closures {
        // As it stands now: closures in front of it may have been put into its body.
        let mut current = Current { name: &name, closure: None };
        current.visit_block(block);
        let Some(closure) = current.closure else { continue };
        let mut uses = Uses { name: &name, arity: closure.inputs.len(), calls: 0, others: 0 };
        uses.visit_block(block);
        let size = tokens(closure.body.to_token_stream());
        if uses.others > 0 || uses.calls > 1 && uses.calls * size > MOST_TOKENS || !desugar.may_inline(&closure) {
            continue;
        }
        let mut copy = block.clone();
        let mut replace = Replace { desugar, name: &name, closure: &closure, failed: false };
        replace.visit_block_mut(&mut copy);
        if !replace.failed {
            *block = copy;
        }
    }
    // `(|v| v * v)(x)`
    Immediate { desugar }.visit_block_mut(block);
}

fn tokens(stream: proc_macro2::TokenStream) -> usize {
    stream
        .into_iter()
        .map(|token| match token {
            proc_macro2::TokenTree::Group(group) => 1 + tokens(group.stream()),
            _ => 1,
        })
        .sum()
}

/// The closure that a `let` binds to a plain name.
fn bound(local: &syn::Local) -> Option<(&syn::Ident, &ExprClosure)> {
    let (Pat::Ident(ident), Some(init)) = (&local.pat, &local.init) else { return None };
    match peel(&init.expr) {
        Expr::Closure(closure) if local.attrs.is_empty() && init.diverge.is_none() && ident.subpat.is_none() => Some((&ident.ident, closure)),
        _ => None,
    }
}

#[derive(Default)]
struct Find {
    closures: Vec<(String, usize)>,
}

impl<'ast> Visit<'ast> for Find {
    fn visit_local(&mut self, local: &'ast syn::Local) {
        // Those inside come first.
        visit::visit_local(self, local);
        if let Some((ident, closure)) = bound(local) {
            self.closures.push((ident.to_string(), closure.inputs.len()));
        }
    }

    fn visit_item(&mut self, _: &'ast syn::Item) {}
}

struct Current<'n> {
    name: &'n str,
    closure: Option<ExprClosure>,
}

impl<'ast> Visit<'ast> for Current<'_> {
    fn visit_local(&mut self, local: &'ast syn::Local) {
        match bound(local) {
            Some((ident, closure)) if ident == self.name => self.closure = Some(closure.clone()),
            _ => visit::visit_local(self, local),
        }
    }

    fn visit_item(&mut self, _: &'ast syn::Item) {}
}

/// The name of a closure as the argument of an adapter: `.map(g)`, `.map(&g)`.
fn named_argument<'e>(expr: &'e Expr, name: &str) -> Option<&'e Expr> {
    let inner = match peel(expr) {
        Expr::Reference(reference) => peel(&reference.expr),
        other => other,
    };
    (ident_of(inner)? == name).then_some(inner)
}

fn takes_function(call: &syn::ExprMethodCall) -> bool {
    let adapters = ["map", "filter", "filter_map", "flat_map", "fold", "for_each", "inspect", "take_while", "skip_while", "map_while", "scan"];
    adapters.iter().any(|name| call.method == name)
}

fn is_call(call: &ExprCall, name: &str) -> bool {
    call.attrs.is_empty() && ident_of(peel(&call.func)).is_some_and(|ident| ident == name)
}

/// How a name is used.
struct Uses<'n> {
    name: &'n str,
    arity: usize,
    calls: usize,
    others: usize,
}

impl<'ast> Visit<'ast> for Uses<'_> {
    fn visit_expr(&mut self, expr: &'ast Expr) {
        match expr {
            Expr::Call(call) if is_call(call, self.name) && call.args.len() == self.arity => {
                self.calls += 1;
                call.args.iter().for_each(|argument| self.visit_expr(argument));
            }
            Expr::MethodCall(call) if takes_function(call) => {
                self.visit_expr(&call.receiver);
                for argument in &call.args {
                    match named_argument(argument, self.name) {
                        Some(_) => self.calls += 1,
                        None => self.visit_expr(argument),
                    }
                }
            }
            other => {
                self.others += usize::from(ident_of(other).is_some_and(|ident| ident == self.name));
                visit::visit_expr(self, other);
            }
        }
    }

    fn visit_macro(&mut self, mac: &'ast syn::Macro) {
        self.others += usize::from(super::substitute::mentions(mac.tokens.clone(), &|name| name == self.name));
    }

    fn visit_item(&mut self, _: &'ast syn::Item) {}
}

struct Replace<'r, 'a> {
    desugar: &'r mut Desugar<'a>,
    name: &'r str,
    closure: &'r ExprClosure,
    failed: bool,
}

impl VisitMut for Replace<'_, '_> {
    fn visit_block_mut(&mut self, block: &mut syn::Block) {
        block.stmts.retain(|statement| !matches!(statement, Stmt::Local(local) if bound(local).is_some_and(|(ident, _)| ident == self.name)));
        visit_mut::visit_block_mut(self, block);
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if let Expr::MethodCall(call) = expr
            && takes_function(call)
        {
            for argument in &mut call.args {
                if named_argument(argument, self.name).is_some() {
                    *argument = Expr::Closure(self.closure.clone());
                }
            }
        }
        visit_mut::visit_expr_mut(self, expr);
        if let Expr::Call(call) = expr
            && is_call(call, self.name)
        {
            match self.desugar.called(self.closure, call) {
                Some(value) => *expr = value,
                None => self.failed = true,
            }
        }
    }

    fn visit_local_mut(&mut self, local: &mut syn::Local) {
        // A constant statement is kept as it is written, calls of closures included.
        if local.attrs.iter().any(crate::parse::constant_attribute) {
            let mut uses = Uses { name: self.name, arity: self.closure.inputs.len(), calls: 0, others: 0 };
            uses.visit_local(local);
            self.failed |= uses.calls + uses.others > 0;
            return;
        }
        visit_mut::visit_local_mut(self, local);
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}

struct Immediate<'r, 'a> {
    desugar: &'r mut Desugar<'a>,
}

impl VisitMut for Immediate<'_, '_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        visit_mut::visit_expr_mut(self, expr);
        if let Expr::Call(call) = expr
            && let Expr::Closure(closure) = peel(&call.func)
            && closure.inputs.len() == call.args.len()
            && self.desugar.may_inline(closure)
            && let Some(value) = self.desugar.called(closure, call)
        {
            *expr = value;
        }
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}

impl Desugar<'_> {
    /// A call of a closure as its body.
    fn called(&mut self, closure: &ExprClosure, call: &ExprCall) -> Option<Expr> {
        let arguments = call.args.iter().map(|argument| self.argument(argument)).collect();
        let mut statements = Vec::new();
        let value = self.apply(&Function::Closure(closure.clone()), arguments, &mut statements)?;
        if matches!(&value, Item::Tuple(parts) if parts.is_empty()) {
            return Some(build::block(statements, None));
        }
        let value = self.expression(value);
        Some(if statements.is_empty() { super::substitute::operand(value) } else { build::block(statements, Some(value)) })
    }

    /// An argument, evaluated before the body unless nothing can tell when.
    fn argument(&self, expr: &Expr) -> Item {
        match peel(expr) {
            Expr::Reference(reference) if ident_of(peel(&reference.expr)).is_some_and(|ident| self.names.is_variable(ident)) => {
                let inner = peel(&reference.expr).clone();
                if reference.mutability.is_some() { Item::Place(expr.clone()) } else { Item::Shared(Box::new(Item::Place(inner))) }
            }
            _ => self.item_of(expr.clone()),
        }
    }
}
