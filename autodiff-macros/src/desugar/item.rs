//! The item of a chain on its way: what is known of it, and how the patterns of closures take it apart.
//!
//! Names of closures are bound by putting the item in their place where it may be read any number of times, by `let` otherwise:
//!
//! ```text
//! x.iter().map(|v| v.sin()).filter(|s| *s > 0.0)      for v in x.iter() { let s = v.sin(); if s > 0.0 { … } }
//! ```

use proc_macro2::Ident;
use syn::{Expr, ExprClosure, Pat, Stmt, parse_quote};

use super::chain::{Function, Shape, Value, patterns};
use super::names::Declared;
use super::substitute::{Substitution, ident_of, opened, operand, peel};
use super::{Desugar, statement};

#[derive(Clone)]
pub(super) enum Item {
    /// A part of the loop's pattern that has no name yet.
    Slot(usize),
    /// May be read any number of times: `v`, `*v`, `p.0`.
    Place(Expr),
    /// To be evaluated once, here.
    Value(Expr),
    Tuple(Vec<Item>),
    /// `&item`
    Shared(Box<Item>),
}

impl Desugar<'_> {
    pub(super) fn slot(&mut self) -> usize {
        self.slots.push(None);
        self.slots.len() - 1
    }

    /// The pattern of a loop, once the names are settled.
    pub(super) fn loop_pattern(&self, shape: &Shape) -> Pat {
        match shape {
            Shape::Slot(slot) => self.slots[*slot].clone().unwrap_or_else(|| parse_quote!(_)),
            Shape::Pair(left, right) => {
                let (left, right) = (self.loop_pattern(left), self.loop_pattern(right));
                parse_quote!((#left, #right))
            }
        }
    }

    /// The item that a loop's head gives.
    pub(super) fn evaluate(&mut self, value: &Value, out: &mut Vec<Stmt>) -> Option<Item> {
        Some(match value {
            Value::Slot(slot) => {
                self.slots[*slot] = None;
                Item::Slot(*slot)
            }
            Value::Pair(left, right) => {
                let left = self.evaluate(left, out)?;
                let mut later = Vec::new();
                let right = self.evaluate(right, &mut later)?;
                let left = if later.is_empty() { left } else { self.settled(left, out) };
                out.extend(later);
                Item::Tuple(vec![left, right])
            }
            Value::Map(inner, f) => {
                let item = self.evaluate(inner, out)?;
                self.apply(f, vec![item], out)?
            }
            Value::Inspect(inner, f) => {
                let item = self.evaluate(inner, out)?;
                self.inspected(item, f, out)?
            }
            Value::Copied(inner) => {
                let item = self.evaluate(inner, out)?;
                self.dereferenced(item)
            }
        })
    }

    pub(super) fn inspected(&mut self, item: Item, f: &Function, out: &mut Vec<Stmt>) -> Option<Item> {
        let item = self.settled(item, out);
        let seen = self.apply(f, vec![Item::Shared(Box::new(item.clone()))], out)?;
        self.dropped(seen, out);
        Some(item)
    }

    pub(super) fn dereferenced(&mut self, item: Item) -> Item {
        match item {
            Item::Shared(inner) => *inner,
            Item::Value(expr) => {
                let expr = operand(expr);
                Item::Value(parse_quote!(*#expr))
            }
            other => {
                let expr = operand(self.expression(other));
                Item::Place(parse_quote!(*#expr))
            }
        }
    }

    /// Calls a function with items: its body in place, with the items for its parameters.
    pub(super) fn apply(&mut self, f: &Function, items: Vec<Item>, out: &mut Vec<Stmt>) -> Option<Item> {
        match f {
            Function::Path(path) => {
                let arguments: Vec<Expr> = items.into_iter().map(|item| self.expression(item)).collect();
                Some(Item::Value(parse_quote!(#path(#(#arguments),*))))
            }
            Function::Closure(closure) => {
                let closure = self.own_copy(closure);
                if closure.inputs.len() != items.len() {
                    return None;
                }
                let mut substitution = Substitution::default();
                for (pattern, item) in patterns(&closure).iter().zip(items) {
                    self.bind(pattern, item, &mut substitution, out)?;
                }
                let mut body = typed_body(&closure);
                substitution.apply(&mut body)?;
                Some(self.value_of(body, out))
            }
        }
    }

    /// The body of a closure, which stands in place once: a second time its names are others.
    pub(super) fn own_copy(&mut self, closure: &ExprClosure) -> ExprClosure {
        use syn::visit::Visit;
        let mut declared = Declared::default();
        closure.inputs.iter().for_each(|pattern| declared.visit_pat(pattern));
        declared.own(&closure.body);
        let again = declared.names.iter().any(|name| self.placed.contains(name));
        self.placed.extend(declared.names);
        if !again {
            return closure.clone();
        }
        let mut copy = Expr::Closure(closure.clone());
        self.names.freshen(&mut copy);
        match copy {
            Expr::Closure(copy) => copy,
            _ => closure.clone(),
        }
    }

    /// What a body gives: its statements go to `out`.
    pub(super) fn value_of(&mut self, body: Expr, out: &mut Vec<Stmt>) -> Item {
        let Some(value) = opened(body, out) else { return Item::Tuple(Vec::new()) };
        self.item_of(value)
    }

    pub(super) fn item_of(&self, value: Expr) -> Item {
        match value {
            Expr::Paren(inner) if inner.attrs.is_empty() => self.item_of(*inner.expr),
            Expr::Tuple(tuple) if tuple.attrs.is_empty() => Item::Tuple(tuple.elems.into_iter().map(|element| self.item_of(element)).collect()),
            value if ident_of(&value).is_some_and(|ident| self.names.is_variable(ident) && !self.names.is_mutable(ident)) => Item::Place(value),
            value => Item::Value(value),
        }
    }

    /// As an expression, evaluated where it is put.
    pub(super) fn expression(&mut self, item: Item) -> Expr {
        match item {
            Item::Slot(slot) => {
                let name = self.named(slot, "item");
                parse_quote!(#name)
            }
            Item::Place(expr) | Item::Value(expr) => expr,
            Item::Tuple(items) => {
                let items: Vec<Expr> = items.into_iter().map(|item| self.expression(item)).collect();
                if items.len() == 1 { parse_quote!((#(#items),*,)) } else { parse_quote!((#(#items),*)) }
            }
            Item::Shared(inner) => {
                let inner = operand(self.expression(*inner));
                parse_quote!(&#inner)
            }
        }
    }

    /// The name of a slot.
    fn named(&mut self, slot: usize, base: &str) -> Ident {
        if let Some(Pat::Ident(ident)) = &self.slots[slot] {
            return ident.ident.clone();
        }
        let name = self.names.fresh(base);
        self.slots[slot] = Some(parse_quote!(#name));
        name
    }

    /// The same item, evaluated: it may be read any number of times.
    pub(super) fn settled(&mut self, item: Item, out: &mut Vec<Stmt>) -> Item {
        match item {
            Item::Slot(slot) => {
                let name = self.named(slot, "item");
                Item::Place(parse_quote!(#name))
            }
            Item::Value(expr) => {
                let name = self.names.fresh("value");
                out.push(parse_quote!(let #name = #expr;));
                self.note(&name, &expr);
                Item::Place(parse_quote!(#name))
            }
            Item::Tuple(items) => Item::Tuple(items.into_iter().map(|item| self.settled(item, out)).collect()),
            Item::Shared(inner) => Item::Shared(Box::new(self.settled(*inner, out))),
            place @ Item::Place(_) => place,
        }
    }

    /// Evaluates an item that nobody looks at.
    pub(super) fn dropped(&mut self, item: Item, out: &mut Vec<Stmt>) {
        match item {
            Item::Value(expr) => out.push(statement(expr)),
            Item::Tuple(items) => items.into_iter().for_each(|item| self.dropped(item, out)),
            Item::Shared(inner) => self.dropped(*inner, out),
            Item::Slot(_) | Item::Place(_) => {}
        }
    }

    fn note(&mut self, name: &Ident, expr: &Expr) {
        if self.names.is_float(expr) {
            self.names.note_float(name);
        }
    }

    /// Binds the names of a pattern to an item.
    pub(super) fn bind(&mut self, pattern: &Pat, item: Item, names: &mut Substitution, out: &mut Vec<Stmt>) -> Option<()> {
        match (pattern, item) {
            (Pat::Paren(inner), item) => self.bind(&inner.pat, item, names, out),
            (Pat::Wild(_), item) => {
                self.dropped(item, out);
                Some(())
            }
            (Pat::Type(typed), item) => self.bind_typed(typed, item, names, out),
            (Pat::Ident(ident), item) if ident.subpat.is_none() && ident.by_ref.is_none() => {
                self.bind_name(ident, item, names, out);
                Some(())
            }
            (Pat::Tuple(tuple), Item::Tuple(items)) => {
                let rest = tuple.elems.iter().any(|element| matches!(element, Pat::Rest(_)));
                if rest || tuple.elems.len() != items.len() {
                    return None;
                }
                tuple.elems.iter().zip(items).try_for_each(|(pattern, item)| self.bind(pattern, item, names, out))
            }
            (Pat::Tuple(tuple), Item::Shared(inner)) => match self.settled(*inner, out) {
                Item::Tuple(items) if items.len() == tuple.elems.len() => {
                    let items: Vec<Item> = items.into_iter().map(|item| Item::Shared(Box::new(item))).collect();
                    tuple.elems.iter().zip(items).try_for_each(|(pattern, item)| self.bind(pattern, item, names, out))
                }
                other => self.bind_let(pattern, Item::Shared(Box::new(other)), out),
            },
            (Pat::Reference(reference), Item::Shared(inner)) if reference.mutability.is_none() => {
                let inner = self.settled(*inner, out);
                self.bind(&reference.pat, inner, names, out)
            }
            (Pat::Reference(reference), item @ Item::Place(_)) if reference.mutability.is_none() => {
                let inner = self.dereferenced(item);
                self.bind(&reference.pat, inner, names, out)
            }
            (pattern, Item::Slot(slot)) if self.slots[slot].is_none() && is_head_pattern(pattern) => {
                self.slots[slot] = Some(pattern.clone());
                Some(())
            }
            (pattern, item) => self.bind_let(pattern, item, out),
        }
    }

    fn bind_let(&mut self, pattern: &Pat, item: Item, out: &mut Vec<Stmt>) -> Option<()> {
        let value = self.expression(item);
        out.push(parse_quote!(let #pattern = #value;));
        Some(())
    }

    fn bind_name(&mut self, ident: &syn::PatIdent, item: Item, names: &mut Substitution, out: &mut Vec<Stmt>) {
        let mutable = ident.mutability.is_some();
        match item {
            Item::Slot(slot) if !mutable && self.slots[slot].is_none() => self.slots[slot] = Some(Pat::Ident(ident.clone())),
            Item::Value(expr) => {
                self.note(&ident.ident, &expr);
                out.push(parse_quote!(let #ident = #expr;));
            }
            item if mutable => {
                let value = self.expression(item);
                out.push(parse_quote!(let #ident = #value;));
            }
            item => {
                let item = self.settled(item, out);
                let value = self.expression(item);
                names.insert(&ident.ident, value);
            }
        }
    }

    /// `|v: f64|`: the type matters where a number is not settled otherwise.
    fn bind_typed(&mut self, typed: &syn::PatType, item: Item, names: &mut Substitution, out: &mut Vec<Stmt>) -> Option<()> {
        let scalar = super::names::is_float_type(&typed.ty) && !matches!(&*typed.ty, syn::Type::Reference(_)) || super::names::is_int_type(&typed.ty);
        let Pat::Ident(ident) = &*typed.pat else { return self.bind(&typed.pat, item, names, out) };
        if !scalar {
            return match item {
                // An annotation may coerce.
                Item::Value(_) | Item::Shared(_) if !matches!(&*typed.ty, syn::Type::Infer(_)) => {
                    let value = self.expression(item);
                    out.push(parse_quote!(let #typed = #value;));
                    Some(())
                }
                item => self.bind(&typed.pat, item, names, out),
            };
        }
        self.names.note_type(&ident.ident, &typed.ty);
        let value = self.expression(item);
        out.push(parse_quote!(let #typed = #value;));
        Some(())
    }
}

/// Patterns that lowering knows in the head of a loop.
fn is_head_pattern(pattern: &Pat) -> bool {
    match pattern {
        Pat::Ident(ident) => ident.mutability.is_none() && ident.by_ref.is_none() && ident.subpat.is_none(),
        Pat::Wild(_) => true,
        Pat::Paren(inner) => is_head_pattern(&inner.pat),
        Pat::Reference(inner) => is_head_pattern(&inner.pat),
        Pat::Tuple(tuple) => tuple.elems.iter().all(is_head_pattern),
        Pat::Slice(slice) => slice.elems.iter().all(is_head_pattern),
        _ => false,
    }
}

/// `|v| -> f64 { … }` gives its body a type.
fn typed_body(closure: &ExprClosure) -> Expr {
    let mut body = (*closure.body).clone();
    if let syn::ReturnType::Type(_, ty) = &closure.output {
        super::expect::expect(&mut body, ty);
        if !super::names::is_float_type(ty) || matches!(peel(&body), Expr::Lit(_)) {
            let value = body;
            body = parse_quote!({ let result: #ty = #value; result });
        }
    }
    body
}
