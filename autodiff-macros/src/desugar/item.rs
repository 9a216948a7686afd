//! The item of a chain on its way: what is known of it, and how the patterns of closures take it apart.
//!
//! Names of closures are bound by putting the item in their place where it may be read any number of times, by `let` otherwise:
//!
//! ```text
//! x.iter().map(|v| v.sin()).filter(|s| *s > 0.0)      for v in x.iter() { let s = v.sin(); if s > 0.0 { … } }
//! ```

use proc_macro2::Ident;
use syn::{Expr, ExprClosure, Pat, Stmt};

use super::chain::{Function, Shape, Value, patterns};
use super::names::Declared;
use super::substitute::{Substitution, ident_of, opened, peel};
use super::{Desugar, build, statement};

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
        self.slot_types.push(None);
        self.slot_references.push(None);
        self.slots.len() - 1
    }

    /// The pattern of a loop, once the names are settled.
    pub(super) fn loop_pattern(&self, shape: &Shape) -> Pat {
        match shape {
            Shape::Slot(slot) => self.slots[*slot].clone().unwrap_or_else(build::wildcard),
            Shape::Pair(left, right) => build::pair(self.loop_pattern(left), self.loop_pattern(right)),
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
            Item::Value(expr) => Item::Value(build::deref(expr)),
            other => Item::Place(build::deref(self.expression(other))),
        }
    }

    /// Calls a function with items: its body in place, with the items for its parameters.
    pub(super) fn apply(&mut self, f: &Function, items: Vec<Item>, out: &mut Vec<Stmt>) -> Option<Item> {
        match f {
            Function::Path(path) => {
                let arguments: Vec<Expr> = items.into_iter().map(|item| self.expression(item)).collect();
                Some(Item::Value(build::call(path.clone(), arguments)))
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
                let mut body = self.typed_body(&closure);
                substitution.apply(&mut body)?;
                Some(self.value_of(body, out))
            }
        }
    }

    /// `|v| -> f64 { … }` gives its body a type.
    fn typed_body(&mut self, closure: &ExprClosure) -> Expr {
        let mut body = (*closure.body).clone();
        if let syn::ReturnType::Type(_, ty) = &closure.output {
            super::expect::expect(&mut body, ty);
            let number = super::names::is_int_type(ty) || super::names::is_float_type(ty) && matches!(peel(&body), Expr::Lit(_));
            if number || matches!(&**ty, syn::Type::Reference(_)) {
                let name = self.names.fresh("result");
                body = build::block(vec![build::bind_as(build::pattern(&name, false), ty, body)], Some(build::path(&name)));
            }
        }
        body
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
                build::path(&name)
            }
            Item::Place(expr) | Item::Value(expr) => expr,
            Item::Tuple(items) => build::tuple(items.into_iter().map(|item| self.expression(item)).collect()),
            Item::Shared(inner) => build::reference(self.expression(*inner), false),
        }
    }

    fn note_reference(&mut self, name: &Ident, slot: usize) {
        if let Some(is_reference) = self.slot_references[slot] {
            self.references.insert(name.to_string(), is_reference);
        }
    }

    /// The name of a slot.
    fn named(&mut self, slot: usize, base: &str) -> Ident {
        if let Some(Pat::Ident(ident)) = &self.slots[slot] {
            return ident.ident.clone();
        }
        let name = self.names.fresh(base);
        self.note_reference(&name, slot);
        if let Some(ty) = self.slot_types[slot].clone() {
            self.names.note_type(&name, &ty);
        }
        self.slots[slot] = Some(build::pattern(&name, false));
        name
    }

    /// The same item, evaluated: it may be read any number of times.
    pub(super) fn settled(&mut self, item: Item, out: &mut Vec<Stmt>) -> Item {
        match item {
            Item::Slot(slot) => {
                let name = self.named(slot, "item");
                Item::Place(build::path(&name))
            }
            Item::Value(expr) => {
                let name = self.names.fresh("value");
                self.note(&name, &expr);
                out.push(build::bind(build::pattern(&name, false), expr));
                Item::Place(build::path(&name))
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
            // What an operator or a rule makes is no reference.
            if matches!(peel(expr), Expr::Binary(_) | Expr::MethodCall(_) | Expr::Index(_) | Expr::Cast(_)) {
                self.references.insert(name.to_string(), false);
            }
            if let Some(known) = ident_of(peel(expr)).and_then(|ident| self.references.get(&ident.to_string())).copied() {
                self.references.insert(name.to_string(), known);
            }
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
            // Items that are pairs may come from a map, which has no elements by number.
            (Pat::Tuple(_), Item::Slot(slot)) if self.slot_types[slot].is_none() => None,
            (pattern, Item::Slot(slot)) if self.slots[slot].is_none() && is_head_pattern(pattern) => {
                if let Pat::Reference(inner) = pattern
                    && let Pat::Ident(ident) = &*inner.pat
                {
                    self.references.insert(ident.ident.to_string(), false);
                }
                let ty = self.slot_types[slot].clone();
                self.names.note_pattern(pattern, ty.as_ref());
                self.slots[slot] = Some(pattern.clone());
                Some(())
            }
            (pattern, item) => self.bind_let(pattern, item, out),
        }
    }

    fn bind_let(&mut self, pattern: &Pat, item: Item, out: &mut Vec<Stmt>) -> Option<()> {
        let value = self.expression(item);
        out.push(build::bind(pattern.clone(), value));
        Some(())
    }

    fn bind_name(&mut self, ident: &syn::PatIdent, item: Item, names: &mut Substitution, out: &mut Vec<Stmt>) {
        let mutable = ident.mutability.is_some();
        match item {
            Item::Slot(slot) if !mutable && self.slots[slot].is_none() => {
                self.note_reference(&ident.ident, slot);
                if let Some(ty) = self.slot_types[slot].clone() {
                    self.names.note_type(&ident.ident, &ty);
                }
                self.slots[slot] = Some(Pat::Ident(ident.clone()));
            }
            Item::Value(expr) => {
                self.note(&ident.ident, &expr);
                out.push(build::bind(Pat::Ident(ident.clone()), expr));
            }
            item if mutable => {
                let value = self.expression(item);
                out.push(build::bind(Pat::Ident(ident.clone()), value));
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
        self.names.note_type(&ident.ident, &typed.ty);
        if !scalar {
            return match item {
                // An annotation may coerce.
                Item::Value(_) | Item::Shared(_) if !matches!(&*typed.ty, syn::Type::Infer(_)) => {
                    let value = self.expression(item);
                    out.push(build::bind(Pat::Type(typed.clone()), value));
                    Some(())
                }
                item => self.bind(&typed.pat, item, names, out),
            };
        }
        let value = self.expression(item);
        out.push(build::bind(Pat::Type(typed.clone()), value));
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
