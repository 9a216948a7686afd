//! Branches and loops.

use std::collections::BTreeSet;

use quote::{ToTokens, quote};
use syn::spanned::Spanned;
use syn::{Expr as Syntax, Pat};

use super::raw::{Jump, Raw};
use super::template::Builder;
use super::{Dest, LoopFrame, Lowerer, peel, read};
use crate::ir::{LoopKind, Place, Projection, Statement, Ty};

impl Lowerer<'_> {
    /// Evaluates an expression and puts its value somewhere.
    pub(super) fn into(&mut self, dest: &Dest, expr: &Syntax) {
        match expr {
            Syntax::Paren(inner) if !super::macros::is_dbg(&inner.attrs) => self.into(dest, &inner.expr),
            Syntax::Group(inner) => self.into(dest, &inner.expr),
            Syntax::Block(block) => match &block.label {
                Some(label) => self.labelled_block(dest, block, label),
                None => self.block_into(dest, &block.block),
            },
            Syntax::If(branch) => self.branch(dest, branch),
            Syntax::Match(choice) => self.choice(dest, choice),
            Syntax::Loop(looped) => self.endless(dest, looped),
            Syntax::While(looped) => self.while_loop(looped),
            Syntax::ForLoop(looped) => self.for_loop(looped),
            Syntax::Tuple(tuple) if matches!(dest, Dest::Tuple(parts) if parts.len() == tuple.elems.len()) => {
                let Dest::Tuple(parts) = dest else { return };
                for (part, element) in parts.iter().zip(&tuple.elems) {
                    self.into(part, element);
                }
            }
            other => match dest {
                Dest::Discard => self.discard(other),
                dest => {
                    let value = self.value(other);
                    if !super::typing::diverges(other) {
                        self.assign_dest(dest, value);
                    }
                }
            },
        }
    }

    pub(super) fn block_into(&mut self, dest: &Dest, block: &syn::Block) {
        if let Some(tail) = self.statements(block) {
            self.into(dest, tail);
        }
    }

    /// `'a: { … break 'a value … }`
    fn labelled_block(&mut self, dest: &Dest, block: &syn::ExprBlock, label: &syn::Label) {
        let id = self.enter(Some(label), dest.clone());
        self.loops.iter_mut().filter(|frame| frame.id == id).for_each(|frame| frame.is_block = true);
        let ((), body) = self.capture(|this| this.block_into(dest, &block.block));
        self.loops.pop();
        self.out.push(Raw::Once { id, body });
    }

    fn branch(&mut self, dest: &Dest, branch: &syn::ExprIf) {
        if let Some(token) = let_inside(&branch.cond) {
            self.refuse(token, "`if let` is not supported yet", "write a `match` on integers or bools, or an `if` with a comparison");
            return;
        }
        let condition = self.value(&branch.cond);
        let ((), then) = self.capture(|this| this.block_into(dest, &branch.then_branch));
        let ((), otherwise) = self.capture(|this| {
            if let Some((_, otherwise)) = &branch.else_branch {
                this.into(dest, otherwise);
            }
        });
        self.out.push(Raw::If { condition, then, otherwise });
    }

    fn enter(&mut self, label: Option<&syn::Label>, dest: Dest) -> usize {
        let id = self.loop_count;
        self.loop_count += 1;
        self.loops.push(LoopFrame { id, label: label.map(|label| label.name.to_string()), is_block: false, dest });
        id
    }

    fn leave(&mut self, id: usize, kind: LoopKind, body: Vec<Raw>) {
        self.loops.pop();
        self.out.push(Raw::Loop { id, kind: Box::new(kind), body });
    }

    fn endless(&mut self, dest: &Dest, looped: &syn::ExprLoop) {
        let id = self.enter(looped.label.as_ref(), dest.clone());
        let ((), body) = self.capture(|this| this.block_into(&Dest::Discard, &looped.body));
        self.leave(id, LoopKind::Endless, body);
    }

    fn while_loop(&mut self, looped: &syn::ExprWhile) {
        if let Some(token) = let_inside(&looped.cond) {
            self.refuse(token, "`while let` is not supported yet", "write a `while` with a comparison, or a `for` loop");
            return;
        }
        let id = self.enter(looped.label.as_ref(), Dest::Discard);
        let (condition, mut before) = self.capture(|this| this.value(&looped.cond));
        let ((), body) = self.capture(|this| this.block_into(&Dest::Discard, &looped.body));
        if before.is_empty() {
            return self.leave(id, LoopKind::While { condition }, body);
        }
        // What the condition needs as statements runs in each iteration.
        before.push(Raw::If { condition, then: Vec::new(), otherwise: vec![Raw::Jump(Jump::Break(id))] });
        before.extend(body);
        self.leave(id, LoopKind::Endless, before);
    }

    fn for_loop(&mut self, looped: &syn::ExprForLoop) {
        let Some((header, mut start)) = self.for_header(looped) else { return };
        let id = self.enter(looped.label.as_ref(), Dest::Discard);
        let ((), body) = self.capture(|this| this.block_into(&Dest::Discard, &looped.body));
        start.extend(body);
        self.leave(id, LoopKind::For(header), start);
    }

    /// The loop or block that a jump means.
    fn frame(&self, label: Option<&String>) -> Option<&LoopFrame> {
        self.loops.iter().rev().find(|frame| match label {
            None => !frame.is_block,
            Some(label) => frame.label.as_ref() == Some(label),
        })
    }

    pub(super) fn loop_of(&mut self, label: Option<&syn::Lifetime>) -> Option<usize> {
        let name = label.map(ToString::to_string);
        self.frame(name.as_ref()).map(|frame| frame.id)
    }

    pub(super) fn break_value(&mut self, out: &syn::ExprBreak) {
        let name = out.label.as_ref().map(ToString::to_string);
        let Some(frame) = self.frame(name.as_ref()) else { return };
        let (id, dest) = (frame.id, frame.dest.clone());
        if let Some(value) = &out.expr {
            self.into(&dest, value);
        }
        self.out.push(Raw::Jump(Jump::Break(id)));
    }

    pub(super) fn return_value(&mut self, out: &syn::ExprReturn) {
        match (&out.expr, self.returned) {
            (Some(value), Some(returned)) => self.into(&Dest::Var(returned), value),
            (Some(value), None) => self.discard(value),
            (None, _) => {}
        }
        self.out.push(Raw::Jump(Jump::Return));
    }

    /// `match`: a selector says which arm, and a chain of branches follows it.
    fn choice(&mut self, dest: &Dest, choice: &syn::ExprMatch) {
        let Some(target) = self.scrutinee(&choice.expr) else { return };
        let span = choice.match_token.span;
        for arm in &choice.arms {
            if !self.accept(&arm.pat, &target) {
                return;
            }
        }
        let mut arms = Vec::new();
        if let [only] = &choice.arms[..]
            && only.guard.is_none()
        {
            self.bind_arm(&only.pat, &target);
            return self.into(dest, &only.body);
        }
        let Some(selector) = self.selector(choice, &target) else { return };
        for arm in &choice.arms {
            let ((), body) = self.capture(|this| {
                this.bind_arm(&arm.pat, &target);
                this.into(dest, &arm.body);
            });
            arms.push(body);
        }
        let Some(mut otherwise) = arms.pop() else { return };
        for (index, then) in arms.into_iter().enumerate().rev() {
            let literal = proc_macro2::Literal::usize_unsuffixed(index);
            let mut builder = Builder::new();
            let hole = builder.hole(Place::var(selector), false, span);
            let condition = builder.finish(syn::parse_quote!(#hole == #literal), Ty::Bool, span);
            otherwise = vec![Raw::If { condition, then, otherwise }];
        }
        self.out.extend(otherwise);
    }

    /// What a `match` looks at: places of scalars, in the shape of a tuple.
    fn scrutinee(&mut self, expr: &Syntax) -> Option<Target> {
        match peel(expr) {
            Syntax::Tuple(tuple) => {
                let elements: Vec<&Syntax> = tuple.elems.iter().collect();
                let mut parts = Vec::new();
                for element in elements {
                    parts.push(self.scrutinee(element)?);
                }
                Some(Target::Parts(parts))
            }
            inner => {
                let ty = self.types.ty(inner).behind_references().clone();
                let supported = ty.is_plain() || matches!(ty, Ty::Inert | Ty::Unknown);
                if !supported {
                    self.refuse(
                        inner,
                        "a `match` on this type is not supported",
                        "match on integers, bools, chars, floats with guards, and tuples of them",
                    );
                    return None;
                }
                let value = self.value(inner);
                let ty = if matches!(ty, Ty::Unknown) { value.ty.clone() } else { ty };
                let place = match value.kind {
                    crate::ir::ExprKind::Read(place) if self.is_stable(&read(place.clone(), ty.clone(), inner.span())) => place,
                    _ => Place::var(self.temporary("matched", value)),
                };
                Some(Target::Place(place, ty))
            }
        }
    }

    /// Whether the pattern is of the language.
    fn accept(&mut self, pattern: &Pat, target: &Target) -> bool {
        let help = "match on numbers, ranges, bools, chars, constants, tuples of them, `|`, `@`, names and `_`";
        match pattern {
            Pat::Wild(_) | Pat::Lit(_) | Pat::Range(_) | Pat::Path(_) | Pat::Rest(_) => true,
            Pat::Paren(inner) => self.accept(&inner.pat, target),
            Pat::Reference(inner) => self.accept(&inner.pat, target),
            Pat::Or(or) => or.cases.iter().all(|case| self.accept(case, target)),
            Pat::Ident(ident) => {
                let whole_tuple = matches!(target, Target::Parts(_)) && !super::rename::looks_constant(&ident.ident);
                if whole_tuple || ident.by_ref.is_some() {
                    self.refuse(ident, "this name in a `match` is not supported", "name the components: `(a, b) => …`");
                    return false;
                }
                match &ident.subpat {
                    Some((_, inner)) => self.accept(inner, target),
                    None => true,
                }
            }
            Pat::Tuple(tuple) => {
                let parts = target.parts(tuple.elems.len());
                super::pattern::positions(&tuple.elems, parts.len()).into_iter().all(|(pattern, index)| match parts.get(index) {
                    Some(part) => self.accept(pattern, part),
                    None => true,
                })
            }
            other => {
                self.refuse(other, "this pattern is not supported in a `match`", help);
                false
            }
        }
    }

    /// Declares what the pattern of the chosen arm binds.
    fn bind_arm(&mut self, pattern: &Pat, target: &Target) {
        match pattern {
            Pat::Paren(inner) => self.bind_arm(&inner.pat, target),
            Pat::Reference(inner) => self.bind_arm(&inner.pat, target),
            Pat::Or(or) => {
                if let Some(first) = or.cases.first() {
                    self.bind_arm(first, target);
                }
            }
            Pat::Ident(ident) => {
                if !self.bindings.contains(&ident.ident.to_string()) {
                    return;
                }
                if let Target::Place(place, ty) = target {
                    let var = self.add_local(ident, None, false);
                    // By value, though the name may be a reference for the user.
                    while let Ty::Ref(_, inner) = self.vars[var.0].ty.clone() {
                        self.vars[var.0].ty = *inner;
                    }
                    self.push(Statement::Declare { var, init: Some(read(place.clone(), ty.clone(), ident.span())) });
                }
                if let Some((_, inner)) = &ident.subpat {
                    self.bind_arm(inner, target);
                }
            }
            Pat::Tuple(tuple) => {
                let parts = target.parts(tuple.elems.len());
                for (pattern, index) in super::pattern::positions(&tuple.elems, parts.len()) {
                    if let Some(part) = parts.get(index) {
                        self.bind_arm(pattern, part);
                    }
                }
            }
            _ => {}
        }
    }

    /// `match n { 0 => 1, k => k }` where nothing needs a statement.
    pub(super) fn match_template(&mut self, choice: &syn::ExprMatch, builder: &mut Builder) -> Option<Syntax> {
        let target = self.scrutinee(&choice.expr)?;
        if !choice.arms.iter().all(|arm| self.accept(&arm.pat, &target)) {
            return None;
        }
        let scrutinee = target.syntax(builder, choice.expr.span());
        let mut arms = proc_macro2::TokenStream::new();
        for arm in &choice.arms {
            let mut names = BTreeSet::new();
            let pattern = arm_pattern(&arm.pat, true, &self.bindings, &mut names);
            let outer = builder.bound.clone();
            builder.bound.extend(names);
            let guard = arm.guard.as_ref().map(|(_, guard)| {
                let guard = self.template(guard, builder);
                quote!(if #guard)
            });
            let body = self.template(&arm.body, builder);
            builder.bound = outer;
            arms.extend(quote!(#pattern #guard => #body,));
        }
        syn::parse2::<Syntax>(quote!(match #scrutinee { #arms })).ok()
    }

    /// `let selector = match (a, b) { pattern if guard => 0, … };`
    fn selector(&mut self, choice: &syn::ExprMatch, target: &Target) -> Option<crate::ir::VarId> {
        let span = choice.match_token.span;
        let mut builder = Builder::new();
        let scrutinee = target.syntax(&mut builder, choice.expr.span());
        let mut arms = proc_macro2::TokenStream::new();
        for (index, arm) in choice.arms.iter().enumerate() {
            let mut names = BTreeSet::new();
            let pattern = arm_pattern(&arm.pat, arm.guard.is_some(), &self.bindings, &mut names);
            let guard = match &arm.guard {
                None => quote!(),
                Some((_, guard)) => {
                    builder.bound = names;
                    let (guard, statements) = self.capture(|this| this.template(guard, &mut builder));
                    builder.bound = BTreeSet::new();
                    if !statements.is_empty() {
                        self.refuse(
                            arm.guard.as_ref().map(|(_, guard)| guard),
                            "a call in the guard of a `match` is not supported",
                            "evaluate it before the `match`, or put an `if` into the arm",
                        );
                        return None;
                    }
                    quote!(if #guard)
                }
            };
            let literal = proc_macro2::Literal::usize_suffixed(index);
            arms.extend(quote!(#pattern #guard => #literal,));
        }
        let syntax = syn::parse2::<Syntax>(quote!(match #scrutinee { #arms })).ok()?;
        let value = builder.finish(syntax, Ty::Int(Some(quote!(usize))), span);
        Some(self.temporary("arm", value))
    }
}

/// A part of what a `match` looks at.
#[derive(Clone)]
enum Target {
    Place(Place, Ty),
    Parts(Vec<Target>),
}

impl Target {
    fn parts(&self, count: usize) -> Vec<Target> {
        match self {
            Target::Parts(parts) => parts.clone(),
            Target::Place(place, ty) => {
                let items = match ty {
                    Ty::Tuple(items) => items.clone(),
                    _ => vec![Ty::Unknown; count],
                };
                items
                    .into_iter()
                    .enumerate()
                    .map(|(index, ty)| Target::Place(place.clone().then(Projection::Field(syn::Member::from(index))), ty))
                    .collect()
            }
        }
    }

    fn syntax(&self, builder: &mut Builder, span: proc_macro2::Span) -> Syntax {
        match self {
            Target::Place(place, _) => builder.hole(place.clone(), false, span),
            Target::Parts(parts) => {
                let parts: Vec<Syntax> = parts.iter().map(|part| part.syntax(builder, span)).collect();
                syn::parse_quote!((#(#parts,)*))
            }
        }
    }
}

/// The pattern of an arm as the selector needs it: names only where a guard reads them.
fn arm_pattern(pattern: &Pat, guarded: bool, bindings: &BTreeSet<String>, names: &mut BTreeSet<String>) -> proc_macro2::TokenStream {
    match pattern {
        Pat::Paren(inner) => {
            let inner = arm_pattern(&inner.pat, guarded, bindings, names);
            quote!((#inner))
        }
        // References to scalars have been followed.
        Pat::Reference(inner) => arm_pattern(&inner.pat, guarded, bindings, names),
        Pat::Or(or) => {
            let cases: Vec<_> = or.cases.iter().map(|case| arm_pattern(case, guarded, bindings, names)).collect();
            quote!(#(#cases)|*)
        }
        Pat::Tuple(tuple) => {
            let elems: Vec<_> = tuple.elems.iter().map(|element| arm_pattern(element, guarded, bindings, names)).collect();
            quote!((#(#elems,)*))
        }
        Pat::Ident(ident) if bindings.contains(&ident.ident.to_string()) => {
            let inner = ident.subpat.as_ref().map(|(_, inner)| arm_pattern(inner, guarded, bindings, names));
            if !guarded {
                return inner.unwrap_or_else(|| quote!(_));
            }
            let name = &ident.ident;
            names.insert(name.to_string());
            match inner {
                Some(inner) => quote!(#name @ (#inner)),
                None => quote!(#name),
            }
        }
        other => other.to_token_stream(),
    }
}

/// `let` inside of a condition.
fn let_inside(condition: &Syntax) -> Option<proc_macro2::TokenStream> {
    match condition {
        Syntax::Let(found) => Some(found.let_token.to_token_stream()),
        Syntax::Binary(binary) => let_inside(&binary.left).or_else(|| let_inside(&binary.right)),
        Syntax::Paren(inner) => let_inside(&inner.expr),
        _ => None,
    }
}
