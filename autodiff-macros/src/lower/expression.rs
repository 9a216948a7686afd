//! Values: pure trees of operators, rules, places and templates.

use std::collections::BTreeSet;

use quote::{ToTokens, quote};
use syn::spanned::Spanned;
use syn::{BinOp, Expr as Syntax, UnOp};

use super::raw::{self, Jump, Raw};
use super::{Dest, Lowerer, constant, macros, node, peel, read, unit};
use crate::ir::{Binary, Expr, ExprKind, Place, Statement, Ty};
use crate::parse::spelling;

impl Lowerer<'_> {
    /// The value of an expression. What has an effect has become a statement before.
    pub(super) fn value(&mut self, expr: &Syntax) -> Expr {
        let span = expr.span();
        match expr {
            Syntax::Paren(inner) if macros::is_dbg(&inner.attrs) => self.debugged(&inner.expr),
            Syntax::Paren(inner) => self.value(&inner.expr),
            Syntax::Group(inner) => self.value(&inner.expr),
            Syntax::Lit(literal) => constant(literal.lit.to_token_stream(), self.types.ty(expr), span),
            Syntax::Path(path) => self.path_value(expr, path),
            Syntax::Index(_) | Syntax::Field(_) => self.read_place(expr),
            Syntax::Unary(unary) => match unary.op {
                UnOp::Deref(_) => self.read_place(expr),
                UnOp::Neg(_) if self.is_lent_struct(&unary.expr) => {
                    self.refused(&unary.expr, "an operator on references to structs is not supported yet", "copy the value: `-*a`")
                }
                UnOp::Neg(_) if is_foreign_operator("Neg", self.types.is_struct(&unary.expr), &self.types.ty(expr)) => {
                    self.refused(expr, "an operator of a type that is not in sight is not supported here", "mark its `impl` with `#[differentiable]`")
                }
                UnOp::Neg(_) if !self.types.ty(expr).is_inert() => {
                    let operand = self.value(&unary.expr);
                    let ty = operand.ty.clone();
                    node(ExprKind::Neg(Box::new(operand)), ty, span)
                }
                _ => self.inert(expr),
            },
            Syntax::Binary(binary) => self.binary_value(expr, binary),
            Syntax::Cast(cast) => self.cast(expr, cast),
            Syntax::MethodCall(call) => self.method_call(expr, call, false),
            Syntax::Call(call) => self.call(expr, call, false),
            Syntax::Tuple(tuple) if tuple.elems.is_empty() => unit(span),
            Syntax::Tuple(tuple) => self.tuple(expr, tuple),
            Syntax::Array(array) => self.list(expr, array),
            Syntax::Repeat(repeat) => self.repeat(expr, repeat),
            Syntax::Struct(literal) => self.struct_value(expr, literal),
            Syntax::Reference(reference) => self.value(&reference.expr),
            Syntax::Block(_) | Syntax::If(_) | Syntax::Match(_) | Syntax::Loop(_) => self.control_value(expr),
            Syntax::While(_) | Syntax::ForLoop(_) | Syntax::Assign(_) => {
                self.discard(expr);
                unit(span)
            }
            Syntax::Return(out) => {
                self.return_value(out);
                self.never(expr)
            }
            Syntax::Break(out) => {
                self.break_value(out);
                self.never(expr)
            }
            Syntax::Continue(next) => {
                if let Some(id) = self.loop_of(next.label.as_ref()) {
                    self.out.push(Raw::Jump(Jump::Continue(id)));
                }
                self.never(expr)
            }
            Syntax::Range(_) | Syntax::Macro(_) => self.inert(expr),
            other => self.outside(other),
        }
    }

    /// A value that nothing reads, since control has left.
    fn never(&mut self, expr: &Syntax) -> Expr {
        constant(quote!(::core::unreachable!()), self.types.ty(expr), expr.span())
    }

    fn path_value(&mut self, expr: &Syntax, path: &syn::ExprPath) -> Expr {
        let Some(name) = path.path.get_ident().map(ToString::to_string) else {
            return constant(path.to_token_stream(), self.types.ty(expr), expr.span());
        };
        if self.ranges.contains_key(&name) {
            return self.inert(expr);
        }
        if self.is_local(&name) { self.read_place(expr) } else { constant(path.to_token_stream(), self.types.ty(expr), expr.span()) }
    }

    fn binary_value(&mut self, expr: &Syntax, binary: &syn::ExprBinary) -> Expr {
        if super::statement::is_compound(&binary.op) {
            self.discard(expr);
            return unit(expr.span());
        }
        let ty = self.types.ty(expr);
        let operator = match binary.op {
            BinOp::Add(_) => Binary::Add,
            BinOp::Sub(_) => Binary::Sub,
            BinOp::Mul(_) => Binary::Mul,
            BinOp::Div(_) => Binary::Div,
            BinOp::Rem(_) => Binary::Rem,
            _ => return self.inert(expr),
        };
        if ty.is_inert() {
            return self.inert(expr);
        }
        if let Some(refused) = self.foreign_operator(binary, &ty) {
            return refused;
        }
        for operand in [&*binary.left, &*binary.right] {
            if self.is_lent_struct(operand) {
                return self.refused(operand, "an operator on references to structs is not supported yet", "copy the values: `*a + *b`");
            }
        }
        let [left, right] = self.operands([&binary.left, &binary.right]);
        node(ExprKind::Binary(operator, Box::new(left), Box::new(right)), ty, binary.op.span())
    }

    /// An operator of the user's whose adjoint callers cannot find, or might not.
    fn foreign_operator(&mut self, binary: &syn::ExprBinary, ty: &Ty) -> Option<Expr> {
        let name = match binary.op {
            BinOp::Add(_) => "Add",
            BinOp::Sub(_) => "Sub",
            BinOp::Mul(_) => "Mul",
            BinOp::Div(_) => "Div",
            _ => "Rem",
        };
        let own = self.types.is_struct(&binary.left) || self.types.is_struct(&binary.right);
        is_foreign_operator(name, own, ty).then(|| {
            let operator = quote!(#binary);
            self.refused(&operator, "an operator of a type that is not in sight is not supported here", "mark its `impl` with `#[differentiable]`")
        })
    }

    /// A reference to what may be no number: the operator is that of references, which need not be the values' own.
    fn is_lent_struct(&mut self, operand: &Syntax) -> bool {
        let lent = matches!(self.types.ty(operand), Ty::Ref(..));
        let literally = matches!(peel(operand), Syntax::Reference(_));
        lent && (self.types.is_struct(operand) || literally && matches!(self.types.ty(operand).behind_references(), Ty::Unknown))
    }

    /// Operands in order of evaluation. One whose value a later operand's statements may change is read before them.
    pub(super) fn operands<const N: usize>(&mut self, exprs: [&Syntax; N]) -> [Expr; N] {
        let list: Vec<Expr> = self.operand_list(&exprs);
        list.try_into().expect("one value for each operand")
    }

    pub(super) fn operand_list(&mut self, exprs: &[&Syntax]) -> Vec<Expr> {
        let mut values: Vec<Expr> = Vec::new();
        for expr in exprs {
            let before = self.out.len();
            let value = self.value(expr);
            self.protect(&mut values, before);
            values.push(value);
        }
        values
    }

    /// Values that were lowered before the statements from `before` on keep what they had.
    pub(super) fn protect(&mut self, values: &mut [Expr], before: usize) {
        if self.out.len() == before {
            return;
        }
        let written = raw::writes(&self.vars, &self.out[before..]);
        let mut at = before;
        for value in values {
            let mut owners = BTreeSet::new();
            raw::reads(&self.vars, value, &mut owners);
            if !owners.is_disjoint(&written) {
                self.insert_temporary(value, &mut at);
            }
        }
    }

    fn cast(&mut self, expr: &Syntax, cast: &syn::ExprCast) -> Expr {
        let to = self.types.of_type(&cast.ty);
        let from = self.types.ty(&cast.expr).behind_references().clone();
        if to.is_inert() || from.is_inert() {
            return self.inert(expr);
        }
        if to.is_float() && from.is_float() {
            let operand = self.value(&cast.expr);
            return node(ExprKind::Cast(Box::new(operand), (*cast.ty).clone()), to, expr.span());
        }
        if let Syntax::Path(path) = peel(&cast.expr) {
            // A constant of a type that is not in sight.
            if !self.is_place(&cast.expr) && path.path.segments.last().is_some_and(|segment| super::rename::looks_constant(&segment.ident)) {
                return self.inert(expr);
            }
        }
        let operand = self.value(&cast.expr);
        // Whether this is a float, only rustc knows; its adjoint is asked for by place.
        let operand = self.in_place(operand);
        node(ExprKind::Cast(Box::new(operand), (*cast.ty).clone()), to, expr.span())
    }

    /// The same value as a read of a place.
    pub(super) fn in_place(&mut self, value: Expr) -> Expr {
        if matches!(value.kind, ExprKind::Read(_)) {
            return value;
        }
        let (ty, span) = (value.ty.clone(), value.span);
        let var = self.temporary("value", value);
        read(Place::var(var), ty, span)
    }

    fn tuple(&mut self, expr: &Syntax, tuple: &syn::ExprTuple) -> Expr {
        let ty = self.types.ty(expr);
        if ty.is_inert() {
            return self.inert(expr);
        }
        self.no_references(&tuple.elems);
        let elements: Vec<&Syntax> = tuple.elems.iter().collect();
        let items = self.operand_list(&elements);
        node(ExprKind::Tuple(items), ty, expr.span())
    }

    pub(super) fn no_references<'s>(&mut self, elements: impl IntoIterator<Item = &'s Syntax>) {
        for element in elements {
            if matches!(self.types.ty(element), Ty::Ref(_, inner) if !inner.is_inert()) {
                self.refuse(
                    element,
                    "a reference inside of a tuple or array is not supported",
                    "bind the reference by `let`, or copy the value: `*x`",
                );
            }
        }
    }

    fn list(&mut self, expr: &Syntax, array: &syn::ExprArray) -> Expr {
        let vec = macros::is_vec(&array.attrs);
        let ty = self.types.ty(expr);
        if ty.is_inert() {
            return self.inert(expr);
        }
        self.no_references(&array.elems);
        let elements: Vec<&Syntax> = array.elems.iter().collect();
        let items = self.operand_list(&elements);
        node(ExprKind::List { items, vec }, ty, expr.span())
    }

    fn repeat(&mut self, expr: &Syntax, repeat: &syn::ExprRepeat) -> Expr {
        let vec = macros::is_vec(&repeat.attrs);
        let ty = self.types.ty(expr);
        if ty.is_inert() {
            return self.inert(expr);
        }
        self.no_references([&*repeat.expr]);
        let item = self.value(&repeat.expr);
        let before = self.out.len();
        let len =
            if vec { self.integer(&repeat.len) } else { constant(repeat.len.to_token_stream(), Ty::Int(Some(quote!(usize))), repeat.len.span()) };
        let mut items = [item];
        self.protect(&mut items, before);
        let [item] = items;
        node(ExprKind::Repeat { item: Box::new(item), len: Box::new(len), vec }, ty, expr.span())
    }

    /// `dbg!(x)`: the value of `x`, and the output once in the forward sweep.
    fn debugged(&mut self, inner: &Syntax) -> Expr {
        let value = self.value(inner);
        let (ty, span) = (value.ty.clone(), value.span);
        let var = self.temporary("shown", value);
        let mut builder = super::template::Builder::new();
        let hole = builder.hole(Place::var(var), false, span);
        builder.pure = false;
        let template = crate::ir::Template { syntax: syn::parse_quote!(::std::dbg!(&#hole)), holes: builder.holes, pure: false };
        self.push(Statement::Opaque { template, diverges: false });
        read(Place::var(var), ty, span)
    }

    /// `if`, `match`, `loop` and blocks as values go through a variable.
    fn control_value(&mut self, expr: &Syntax) -> Expr {
        let span = expr.span();
        if self.is_plain_choice(expr) {
            return self.inert(expr);
        }
        if let Syntax::Block(block) = expr
            && block.label.is_none()
        {
            let tail = self.statements(&block.block);
            return match tail {
                Some(tail) => self.value(tail),
                None => unit(span),
            };
        }
        let ty = self.types.ty(expr);
        if matches!(ty, Ty::Unit) {
            self.into(&Dest::Discard, expr);
            return unit(span);
        }
        if matches!(ty, Ty::Ref(..)) && !ty.is_inert() {
            return self.refused(
                expr_head(expr),
                "a reference chosen at run time is not supported",
                "choose the value, or an index, and borrow afterwards",
            );
        }
        let var = self.fresh_var("chosen", span, ty.clone(), false);
        self.push(Statement::Declare { var, init: None });
        self.into(&Dest::Var(var), expr);
        read(Place::var(var), ty, span)
    }

    /// Syntax that the language does not have.
    fn outside(&mut self, expr: &Syntax) -> Expr {
        match expr {
            Syntax::Closure(closure) => {
                self.refused(closure.or1_token, "closures are not supported yet", "write a `#[differentiable]` function and call it")
            }
            Syntax::Try(question) => {
                self.refused(question.question_token, "`?` is not supported yet", "write the check out: `if bad { return f64::NAN; }`")
            }
            Syntax::Unsafe(block) => self.refused(
                block.unsafe_token,
                "an `unsafe` block has no derivative",
                "move it into a function of its own, called in a `#[constant] let`",
            ),
            Syntax::Async(block) => self.refused(block.async_token, "an `async` block has no derivative", "compute in ordinary code"),
            Syntax::Await(awaited) => {
                self.refused(awaited.await_token, "`.await` has no derivative", "await before, and pass the value as a parameter")
            }
            Syntax::Let(condition) => self.refused(
                condition.let_token,
                "`if let` and `while let` are not supported yet",
                "write a `match` on integers or bools, or an `if` with a comparison",
            ),
            Syntax::RawAddr(address) => self.refused(address.raw, "a raw pointer has no derivative", "take a reference"),
            Syntax::Yield(_) | Syntax::TryBlock(_) => self.refused(expr, "this is not stable Rust", "write it with `if` and `return`"),
            Syntax::Const(block) => constant(block.to_token_stream(), self.types.ty(expr), expr.span()),
            Syntax::Infer(_) => self.refused(expr, "`_` is no value", "name the value"),
            other => {
                self.refused(other, format!("`{}` is not supported", spelling(other)), "write it with operators, `let`, `if`, `match` and loops")
            }
        }
    }
}

/// Of a type of the user's own the adjoint must be known; of what may be a number, none must be known to be missing.
pub(super) fn is_foreign_operator(name: &str, own: bool, ty: &Ty) -> bool {
    match crate::registry::operator(name) {
        _ if !own && !matches!(ty, Ty::Unknown) => false,
        Some(has_adjoint) => !has_adjoint,
        None => own,
    }
}

/// The keyword that an error about a construct points to.
fn expr_head(expr: &Syntax) -> proc_macro2::TokenStream {
    match expr {
        Syntax::If(branch) => branch.if_token.to_token_stream(),
        Syntax::Match(choice) => choice.match_token.to_token_stream(),
        Syntax::Loop(looped) => looped.loop_token.to_token_stream(),
        other => other.to_token_stream(),
    }
}
