//! Values of expression trees, as the forward sweep computes them and as the reverse sweep gets them again.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::visit_mut::{self, VisitMut};

use super::{Level, Sweep, Term, Writer, names};
use crate::analyse::{Item, Key, Origin, Slot};
use crate::ir::{Binary, Expr, ExprKind, Place, Template, Ty};

impl Writer<'_> {
    /// The value of a node: by name if it is recorded, else its expression.
    pub(super) fn value(&self, expr: &Expr, sweep: Sweep) -> Term {
        match self.analysis.records.slot(Item::Value(Key::of(expr))) {
            Some(slot) if !self.early.get() => self.kept(slot, sweep),
            _ => self.computed(expr, sweep),
        }
    }

    /// The value of a node in front of the statement that it stands in.
    pub(super) fn early_value(&self, expr: &Expr) -> Term {
        self.early.set(true);
        let value = self.computed(expr, Sweep::Forward);
        self.early.set(false);
        value
    }

    /// A recorded value under its name. The forward sweep uses it once and records it after.
    fn kept(&self, slot: &Slot, sweep: Sweep) -> Term {
        let name = Self::slot_name(slot);
        if slot.ty.is_scalar() || (sweep == Sweep::Forward && slot.ty.is_plain() && !slot.conditional) {
            return Term::atom(code!(#name));
        }
        match sweep {
            Sweep::Forward if slot.conditional => Term::atom(code!(::core::clone::Clone::clone(#name.as_ref().expect("just recorded")))),
            Sweep::Forward | Sweep::Reverse => Term::atom(code!(::core::clone::Clone::clone(&#name))),
        }
    }

    /// The expression itself, though its value be recorded.
    pub(super) fn computed(&self, expr: &Expr, sweep: Sweep) -> Term {
        match &expr.kind {
            ExprKind::Const(tokens) => constant(tokens),
            ExprKind::Read(place) => self.read(place, sweep),
            ExprKind::Clone(place, method) => {
                let place = self.place(place, sweep).within(Level::Atom);
                Term::atom(code!(#place.#method()))
            }
            ExprKind::Neg(a) => self.value(a, sweep).negated(),
            ExprKind::Binary(op, a, b) => self.binary(*op, a, b, expr.span, sweep),
            ExprKind::Rule(rule, arguments) => {
                let name = quote::format_ident!("{}", rule.name, span = expr.span);
                let receiver = self.receiver(&arguments[0], sweep);
                let rest = arguments[1..].iter().map(|argument| self.value(argument, sweep).bare());
                Term::atom(code!(#receiver.#name(#(#rest),*)))
            }
            ExprKind::Cast(a, ty) => self.value(a, sweep).cast(&ty.to_token_stream()),
            ExprKind::Inert(template) | ExprKind::Foreign { template, .. } => self.filled(template, sweep),
            ExprKind::Tuple(items) => {
                let items = items.iter().map(|item| self.value(item, sweep).bare());
                Term::atom(code!((#(#items,)*)))
            }
            ExprKind::List { items, vec } => {
                let items = items.iter().map(|item| self.value(item, sweep).bare());
                if *vec { Term::atom(code!(::std::vec![#(#items),*])) } else { Term::atom(code!([#(#items),*])) }
            }
            ExprKind::Struct { path, fields, base } => {
                let fields = fields.iter().map(|(member, value)| {
                    let value = self.value(value, sweep).bare();
                    code!(#member: #value)
                });
                let base = base.as_ref().map(|base| {
                    let base = self.value(base, sweep).bare();
                    code!(..#base)
                });
                Term::atom(code!(#path { #(#fields,)* #base }))
            }
            ExprKind::Repeat { item, len, vec } => {
                let (item, len) = (self.value(item, sweep).bare(), self.value(len, sweep).bare());
                if *vec { Term::atom(code!(::std::vec![#item; #len])) } else { Term::atom(code!([#item; #len])) }
            }
        }
    }

    fn binary(&self, op: Binary, a: &Expr, b: &Expr, span: Span, sweep: Sweep) -> Term {
        let (a, b) = (self.value(a, sweep), self.value(b, sweep));
        match op {
            Binary::Add => a.sum(&quote_spanned!(span=> +), &b),
            Binary::Sub => a.sum(&quote_spanned!(span=> -), &b),
            Binary::Mul => a.product(&quote_spanned!(span=> *), &b),
            Binary::Div => a.product(&quote_spanned!(span=> /), &b),
            Binary::Rem => a.product(&quote_spanned!(span=> %), &b),
        }
    }

    /// A receiver of a float's method: a bare literal would have no type.
    fn receiver(&self, expr: &Expr, sweep: Sweep) -> TokenStream {
        let value = self.value(expr, sweep);
        value.within(Level::Atom)
    }

    fn read(&self, place: &Place, sweep: Sweep) -> Term {
        if sweep == Sweep::Reverse
            && let Some(version) = self.analysis.flow.version_of(place)
        {
            return self.version(version);
        }
        self.place(place, sweep)
    }

    pub(super) fn version(&self, id: crate::analyse::VersionId) -> Term {
        let version = self.analysis.flow.version(id);
        if let Some(slot) = self.analysis.records.slot(Item::Version(id)) {
            return self.kept(slot, Sweep::Reverse);
        }
        let ident = &self.analysis.function.var(version.var).ident;
        match version.origin {
            Origin::Param => {
                self.note_read(version.var);
                let name = self.given_name(version.var);
                Term::atom(code!(#name))
            }
            Origin::LoopVar | Origin::Counter => Term::atom(code!(#ident)),
            Origin::Value(_) | Origin::Choice { .. } | Origin::Induction { .. } | Origin::Counted { .. } | Origin::Other => {
                let name = self.version_name(id);
                Term::atom(code!(#name))
            }
        }
    }

    /// The lengths of a variable under a name of their own: its adjoint may be borrowed where they are asked for.
    fn dims(&self, place: &Place) -> Term {
        let owner = self.analysis.function.owner(place);
        let name = names::dims(&self.analysis.function.var(owner).ident);
        Term::atom(code!(#name))
    }

    fn shape_in_bar(&self, place: &Place) -> bool {
        crate::analyse::shape_in_bar(self.analysis.function, self.analysis.activity, place)
    }

    /// A by-value parameter as it was given. Where values and adjoints share a scope, a parameter that is assigned holds something else by then.
    pub(super) fn given_name(&self, id: crate::ir::VarId) -> proc_macro2::Ident {
        let ident = &self.analysis.function.var(id).ident;
        let shared = self.inline.borrow().contains(&crate::analyse::BlockId(0));
        if shared && self.analysis.flow.is_written(id) { names::given(ident) } else { ident.clone() }
    }

    /// A template with its holes filled.
    pub(super) fn filled(&self, template: &Template, sweep: Sweep) -> Term {
        let terms: Vec<Term> = template
            .holes
            .iter()
            .map(|hole| match self.analysis.records.slot(Item::Hole(Key::of(&hole.place))) {
                Some(slot) if sweep == Sweep::Reverse => self.kept(slot, sweep),
                _ if hole.shape_only && sweep == Sweep::Reverse && self.shape_in_bar(&hole.place) => self.dims(&hole.place),
                _ if hole.shape_only => self.place(&hole.place, sweep),
                _ => self.read(&hole.place, sweep),
            })
            .collect();
        let mut syntax = template.syntax.clone();
        Fill { terms: &terms }.visit_expr_mut(&mut syntax);
        Term::of_syntax(&syntax)
    }
}

fn constant(tokens: &TokenStream) -> Term {
    match syn::parse2::<syn::Expr>(tokens.clone()) {
        Ok(expr) => Term::of_syntax(&expr),
        Err(_) => Term::new(tokens.clone(), Level::Loose),
    }
}

struct Fill<'t> {
    terms: &'t [Term],
}

impl Fill<'_> {
    fn hole(&self, path: &syn::Path) -> Option<&Term> {
        let name = path.get_ident()?.to_string();
        let number: usize = name.strip_prefix("__hole_")?.parse().ok()?;
        self.terms.get(number)
    }
}

impl VisitMut for Fill<'_> {
    fn visit_expr_mut(&mut self, expr: &mut syn::Expr) {
        if let syn::Expr::Path(path) = expr
            && let Some(term) = self.hole(&path.path)
        {
            *expr = syn::Expr::Verbatim(term.within(Level::Atom));
            return;
        }
        visit_mut::visit_expr_mut(self, expr);
    }

    fn visit_macro_mut(&mut self, mac: &mut syn::Macro) {
        mac.tokens = self.in_tokens(std::mem::take(&mut mac.tokens));
    }
}

impl Fill<'_> {
    /// Holes in the arguments of a macro, which are tokens to syn.
    fn in_tokens(&self, tokens: TokenStream) -> TokenStream {
        tokens
            .into_iter()
            .flat_map(|tree| match tree {
                proc_macro2::TokenTree::Group(group) => {
                    let mut filled = proc_macro2::Group::new(group.delimiter(), self.in_tokens(group.stream()));
                    filled.set_span(group.span());
                    TokenStream::from(proc_macro2::TokenTree::Group(filled))
                }
                proc_macro2::TokenTree::Ident(ident) => match self.hole(&syn::Path::from(ident.clone())) {
                    Some(term) => term.within(Level::Atom),
                    None => code!(#ident),
                },
                other => TokenStream::from(other),
            })
            .collect()
    }
}

/// A stand-in for a scalar that was not made in this run.
pub(super) fn stand_in(ty: &Ty) -> Option<TokenStream> {
    match ty {
        Ty::Float(_) => Some(code!(0.0)),
        Ty::Int(_) => Some(code!(0)),
        Ty::Bool => Some(code!(false)),
        Ty::Char => Some(code!('\0')),
        _ => None,
    }
}
