//! Adjoints of expression trees: the weight of the root goes down to the places at the leaves.
//!
//! ```text
//! y = a · b    ā += ȳ·b,  b̄ += ȳ·a            y = a / b    q = ȳ/b,  ā += q,  b̄ −= q·y
//! y = f(x)     x̄ += ȳ·∂f/∂x (rules/scalar.rs)
//! ```

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote_spanned;
use syn::visit_mut::{self, VisitMut};

use crate::differentiate::{Level, Sweep, Term, Writer};
use crate::ir::{Binary, Expr, ExprKind, Float, Place, Ty};
use crate::rules::{Partial, ScalarRule};

/// The adjoint of a node, with its sign apart so that `a - b` needs no multiplication by −1.
#[derive(Clone, Debug)]
pub(crate) struct Weight {
    negative: bool,
    term: Term,
}

impl Weight {
    pub(crate) fn of(name: Ident) -> Self {
        Weight { negative: false, term: Term::atom(code!(#name)) }
    }

    pub(crate) fn term(term: Term) -> Self {
        Weight { negative: false, term }
    }

    fn flipped(&self) -> Self {
        Weight { negative: !self.negative, term: self.term.clone() }
    }

    fn times(&self, factor: &Term) -> Self {
        Weight { negative: self.negative, term: self.term.times(factor) }
    }

    fn times_at(&self, factor: &Term, span: Span) -> Self {
        Weight { negative: self.negative, term: self.term.times_at(factor, span) }
    }

    fn signed(&self) -> Term {
        if self.negative { self.term.negated() } else { self.term.clone() }
    }
}

impl Writer<'_> {
    /// Statements that add `weight` times the derivatives of an active expression to the adjoints of what it reads.
    pub(in crate::differentiate) fn adjoint(&self, expr: &Expr, weight: Weight) -> TokenStream {
        match &expr.kind {
            ExprKind::Read(place) => self.add_to(place, &expr.ty, &weight),
            // `to_vec()` of an array is a vector.
            ExprKind::Clone(place, _) if matches!(expr.ty, Ty::Vec(_)) => self.add_to(place, &expr.ty, &weight),
            ExprKind::Clone(place, _) => self.add_to(place, &self.place_ty(place), &weight),
            ExprKind::Neg(a) if expr.ty.is_float() => self.adjoint(a, weight.flipped()),
            ExprKind::Neg(a) => self.unknown_neg(a, &weight),
            ExprKind::Binary(op, a, b) if expr.ty.is_float() => self.binary_adjoint(*op, expr, a, b, weight),
            ExprKind::Binary(op, a, b) => self.unknown_binary(*op, a, b, &weight),
            ExprKind::Rule(rule, arguments) => self.rule_adjoint(rule, expr, arguments, weight),
            ExprKind::Cast(a, _) if !a.ty.is_float() => self.unknown_cast(a, &weight),
            ExprKind::Cast(a, _) => {
                let ty = match a.ty {
                    Ty::Float(Float::F64) => code!(f64),
                    Ty::Float(Float::F32) => code!(f32),
                    _ => code!(_),
                };
                self.adjoint(a, Weight { negative: weight.negative, term: weight.term.cast(&ty) })
            }
            ExprKind::Tuple(items) => {
                let (bind, name) = self.bound(&weight);
                self.parts(items, bind, |index| {
                    let index = syn::Index::from(index);
                    code!(#name.#index)
                })
            }
            ExprKind::List { items, .. } => {
                let (bind, name) = self.bound(&weight);
                self.parts(items, bind, |index| code!(#name[#index]))
            }
            ExprKind::Struct { fields, base, .. } => self.struct_adjoint(fields, base.as_deref(), &weight),
            ExprKind::Repeat { item, .. } => {
                let (bind, name) = self.bound(&weight);
                let (private, part) = (&self.private, self.fresh("item_bar"));
                let rest = self.adjoint(item, Weight::of(part.clone()));
                code!(#bind let mut #part = #private::total(&#name[..]); #rest)
            }
            ExprKind::Const(_) | ExprKind::Inert(_) | ExprKind::Foreign { .. } => TokenStream::new(),
        }
    }

    /// `operand as f64` where only rustc knows whether the operand is a float or an integer.
    fn unknown_cast(&self, operand: &Expr, weight: &Weight) -> TokenStream {
        let ExprKind::Read(place) = &operand.kind else { return TokenStream::new() };
        let private = &self.private;
        let (bar, value) = (self.bar(place).within(Level::Unary), weight.signed().cast(&code!(f64)).bare());
        self.if_wanted(self.analysis.function.owner(place), code!(#private::accumulate_cast(&mut #bar, #value);))
    }

    fn is_active(&self, expr: &Expr) -> bool {
        self.analysis.activity.expr(self.analysis.function, expr)
    }

    /// The weight under a name of its own, as a variable that parts can be taken from: whatever becomes a weight is `mut`.
    fn bound(&self, weight: &Weight) -> (TokenStream, Ident) {
        if let (false, Ok(name)) = (weight.negative, syn::parse2::<Ident>(weight.term.bare())) {
            return (TokenStream::new(), name);
        }
        let name = self.fresh("bar");
        let value = weight.signed().bare();
        (code!(let mut #name = #value;), name)
    }

    fn parts(&self, items: &[Expr], bind: TokenStream, part: impl Fn(usize) -> TokenStream) -> TokenStream {
        let mut out = bind;
        for (index, item) in items.iter().enumerate().rev() {
            if !self.is_active(item) {
                continue;
            }
            let place = part(index);
            let weight = if item.ty.is_float() {
                Weight::term(Term::atom(place))
            } else {
                let private = &self.private;
                Weight::term(Term::atom(code!(#private::take(&mut #place))))
            };
            out.extend(self.adjoint(item, weight));
        }
        out
    }

    /// The fields' adjoints are the parts of the struct's; what is left of it goes to the base.
    fn struct_adjoint(&self, fields: &[(syn::Member, Expr)], base: Option<&Expr>, weight: &Weight) -> TokenStream {
        let (mut out, mut name) = self.bound(weight);
        let private = &self.private;
        let base = base.filter(|base| self.is_active(base));
        if base.is_some() {
            // The base gets none of the listed fields, and the weight may still be another's.
            let own = self.fresh("bar");
            out.extend(code!(let mut #own = #private::copy_of(&#name);));
            name = own;
        }
        for (member, item) in fields.iter().rev() {
            if base.is_none() && !self.is_active(item) {
                continue;
            }
            let part = self.fresh("field_bar");
            out.extend(code!(let mut #part = #private::take(&mut #name.#member);));
            if self.is_active(item) {
                out.extend(self.adjoint(item, Weight::of(part)));
            }
        }
        out.extend(base.map(|base| self.adjoint(base, Weight::of(name))));
        out
    }

    /// `place_bar += weight`
    fn add_to(&self, place: &Place, ty: &Ty, weight: &Weight) -> TokenStream {
        let function = self.analysis.function;
        let bar = self.bar(place);
        let private = &self.private;
        let statement = if ty.is_float() {
            let (bar, weight_tokens) = (bar.bare(), weight.term.bare());
            if weight.negative { code!(#bar -= #weight_tokens;) } else { code!(#bar += #weight_tokens;) }
        } else if matches!(ty.behind_references(), Ty::Slice(_) | Ty::Vec(_)) {
            let (bar, value) = (bar.within(Level::Atom), weight.signed().within(Level::Atom));
            code!(#private::accumulate_slice(&mut #bar[..], &#value[..]);)
        } else {
            let (bar, value) = (bar.within(Level::Unary), weight.signed().within(Level::Unary));
            code!(#private::accumulate(&mut #bar, &#value);)
        };
        if self.strip_bar(place).is_some() {
            return statement;
        }
        self.if_wanted(function.owner(place), statement)
    }

    /// A weight that is used more than once is computed once.
    fn shared(&self, weight: Weight, uses: usize) -> (TokenStream, Weight) {
        if uses < 2 || weight.term.is_atom() {
            return (TokenStream::new(), weight);
        }
        let name = self.fresh("bar");
        let value = weight.term.bare();
        (code!(let #name = #value;), Weight { negative: weight.negative, term: Term::atom(code!(#name)) })
    }

    fn binary_adjoint(&self, op: Binary, expr: &Expr, a: &Expr, b: &Expr, weight: Weight) -> TokenStream {
        let (a_active, b_active) = (self.is_active(a), self.is_active(b));
        let value = |expr: &Expr| self.value(expr, Sweep::Reverse);
        let both = usize::from(a_active) + usize::from(b_active);
        match op {
            Binary::Add | Binary::Sub => {
                let (mut out, weight) = self.shared(weight, both);
                let b_weight = if op == Binary::Sub { weight.flipped() } else { weight.clone() };
                out.extend(b_active.then(|| self.adjoint(b, b_weight)));
                out.extend(a_active.then(|| self.adjoint(a, weight)));
                out
            }
            Binary::Mul => {
                let (mut out, weight) = self.shared(weight, both);
                out.extend(b_active.then(|| self.adjoint(b, weight.times_at(&value(a), expr.span))));
                out.extend(a_active.then(|| self.adjoint(a, weight.times_at(&value(b), expr.span))));
                out
            }
            Binary::Div => {
                let quotient = Weight { negative: weight.negative, term: weight.term.product(&quote_spanned!(expr.span=> /), &value(b)) };
                let (mut out, quotient) = self.shared(quotient, both);
                out.extend(b_active.then(|| self.adjoint(b, quotient.times_at(&value(expr), expr.span).flipped())));
                out.extend(a_active.then(|| self.adjoint(a, quotient)));
                out
            }
            Binary::Rem => {
                let (mut out, weight) = self.shared(weight, both);
                if b_active {
                    let (a, b_value) = (value(a).within(Level::Product), value(b).within(Level::Cast));
                    let whole = Term::atom(code!((#a / #b_value).trunc()));
                    out.extend(self.adjoint(b, weight.times(&whole).flipped()));
                }
                out.extend(a_active.then(|| self.adjoint(a, weight)));
                out
            }
        }
    }

    fn rule_adjoint(&self, rule: &'static ScalarRule, expr: &Expr, arguments: &[Expr], weight: Weight) -> TokenStream {
        let active: Vec<usize> =
            (0..arguments.len()).filter(|index| rule.partials[*index] != Partial::Zero && self.is_active(&arguments[*index])).collect();
        let (mut out, weight) = self.shared(weight, active.len());
        for index in active.into_iter().rev() {
            let Some(partial) = rule.partial(index) else { continue };
            let partial = self.partial(rule, partial, expr, arguments);
            match rule.partials[index] {
                Partial::Factor("1.0") => out.extend(self.adjoint(&arguments[index], weight.clone())),
                Partial::Factor(_) => out.extend(self.adjoint(&arguments[index], weight.times(&partial))),
                Partial::Gate(_) => {
                    let (condition, inner) = (partial.bare(), self.adjoint(&arguments[index], weight.clone()));
                    out.extend(code!(if #condition { #inner }));
                }
                Partial::Zero => {}
            }
        }
        out
    }

    /// The table's expression with the values in place of its names.
    fn partial(&self, rule: &'static ScalarRule, mut partial: syn::Expr, expr: &Expr, arguments: &[Expr]) -> Term {
        let mut fill = FillPartial { writer: self, rule, expr, arguments };
        if let syn::Expr::Path(path) = &partial
            && let Some(node) = fill.node(&path.path)
        {
            return self.value(node, Sweep::Reverse);
        }
        fill.visit_expr_mut(&mut partial);
        Term::of_syntax(&partial)
    }

    // ------------------------------------------------------------------------------------ operands of unknown type

    fn unknown_binary(&self, op: Binary, a: &Expr, b: &Expr, weight: &Weight) -> TokenStream {
        let reverse = match op {
            Binary::Add => code!(add_reverse),
            Binary::Sub => code!(sub_reverse),
            Binary::Mul => code!(mul_reverse),
            Binary::Div => code!(div_reverse),
            Binary::Rem => code!(rem_reverse),
        };
        let private = &self.private;
        let (mut out, name) = self.bound(weight);
        let (a_name, b_name) = (self.fresh("left"), self.fresh("right"));
        let (a_bar, b_bar) = (self.fresh("left_bar"), self.fresh("right_bar"));
        let (a_value, b_value) = (self.value(a, Sweep::Reverse).bare(), self.value(b, Sweep::Reverse).bare());
        out.extend(code! {
            let (#a_name, #b_name) = (#a_value, #b_value);
            let (mut #a_bar, mut #b_bar) = (#private::zero_like(&#a_name), #private::zero_like(&#b_name));
            #private::#reverse(tape, &#a_name, &#b_name, &mut #a_bar, &mut #b_bar, &#name);
        });
        out.extend(self.is_active(b).then(|| self.adjoint(b, Weight::of(b_bar))));
        out.extend(self.is_active(a).then(|| self.adjoint(a, Weight::of(a_bar))));
        out
    }

    fn unknown_neg(&self, a: &Expr, weight: &Weight) -> TokenStream {
        let private = &self.private;
        let (mut out, name) = self.bound(weight);
        let (a_name, a_bar) = (self.fresh("operand"), self.fresh("operand_bar"));
        let value = self.value(a, Sweep::Reverse).bare();
        out.extend(code! {
            let #a_name = #value;
            let mut #a_bar = #private::zero_like(&#a_name);
            #private::neg_reverse(tape, &#a_name, &mut #a_bar, &#name);
        });
        out.extend(self.adjoint(a, Weight::of(a_bar)));
        out
    }
}

struct FillPartial<'a, 'w> {
    writer: &'a Writer<'w>,
    rule: &'static ScalarRule,
    expr: &'a Expr,
    arguments: &'a [Expr],
}

impl<'a> FillPartial<'a, '_> {
    /// What the name stands for in a row of the table.
    fn node(&self, path: &syn::Path) -> Option<&'a Expr> {
        let name = path.get_ident()?.to_string();
        match self.rule.arguments.iter().position(|argument| *argument == name) {
            Some(index) => Some(&self.arguments[index]),
            None => (name == "y").then_some(self.expr),
        }
    }

    /// `b != b` asks whether a number is NaN: a literal is not.
    fn asks_of_literal(&self, expr: &syn::Expr) -> bool {
        let syn::Expr::Binary(binary) = expr else { return false };
        let (syn::BinOp::Ne(_), syn::Expr::Path(a), syn::Expr::Path(b)) = (&binary.op, &*binary.left, &*binary.right) else { return false };
        let literal = |node: &Expr| matches!(&node.kind, ExprKind::Const(tokens) if syn::parse2::<syn::LitFloat>(tokens.clone()).is_ok());
        a.path == b.path && self.node(&a.path).is_some_and(literal)
    }
}

impl VisitMut for FillPartial<'_, '_> {
    fn visit_expr_mut(&mut self, expr: &mut syn::Expr) {
        if let syn::Expr::Binary(binary) = expr
            && matches!(binary.op, syn::BinOp::Or(_))
            && self.asks_of_literal(&binary.right)
        {
            *expr = (*binary.left).clone();
        }
        match expr {
            syn::Expr::Path(path) => {
                if let Some(node) = self.node(&path.path) {
                    *expr = syn::Expr::Verbatim(self.writer.value(node, Sweep::Reverse).within(Level::Atom));
                    return;
                }
                if path.path.segments.first().is_some_and(|segment| segment.ident == "rules") {
                    let private = &self.writer.private;
                    let path = &path.path;
                    *expr = syn::Expr::Verbatim(code!(#private::#path));
                }
            }
            _ => visit_mut::visit_expr_mut(self, expr),
        }
    }
}
