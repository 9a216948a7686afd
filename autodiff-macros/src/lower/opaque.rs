//! Syntax that is kept as it is, with a hole for every variable: what `stop_gradient`, `#[constant]` and `println!` hold.

use proc_macro2::{TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr as Syntax, parse_quote};

use super::template::{Builder, parenthesised};
use super::{Lowerer, macros, peel};
use crate::ir::{Expr, Place, Ty, VarId};
use crate::rules::{self, FloatMethod, inactive};

impl Lowerer<'_> {
    /// What `stop_gradient(…)` holds: nothing in it needs a rule.
    pub(super) fn stopped(&mut self, argument: &Syntax, builder: &mut Builder) -> Syntax {
        if self.is_simple(argument) {
            let syntax = self.template(argument, builder);
            return parenthesised(syntax);
        }
        if let Some(token) = super::statement::jump_inside(argument) {
            self.errors.refuse_in_any_form(
                token,
                "control leaves `stop_gradient(…)` here",
                "evaluate the expression before, in a statement of its own",
            );
        }
        self.opaque(argument, builder)
    }

    /// Nothing but operators, places, and methods of the tables: no statement is needed to evaluate it.
    pub(super) fn is_simple(&mut self, expr: &Syntax) -> bool {
        match peel(expr) {
            Syntax::Lit(_) | Syntax::Path(_) => true,
            Syntax::Index(index) => self.is_place(expr) && (self.is_simple(&index.index) || matches!(*index.index, Syntax::Range(_))),
            Syntax::Field(field) => self.is_simple(&field.base),
            Syntax::Unary(unary) => self.is_simple(&unary.expr),
            Syntax::Binary(binary) => !super::statement::is_compound(&binary.op) && self.is_simple(&binary.left) && self.is_simple(&binary.right),
            Syntax::Cast(cast) => self.is_simple(&cast.expr),
            Syntax::Tuple(tuple) => tuple.elems.iter().all(|element| self.is_simple(element)),
            Syntax::MethodCall(call) => {
                let scalar = self.types.ty(&call.receiver).behind_references().is_scalar();
                let name = call.method.to_string();
                let known = matches!(rules::float_method(&name, call.args.len() + 1), Some(FloatMethod::Rule(_) | FloatMethod::Inert));
                (scalar && known || inactive::is_shape_method(&name))
                    && self.is_simple(&call.receiver)
                    && call.args.iter().all(|argument| self.is_simple(argument))
            }
            _ => false,
        }
    }

    /// A copy of any syntax in which every variable is a hole: nothing inside is looked at.
    pub(super) fn opaque(&mut self, expr: &Syntax, builder: &mut Builder) -> Syntax {
        let mut syntax = expr.clone();
        let mut filler = Opaque { lowerer: self, builder, holes: Vec::new() };
        filler.visit_expr_mut(&mut syntax);
        builder.pure = false;
        syntax
    }

    /// Declares a variable with any expression of the user's, `#[constant]`.
    pub(super) fn opaque_value(&mut self, expr: &Syntax, ty: Ty) -> Expr {
        let mut builder = Builder::new();
        let syntax = if self.is_simple(expr) { self.template(expr, &mut builder) } else { self.opaque(expr, &mut builder) };
        builder.foreign = None;
        builder.finish(syntax, ty, expr.span())
    }
}

/// Replaces variables by holes, one for each variable.
struct Opaque<'a, 'b, 'c> {
    lowerer: &'a mut Lowerer<'b>,
    builder: &'c mut Builder,
    holes: Vec<(VarId, Syntax)>,
}

impl Opaque<'_, '_, '_> {
    fn hole(&mut self, var: VarId, span: proc_macro2::Span) -> Syntax {
        if let Some((_, syntax)) = self.holes.iter().find(|(known, _)| *known == var) {
            return syntax.clone();
        }
        let syntax = self.builder.hole(Place::var(var), false, span);
        self.holes.push((var, syntax.clone()));
        syntax
    }

    fn tokens(&mut self, tokens: TokenStream) -> TokenStream {
        let mut after_dot = false;
        let mut out = TokenStream::new();
        for token in tokens {
            let renamed: TokenStream = match token {
                TokenTree::Ident(ident) if !after_dot && self.lowerer.places.contains_key(&ident.to_string()) => {
                    let place = self.lowerer.places[&ident.to_string()].clone();
                    let hole = self.builder.hole(place, false, ident.span());
                    quote::quote!((&#hole))
                }
                TokenTree::Ident(ident) if !after_dot => match self.lowerer.names.get(&ident.to_string()).copied() {
                    Some(var) => {
                        let hole = self.hole(var, ident.span());
                        quote::quote!(#hole)
                    }
                    None => TokenTree::Ident(ident).into(),
                },
                TokenTree::Group(group) => {
                    let mut inner = proc_macro2::Group::new(group.delimiter(), self.tokens(group.stream()));
                    inner.set_span(group.span());
                    TokenTree::Group(inner).into()
                }
                other => {
                    let dot = matches!(&other, TokenTree::Punct(punct) if punct.as_char() == '.' || punct.as_char() == ':');
                    out.extend([other]);
                    after_dot = dot;
                    continue;
                }
            };
            after_dot = false;
            out.extend(renamed);
        }
        out
    }
}

impl VisitMut for Opaque<'_, '_, '_> {
    fn visit_expr_mut(&mut self, expr: &mut Syntax) {
        match expr {
            Syntax::Path(path) => {
                let Some(name) = path.path.get_ident().map(ToString::to_string) else { return };
                if let Some(range) = self.lowerer.ranges.get(&name).cloned() {
                    let lo = range.lo.as_ref().map(|bound| self.builder.embed(bound));
                    let hi = range.hi.as_ref().map(|bound| self.builder.embed(bound));
                    *expr = if range.inclusive { parse_quote!((#lo..=#hi)) } else { parse_quote!((#lo..#hi)) };
                } else if let Some(place) = self.lowerer.places.get(&name).cloned() {
                    let hole = self.builder.hole(place, false, path.span());
                    *expr = parse_quote!((&#hole));
                } else if let Some(var) = self.lowerer.names.get(&name).copied() {
                    *expr = self.hole(var, path.span());
                }
            }
            // `*x`, `x.method()`, `x[i]` of a name that stands for a place.
            Syntax::Unary(unary) if matches!(unary.op, syn::UnOp::Deref(_)) && self.lowerer.is_substituted(&unary.expr) => {
                let place = self.lowerer.place(&unary.expr);
                *expr = self.builder.hole(place, false, unary.op.span());
            }
            Syntax::MethodCall(call) if self.lowerer.is_substituted(&call.receiver) => {
                let place = self.lowerer.place(&call.receiver);
                *call.receiver = self.builder.hole(place, false, call.method.span());
                call.args.iter_mut().for_each(|argument| self.visit_expr_mut(argument));
            }
            Syntax::Index(index) if self.lowerer.is_substituted(&index.expr) => {
                let place = self.lowerer.place(&index.expr);
                *index.expr = self.builder.hole(place, false, index.bracket_token.span.join());
                self.visit_expr_mut(&mut index.index);
            }
            Syntax::Call(call) if macros::is_macro_call(&call.attrs) => {
                for argument in &mut call.args {
                    match argument {
                        Syntax::Assign(named) => self.visit_expr_mut(&mut named.right),
                        argument => self.visit_expr_mut(argument),
                    }
                }
            }
            Syntax::Macro(mac) => mac.mac.tokens = self.tokens(mac.mac.tokens.clone()),
            other => visit_mut::visit_expr_mut(self, other),
        }
    }
}
