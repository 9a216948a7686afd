//! Adjoints of statements.

use proc_macro2::TokenStream;

use super::Weight;
use crate::analyse::{Item, Key, carries};
use crate::differentiate::{Level, Sweep, Term, Writer, names};
use crate::ir::{Expr, Float, Place, Statement, Ty, VarId, VarKind};

impl Writer<'_> {
    pub(in crate::differentiate) fn reverse_statement(&self, statement: &Statement) -> TokenStream {
        match statement {
            Statement::Declare { var, init: Some(init) } => self.reverse_declare(*var, init),
            Statement::Declare { init: None, .. } | Statement::Opaque { .. } | Statement::Item(_) => TokenStream::new(),
            Statement::Assign { place, value } => self.reverse_assign(statement, place, value),
            Statement::Update { place, negative, value } => self.reverse_update(place, *negative, value),
            Statement::Call(call) => self.reverse_call(call),
            Statement::If { condition, then, otherwise } => {
                let condition = self.value(condition, Sweep::Reverse).bare();
                let (then, otherwise) = (self.reverse_body(then), self.reverse_body(otherwise));
                match (then.is_empty(), otherwise.is_empty()) {
                    (_, true) => code!(if #condition { #then }),
                    (true, false) => code!(if !(#condition) { #otherwise }),
                    (false, false) => code!(if #condition { #then } else { #otherwise }),
                }
            }
            Statement::Loop(l) => self.reverse_loop(l),
            Statement::Swap { a, b } => self.swap(a, b, Sweep::Reverse),
            Statement::CopyFrom { to, from } => self.reverse_copy(to, from),
        }
    }

    /// `let x = v;`: v̄ += x̄.
    fn reverse_declare(&self, id: VarId, init: &Expr) -> TokenStream {
        let bar = names::bar(&self.analysis.function.var(id).ident);
        self.adjoint(init, Weight::of(bar))
    }

    /// `p = v;`: w = p̄; p̄ = 0; v̄ += w. The place's adjoint is emptied first, since `v` may read the place.
    fn reverse_assign(&self, statement: &Statement, place: &Place, value: &Expr) -> TokenStream {
        let bar = self.bar(place);
        let active = self.analysis.activity.expr(self.analysis.function, value);
        let private = &self.private;
        if let Some(slot) = self.analysis.records.slot(Item::OldShape(Key::of(statement))) {
            let zero = self.zero_of_shape(self.analysis.function.owner(place), &Self::slot_name(slot));
            let (name, bar) = (self.fresh("bar"), bar.within(Level::Unary));
            let rest = active.then(|| self.adjoint(value, Weight::of(name.clone())));
            return code!(let mut #name = ::core::mem::replace(&mut #bar, #zero); #rest);
        }
        let zero = match self.place_ty(place) {
            Ty::Float(Float::F64) => code!(-0.0f64),
            Ty::Float(Float::F32) => code!(-0.0f32),
            Ty::Float(Float::Infer) => code!(-0.0),
            _ => {
                let (name, bar) = (self.fresh("bar"), bar.within(Level::Unary));
                let rest = active.then(|| self.adjoint(value, Weight::of(name.clone())));
                return code!(let mut #name = #private::take(&mut #bar); #rest);
            }
        };
        if self.is_first_value(place) {
            // Nobody has read the variable before, so nobody adds to this adjoint any more.
            return if active { self.adjoint(value, Weight::term(bar)) } else { TokenStream::new() };
        }
        if !active {
            let bar = bar.bare();
            return code!(#bar = #zero;);
        }
        let (name, bar) = (self.fresh("bar"), bar.within(Level::Unary));
        let rest = self.adjoint(value, Weight::of(name.clone()));
        code!(let #name = ::core::mem::replace(&mut #bar, #zero); #rest)
    }

    /// `let p; … p = v;`: rustc lets a variable without `mut` be assigned but once, and where it is declared, not in a loop inside of that.
    fn is_first_value(&self, place: &Place) -> bool {
        let var = self.analysis.function.var(place.root);
        place.is_whole() && !var.mutable && matches!(var.kind, VarKind::Local)
    }

    /// `p += v;`: v̄ += p̄.
    fn reverse_update(&self, place: &Place, negative: bool, value: &Expr) -> TokenStream {
        let name = self.fresh("bar");
        let bar = self.bar(place);
        let weight = |term: Term| if negative { Weight::term(term.negated()) } else { Weight::term(term) };
        if place.is_whole() && self.place_ty(place).is_float() && bar.is_atom() {
            // A scalar's adjoint stays as it is: the value cannot be the variable itself, or it is added to at the end.
            if !mentions(value, place) {
                return self.adjoint(value, weight(bar));
            }
        }
        let bar = bar.bare();
        let private = &self.private;
        if !self.place_ty(place).is_float() && negative {
            let rest = self.adjoint(value, Weight::of(name.clone()));
            return code!(let mut #name = #private::negative_of(&#bar); #rest);
        }
        let rest = self.adjoint(value, weight(Term::atom(code!(#name))));
        if self.place_ty(place).is_float() { code!(let #name = #bar; #rest) } else { code!(let mut #name = #private::copy_of(&#bar); #rest) }
    }

    /// `to.copy_from_slice(from)`
    fn reverse_copy(&self, to: &Place, from: &Place) -> TokenStream {
        let function = self.analysis.function;
        let private = &self.private;
        let to = self.bar(to).within(Level::Atom);
        if !carries(function, self.analysis.activity, from) {
            return code!(#private::clear_slice(&mut #to[..]););
        }
        let owner = function.owner(from);
        let from = self.bar(from).within(Level::Atom);
        if crate::analyse::masked_param(function, owner).is_some() {
            let wanted = names::wanted(&function.var(owner).ident);
            return code! {
                if #wanted { #private::move_slice(&mut #to[..], &mut #from[..]); } else { #private::clear_slice(&mut #to[..]); }
            };
        }
        code!(#private::move_slice(&mut #to[..], &mut #from[..]);)
    }
}

/// The expression reads the variable of the place.
fn mentions(expr: &Expr, place: &Place) -> bool {
    let here = match &expr.kind {
        crate::ir::ExprKind::Read(read) | crate::ir::ExprKind::Clone(read, _) => read.root == place.root,
        _ => false,
    };
    here || expr.operands().into_iter().any(|operand| mentions(operand, place))
}
