//! Iterator chains and local closures, as the loops and blocks that they are: syn → syn, on the copy of the body that is differentiated.
//!
//! ```text
//! x.iter().zip(y).map(|(a, b)| a * b).sum::<f64>()   →   { let mut sum: f64 = -0.0; for (a, b) in x.iter().zip(y) { sum += a * b; } sum }
//! ```
//!
//! Runs after `lower/rename.rs`: every variable has a name of its own, so bodies can be moved. Values, their order, effects and panics stay what they were; a chain of
//! which that is not certain is left as it stands, and lowering says that it does not know it.

mod arrays;
mod build;
mod chain;
mod closures;
mod expect;
mod item;
mod names;
mod options;
mod sinks;
mod steps;
mod substitute;

use std::collections::{BTreeSet, HashMap};

use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, Pat, Stmt};

use names::Names;
use substitute::ident_of;

/// Rewrites the body of a function whose names are unique. `bindings` and `used` get the names that are added.
pub(crate) fn desugar(
    signature: &syn::Signature,
    params: &[Pat],
    block: &mut syn::Block,
    bindings: &mut BTreeSet<String>,
    used: &mut BTreeSet<String>,
) {
    if !has_closure_or_chain(block) {
        return;
    }
    let output = match &signature.output {
        syn::ReturnType::Type(_, ty) => Some((**ty).clone()),
        syn::ReturnType::Default => None,
    };
    let names = Names::new(signature, params, block, bindings, used);
    if let Some(ty) = &output {
        expect::expect_block(block, ty);
    }
    expect::Expect { names: &names, output }.visit_block_mut(block);
    let mut desugar = Desugar {
        names,
        slots: Vec::new(),
        slot_types: Vec::new(),
        placed: BTreeSet::new(),
        references: HashMap::new(),
        slot_references: Vec::new(),
        hoisted: Vec::new(),
    };
    closures::inline(&mut desugar, block);
    desugar.visit_block_mut(block);
}

struct Desugar<'a> {
    names: Names<'a>,
    /// The names that were given to parts of the patterns of loops.
    slots: Vec<Option<Pat>>,
    /// What is known of their types.
    slot_types: Vec<Option<syn::Type>>,
    /// Names of closures that have been put in place.
    placed: BTreeSet<String>,
    /// Whether a name of the rewriting's own, or of an item, is a reference to a number; absent where that is not known.
    references: HashMap<String, bool>,
    /// The same of slots.
    slot_references: Vec<Option<bool>>,
    /// Lists that are made before the chain which is being rewritten.
    hoisted: Vec<Stmt>,
}

impl Desugar<'_> {
    /// The body of a closure may stand in place of its call: control does not leave it from the middle, and what it captured by value is what it finds there.
    fn may_inline(&self, closure: &syn::ExprClosure) -> bool {
        if closure.asyncness.is_some() || closure.lifetimes.is_some() || closure.constness.is_some() || closure.movability.is_some() {
            return false;
        }
        let mut inside = Inside { leaves: false, opaque: false };
        inside.visit_expr(&closure.body);
        if inside.leaves || inside.opaque {
            return false;
        }
        closure.capture.is_none() || !self.captures(closure).iter().any(|ident| self.names.is_mutable(ident))
    }

    /// What a rewriting gives, after the lists that it wants made before.
    fn with_lists(&mut self, rewrite: impl FnOnce(&mut Self) -> Option<Expr>) -> Option<Expr> {
        self.hoisted.clear();
        let rewritten = rewrite(self);
        let hoisted = std::mem::take(&mut self.hoisted);
        if hoisted.is_empty() {
            return rewritten;
        }
        Some(match rewritten? {
            Expr::Block(block) if block.label.is_none() => {
                let statements = [hoisted, block.block.stmts].concat();
                Expr::Block(syn::ExprBlock { block: build::statements(statements), ..block })
            }
            other => build::block(hoisted, Some(other)),
        })
    }

    /// Variables of the function that a closure mentions.
    fn captures(&self, closure: &syn::ExprClosure) -> Vec<proc_macro2::Ident> {
        let mut declared = names::Declared::default();
        declared.visit_expr_closure(closure);
        let mut paths = Paths(Vec::new());
        paths.visit_expr(&closure.body);
        paths.0.retain(|ident| self.names.is_variable(ident) && !declared.names.contains(&ident.to_string()));
        paths.0
    }
}

