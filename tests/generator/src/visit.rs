//! Walks over programs, for the shrinker.

use crate::ast::{Block, Expr, Iterator, Kind, Place, Statement, Step};

/// Called for every block and expression; goes on with [`walk_block`] and [`walk_expr`].
pub(crate) trait Visitor {
    fn block(&mut self, block: &mut Block) {
        walk_block(self, block);
    }

    fn expr(&mut self, expr: &mut Expr) {
        walk_expr(self, expr);
    }
}

pub(crate) fn walk_block<V: Visitor + ?Sized>(visitor: &mut V, block: &mut Block) {
    for statement in &mut block.statements {
        walk_statement(visitor, statement);
    }
    if let Some(value) = &mut block.value {
        visitor.expr(value);
    }
}

fn walk_statement<V: Visitor + ?Sized>(visitor: &mut V, statement: &mut Statement) {
    match statement {
        Statement::Let { init: Some(value), .. } | Statement::Const(_, value) | Statement::Do(value) | Statement::Assert(value) => {
            visitor.expr(value)
        }
        Statement::Break(_, Some(value)) | Statement::Return(Some(value)) => visitor.expr(value),
        Statement::Let { init: None, .. } | Statement::Break(_, None) | Statement::Continue(_) | Statement::Return(None) => {}
        Statement::Assign(place, value) | Statement::Update(_, place, value) => {
            visitor.expr(value);
            walk_place(visitor, place);
        }
        Statement::For { iterator, body, .. } => {
            walk_iterator(visitor, iterator);
            visitor.block(body);
        }
        Statement::While { condition, body, .. } => {
            visitor.expr(condition);
            visitor.block(body);
        }
        Statement::Swap(a, b) | Statement::CopyFrom(a, b) => {
            walk_place(visitor, a);
            walk_place(visitor, b);
        }
        Statement::SwapElements(place, i, j) => {
            walk_place(visitor, place);
            visitor.expr(i);
            visitor.expr(j);
        }
        Statement::Print(values) => values.iter_mut().for_each(|value| visitor.expr(value)),
    }
}

fn walk_place<V: Visitor + ?Sized>(visitor: &mut V, place: &mut Place) {
    for step in &mut place.path {
        match step {
            Step::Deref(_) | Step::Field(_) => {}
            Step::Index(index) => visitor.expr(index),
            Step::Range(lo, hi) => lo.iter_mut().chain(hi).for_each(|bound| visitor.expr(bound)),
        }
    }
}

fn walk_iterator<V: Visitor + ?Sized>(visitor: &mut V, iterator: &mut Iterator) {
    match iterator {
        Iterator::Range(lo, hi, _) => {
            visitor.expr(lo);
            visitor.expr(hi);
        }
        Iterator::Value(place) | Iterator::Ref(place, _) | Iterator::Iter(place, _) => walk_place(visitor, place),
        Iterator::Windows(place, _) | Iterator::Chunks(place, _) => walk_place(visitor, place),
        Iterator::Rev(inner) | Iterator::StepBy(inner, _) | Iterator::Enumerate(inner) => walk_iterator(visitor, inner),
        Iterator::Zip(a, b) => {
            walk_iterator(visitor, a);
            walk_iterator(visitor, b);
        }
    }
}

pub(crate) fn walk_expr<V: Visitor + ?Sized>(visitor: &mut V, expr: &mut Expr) {
    match &mut expr.kind {
        Kind::Float(..) | Kind::Int(..) | Kind::Bool(_) | Kind::Constant(..) => {}
        Kind::Read(place) | Kind::Len(place) | Kind::IsEmpty(place) | Kind::Clone(place, _) | Kind::Borrow(place) => walk_place(visitor, place),
        Kind::Neg(a) | Kind::Not(a) | Kind::Cast(a) | Kind::StopGradient(a) => visitor.expr(a),
        Kind::Binary(_, a, b) | Kind::Repeat(a, b) => {
            visitor.expr(a);
            visitor.expr(b);
        }
        Kind::Method(_, items, _) | Kind::Tuple(items) | Kind::List(items) | Kind::Call(_, items) => {
            items.iter_mut().for_each(|item| visitor.expr(item))
        }
        Kind::If(condition, then, otherwise) => {
            visitor.expr(condition);
            visitor.block(then);
            visitor.block(otherwise);
        }
        Kind::Match(scrutinee, arms) => {
            visitor.expr(scrutinee);
            for arm in arms {
                arm.guard.iter_mut().for_each(|guard| visitor.expr(guard));
                visitor.block(&mut arm.body);
            }
        }
        Kind::Block(block) | Kind::Loop(_, block) => visitor.block(block),
    }
}
