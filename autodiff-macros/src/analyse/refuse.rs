//! What only activity can tell: a call or a construct without a rule is harmless on constants, and refused where a derivative would be lost.

use super::{Activity, place_is_inert};
use crate::diagnostics::Diagnostics;
use crate::ir::{Argument, Block, Call, Callee, Expr, ExprKind, Function, LoopKind, Place, Projection, Statement, Template};

pub(crate) fn refuse(function: &Function, activity: &Activity, errors: &mut Diagnostics) {
    let mut check = Check { function, activity, errors };
    check.block(&function.body);
    if let Some(result) = &function.result {
        check.expr(result);
    }
}

struct Check<'a> {
    function: &'a Function,
    activity: &'a Activity,
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
        template.holes.iter().any(|hole| {
            !hole.shape_only && self.activity.place(self.function, &hole.place) && !place_is_inert(self.function, &hole.place)
        })
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
            Callee::Path(_) => {}
            Callee::Method { name, .. } => self.errors.refuse_at(
                call.span,
                &format!("the method `{name}` has no derivative"),
                "call a function marked `#[differentiable]`; if no derivative is wanted, write `#[constant] let` or `stop_gradient(…)`",
            ),
            Callee::Value(var) => self.errors.refuse_at(
                call.span,
                &format!("`{}` is a closure or a function value, which can't be differentiated yet", self.function.var(*var).ident),
                "call a function marked `#[differentiable]` by its name",
            ),
        }
    }
}