impl VisitMut for Desugar<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        let simpler = match &*expr {
            Expr::MethodCall(call) if call.attrs.is_empty() => self
                .with_lists(|this| this.consumed(call))
                .or_else(|| self.with_lists(|this| this.unwrapped(call, false)))
                .or_else(|| self.with_lists(|this| this.mapped_array(call))),
            Expr::Unary(unary) if matches!(unary.op, syn::UnOp::Deref(_)) => match substitute::peel(&unary.expr) {
                Expr::MethodCall(call) => self.with_lists(|this| this.unwrapped(call, true)),
                _ => None,
            },
            Expr::ForLoop(looped) if looped.attrs.is_empty() => self.with_lists(|this| this.for_loop(looped)),
            // Macros and `stop_gradient` are evaluated as they stand.
            Expr::Call(call) if lower_leaves(call) => return,
            Expr::Call(call) => self.with_lists(|this| this.array_from_fn(call)),
            _ => None,
        };
        if let Some(simpler) = simpler {
            *expr = simpler;
        }
        visit_mut::visit_expr_mut(self, expr);
        if let Some(part) = part_of_block(expr) {
            *expr = part;
        }
    }

    fn visit_local_mut(&mut self, local: &mut syn::Local) {
        if !local.attrs.iter().any(crate::parse::constant_attribute) {
            visit_mut::visit_local_mut(self, local);
        }
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}

/// Calls whose arguments lowering keeps as templates.
fn lower_leaves(call: &syn::ExprCall) -> bool {
    let stop = matches!(&*call.func, Expr::Path(path) if path.path.segments.last().is_some_and(|segment| segment.ident == "stop_gradient"));
    stop || crate::lower::is_macro_call(&call.attrs)
}

fn has_closure_or_chain(block: &syn::Block) -> bool {
    struct Find(bool);
    impl<'ast> Visit<'ast> for Find {
        fn visit_expr_closure(&mut self, _: &'ast syn::ExprClosure) {
            self.0 = true;
        }

        fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
            let name = call.method.to_string();
            self.0 |= matches!(
                name.as_str(),
                "sum" | "product" | "fold" | "collect" | "unzip" | "for_each" | "chain" | "flatten" | "zip" | "enumerate" | "copied" | "cloned"
            );
            visit::visit_expr_method_call(self, call);
        }

        fn visit_item(&mut self, _: &'ast syn::Item) {}
    }
    let mut find = Find(false);
    find.visit_block(block);
    find.0
}

/// `{ …; (s, t) }.0` is `{ …; s }`
fn part_of_block(expr: &Expr) -> Option<Expr> {
    let Expr::Field(field) = expr else { return None };
    let (Expr::Block(block), syn::Member::Unnamed(index)) = (substitute::peel(&field.base), &field.member) else { return None };
    let mut block = block.clone();
    let Some(Stmt::Expr(Expr::Tuple(tuple), None)) = block.block.stmts.last() else { return None };
    if !tuple.elems.iter().all(|element| ident_of(element).is_some()) {
        return None;
    }
    let part = tuple.elems.get(index.index as usize)?.clone();
    *block.block.stmts.last_mut()? = Stmt::Expr(part, None);
    Some(Expr::Block(block))
}

/// An expression for its effect.
fn statement(expr: Expr) -> Stmt {
    match expr {
        Expr::If(_) | Expr::Match(_) | Expr::ForLoop(_) | Expr::While(_) | Expr::Loop(_) | Expr::Block(_) => Stmt::Expr(expr, None),
        expr => Stmt::Expr(expr, Some(<syn::Token![;]>::default())),
    }
}

fn is_assignment(operator: &syn::BinOp) -> bool {
    use syn::BinOp;
    matches!(
        operator,
        BinOp::AddAssign(_)
            | BinOp::SubAssign(_)
            | BinOp::MulAssign(_)
            | BinOp::DivAssign(_)
            | BinOp::RemAssign(_)
            | BinOp::BitXorAssign(_)
            | BinOp::BitAndAssign(_)
            | BinOp::BitOrAssign(_)
            | BinOp::ShlAssign(_)
            | BinOp::ShrAssign(_)
    )
}

/// What is inside of the body of a closure.
struct Inside {
    /// Control leaves from the middle.
    leaves: bool,
    /// A macro that the language does not know.
    opaque: bool,
}

impl<'ast> Visit<'ast> for Inside {
    fn visit_expr(&mut self, expr: &'ast Expr) {
        match expr {
            Expr::Return(_) | Expr::Try(_) | Expr::Await(_) | Expr::Yield(_) => self.leaves = true,
            Expr::Macro(_) => self.opaque = true,
            _ => visit::visit_expr(self, expr),
        }
    }

    /// What leaves a closure inside leaves only that.
    fn visit_expr_closure(&mut self, closure: &'ast syn::ExprClosure) {
        let leaves = self.leaves;
        visit::visit_expr_closure(self, closure);
        self.leaves = leaves;
    }

    fn visit_item(&mut self, _: &'ast syn::Item) {
        self.opaque = true;
    }
}

struct Paths(Vec<proc_macro2::Ident>);

impl<'ast> Visit<'ast> for Paths {
    fn visit_expr_path(&mut self, path: &'ast syn::ExprPath) {
        self.0.extend(ident_of(&Expr::Path(path.clone())).cloned());
    }

    fn visit_item(&mut self, _: &'ast syn::Item) {}
}
