//! What only activity can tell: a call or a construct without a rule is harmless on constants, and refused where a derivative would be lost.

use proc_macro2::Ident;

use super::{Activity, carries, place_is_inert};
use crate::diagnostics::Diagnostics;
use crate::ir::{Argument, Block, Call, Callee, Expr, ExprKind, Function, LoopKind, Place, Projection, Statement, Template};
use crate::parse::spelling;

pub(crate) fn refuse(function: &Function, activity: &Activity, own_name: &Ident, errors: &mut Diagnostics) {
    let mut check = Check { function, activity, own_name, errors };
    check.block(&function.body);
    if let Some(result) = &function.result {
        check.expr(result);
    }
}

struct Check<'a> {
    function: &'a Function,
    activity: &'a Activity,
    own_name: &'a Ident,
    errors: &'a mut Diagnostics,
}

impl Check<'_> {
    fn block(&mut self, block: &Block) {
        for statement in &block.statements {
            self.statement(statement);
        }
    }

    fn statement(&mut self, statement: &Statement) {
        match statement {
            Statement::Declare { var, init } => {
                if let Some(init) = init
                    && !self.function.var(*var).constant
                {
                    self.expr(init);
                }
            }
            Statement::Assign { place, value } | Statement::Update { place, value, .. } => {
                self.place(place);
                self.expr(value);
            }
            Statement::Call(call) => self.call(call),
            Statement::If { condition, then, otherwise } => {
                self.expr(condition);
                self.block(then);
                self.block(otherwise);
            }
            Statement::Loop(l) => {
                if let LoopKind::While { condition } = &l.kind {
                    self.expr(condition);
                }
                self.block(&l.body);
            }
            Statement::Swap { a, b } => {
                self.place(a);
                self.place(b);
            }
            Statement::CopyFrom { to, from } => {
                self.place(to);
                self.place(from);
            }
            Statement::Opaque { .. } | Statement::Item(_) => {}
        }
    }

    fn place(&mut self, place: &Place) {
        for projection in &place.path {
            if let Projection::Index(index) = projection {
                self.expr(index);
            }
        }
    }

    fn expr(&mut self, expr: &Expr) {
        if let ExprKind::Foreign { template, cause, help } = &expr.kind
            && self.carries(template)
        {
            self.errors.refuse_at(expr.span, cause, help);
        }
        for operand in expr.operands() {
            self.expr(operand);
        }
    }

    fn carries(&self, template: &Template) -> bool {
        template
            .holes
            .iter()
            .any(|hole| !hole.shape_only && self.activity.place(self.function, &hole.place) && !place_is_inert(self.function, &hole.place))
    }

    fn call(&mut self, call: &Call) {
        for argument in &call.arguments {
            match argument {
                Argument::Value(expr) => self.expr(expr),
                Argument::Shared(place) | Argument::Exclusive(place) => self.place(place),
            }
        }
        if !self.activity.call(self.function, call) {
            return;
        }
        match &call.callee {
            Callee::Path(path) if is_associated(path) => self.errors.refuse_at(
                call.span,
                format!("`{}` belongs to a type: associated functions with a derivative are not supported yet", spelling(path)),
                "call a free function marked `#[differentiable]`; if no derivative is wanted, write `#[constant] let` or `stop_gradient(…)`",
            ),
            Callee::Path(path) => self.arguments(call, path.path.is_ident(self.own_name)),
            Callee::Method { name, .. } => self.errors.refuse_at(
                call.span,
                format!("the method `{name}` has no derivative"),
                "call a function marked `#[differentiable]`; if no derivative is wanted, write `#[constant] let` or `stop_gradient(…)`",
            ),
        }
    }

    /// Derivatives that the call would lose.
    fn arguments(&mut self, call: &Call, recursive: bool) {
        for (index, argument) in call.arguments.iter().enumerate() {
            let active = match argument {
                Argument::Value(expr) => self.activity.expr(self.function, expr),
                Argument::Shared(place) | Argument::Exclusive(place) => carries(self.function, self.activity, place),
            };
            if let Argument::Exclusive(place) = argument
                && self.function.var(self.function.owner(place)).constant
            {
                self.errors.refuse_at_in_any_form(
                    self.function.var(place.root).ident.span(),
                    "a constant is lent to a call that writes a derivative into it",
                    "declare it without `#[constant]`, or pass `stop_gradient(…)` in the other arguments",
                );
            }
            if let Some(param) = self.function.params.get(index)
                && recursive
                && active
                && !param.differentiable
                && !self.function.var(param.var).ty.is_inert()
            {
                self.errors.refuse_at_in_any_form(
                    call.span,
                    format!("`{}` is given a derivative here, which `wrt(…)` leaves out", self.function.var(param.var).ident),
                    "name it in `wrt(…)`, or pass `stop_gradient(…)`",
                );
            }
        }
    }
}

/// `S::g`, `Self::g`, `<S>::g`: by the convention that types are in CamelCase and modules are not.
fn is_associated(path: &syn::ExprPath) -> bool {
    let mut owners = path.path.segments.iter().rev().skip(1);
    path.qself.is_some() || owners.next().is_some_and(|owner| owner.ident.to_string().starts_with(char::is_uppercase))
}
