//! Places: variables, elements, fields, slices, and what stands behind references.

use std::collections::BTreeSet;

use syn::spanned::Spanned;
use syn::{Expr as Syntax, UnOp};

use super::{Lowerer, constant, peel, raw, read};
use crate::ir::{Expr, ExprKind, Place, Projection, Ty, VarKind};

impl Lowerer<'_> {
    /// Whether an expression names a place (and no temporary value).
    pub(super) fn is_place(&self, expr: &Syntax) -> bool {
        match peel(expr) {
            Syntax::Path(path) => path.path.get_ident().is_some_and(|ident| self.is_local(&ident.to_string())),
            Syntax::Index(index) => self.is_place(&index.expr),
            Syntax::Field(field) => self.is_place(&field.base),
            Syntax::Unary(unary) => matches!(unary.op, UnOp::Deref(_)) && self.is_place(&unary.expr),
            Syntax::Reference(reference) => self.is_place(&reference.expr),
            Syntax::MethodCall(call) => is_view(call) && self.is_place(&call.receiver),
            _ => false,
        }
    }

    /// The place of an expression; a value that has none is put into a variable first.
    pub(super) fn place(&mut self, expr: &Syntax) -> Place {
        match peel(expr) {
            Syntax::Path(path) => {
                let name = path.path.get_ident().map(ToString::to_string).unwrap_or_default();
                if let Some(mut place) = self.named_place(&name) {
                    place.span = Some(path.span());
                    return place;
                }
            }
            Syntax::Reference(reference) => return self.place(&reference.expr),
            Syntax::Unary(unary) if matches!(unary.op, UnOp::Deref(_)) => return self.deref(&unary.expr),
            Syntax::Index(index) => return self.index(index),
            Syntax::Field(field) => {
                if self.types.is_skipped(field) {
                    self.refuse_of(
                        &field.base,
                        &field.member,
                        "a field that is left out of the derivative is not supported here",
                        "pass its value as a parameter",
                    );
                }
                return self.place(&field.base).then(Projection::Field(field.member.clone()));
            }
            Syntax::MethodCall(call) if is_view(call) => return self.place(&call.receiver),
            _ => {}
        }
        let value = self.value(expr);
        if let ExprKind::Read(place) = value.kind {
            return place;
        }
        Place::var(self.temporary("value", value))
    }

    fn deref(&mut self, inner: &Syntax) -> Place {
        // `*&x` is `x`.
        if let Syntax::Reference(reference) = peel(inner) {
            return self.place(&reference.expr);
        }
        let place = self.place(inner);
        if self.is_substituted(inner) { place } else { place.then(Projection::Deref) }
    }

    fn index(&mut self, index: &syn::ExprIndex) -> Place {
        if let Some(refusal) = self.foreign_index(index) {
            let value = self.refuse_of(&index.expr, &index.index, refusal, "index a slice, array or `Vec` by an integer");
            return Place::var(self.temporary("value", value));
        }
        let base = self.place(&index.expr);
        let before = self.out.len();
        let projection = match self.range_parts(&index.index) {
            Some((lo, hi, inclusive)) => Projection::Range { lo: lo.map(Box::new), hi: hi.map(Box::new), inclusive },
            None => Projection::Index(Box::new(self.integer(&index.index))),
        };
        let base = if self.out.len() > before && !base.path.is_empty() { self.protected_place(base, before) } else { base };
        base.then(projection)
    }

    /// Indexing that is the user's own: its adjoint has no such operator.
    fn foreign_index(&mut self, index: &syn::ExprIndex) -> Option<&'static str> {
        if self.types.is_struct(&index.expr) {
            return Some("indexing of a type that is not in sight is not supported");
        }
        let at = self.types.ty(&index.index);
        let key = matches!(at, Ty::Tuple(_) | Ty::Float(_) | Ty::Bool | Ty::Unit | Ty::Array(..))
            || matches!(&at, Ty::Ref(_, inner) if matches!(**inner, Ty::Inert));
        (key && !self.types.is_range(&index.index) || self.types.is_struct(&index.index)).then_some("an index that is no integer is not supported")
    }

    /// Bounds of `a..b`, or of a variable that holds such a range.
    pub(super) fn range_parts(&mut self, expr: &Syntax) -> Option<(Option<Expr>, Option<Expr>, bool)> {
        match peel(expr) {
            Syntax::Range(range) => {
                let lo = range.start.as_ref().map(|bound| self.integer(bound));
                let hi = range.end.as_ref().map(|bound| self.integer(bound));
                Some((lo, hi, matches!(range.limits, syn::RangeLimits::Closed(_))))
            }
            Syntax::Path(path) => {
                let name = path.path.get_ident()?.to_string();
                let range = self.ranges.get(&name)?;
                Some((range.lo.clone(), range.hi.clone(), range.inclusive))
            }
            Syntax::MethodCall(call) if call.method == "clone" && call.args.is_empty() => self.range_parts(&call.receiver),
            Syntax::Reference(reference) => self.range_parts(&reference.expr),
            _ => None,
        }
    }

    /// An expression that must be an integer: an index, a bound, a length.
    pub(super) fn integer(&mut self, expr: &Syntax) -> Expr {
        let value = self.value(expr);
        match value.kind {
            ExprKind::Const(_) | ExprKind::Read(_) | ExprKind::Inert(_) => value,
            _ => {
                let (ty, span) = (value.ty.clone(), value.span);
                let var = self.temporary("at", value);
                read(Place::var(var), ty, span)
            }
        }
    }

    /// The same place with indices that later statements cannot change.
    pub(super) fn freeze(&mut self, mut place: Place) -> Place {
        for projection in &mut place.path {
            match projection {
                Projection::Index(index) => self.freeze_expr(index),
                Projection::Range { lo, hi, .. } => {
                    for bound in [lo, hi].into_iter().flatten() {
                        self.freeze_expr(bound);
                    }
                }
                Projection::Deref | Projection::Field(_) => {}
            }
        }
        place
    }

    /// Puts an integer expression into a variable unless nothing can change it.
    pub(super) fn freeze_expr(&mut self, expr: &mut Expr) {
        if self.is_stable(expr) {
            return;
        }
        let value = std::mem::replace(expr, constant(quote::quote!(0), Ty::USIZE, expr.span));
        let (ty, span) = (value.ty.clone(), value.span);
        let var = self.temporary("at", value);
        *expr = read(Place::var(var), ty, span);
    }

    /// Nothing that the expression reads is ever assigned again, and it may be evaluated again.
    pub(super) fn is_stable(&self, expr: &Expr) -> bool {
        if matches!(&expr.kind, ExprKind::Inert(template) if !template.pure) {
            return false;
        }
        let mut owners = BTreeSet::new();
        raw::reads(&self.vars, expr, &mut owners);
        owners.iter().all(|owner| {
            let var = &self.vars[owner.0];
            let exclusive = matches!(&var.ty, Ty::Ref(true, _)) && matches!(var.kind, VarKind::Param(_));
            !var.mutable && !exclusive
        })
    }

    /// Indices of a place are evaluated before the statements from `before` on, which may change what they read.
    pub(super) fn protected_place(&mut self, mut place: Place, before: usize) -> Place {
        let written = raw::writes(&self.vars, &self.out[before..]);
        let mut at = before;
        let mut guard = |this: &mut Self, expr: &mut Expr| {
            let mut owners = BTreeSet::new();
            raw::reads(&this.vars, expr, &mut owners);
            if !owners.is_disjoint(&written) {
                this.insert_temporary(expr, &mut at);
            }
        };
        for projection in &mut place.path {
            match projection {
                Projection::Index(index) => guard(self, index),
                Projection::Range { lo, hi, .. } => {
                    for bound in [lo, hi].into_iter().flatten() {
                        guard(self, bound);
                    }
                }
                Projection::Deref | Projection::Field(_) => {}
            }
        }
        place
    }

    /// Evaluates an expression at an earlier point of the list, into a variable.
    pub(super) fn insert_temporary(&mut self, expr: &mut Expr, at: &mut usize) {
        let var = self.fresh_var("before", expr.span, expr.ty.clone(), false);
        let replacement = read(Place::var(var), expr.ty.clone(), expr.span);
        let value = std::mem::replace(expr, replacement);
        self.out.insert(*at, raw::Raw::Plain(crate::ir::Statement::Declare { var, init: Some(value) }));
        *at += 1;
    }

    /// The value at a place: references to scalars are followed.
    pub(super) fn read_place(&mut self, expr: &Syntax) -> Expr {
        let (mut place, ty) = self.place_and_type(expr);
        // Texts and slices are read through their reference.
        let ty = if matches!(ty.behind_references(), Ty::Inert | Ty::Slice(_)) { ty } else { self.follow(&mut place, ty) };
        read(place, ty, expr.span())
    }

    /// The place of an expression and the type of what lies there: `&x` and a name that stands for a place are that place.
    pub(super) fn place_and_type(&mut self, expr: &Syntax) -> (Place, Ty) {
        if let Syntax::Reference(reference) = peel(expr) {
            return self.place_and_type(&reference.expr);
        }
        let place = self.place(expr);
        let ty = match self.types.ty(peel(expr)) {
            Ty::Ref(_, inner) if self.is_substituted(expr) => *inner,
            ty => ty,
        };
        (place, ty)
    }

    /// Whether a name is a variable of the function, or stands for a place.
    pub(super) fn is_local(&self, name: &str) -> bool {
        self.names.contains_key(name) || self.places.contains_key(name)
    }

    pub(super) fn named_place(&self, name: &str) -> Option<Place> {
        self.places.get(name).cloned().or_else(|| self.names.get(name).map(|var| Place::var(*var)))
    }

    /// The name of an exclusive reference, which the place stands for.
    pub(super) fn is_substituted(&self, expr: &Syntax) -> bool {
        matches!(peel(expr), Syntax::Path(path) if path.path.get_ident().is_some_and(|ident| self.places.contains_key(&ident.to_string())))
    }

    /// Adds the `*` that lead from a reference to what is read through it.
    pub(super) fn follow(&mut self, place: &mut Place, mut ty: Ty) -> Ty {
        while let Ty::Ref(_, inner) = ty {
            place.path.push(Projection::Deref);
            ty = *inner;
        }
        ty
    }
}

/// Methods that give the same place as another type of reference.
fn is_view(call: &syn::ExprMethodCall) -> bool {
    call.args.is_empty() && ["as_slice", "as_mut_slice", "as_ref", "as_mut", "borrow", "borrow_mut"].iter().any(|name| call.method == name)
}
