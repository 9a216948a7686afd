//! Chains that end in an `Option` which is taken apart at once: the greatest, the least, the last, the first that.
//!
//! ```text
//! x.iter().copied().max_by(f64::total_cmp).unwrap()
//!     { let mut found = false; let mut best: f64 = 0.0;
//!       for item in x.iter().copied() { if !found || best.total_cmp(&item) != Greater { best = item; found = true; } }
//!       if !found { panic!(…) }
//!       best }
//! ```

use proc_macro2::Ident;
use syn::{BinOp, Expr, ExprMethodCall, Stmt, Token, parse_quote};

use super::chain::Function;
use super::item::Item;
use super::steps::{Frame, when};
use super::substitute::{ident_of, operand, peel};
use super::{Desugar, build};

/// An option under way: what to run first, whether there is a value, and the value.
struct Optional {
    statements: Vec<Stmt>,
    found: Ident,
    item: Item,
}

/// A variable for each number of an item.
struct Kept {
    declarations: Vec<Stmt>,
    assignments: Vec<Stmt>,
    item: Item,
}

impl Desugar<'_> {
    /// `option.unwrap()` and its like, with `*` in front or not.
    pub(super) fn unwrapped(&mut self, call: &ExprMethodCall, deref: bool) -> Option<Expr> {
        let name = call.method.to_string();
        let otherwise = match (name.as_str(), call.args.len()) {
            ("unwrap", 0) => None,
            ("expect", 1) if matches!(call.args.first(), Some(Expr::Lit(_))) => call.args.first().cloned(),
            ("unwrap_or", 1) if self.is_quiet(call.args.first()?) && !deref => call.args.first().cloned(),
            _ => return None,
        };
        let Optional { mut statements, found, item } = self.optional(&call.receiver)?;
        let item = match item {
            Item::Shared(inner) if deref => *inner,
            item if !deref => item,
            _ => return None,
        };
        if has_references(&item) {
            return None;
        }
        let value = self.expression(item);
        if name == "unwrap_or" {
            let choice = build::choice(build::path(&found), vec![Stmt::Expr(value, None)], Some(vec![Stmt::Expr(otherwise?, None)]));
            let Stmt::Expr(choice, _) = choice else { return None };
            return Some(build::block(statements, Some(choice)));
        }
        let message = otherwise.unwrap_or_else(|| parse_quote!("called `Option::unwrap()` on a `None` value"));
        let mut panic = build::call(parse_quote!(::core::panic), vec![message]);
        if let Expr::Call(panic) = &mut panic {
            panic.attrs.push(parse_quote!(#[macro_call]));
        }
        statements.push(when(build::not(build::path(&found)), vec![Stmt::Expr(panic, Some(<Token![;]>::default()))]));
        Some(build::block(statements, Some(value)))
    }

    fn optional(&mut self, expr: &Expr) -> Option<Optional> {
        let Expr::MethodCall(call) = peel(expr) else { return None };
        let name = call.method.to_string();
        match (name.as_str(), call.args.first()) {
            ("copied" | "cloned", None) => {
                let inner = self.optional(&call.receiver)?;
                let Item::Shared(item) = inner.item else { return None };
                Some(Optional { item: *item, ..inner })
            }
            ("map", Some(f)) => {
                let inner = self.optional(&call.receiver)?;
                let (f, mut out) = (self.function(f)?, Vec::new());
                let item = self.apply(&f, vec![inner.item], &mut out)?;
                (out.is_empty() && is_settled(&item)).then_some(Optional { item, ..inner })
            }
            ("max_by" | "min_by" | "find" | "reduce", Some(f)) => {
                let f = self.function(f)?;
                self.chosen_item(&call.receiver, &name, Some(&f))
            }
            ("last", None) => self.chosen_item(&call.receiver, &name, None),
            _ => None,
        }
    }

    fn chosen_item(&mut self, receiver: &Expr, name: &str, f: Option<&Function>) -> Option<Optional> {
        let chain = self.chain(receiver)?;
        if chain.sources.len() != 1 || chain.sources[0].exclusive {
            return None;
        }
        let found = self.names.fresh("found");
        let mut frame = Frame::new(&chain, None);
        let mut kept = None;
        let leave = frame.leave_when_entered();
        let loops = self.loops(&chain, &mut frame, &mut |this, item, out| {
            let item = this.settled(item, out);
            let all = this.keep(&item)?;
            let mut take = all.assignments.clone();
            take.push(build::assign(build::path(&found), build::boolean(true)));
            let first = build::not(build::path(&found));
            match (name, f) {
                ("max_by" | "min_by", Some(f)) => {
                    let order = this.compared(f, &all.item, &item)?;
                    let is_greater = name == "min_by";
                    let operator = if is_greater { BinOp::Eq(<Token![==]>::default()) } else { BinOp::Ne(<Token![!=]>::default()) };
                    let better = build::binary(order, operator, parse_quote!(::core::cmp::Ordering::Greater));
                    out.push(when(build::binary(first, BinOp::Or(<Token![||]>::default()), better), take));
                }
                ("find", Some(f)) => {
                    let answer = this.apply(f, vec![Item::Shared(Box::new(item.clone()))], out)?;
                    take.push(leave.clone()?);
                    let answer = this.expression(answer);
                    out.push(when(answer, take));
                }
                ("reduce", Some(f)) => {
                    let (Item::Place(best), Item::Place(_)) = (&all.item, &item) else { return None };
                    let mut more = Vec::new();
                    let next = this.apply(f, vec![all.item.clone(), item.clone()], &mut more)?;
                    let next = this.expression(next);
                    more.push(build::assign(best.clone(), next));
                    out.push(build::choice(build::path(&found), more, Some(take)));
                }
                _ => out.extend(take),
            }
            kept = Some(all);
            Some(())
        })?;
        let kept = kept?;
        let mut statements = frame.before;
        statements.push(build::bind(build::pattern(&found, true), build::boolean(false)));
        statements.extend(kept.declarations);
        statements.extend(loops);
        Some(Optional { statements, found, item: kept.item })
    }

    /// Variables for the numbers of an item; `None` if it holds something else.
    fn keep(&mut self, item: &Item) -> Option<Kept> {
        match item {
            Item::Place(place) => {
                let (value, is_reference) = self.number_behind(place)?;
                let (ty, zero): (Option<syn::Type>, Expr) = if self.names.is_float(&value) {
                    (None, build::float("0.0"))
                } else if self.names.is_usize(&value) {
                    (Some(parse_quote!(usize)), build::number(0))
                } else {
                    return None;
                };
                let name = self.names.fresh("best");
                let pattern = build::pattern(&name, true);
                self.names.note_float_or(&name, ty.as_ref());
                let declaration = match &ty {
                    Some(ty) => build::bind_as(pattern, ty, zero),
                    None => build::bind(pattern, zero),
                };
                let kept = Item::Place(build::path(&name));
                let item = if is_reference { Item::Shared(Box::new(kept)) } else { kept };
                Some(Kept { declarations: vec![declaration], assignments: vec![build::assign(build::path(&name), value)], item })
            }
            Item::Shared(inner) => {
                let kept = self.keep(inner)?;
                Some(Kept { item: Item::Shared(Box::new(kept.item)), ..kept })
            }
            Item::Tuple(items) => {
                let (mut declarations, mut assignments, mut parts) = (Vec::new(), Vec::new(), Vec::new());
                for item in items {
                    let kept = self.keep(item)?;
                    declarations.extend(kept.declarations);
                    assignments.extend(kept.assignments);
                    parts.push(kept.item);
                }
                Some(Kept { declarations, assignments, item: Item::Tuple(parts) })
            }
            Item::Slot(_) | Item::Value(_) => None,
        }
    }

    /// The number that a name stands for or refers to, and whether it refers.
    fn number_behind(&self, place: &Expr) -> Option<(Expr, bool)> {
        match peel(place) {
            Expr::Path(_) => {
                let ident = ident_of(peel(place))?;
                match self.references.get(&ident.to_string()) {
                    Some(true) => Some((build::deref(place.clone()), true)),
                    Some(false) => Some((place.clone(), false)),
                    None => None,
                }
            }
            Expr::Unary(unary) if matches!(unary.op, syn::UnOp::Deref(_)) => {
                let (_, is_reference) = self.number_behind(&unary.expr)?;
                is_reference.then(|| (place.clone(), false))
            }
            _ => None,
        }
    }

    /// What `a.partial_cmp(b).unwrap()` or `a.total_cmp(b)` says of the best so far and an item.
    fn compared(&mut self, f: &Function, best: &Item, item: &Item) -> Option<Expr> {
        let (best, item) = (Item::Shared(Box::new(best.clone())), Item::Shared(Box::new(item.clone())));
        if let Function::Path(path) = f {
            let Expr::Path(path) = path else { return None };
            if path.path.segments.last()?.ident != "total_cmp" {
                return None;
            }
            let (best, item) = (self.expression(best), self.expression(item));
            return self.order(&best, "total_cmp", &item);
        }
        let mut out = Vec::new();
        let Item::Value(answer) = self.apply(f, vec![best, item], &mut out)? else { return None };
        let Expr::MethodCall(call) = peel(&answer) else { return None };
        if !out.is_empty() {
            return None;
        }
        match (call.method.to_string().as_str(), call.args.first()) {
            ("total_cmp", Some(other)) => self.order(&call.receiver, "total_cmp", other),
            ("unwrap" | "expect", _) => {
                let Expr::MethodCall(inner) = peel(&call.receiver) else { return None };
                if inner.method != "partial_cmp" {
                    return None;
                }
                let order = self.order(&inner.receiver, "partial_cmp", inner.args.first()?)?;
                Some(Expr::MethodCall(ExprMethodCall { receiver: Box::new(order), ..call.clone() }))
            }
            _ => None,
        }
    }

    fn order(&self, left: &Expr, method: &str, right: &Expr) -> Option<Expr> {
        let (left, right) = (self.number(left)?, self.number(right)?);
        Some(build::method(left, method, vec![build::reference(right, false)]))
    }

    /// The number behind all references.
    fn number(&self, expr: &Expr) -> Option<Expr> {
        match peel(expr) {
            Expr::Reference(reference) => self.number(&reference.expr),
            Expr::Path(_) => Some(operand(self.number_behind(expr).map_or_else(|| expr.clone(), |(value, _)| value))),
            Expr::Unary(unary) if matches!(unary.op, syn::UnOp::Deref(_)) => Some(operand(expr.clone())),
            Expr::Index(_) if self.names.is_float(expr) => Some(expr.clone()),
            _ => None,
        }
    }
}

fn has_references(item: &Item) -> bool {
    match item {
        Item::Shared(_) => true,
        Item::Tuple(items) => items.iter().any(has_references),
        _ => false,
    }
}

fn is_settled(item: &Item) -> bool {
    match item {
        Item::Place(_) => true,
        Item::Shared(inner) => is_settled(inner),
        Item::Tuple(items) => items.iter().all(is_settled),
        Item::Value(expr) => ident_of(peel(expr)).is_some(),
        Item::Slot(_) => false,
    }
}
