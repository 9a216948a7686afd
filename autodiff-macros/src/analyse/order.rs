//! Loops whose adjoint may run in the order of the primal: no iteration reads an adjoint that another iteration changes.

use std::collections::BTreeSet;

use super::Activity;
use super::flow::written;
use crate::ir::{Block, Expr, ExprKind, Function, Iteration, Loop, LoopKind, Statement, VarId};

/// The loop only adds: to sums and to elements of arrays that it does not read, from values that it does not change. Inner loops and branches may do the same.
pub(crate) fn is_order_free(function: &Function, activity: &Activity, l: &Loop) -> bool {
    let mut order = Order { function, activity, inside: BTreeSet::new(), targets: BTreeSet::new(), touched: BTreeSet::new() };
    order.loop_vars(l);
    order.is_free(l) && order.targets.is_disjoint(&order.touched)
}

struct Order<'a> {
    function: &'a Function,
    activity: &'a Activity,
    /// Variables of one iteration.
    inside: BTreeSet<VarId>,
    /// Variables from outside whose adjoint is read.
    targets: BTreeSet<VarId>,
    /// Variables from outside whose adjoint is added to.
    touched: BTreeSet<VarId>,
}

impl Order<'_> {
    fn loop_vars(&mut self, l: &Loop) {
        if let LoopKind::For(header) = &l.kind {
            match &header.iteration {
                Iteration::Range { var, .. } => self.inside.extend(*var),
                Iteration::Elements { counter, vars } => {
                    self.inside.insert(*counter);
                    self.inside.extend(vars.iter().map(|bound| bound.var));
                }
            }
        }
    }

    fn is_free(&mut self, l: &Loop) -> bool {
        let LoopKind::For(header) = &l.kind else { return false };
        if l.leave.is_some() || header.trips.is_none() {
            return false;
        }
        self.loop_vars(l);
        if let Iteration::Elements { vars, .. } = &header.iteration {
            for value in vars.iter().filter_map(|bound| bound.value.as_ref()) {
                self.touch(value);
            }
        }
        self.block(&l.body)
    }

    fn block(&mut self, block: &Block) -> bool {
        block.statements.iter().all(|statement| self.statement(statement))
    }

    fn statement(&mut self, statement: &Statement) -> bool {
        match statement {
            Statement::Declare { var, init } => {
                self.inside.insert(*var);
                if let Some(init) = init {
                    self.touch(init);
                }
                true
            }
            Statement::Assign { place, value } => {
                self.touch(value);
                let owner = self.function.owner(place);
                self.inside.contains(&owner) || !self.activity.place(self.function, place)
            }
            Statement::Update { place, value, .. } => {
                self.touch(value);
                let owner = self.function.owner(place);
                if !self.inside.contains(&owner) && self.activity.place(self.function, place) {
                    self.targets.insert(owner);
                }
                true
            }
            Statement::If { then, otherwise, .. } => self.block(then) && self.block(otherwise),
            Statement::Loop(l) => self.is_free(l),
            Statement::Call(call) => {
                if let Some(dest) = call.dest {
                    self.inside.insert(dest);
                }
                !self.activity.call(self.function, call) && written(self.function, &Block { statements: vec![statement.clone()] }).is_empty()
            }
            Statement::Swap { .. } | Statement::CopyFrom { .. } => !self.activity.statement(self.function, statement),
            Statement::Opaque { .. } | Statement::Item(_) => true,
        }
    }

    fn touch(&mut self, expr: &Expr) {
        if !self.activity.expr(self.function, expr) {
            return;
        }
        if let ExprKind::Read(place) | ExprKind::Clone(place, _) = &expr.kind {
            let owner = self.function.owner(place);
            if !self.inside.contains(&owner) {
                self.touched.insert(owner);
            }
        }
        for operand in expr.operands() {
            self.touch(operand);
        }
    }
}
