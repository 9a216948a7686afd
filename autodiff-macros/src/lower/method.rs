//! Method calls: rules of floats, copies, slices, and everything that is a call of an unknown method.

use syn::spanned::Spanned;
use syn::{Expr as Syntax, ExprMethodCall, Ident};

use super::{Lowerer, constant, node, read, unit};
use crate::ir::{Argument, Call, Callee, Expr, ExprKind, Float, Iteration, LoopKind, Place, Projection, Statement, Template, Ty};
use crate::rules::{self, FloatMethod, inactive};

/// Float literals among the arguments of a rule get their type, since a partial may call a method on them: `2.0_f64`.
pub(super) fn settle_literals(rule: &rules::ScalarRule, values: &mut [Expr], ty: &Ty) {
    let suffix = match ty {
        Ty::Float(Float::F32) => "f32",
        Ty::Float(Float::F64) => "f64",
        _ => return,
    };
    let texts: Vec<&str> = rule
        .partials
        .iter()
        .map(|partial| match partial {
            rules::Partial::Factor(text) | rules::Partial::Gate(text) => *text,
            rules::Partial::Zero => "",
        })
        .collect();
    for (value, name) in values.iter_mut().zip(rule.arguments) {
        if !texts.iter().any(|text| text.contains(&format!("{name}."))) {
            continue;
        }
        let ExprKind::Const(tokens) = &mut value.kind else { continue };
        if let Ok(syn::Lit::Float(literal)) = syn::parse2::<syn::Lit>(tokens.clone())
            && literal.suffix().is_empty()
        {
            let digits = literal.base10_digits();
            let zero = if digits.ends_with('.') { "0" } else { "" };
            let typed = syn::LitFloat::new(&format!("{digits}{zero}_{suffix}"), literal.span());
            *tokens = quote::quote!(#typed);
        }
    }
}

/// Cause and help for a method of floats that std does not have, or that is not in the tables.
pub(super) fn no_float_rule(name: &Ident) -> (String, String) {
    (
        format!("`{name}` has no derivative rule"),
        format!("if none is wanted, mark the statement: `#[constant] let value = x.{name}(…);`; else call a `#[differentiable]` function"),
    )
}

impl Lowerer<'_> {
    pub(super) fn method_call(&mut self, expr: &Syntax, call: &ExprMethodCall, dropped: bool) -> Expr {
        let name = call.method.to_string();
        let span = expr.span();
        let ty = self.types.ty(expr);
        let receiver = self.types.ty(&call.receiver).behind_references().clone();
        if matches!(name.as_str(), "clone" | "to_owned" | "to_vec") && call.args.is_empty() && !ty.is_inert() {
            return self.copied(call, ty, span);
        }
        if let Some(done) = self.slice_statement(call, &name, &receiver) {
            return done;
        }
        if receiver.is_inert() && dropped {
            return self.opaque_statement(expr);
        }
        // What `template` takes in itself.
        let known = receiver.is_scalar() || receiver.is_inert() || inactive::is_shape_method(&name) || inactive::is_pure_inert_method(&name);
        if ty.is_inert() && known && !matches!(receiver, Ty::Unknown) && !(dropped && matches!(ty, Ty::Unit)) {
            return self.inert(expr);
        }
        // The length of a call's result, whose type only rustc knows.
        let own = self.types.is_struct(&call.receiver);
        if inactive::is_shape_method(&name) && call.args.is_empty() && self.is_place(&call.receiver) && !own {
            return self.inert(expr);
        }
        if super::iterate::is_chain(call) && !own {
            if ty.is_inert() {
                return self.inert(expr);
            }
            return self.refuse_of(
                &call.receiver,
                &call.method,
                format!("the iterator method `{name}` is not supported yet here"),
                "write a `for` loop",
            );
        }
        match &receiver {
            Ty::Float(_) | Ty::Unknown if !own => {
                if let Some(value) = self.float_method(expr, call, &receiver) {
                    return value;
                }
            }
            Ty::Vec(_) | Ty::Slice(_) | Ty::Array(..) if is_container_method(&name) => {
                let (cause, help) = (format!("`{name}` on a collection of floats is not supported yet"), container_help(&name));
                return self.refuse_of(&call.receiver, &call.method, cause, help);
            }
            _ => {}
        }
        if self.is_view_call(call) {
            return self.read_place(expr);
        }
        self.unknown_method(call, ty, span, dropped)
    }

    fn is_view_call(&self, call: &ExprMethodCall) -> bool {
        self.is_place(&Syntax::MethodCall(call.clone()))
    }

    fn float_method(&mut self, expr: &Syntax, call: &ExprMethodCall, receiver: &Ty) -> Option<Expr> {
        let name = call.method.to_string();
        let found = rules::float_method(&name, call.args.len() + 1);
        match found {
            Some(FloatMethod::Rule(rule)) => {
                let mut operands: Vec<&Syntax> = vec![&call.receiver];
                operands.extend(call.args.iter());
                let mut values = self.operand_list(&operands);
                let ty = match self.types.ty(expr) {
                    Ty::Unknown => values[0].ty.clone(),
                    ty => ty,
                };
                settle_literals(rule, &mut values, &ty);
                Some(node(ExprKind::Rule(rule, values), ty, expr.span()))
            }
            Some(FloatMethod::SinCos) => Some(self.sin_cos(&call.receiver, expr.span())),
            Some(FloatMethod::Inert | FloatMethod::Refused(_)) if receiver.is_float() => Some(self.inert(expr)),
            Some(FloatMethod::Inert) if inactive::inert_float_result(&name) || self.types.ty(expr).is_inert() => Some(self.inert(expr)),
            None if receiver.is_float() => Some(self.inert(expr)),
            Some(FloatMethod::Inert | FloatMethod::Refused(_)) | None => None,
        }
    }

    pub(super) fn sin_cos(&mut self, receiver: &Syntax, span: proc_macro2::Span) -> Expr {
        let mut value = self.value(receiver);
        if !matches!(value.kind, ExprKind::Const(_) | ExprKind::Read(_)) {
            let ty = value.ty.clone();
            let var = self.temporary("angle", value);
            value = read(Place::var(var), ty, span);
        }
        let ty = value.ty.clone();
        let rule = |name| rules::scalar::find(name).expect("the table has sin and cos");
        let sin = node(ExprKind::Rule(rule("sin"), vec![value.clone()]), ty.clone(), span);
        let cos = node(ExprKind::Rule(rule("cos"), vec![value]), ty.clone(), span);
        node(ExprKind::Tuple(vec![sin, cos]), Ty::Tuple(vec![ty.clone(), ty]), span)
    }

    /// `x.clone()`, `x.to_vec()`
    fn copied(&mut self, call: &ExprMethodCall, ty: Ty, span: proc_macro2::Span) -> Expr {
        if matches!(ty, Ty::Ref(..)) {
            return self.read_place(&call.receiver);
        }
        let value = self.value_of_place(&call.receiver);
        if ty.is_scalar() {
            return value;
        }
        match value.kind {
            // Through references a copy of the whole is meant: `x.clone()` on `x: &Vec<f64>`.
            ExprKind::Read(mut place) => {
                while matches!(place.path.last(), Some(Projection::Deref)) {
                    place.path.pop();
                }
                node(ExprKind::Clone(place, call.method.clone()), ty, span)
            }
            _ => value,
        }
    }

    fn value_of_place(&mut self, expr: &Syntax) -> Expr {
        if self.is_place(expr) { self.read_place(expr) } else { self.value(expr) }
    }

    /// Methods of slices that are statements: `swap`, `fill`, `copy_from_slice`.
    fn slice_statement(&mut self, call: &ExprMethodCall, name: &str, receiver: &Ty) -> Option<Expr> {
        let known = matches!(receiver, Ty::Vec(_) | Ty::Slice(_) | Ty::Array(..));
        let span = call.method.span();
        match (name, call.args.len()) {
            ("swap", 2) if known || matches!(receiver, Ty::Unknown) && self.is_place(&call.receiver) => {
                let place = self.place(&call.receiver);
                let [i, j] = [&call.args[0], &call.args[1]].map(|index| self.integer(index));
                let a = place.clone().then(Projection::Index(Box::new(i)));
                let b = place.then(Projection::Index(Box::new(j)));
                self.push(Statement::Swap { a, b });
            }
            ("copy_from_slice" | "clone_from_slice", 1) if known || self.is_place(&call.receiver) => {
                let to = self.place(&call.receiver);
                let before = self.out.len();
                let from = self.place(&call.args[0]);
                let to = if self.out.len() > before { self.protected_place(to, before) } else { to };
                let from = if self.same_owner(&to, &from) { self.part_of(from, &Ty::Slice(Box::new(Ty::Unknown)), span) } else { from };
                self.push(Statement::CopyFrom { to, from });
            }
            ("fill", 1) if known => self.fill(call),
            _ => return None,
        }
        Some(unit(span))
    }

    /// `place.fill(value)` as `for position in 0..place.len() { place[position] = value; }`
    fn fill(&mut self, call: &ExprMethodCall) {
        let span = call.method.span();
        let place = self.place(&call.receiver);
        let place = self.freeze(place);
        let mut value = self.value(&call.args[0]);
        if !matches!(value.kind, ExprKind::Const(_)) {
            let ty = value.ty.clone();
            let var = self.temporary("filling", value);
            value = read(Place::var(var), ty, span);
        }
        let trips = self.length_of(&place, span);
        let trips = match trips.kind {
            ExprKind::Const(_) => trips,
            _ => {
                let var = self.temporary("trips", trips);
                read(Place::var(var), usize_ty(), span)
            }
        };
        let counter = self.fresh_var("position", span, usize_ty(), false);
        let at = read(Place::var(counter), usize_ty(), span);
        let assign = Statement::Assign { place: place.then(Projection::Index(Box::new(at))), value };
        let ident = self.vars[counter.0].ident.clone();
        let mut builder = super::template::Builder::new();
        let hi = builder.embed(&trips);
        let iterator = Template { syntax: syn::parse_quote!(0..#hi), holes: builder.holes, pure: false };
        let iteration = Iteration::Range { var: Some(counter), bounds: Some((constant(quote::quote!(0), usize_ty(), span), trips.clone())) };
        let header = crate::ir::ForLoop { pattern: syn::parse_quote!(#ident), iterator, iteration, trips: Some(trips) };
        let id = self.loop_count;
        self.loop_count += 1;
        self.out.push(super::raw::Raw::Loop { id, kind: Box::new(LoopKind::For(header)), body: vec![super::raw::Raw::Plain(assign)] });
    }

    /// A call of a method that is not known here; the receiver is the first argument.
    fn unknown_method(&mut self, call: &ExprMethodCall, ty: Ty, span: proc_macro2::Span, dropped: bool) -> Expr {
        let receiver = if self.is_place(&call.receiver) {
            let place = self.place(&call.receiver);
            // What the method takes `self` by, only rustc knows: it may change what can be changed.
            let owner = &self.vars[super::raw::owner(&self.vars, place.root).0];
            let changing = crate::registry::method(&call.method.to_string()).is_none_or(|method| method.exclusive);
            let exclusive = changing && (owner.mutable || matches!(owner.ty, Ty::Ref(true, _)));
            if exclusive { Argument::Exclusive(place) } else { Argument::Shared(place) }
        } else {
            let mut value = self.value(&call.receiver);
            if let ExprKind::Const(tokens) = &value.kind {
                // It may be a static, which cannot be moved.
                value.kind = ExprKind::Const(quote::quote!(&#tokens));
                value.ty = Ty::Ref(false, Box::new(value.ty));
            }
            Argument::Shared(Place::var(self.temporary("receiver", value)))
        };
        let mut arguments = vec![receiver];
        self.arguments(call.args.iter(), &mut arguments);
        self.share_receiver(&mut arguments);
        let turbofish = call.turbofish.as_ref().map(quote::ToTokens::to_token_stream);
        let callee = Callee::Method { name: call.method.clone(), turbofish };
        let dest = (!dropped).then(|| self.fresh_var("value", span, ty.clone(), false));
        let after = self.separate(&mut arguments);
        self.push(Statement::Call(Box::new(Call { dest, callee, arguments, span: call.method.span() })));
        after.into_iter().for_each(|statement| self.push(statement));
        match dest {
            Some(dest) => read(Place::var(dest), ty, span),
            None => unit(span),
        }
    }

    /// A receiver that another argument borrows too is not changed by the method.
    fn share_receiver(&self, arguments: &mut [Argument]) {
        let Some((Argument::Exclusive(receiver), rest)) = arguments.split_first() else { return };
        let borrowed_too = rest.iter().any(|argument| match argument {
            Argument::Shared(place) | Argument::Exclusive(place) => {
                self.same_owner(place, receiver) && !super::call::disjoint_fields(place, receiver)
            }
            Argument::Value(_) => false,
        });
        if borrowed_too {
            arguments[0] = Argument::Shared(receiver.clone());
        }
    }

    /// An expression for its effect on what carries no derivative: `indices.push(i);`
    pub(super) fn opaque_statement(&mut self, expr: &Syntax) -> Expr {
        let mut builder = super::template::Builder::new();
        let mut syntax = self.opaque(expr, &mut builder);
        super::macros::restore(&mut syntax);
        let template = Template { syntax, holes: builder.holes, pure: false };
        self.push(Statement::Opaque { template, diverges: false });
        unit(expr.span())
    }

    /// `place.len()`
    pub(super) fn length_of(&mut self, place: &Place, span: proc_macro2::Span) -> Expr {
        let mut builder = super::template::Builder::new();
        let shape_only = !self.may_grow(place);
        let hole = builder.hole(place.clone(), shape_only, span);
        builder.finish(syn::parse_quote!(#hole.len()), Ty::Int(Some(quote::quote!(usize))), span)
    }

    /// `mem::take` leaves the default.
    pub(super) fn default_value(ty: &Ty, span: proc_macro2::Span) -> Option<Expr> {
        match ty {
            Ty::Float(Float::F32 | Float::F64 | Float::Infer) | Ty::Int(_) | Ty::Bool => super::definite::zero(ty, span),
            Ty::Vec(_) => Some(node(ExprKind::List { items: Vec::new(), vec: true }, ty.clone(), span)),
            _ => None,
        }
    }

    pub(super) fn unit_constant(span: proc_macro2::Span) -> Expr {
        constant(quote::quote!(()), Ty::Unit, span)
    }
}

fn usize_ty() -> Ty {
    Ty::Int(Some(quote::quote!(usize)))
}

/// Methods of collections that wait for a later version.
fn is_container_method(name: &str) -> bool {
    matches!(
        name,
        "push"
            | "pop"
            | "insert"
            | "remove"
            | "resize"
            | "truncate"
            | "extend"
            | "extend_from_slice"
            | "clear"
            | "sort"
            | "sort_by"
            | "sort_unstable_by"
            | "reverse"
            | "rotate_left"
            | "rotate_right"
            | "first"
            | "last"
            | "get"
            | "get_mut"
            | "first_mut"
            | "last_mut"
            | "append"
            | "drain"
            | "retain"
            | "dedup"
            | "concat"
            | "join"
            | "split_first"
            | "split_last"
            | "split_off"
            | "map"
            | "sum"
            | "copy_within"
            | "chunks"
            | "windows"
            | "iter"
            | "iter_mut"
            | "into_iter"
            | "swap_with_slice"
            | "as_ptr"
            | "as_mut_ptr"
            | "fill_with"
            | "select_nth_unstable_by"
            | "split_at"
            | "split_at_mut"
            | "swap_remove"
            | "leak"
            | "into_boxed_slice"
            | "as_chunks"
    )
}

fn container_help(name: &str) -> &'static str {
    match name {
        "push" | "extend" | "extend_from_slice" | "insert" | "append" | "resize" => {
            "make it with its final length, `vec![0.0; n]`, and assign the elements"
        }
        "first" | "get" => "write `x[0]`, `x[i]`",
        "last" => "write `x[x.len() - 1]`",
        "split_at" | "split_at_mut" => "write `let (a, b) = x.split_at(n);`",
        "reverse" | "rotate_left" | "rotate_right" | "copy_within" => "write a `for` loop with `swap(i, j)` or assignments",
        "pop" | "remove" | "truncate" | "clear" | "drain" | "retain" | "dedup" => "keep the length, and count how many elements are in use",
        "as_ptr" | "as_mut_ptr" => "a pointer has no derivative: index the slice",
        _ => "write a `for` loop with indices",
    }
}
