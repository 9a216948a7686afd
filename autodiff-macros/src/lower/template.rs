//! Templates: expressions without a derivative, as the user's syntax with holes for what is read.

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::visit_mut::VisitMut;
use syn::{BinOp, Expr as Syntax, parse_quote};

use super::rename::hole_ident;
use super::{Dest, Lowerer, constant, macros, node, peel, raw, read};
use crate::ir::{Expr, ExprKind, Hole, Place, Projection, Statement, Template, Ty, VarKind};
use crate::parse::spelling;
use crate::rules::{self, FloatMethod, inactive};

/// A template in the making.
pub(super) struct Builder {
    pub(super) holes: Vec<Hole>,
    pub(super) pure: bool,
    /// Cause and help, if something in it has no derivative rule.
    pub(super) foreign: Option<(String, String, proc_macro2::Span)>,
    /// Names bound inside the template: by the patterns of a `match`.
    pub(super) bound: BTreeSet<String>,
}

impl Builder {
    pub(super) fn new() -> Self {
        Builder { holes: Vec::new(), pure: true, foreign: None, bound: BTreeSet::new() }
    }

    pub(super) fn hole(&mut self, place: Place, shape_only: bool, span: proc_macro2::Span) -> Syntax {
        let ident = hole_ident(self.holes.len(), span);
        self.holes.push(Hole { place, shape_only });
        parse_quote!(#ident)
    }

    /// The finished template as an expression; bare reads and constants are no templates.
    pub(super) fn finish(self, mut syntax: Syntax, ty: Ty, span: proc_macro2::Span) -> Expr {
        macros::restore(&mut syntax);
        if let Some((cause, help, span)) = self.foreign {
            let template = Template { syntax, holes: self.holes, pure: false };
            return node(ExprKind::Foreign { template, cause, help }, ty, span);
        }
        let kind = match (&peel(&syntax), &self.holes[..]) {
            (Syntax::Path(path), [hole]) if path.path.is_ident(&Template::hole_name(0)) && !hole.shape_only => ExprKind::Read(hole.place.clone()),
            (Syntax::Lit(_) | Syntax::Path(_), []) => {
                let syntax = peel(&syntax);
                ExprKind::Const(quote::quote!(#syntax))
            }
            _ => ExprKind::Inert(Template { syntax, holes: self.holes, pure: self.pure }),
        };
        node(kind, ty, span)
    }

    /// Puts a lowered integer expression into the syntax of this template.
    pub(super) fn embed(&mut self, expr: &Expr) -> Syntax {
        match &expr.kind {
            ExprKind::Const(tokens) => syn::parse2(tokens.clone()).unwrap_or_else(|_| parse_quote!(0)),
            ExprKind::Read(place) => self.hole(place.clone(), false, expr.span),
            ExprKind::Inert(template) => {
                let syntax = self.absorb(template.syntax.clone(), template.holes.clone(), template.pure);
                parenthesised(syntax)
            }
            _ => {
                self.pure = false;
                parse_quote!(0)
            }
        }
    }

    /// Takes over the holes of another template.
    pub(super) fn absorb(&mut self, mut syntax: Syntax, holes: Vec<Hole>, pure: bool) -> Syntax {
        struct Shift(usize);
        impl VisitMut for Shift {
            fn visit_ident_mut(&mut self, ident: &mut proc_macro2::Ident) {
                if let Some(index) = ident.to_string().strip_prefix("__hole_").and_then(|text| text.parse::<usize>().ok()) {
                    *ident = hole_ident(index + self.0, ident.span());
                }
            }

            fn visit_macro_mut(&mut self, mac: &mut syn::Macro) {
                mac.tokens = shift_tokens(mac.tokens.clone(), self.0);
            }
        }
        let offset = self.holes.len();
        if offset > 0 {
            Shift(offset).visit_expr_mut(&mut syntax);
        }
        self.holes.extend(holes);
        self.pure &= pure;
        syntax
    }
}

fn shift_tokens(tokens: TokenStream, by: usize) -> TokenStream {
    tokens
        .into_iter()
        .map(|token| match token {
            TokenTree::Ident(ident) => match ident.to_string().strip_prefix("__hole_").and_then(|text| text.parse::<usize>().ok()) {
                Some(index) => TokenTree::Ident(hole_ident(index + by, ident.span())),
                None => TokenTree::Ident(ident),
            },
            TokenTree::Group(group) => {
                let mut shifted = proc_macro2::Group::new(group.delimiter(), shift_tokens(group.stream(), by));
                shifted.set_span(group.span());
                TokenTree::Group(shifted)
            }
            other => other,
        })
        .collect()
}

impl Lowerer<'_> {
    /// An expression of a type without derivative.
    pub(super) fn inert(&mut self, expr: &Syntax) -> Expr {
        let ty = self.types.ty(expr);
        if self.hoisting.contains(&std::ptr::from_ref(expr)) {
            // Neither a template nor a value: better refused than turned in circles.
            return self.refused(
                expr,
                format!("`{}` is not supported here", spelling(expr)),
                "bind it by `#[constant] let value = …;` if no derivative is wanted",
            );
        }
        let mut builder = Builder::new();
        let syntax = self.template(expr, &mut builder);
        builder.finish(syntax, ty, expr.span())
    }

    /// Syntax of the template of an expression; what cannot stand in one is evaluated before, into a variable.
    pub(super) fn template(&mut self, expr: &Syntax, builder: &mut Builder) -> Syntax {
        match expr {
            Syntax::Paren(inner) if macros::is_dbg(&inner.attrs) => self.hoist(expr, builder),
            Syntax::Paren(inner) => {
                let syntax = self.template(&inner.expr, builder);
                if matches!(syntax, Syntax::Path(_) | Syntax::Lit(_) | Syntax::Paren(_)) {
                    return syntax;
                }
                Syntax::Paren(syn::ExprParen { expr: Box::new(syntax), ..inner.clone() })
            }
            Syntax::Group(inner) => self.template(&inner.expr, builder),
            Syntax::Lit(_) => expr.clone(),
            Syntax::Path(path) => self.path_template(expr, path, builder),
            Syntax::Unary(unary) if !matches!(unary.op, syn::UnOp::Deref(_)) => {
                let operand = self.template(&unary.expr, builder);
                Syntax::Unary(syn::ExprUnary { expr: Box::new(operand), ..unary.clone() })
            }
            Syntax::Index(_) | Syntax::Field(_) | Syntax::Unary(_) => self.place_hole(expr, builder),
            Syntax::Binary(binary) => self.binary_template(expr, binary, builder),
            Syntax::Cast(cast) => {
                let operand = self.template(&cast.expr, builder);
                Syntax::Cast(syn::ExprCast { expr: Box::new(operand), ..cast.clone() })
            }
            Syntax::Tuple(tuple) => {
                let elems = tuple.elems.iter().map(|element| self.template(element, builder)).collect();
                Syntax::Tuple(syn::ExprTuple { elems, ..tuple.clone() })
            }
            Syntax::Array(array) => {
                let elems = array.elems.iter().map(|element| self.template(element, builder)).collect();
                builder.pure &= !macros::is_vec(&array.attrs);
                Syntax::Array(syn::ExprArray { elems, ..array.clone() })
            }
            Syntax::Repeat(repeat) => {
                let item = self.template(&repeat.expr, builder);
                let len = self.template(&repeat.len, builder);
                builder.pure &= !macros::is_vec(&repeat.attrs);
                Syntax::Repeat(syn::ExprRepeat { expr: Box::new(item), len: Box::new(len), ..repeat.clone() })
            }
            Syntax::Range(range) => {
                let start = range.start.as_ref().map(|bound| Box::new(self.template(bound, builder)));
                let end = range.end.as_ref().map(|bound| Box::new(self.template(bound, builder)));
                Syntax::Range(syn::ExprRange { start, end, ..range.clone() })
            }
            Syntax::Reference(reference) => {
                let inner = self.template(&reference.expr, builder);
                Syntax::Reference(syn::ExprReference { expr: Box::new(inner), ..reference.clone() })
            }
            Syntax::If(branch) if self.is_plain_choice(expr) => self.if_template(branch, builder),
            Syntax::Match(choice) if self.is_plain_choice(expr) => match self.match_template(choice, builder) {
                Some(syntax) => syntax,
                None => expr.clone(),
            },
            Syntax::MethodCall(call) => self.method_template(expr, call, builder),
            Syntax::Call(call) => self.call_template(expr, call, builder),
            Syntax::Macro(mac) if mac.mac.path.segments.last().is_some_and(|segment| inactive::is_constant_macro(&segment.ident.to_string())) => {
                expr.clone()
            }
            Syntax::Macro(mac) => {
                let name = spelling(&mac.mac.path);
                self.foreign(
                    builder,
                    mac.mac.path.span(),
                    format!("the macro `{name}!` hides what it computes"),
                    format!("write the expression out, or `#[constant] let value = {name}!(…);` if no derivative is wanted"),
                );
                self.opaque(expr, builder)
            }
            _ => self.hoist(expr, builder),
        }
    }

    /// `if n > 3 { n } else { 3 }`
    fn if_template(&mut self, branch: &syn::ExprIf, builder: &mut Builder) -> Syntax {
        let condition = self.template(&branch.cond, builder);
        let then = match tail_of(&branch.then_branch) {
            Some(tail) => self.template(tail, builder),
            None => parse_quote!(()),
        };
        let otherwise = branch.else_branch.as_ref().map(|(_, otherwise)| match &**otherwise {
            Syntax::Block(block) => tail_of(&block.block).map_or_else(|| parse_quote!(()), |tail| self.template(tail, builder)),
            otherwise => self.template(otherwise, builder),
        });
        parse_quote!(if #condition { #then } else { #otherwise })
    }

    /// A branch between integers, bools or chars in which nothing needs a statement: it stays an expression.
    pub(super) fn is_plain_choice(&mut self, expr: &Syntax) -> bool {
        if !matches!(self.types.ty(expr), Ty::Int(_) | Ty::Bool | Ty::Char) {
            return false;
        }
        match peel(expr) {
            Syntax::If(branch) => {
                let Some((_, otherwise)) = &branch.else_branch else { return false };
                let otherwise = match &**otherwise {
                    Syntax::Block(block) => tail_of(&block.block).is_some_and(|tail| self.is_simple(tail)),
                    otherwise => self.is_plain_choice(otherwise),
                };
                otherwise && self.is_simple(&branch.cond) && tail_of(&branch.then_branch).is_some_and(|tail| self.is_simple(tail))
            }
            Syntax::Match(choice) => {
                choice.arms.iter().all(|arm| self.is_simple(&arm.body) && arm.guard.as_ref().is_none_or(|(_, guard)| self.is_simple(guard)))
            }
            _ => false,
        }
    }

    /// Something without a rule, at the token of `span`.
    fn foreign(&mut self, builder: &mut Builder, span: proc_macro2::Span, cause: String, help: String) {
        builder.foreign.get_or_insert((cause, help, span));
    }

    fn path_template(&mut self, expr: &Syntax, path: &syn::ExprPath, builder: &mut Builder) -> Syntax {
        let Some(name) = path.path.get_ident().map(ToString::to_string) else { return expr.clone() };
        if builder.bound.contains(&name) {
            return expr.clone();
        }
        if let Some(range) = self.ranges.get(&name).cloned() {
            let lo = range.lo.as_ref().map(|bound| builder.embed(bound));
            let hi = range.hi.as_ref().map(|bound| builder.embed(bound));
            return if range.inclusive { parse_quote!((#lo..=#hi)) } else { parse_quote!((#lo..#hi)) };
        }
        if self.is_local(&name) { self.place_hole(expr, builder) } else { expr.clone() }
    }

    /// A hole for a place, references to scalars followed.
    fn place_hole(&mut self, expr: &Syntax, builder: &mut Builder) -> Syntax {
        let before = self.out.len();
        let (mut place, ty) = self.place_and_type(expr);
        match ty.behind_references() {
            ty_of if ty_of.is_scalar() => {
                self.follow(&mut place, ty);
            }
            // Texts cannot be kept for the reverse sweep.
            Ty::Inert => builder.pure = false,
            _ => {}
        }
        self.protect_holes(builder, before);
        builder.hole(place, false, expr.span())
    }

    /// Evaluates an expression before the template and leaves a hole for its result.
    pub(super) fn hoist(&mut self, expr: &Syntax, builder: &mut Builder) -> Syntax {
        let before = self.out.len();
        self.hoisting.push(expr);
        let value = self.value(expr);
        self.hoisting.pop();
        self.hole_for(value, before, builder)
    }

    fn hole_for(&mut self, value: Expr, before: usize, builder: &mut Builder) -> Syntax {
        let span = value.span;
        let syntax = match value.kind {
            ExprKind::Const(tokens) => {
                self.protect_holes(builder, before);
                return syn::parse2(tokens).unwrap_or_else(|_| parse_quote!(()));
            }
            ExprKind::Read(place) => place,
            _ => Place::var(self.temporary("value", value)),
        };
        self.protect_holes(builder, before);
        builder.hole(syntax, false, span)
    }

    /// Holes made so far are read before the statements from `before` on, which may change them.
    fn protect_holes(&mut self, builder: &mut Builder, before: usize) {
        if self.out.len() == before {
            return;
        }
        let written = raw::writes(&self.vars, &self.out[before..]);
        let mut at = before;
        for hole in &mut builder.holes {
            let mut owners = BTreeSet::new();
            raw::place_reads(&self.vars, &hole.place, !hole.shape_only, &mut owners);
            if !owners.is_disjoint(&written) {
                let span = self.vars[hole.place.root.0].ident.span();
                let mut value = read(hole.place.clone(), Ty::Unknown, span);
                if hole.place.path.is_empty() {
                    value.ty = self.vars[hole.place.root.0].ty.clone();
                }
                self.insert_temporary(&mut value, &mut at);
                if let ExprKind::Read(place) = value.kind {
                    hole.place = place;
                }
            }
        }
    }

    fn binary_template(&mut self, expr: &Syntax, binary: &syn::ExprBinary, builder: &mut Builder) -> Syntax {
        if super::statement::is_compound(&binary.op) {
            return self.hoist(expr, builder);
        }
        if !matches!(binary.op, BinOp::And(_) | BinOp::Or(_)) {
            let left = self.template(&binary.left, builder);
            let right = self.template(&binary.right, builder);
            return Syntax::Binary(syn::ExprBinary { left: Box::new(left), right: Box::new(right), ..binary.clone() });
        }
        // What the right side needs as statements runs only if the left side asks for it.
        let mut left_part = Builder { bound: builder.bound.clone(), ..Builder::new() };
        let before = self.out.len();
        let left = self.template(&binary.left, &mut left_part);
        self.protect_holes(builder, before);
        let mut right_part = Builder { bound: builder.bound.clone(), ..Builder::new() };
        let (right, statements) = self.capture(|this| this.template(&binary.right, &mut right_part));
        builder.foreign = builder.foreign.take().or(left_part.foreign.take()).or(right_part.foreign.take());
        if statements.is_empty() {
            let left = builder.absorb(left, left_part.holes, left_part.pure);
            let right = builder.absorb(right, right_part.holes, right_part.pure);
            return Syntax::Binary(syn::ExprBinary { left: Box::new(left), right: Box::new(right), ..binary.clone() });
        }
        let span = expr.span();
        let before = self.out.len();
        let var = self.fresh_var("both", span, Ty::Bool, false);
        let condition = left_part.finish(left, Ty::Bool, span);
        let right = right_part.finish(right, Ty::Bool, span);
        let assign = |value| raw::Raw::Plain(Statement::Assign { place: Place::var(var), value });
        let mut evaluated = statements;
        evaluated.push(assign(right));
        let is_and = matches!(binary.op, BinOp::And(_));
        let settled = vec![assign(constant(if is_and { quote::quote!(false) } else { quote::quote!(true) }, Ty::Bool, span))];
        let (then, otherwise) = if is_and { (evaluated, settled) } else { (settled, evaluated) };
        self.push(Statement::Declare { var, init: None });
        self.out.push(raw::Raw::If { condition, then, otherwise });
        self.protect_holes(builder, before);
        builder.hole(Place::var(var), false, span)
    }

    fn method_template(&mut self, expr: &Syntax, call: &syn::ExprMethodCall, builder: &mut Builder) -> Syntax {
        let name = call.method.to_string();
        let receiver_ty = self.types.ty(&call.receiver).behind_references().clone();
        if super::iterate::is_chain(call) && self.types.ty(expr).is_inert() {
            return self.opaque(expr, builder);
        }
        if self.types.is_struct(&call.receiver) && name != "clone" {
            return self.hoist(expr, builder);
        }
        if inactive::is_shape_method(&name) && call.args.is_empty() && self.is_place(&call.receiver) {
            let before = self.out.len();
            let place = self.place(&call.receiver);
            self.protect_holes(builder, before);
            let shape_only = !matches!(receiver_ty, Ty::Inert) && !self.may_grow(&place);
            let hole = builder.hole(place, shape_only, call.receiver.span());
            let question = syn::ExprMethodCall { receiver: Box::new(hole), ..call.clone() };
            if matches!(receiver_ty, Ty::Unknown) && name != "is_empty" {
                // A type of the user's may mean something else by the name: then rustc says so.
                let runtime = &self.runtime;
                let tokens = quote::quote_spanned!(call.method.span()=> #runtime::__private::length(#question));
                return syn::parse2(tokens).expect("a call was written");
            }
            return Syntax::MethodCall(question);
        }
        match &receiver_ty {
            Ty::Float(_) => match rules::float_method(&name, call.args.len() + 1) {
                Some(FloatMethod::Rule(_) | FloatMethod::SinCos) => {}
                Some(FloatMethod::Inert) => builder.pure &= name != "to_string",
                Some(FloatMethod::Refused(refusal)) => self.foreign(builder, call.method.span(), refusal.cause.to_owned(), refusal.help.to_owned()),
                None if name == "clone" || name == "to_owned" => {}
                None => {
                    let (cause, help) = super::method::no_float_rule(&call.method);
                    self.foreign(builder, call.method.span(), cause, help);
                }
            },
            Ty::Int(_) | Ty::Bool | Ty::Char => builder.pure &= inactive::is_pure_inert_method(&name),
            Ty::Unknown => {
                let known = rules::float_method(&name, call.args.len() + 1).is_some() || inactive::is_pure_inert_method(&name);
                if !known {
                    return self.hoist(expr, builder);
                }
            }
            ty if ty.is_inert() => builder.pure &= matches!(name.as_str(), "contains" | "len" | "is_empty"),
            _ if self.types.ty(expr).is_inert() && inactive::is_pure_inert_method(&name) => builder.pure = false,
            _ => return self.hoist(expr, builder),
        }
        let receiver = self.template(&call.receiver, builder);
        let receiver = parenthesised(receiver);
        let args = call
            .args
            .iter()
            .map(|argument| match argument {
                Syntax::Closure(_) => self.opaque(argument, builder),
                _ => self.template(argument, builder),
            })
            .collect();
        Syntax::MethodCall(syn::ExprMethodCall { receiver: Box::new(receiver), args, ..call.clone() })
    }

    /// Whether the length of the place may change: a `Vec` of integers that is pushed to.
    pub(super) fn may_grow(&self, place: &Place) -> bool {
        let var = &self.vars[place.root.0];
        var.mutable && place.path.is_empty() && matches!(var.kind, VarKind::Local) && matches!(&var.ty, Ty::Vec(item) if item.is_inert())
    }

    fn call_template(&mut self, expr: &Syntax, call: &syn::ExprCall, builder: &mut Builder) -> Syntax {
        let Syntax::Path(path) = &*call.func else { return self.hoist(expr, builder) };
        if macros::is_macro_call(&call.attrs) {
            let name = super::call::segments(path).pop().unwrap_or_default();
            if name == "format" {
                return self.opaque(expr, builder);
            }
            return self.hoist(expr, builder);
        }
        let names = super::call::segments(path);
        let last = names.last().map_or("", String::as_str);
        let owner = names.iter().rev().nth(1).map_or("", String::as_str);
        let name_span = path.path.segments.last().map_or_else(|| path.span(), |segment| segment.ident.span());
        match (owner, last) {
            (_, "stop_gradient") if call.args.len() == 1 => return self.stopped(&call.args[0], builder),
            ("f64" | "f32", "from") => {}
            ("f64" | "f32", name) => match rules::float_method(name, call.args.len()) {
                Some(FloatMethod::Rule(_) | FloatMethod::SinCos) => {}
                Some(FloatMethod::Inert) => {}
                Some(FloatMethod::Refused(refusal)) => self.foreign(builder, name_span, refusal.cause.to_owned(), refusal.help.to_owned()),
                None => self.foreign(
                    builder,
                    name_span,
                    format!("`{owner}::{name}` has no derivative rule"),
                    "mark the statement if none is wanted: `#[constant] let value = …;`".to_owned(),
                ),
            },
            (int, name) if super::infer::is_int_name(int) => builder.pure &= inactive::is_pure_inert_method(name) || name == "from",
            (_, "Some" | "Ok" | "Err") if self.types.ty(expr).is_inert() || call.args.iter().all(|argument| self.types.ty(argument).is_inert()) => {}
            ("Vec", "new" | "with_capacity") => builder.pure = false,
            (std_type, _) if super::call::is_std_type(std_type) && call.args.iter().all(|argument| self.types.ty(argument).is_inert()) => {
                builder.pure = false
            }
            _ => return self.hoist(expr, builder),
        }
        let args = call.args.iter().map(|argument| self.template(argument, builder)).collect();
        Syntax::Call(syn::ExprCall { args, ..call.clone() })
    }

    /// An expression of a lowered integer computation: `make` gets the syntax of the operands.
    pub(super) fn computed(&mut self, operands: &[&Expr], make: impl FnOnce(&[Syntax]) -> Syntax) -> Expr {
        let mut builder = Builder::new();
        let parts: Vec<Syntax> = operands.iter().map(|operand| builder.embed(operand)).collect();
        let span = operands.first().map_or_else(proc_macro2::Span::mixed_site, |operand| operand.span);
        builder.finish(make(&parts), Ty::Int(Some(quote::quote!(usize))), span)
    }

    /// Assigns a lowered value.
    pub(super) fn assign_dest(&mut self, dest: &Dest, value: Expr) {
        match dest {
            Dest::Discard => {
                if matches!(value.kind, ExprKind::Foreign { .. }) {
                    self.temporary("unused", value);
                }
            }
            Dest::Var(var) => {
                if !matches!(self.vars[var.0].ty, Ty::Unit) {
                    self.push(Statement::Assign { place: Place::var(*var), value });
                }
            }
            Dest::Tuple(parts) => {
                let place = match value.kind {
                    ExprKind::Read(place) => place,
                    ExprKind::Tuple(items) if items.len() == parts.len() => {
                        for (part, item) in parts.iter().zip(items) {
                            self.assign_dest(part, item);
                        }
                        return;
                    }
                    _ => Place::var(self.temporary("tuple", value)),
                };
                for (index, part) in parts.iter().enumerate() {
                    let ty = self.dest_ty(part);
                    let span = self.vars[place.root.0].ident.span();
                    let field = place.clone().then(Projection::Field(syn::Member::from(index)));
                    self.assign_dest(part, read(field, ty, span));
                }
            }
        }
    }

    fn dest_ty(&self, dest: &Dest) -> Ty {
        match dest {
            Dest::Var(var) => self.vars[var.0].ty.clone(),
            Dest::Tuple(parts) => Ty::Tuple(parts.iter().map(|part| self.dest_ty(part)).collect()),
            Dest::Discard => Ty::Unknown,
        }
    }
}

/// The value of a block that is nothing else.
fn tail_of(block: &syn::Block) -> Option<&Syntax> {
    match &block.stmts[..] {
        [syn::Stmt::Expr(tail, None)] => Some(tail),
        _ => None,
    }
}

/// Parentheses where a method call or operator follows.
pub(super) fn parenthesised(syntax: Syntax) -> Syntax {
    match syntax {
        Syntax::Binary(_) | Syntax::Unary(_) | Syntax::Cast(_) | Syntax::Range(_) | Syntax::Reference(_) | Syntax::If(_) | Syntax::Match(_) => {
            parse_quote!((#syntax))
        }
        other => other,
    }
}
