//! `let`: variables, other names of places, ranges, and patterns that are several `let`s.

use syn::spanned::Spanned;
use syn::{Expr as Syntax, Pat};

use super::raw::Raw;
use super::statement::jump_inside;
use super::{Dest, Lowerer, RangeVar, peel};
use crate::ir::{Expr, ExprKind, Float, Place, Projection, Statement, Template, Ty, Var, VarId, VarKind};
use crate::parse::constant_attribute;

impl Lowerer<'_> {
    pub(super) fn local(&mut self, local: &syn::Local) {
        let before = self.errors.len();
        self.lower_local(local);
        if self.errors.len() > before {
            self.poisoned.extend(super::pattern::names(&local.pat).iter().map(|ident| ident.ident.to_string()));
        }
    }

    fn lower_local(&mut self, local: &syn::Local) {
        let (pattern, annotation) = match &local.pat {
            Pat::Type(typed) => (&*typed.pat, Some((*typed.ty).clone())),
            pattern => (pattern, None),
        };
        let constant = local.attrs.iter().any(constant_attribute);
        let Some(init) = &local.init else {
            for ident in super::pattern::names(pattern) {
                self.new_local(ident, annotation.clone(), constant, None);
            }
            return;
        };
        if let Some((otherwise, _)) = &init.diverge {
            self.refuse(otherwise, "`let … else` is not supported yet", "write a `match` on integers, or an `if`");
            return;
        }
        if constant {
            return self.constant_local(pattern, annotation, &init.expr);
        }
        match pattern {
            Pat::Ident(ident) if ident.subpat.is_none() => self.named_local(ident, annotation, &init.expr),
            Pat::Wild(_) => self.wildcard_local(&init.expr),
            Pat::Paren(inner) => {
                let inner = syn::Local { pat: (*inner.pat).clone(), ..local.clone() };
                self.local(&inner);
            }
            Pat::Tuple(tuple) => self.tuple_local(pattern, tuple, &init.expr),
            pattern => self.pattern_local(pattern, &init.expr),
        }
    }

    fn wildcard_local(&mut self, init: &Syntax) {
        if self.is_place(init) {
            return;
        }
        let value = self.value(init);
        if !matches!(value.kind, ExprKind::Const(_) | ExprKind::Read(_)) {
            self.temporary("unused", value);
        }
    }

    /// `#[constant] let pattern = anything;`
    fn constant_local(&mut self, pattern: &Pat, annotation: Option<syn::Type>, init: &Syntax) {
        if let Some(token) = jump_inside(init) {
            self.errors.refuse_in_any_form(token, "control leaves a `#[constant]` statement here", "take the exit in a statement of its own");
            return;
        }
        if let Some(target) = super::statement::assignment_inside(init) {
            self.errors.refuse_in_any_form(
                target,
                "a `#[constant]` statement assigns a variable from outside",
                "assign it in a statement of its own",
            );
            return;
        }
        let ty = match pattern {
            Pat::Ident(ident) => self.types.var(&ident.ident.to_string()),
            _ => self.types.ty(init),
        };
        let value = self.opaque_value(init, ty.clone());
        let span = init.span();
        match pattern {
            Pat::Ident(ident) if ident.subpat.is_none() && ident.by_ref.is_none() => {
                let var = self.add_local(ident, annotation, true);
                self.push(Statement::Declare { var, init: Some(value) });
            }
            Pat::Wild(_) => {
                let var = self.fresh_var("unused", span, ty, false);
                self.vars[var.0].constant = true;
                self.push(Statement::Declare { var, init: Some(value) });
            }
            pattern => {
                let var = self.fresh_var("constant", span, ty.clone(), false);
                self.vars[var.0].constant = true;
                self.vars[var.0].annotation = annotation;
                self.push(Statement::Declare { var, init: Some(value) });
                self.destructure(pattern, Place::var(var), &ty, None, true);
            }
        }
    }

    /// A local variable of the user's, not yet declared by a statement.
    pub(super) fn add_local(&mut self, ident: &syn::PatIdent, annotation: Option<syn::Type>, constant: bool) -> VarId {
        let ty = self.types.var(&ident.ident.to_string());
        let mutable = ident.mutability.is_some() && ident.by_ref.is_none();
        self.declare_name(&ident.ident, Var { ident: ident.ident.clone(), ty, annotation, mutable, kind: VarKind::Local, constant })
    }

    pub(super) fn new_local(&mut self, ident: &syn::PatIdent, annotation: Option<syn::Type>, constant: bool, init: Option<Expr>) -> VarId {
        let var = self.add_local(ident, annotation, constant);
        self.push(Statement::Declare { var, init });
        var
    }

    fn named_local(&mut self, ident: &syn::PatIdent, annotation: Option<syn::Type>, init: &Syntax) {
        let name = ident.ident.to_string();
        let inner = peel(init);
        if let Some(range) = self.range_local(ident, inner) {
            self.ranges.insert(name, range);
            return;
        }
        if ident.by_ref.is_some() {
            let place = self.place(init);
            return self.alias(ident, place, ident.mutability.is_some());
        }
        let ty = self.types.var(&name);
        if matches!(ty, Ty::Ref(..)) && (!ty.is_inert() || self.is_place(inner)) {
            return self.reference_local(ident, inner);
        }
        if let Syntax::Block(block) = inner
            && block.label.is_none()
        {
            if let Some(tail) = self.statements(&block.block) {
                self.named_local(ident, annotation, tail);
            }
            return;
        }
        if matches!(inner, Syntax::If(_) | Syntax::Match(_) | Syntax::Loop(_) | Syntax::Block(_)) && !self.is_plain_choice(inner) {
            let var = self.new_local(ident, annotation, false, None);
            return self.into(&Dest::Var(var), init);
        }
        let value = self.value(init);
        let constant = super::call_name(inner).is_some_and(|name| name == "stop_gradient");
        let var = self.add_local(ident, annotation, constant);
        let Some(value) = self.take_call(value, var) else { return };
        self.annotate(var, &value);
        self.push(Statement::Declare { var, init: Some(value) });
    }

    /// `let mut s = 0.0;` says its type if the rest of the function does: what the sweeps make of it may ask earlier than the function did.
    fn annotate(&mut self, var: VarId, value: &Expr) {
        let literal = match &value.kind {
            ExprKind::Neg(inner) => matches!(inner.kind, ExprKind::Const(_)),
            kind => matches!(kind, ExprKind::Const(_)),
        };
        let var = &mut self.vars[var.0];
        if literal && var.annotation.is_none() {
            var.annotation = match var.ty {
                Ty::Float(Float::F64) => Some(syn::parse_quote!(f64)),
                Ty::Float(Float::F32) => Some(syn::parse_quote!(f32)),
                _ => None,
            };
        }
    }

    /// If the value is the result of a call that was just made, it goes to `var` itself; else the value is given back.
    fn take_call(&mut self, value: Expr, var: VarId) -> Option<Expr> {
        let ExprKind::Read(place) = &value.kind else { return Some(value) };
        // `let b = a;` right after `let a = g(x);` is no call.
        if !place.path.is_empty() || self.names.values().any(|named| *named == place.root && *named != var) {
            return Some(value);
        }
        if let Some(Raw::Plain(Statement::Call(call))) = self.out.last_mut()
            && call.dest == Some(place.root)
        {
            call.dest = Some(var);
            return None;
        }
        Some(value)
    }

    /// `let cells = a..b;`
    fn range_local(&mut self, ident: &syn::PatIdent, init: &Syntax) -> Option<RangeVar> {
        if !self.types.is_range(init) {
            return None;
        }
        if ident.mutability.is_some() {
            self.refuse(&ident.ident, "a range that is stepped by hand is not supported", "write `for i in a..b`, or count in a `while`");
        }
        let (lo, hi, inclusive) = self.range_parts(init)?;
        let mut keep = |bound: Option<Expr>| {
            bound.map(|bound| {
                let mut bound = bound;
                self.freeze_expr(&mut bound);
                bound
            })
        };
        let (lo, hi) = (keep(lo), keep(hi));
        Some(RangeVar { lo, hi, inclusive })
    }

    /// `let row = &a[i];` and everything else of a reference's type.
    fn reference_local(&mut self, ident: &syn::PatIdent, init: &Syntax) {
        let exclusive = matches!(self.types.var(&ident.ident.to_string()), Ty::Ref(true, _));
        match init {
            Syntax::Block(block) if block.label.is_none() => {
                if let Some(tail) = self.statements(&block.block) {
                    self.reference_local(ident, peel(tail));
                }
            }
            Syntax::If(_) | Syntax::Match(_) | Syntax::Loop(_) => {
                self.value(init);
                self.new_local(ident, None, false, None);
            }
            init if self.is_place(init) => {
                let place = self.place(init);
                self.alias(ident, place, exclusive);
            }
            Syntax::Reference(reference) => {
                let value = self.value(&reference.expr);
                let var = self.temporary("borrowed", value);
                self.vars[var.0].mutable = exclusive;
                self.alias(ident, Place::var(var), exclusive);
            }
            init => {
                let value = self.value(init);
                let var = self.add_local(ident, None, false);
                self.push(Statement::Declare { var, init: Some(value) });
            }
        }
    }

    /// Makes a variable another name of a place.
    pub(super) fn alias(&mut self, ident: &syn::PatIdent, place: Place, exclusive: bool) {
        let mut place = self.freeze(place);
        if exclusive {
            if place.path.is_empty() && matches!(self.vars[place.root.0].ty, Ty::Ref(..)) {
                // `let y = x;` of a reference: what stands for `y` is what `x` refers to.
                place.path.push(Projection::Deref);
            }
            return self.substitute(ident, place);
        }
        let var = self.add_local(ident, None, false);
        self.vars[var.0].kind = VarKind::Alias { place, exclusive };
        self.push(Statement::Declare { var, init: None });
    }

    /// The name of an exclusive reference stands for its place. Borrowing looks at the bounds, so that is done here.
    fn substitute(&mut self, ident: &syn::PatIdent, place: Place) {
        if matches!(place.path.last(), Some(Projection::Range { .. })) {
            let mut builder = super::template::Builder::new();
            let hole = builder.hole(place.clone(), true, ident.ident.span());
            let template = Template { syntax: syn::parse_quote!(let _ = #hole.len()), holes: builder.holes, pure: false };
            self.push(Statement::Opaque { template, diverges: false });
        }
        self.places.insert(ident.ident.to_string(), place);
    }

    fn tuple_local(&mut self, pattern: &Pat, tuple: &syn::PatTuple, init: &Syntax) {
        let inner = peel(init);
        let plain = !tuple.elems.iter().any(|element| matches!(element, Pat::Rest(_)));
        match inner {
            // `let (a, b) = (x, y);` are two `let`s: names are unique, so `(b, a)` is no trap.
            Syntax::Tuple(values) if plain && values.elems.len() == tuple.elems.len() => {
                for (pattern, value) in tuple.elems.iter().zip(&values.elems) {
                    self.bind_value(pattern, value);
                }
            }
            Syntax::MethodCall(call) if plain && (call.method == "split_at" || call.method == "split_at_mut") && tuple.elems.len() == 2 => {
                self.split(tuple, call)
            }
            _ => self.pattern_local(pattern, init),
        }
    }

    /// One component of a tuple pattern and its value.
    fn bind_value(&mut self, pattern: &Pat, value: &Syntax) {
        match pattern {
            Pat::Ident(ident) if ident.subpat.is_none() => self.named_local(ident, None, value),
            Pat::Wild(_) => self.wildcard_local(value),
            Pat::Paren(inner) => self.bind_value(&inner.pat, value),
            Pat::Tuple(tuple) => self.tuple_local(pattern, tuple, value),
            pattern => self.pattern_local(pattern, value),
        }
    }

    /// `let (a, b) = x.split_at(n);`
    fn split(&mut self, tuple: &syn::PatTuple, call: &syn::ExprMethodCall) {
        let place = self.place(&call.receiver);
        let mut at = match call.args.first() {
            Some(at) => self.integer(at),
            None => return,
        };
        self.freeze_expr(&mut at);
        let exclusive = call.method == "split_at_mut";
        for (index, pattern) in tuple.elems.iter().enumerate() {
            let at = Some(Box::new(at.clone()));
            let range = if index == 0 {
                Projection::Range { lo: None, hi: at, inclusive: false }
            } else {
                Projection::Range { lo: at, hi: None, inclusive: false }
            };
            match pattern {
                Pat::Ident(ident) => self.alias(ident, place.clone().then(range), exclusive),
                Pat::Wild(_) => {}
                other => self.refuse(other, "this pattern is not supported here", "bind a name: `let (a, b) = x.split_at(n);`"),
            }
        }
    }

    /// `let pattern = value;` in general.
    fn pattern_local(&mut self, pattern: &Pat, init: &Syntax) {
        let inner = peel(init);
        let control = matches!(inner, Syntax::If(_) | Syntax::Match(_) | Syntax::Loop(_) | Syntax::Block(_));
        if control && let Some(dest) = self.tuple_dest(pattern) {
            return self.into(&dest, inner);
        }
        let ty = self.types.ty(init);
        if self.is_place(inner) {
            let by = match &ty {
                Ty::Ref(exclusive, _) if matches!(inner, Syntax::Reference(_)) || self.is_substituted(inner) => Some(*exclusive),
                _ => None,
            };
            let (place, ty) = self.place_and_type(inner);
            return self.destructure(pattern, place, &ty, by, false);
        }
        let value = self.value(init);
        let ty = if matches!(ty, Ty::Unknown) { value.ty.clone() } else { ty };
        if let (ExprKind::Tuple(items), Pat::Tuple(tuple)) = (&value.kind, pattern)
            && items.len() == tuple.elems.len()
            && tuple.elems.iter().all(|element| matches!(element, Pat::Ident(_) | Pat::Wild(_)))
        {
            let ExprKind::Tuple(items) = value.kind else { return };
            for (element, item) in tuple.elems.iter().zip(items) {
                if let Pat::Ident(ident) = element {
                    self.new_local(ident, None, false, Some(item));
                }
            }
            return;
        }
        let place = match value.kind {
            ExprKind::Read(place) => place,
            _ => Place::var(self.temporary("parts", value)),
        };
        self.destructure(pattern, place, &ty, None, false);
    }

    /// Variables of a tuple pattern of plain names, declared without a value.
    fn tuple_dest(&mut self, pattern: &Pat) -> Option<Dest> {
        if !super::pattern::is_plain_tuple(pattern) {
            return None;
        }
        if super::pattern::names(pattern).iter().any(|ident| matches!(self.types.var(&ident.ident.to_string()), Ty::Ref(..))) {
            return None;
        }
        Some(self.plain_dest(pattern))
    }

    fn plain_dest(&mut self, pattern: &Pat) -> Dest {
        match pattern {
            Pat::Ident(ident) => Dest::Var(self.new_local(ident, None, false, None)),
            Pat::Tuple(tuple) => Dest::Tuple(tuple.elems.iter().map(|element| self.plain_dest(element)).collect()),
            Pat::Paren(inner) => self.plain_dest(&inner.pat),
            _ => Dest::Discard,
        }
    }
}
