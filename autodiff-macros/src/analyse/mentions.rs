//! Every place that a piece of the function mentions, those in subscripts and holes included. Places of aliases stand with the alias and are not visited.

use crate::ir::{Argument, Block, Expr, ExprKind, Function, Iteration, LoopKind, Place, Statement, Template};

pub(crate) fn in_function<'f>(function: &'f Function, visit: &mut impl FnMut(&'f Place)) {
    in_block(&function.body, visit);
    if let Some(result) = &function.result {
        in_expr(result, visit);
    }
}

pub(crate) fn in_block<'f>(block: &'f Block, visit: &mut impl FnMut(&'f Place)) {
    for statement in &block.statements {
        in_statement(statement, visit);
    }
}

fn in_place<'f>(place: &'f Place, visit: &mut impl FnMut(&'f Place)) {
    visit(place);
    for index in place.index_expressions() {
        in_expr(index, visit);
    }
}

pub(crate) fn in_template<'f>(template: &'f Template, visit: &mut impl FnMut(&'f Place)) {
    for hole in &template.holes {
        in_place(&hole.place, visit);
    }
}

pub(crate) fn in_expr<'f>(expr: &'f Expr, visit: &mut impl FnMut(&'f Place)) {
    match &expr.kind {
        ExprKind::Read(place) | ExprKind::Clone(place, _) => in_place(place, visit),
        ExprKind::Inert(template) | ExprKind::Foreign { template, .. } => in_template(template, visit),
        ExprKind::Repeat { len, .. } => in_expr(len, visit),
        _ => {}
    }
    for operand in expr.operands() {
        in_expr(operand, visit);
    }
}

pub(crate) fn in_statement<'f>(statement: &'f Statement, visit: &mut impl FnMut(&'f Place)) {
    match statement {
        Statement::Declare { init, .. } => {
            if let Some(init) = init {
                in_expr(init, visit);
            }
        }
        Statement::Assign { place, value } | Statement::Update { place, value, .. } => {
            in_place(place, visit);
            in_expr(value, visit);
        }
        Statement::Call(call) => {
            for argument in &call.arguments {
                match argument {
                    Argument::Value(expr) => in_expr(expr, visit),
                    Argument::Shared(place) | Argument::Exclusive(place) => in_place(place, visit),
                }
            }
        }
        Statement::If { condition, then, otherwise } => {
            in_expr(condition, visit);
            in_block(then, visit);
            in_block(otherwise, visit);
        }
        Statement::Loop(l) => {
            match &l.kind {
                LoopKind::For(header) => {
                    in_template(&header.iterator, visit);
                    if let Iteration::Elements { vars, .. } = &header.iteration {
                        for value in vars.iter().filter_map(|bound| bound.value.as_ref()) {
                            in_expr(value, visit);
                        }
                    }
                }
                LoopKind::While { condition } => in_expr(condition, visit),
                LoopKind::Endless => {}
            }
            in_block(&l.body, visit);
        }
        Statement::Swap { a, b } | Statement::CopyFrom { to: a, from: b } => {
            in_place(a, visit);
            in_place(b, visit);
        }
        Statement::Opaque { template, .. } => in_template(template, visit),
        Statement::Item(_) => {}
    }
}
