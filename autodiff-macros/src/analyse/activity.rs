//! Which variables carry a derivative: those that a differentiable parameter reaches through assignments and calls.
//!
//! One answer for a variable in the whole function (shadowed names are variables of their own): a fixed point over all statements.

use crate::ir::{Argument, Block, Call, Expr, ExprKind, Function, Iteration, LoopKind, Place, Projection, Statement, Ty, VarId};
use crate::rules::Partial;

/// `vars[id.0]`: the variable carries a derivative somewhere in the function.
#[derive(Debug)]
pub(crate) struct Activity {
    vars: Vec<bool>,
}

impl Activity {
    pub(crate) fn of(function: &Function) -> Self {
        let mut activity = Activity { vars: vec![false; function.vars.len()] };
        for param in &function.params {
            activity.vars[param.var.0] = param.differentiable && !function.var(param.var).ty.is_inert();
        }
        while activity.spread(function, &function.body) {}
        activity
    }

    pub(crate) fn var(&self, function: &Function, id: VarId) -> bool {
        self.vars[function.owner(&Place::var(id)).0] && !function.var(id).constant
    }

    /// The place lies in a variable that carries a derivative.
    pub(crate) fn place(&self, function: &Function, place: &Place) -> bool {
        self.vars[function.owner(place).0] && !function.var(place.root).constant
    }

    pub(crate) fn expr(&self, function: &Function, expr: &Expr) -> bool {
        if expr.ty.is_inert() {
            return false;
        }
        match &expr.kind {
            ExprKind::Read(place) | ExprKind::Clone(place, _) => self.place(function, place),
            ExprKind::Rule(rule, arguments) => {
                arguments.iter().enumerate().any(|(index, argument)| rule.partials[index] != Partial::Zero && self.expr(function, argument))
            }
            ExprKind::Const(_) | ExprKind::Inert(_) | ExprKind::Foreign { .. } => false,
            ExprKind::Neg(_)
            | ExprKind::Cast(..)
            | ExprKind::Binary(..)
            | ExprKind::Tuple(_)
            | ExprKind::List { .. }
            | ExprKind::Struct { .. }
            | ExprKind::Repeat { .. } => expr.operands().into_iter().any(|operand| self.expr(function, operand)),
        }
    }

    /// A call through which a derivative goes.
    pub(crate) fn call(&self, function: &Function, call: &Call) -> bool {
        call.arguments.iter().any(|argument| match argument {
            Argument::Value(expr) => self.expr(function, expr),
            Argument::Shared(place) | Argument::Exclusive(place) => self.place(function, place) && !place_is_inert(function, place),
        })
    }

    /// The reverse sweep has something to do for one of these statements.
    pub(crate) fn block(&self, function: &Function, block: &Block) -> bool {
        block.statements.iter().any(|statement| self.statement(function, statement))
    }

    /// The reverse sweep has something to do for this statement.
    pub(crate) fn statement(&self, function: &Function, statement: &Statement) -> bool {
        match statement {
            Statement::Declare { var, init } => self.var(function, *var) && init.as_ref().is_some_and(|init| self.expr(function, init)),
            Statement::Assign { place, .. } => self.place(function, place) && !place_is_inert(function, place),
            Statement::Update { place, value, .. } => self.place(function, place) && self.expr(function, value),
            Statement::Call(call) => self.call(function, call),
            Statement::If { then, otherwise, .. } => self.block(function, then) || self.block(function, otherwise),
            Statement::Loop(l) => self.block(function, &l.body) || self.pattern_values(function, &l.kind),
            Statement::Swap { a, b } => self.place(function, a) || self.place(function, b),
            Statement::CopyFrom { to, .. } => self.place(function, to),
            Statement::Opaque { .. } | Statement::Item(_) => false,
        }
    }

    fn pattern_values(&self, function: &Function, kind: &LoopKind) -> bool {
        let LoopKind::For(header) = kind else { return false };
        let Iteration::Elements { vars, .. } = &header.iteration else { return false };
        vars.iter().any(|bound| bound.value.as_ref().is_some_and(|value| self.var(function, bound.var) && self.expr(function, value)))
    }

    fn mark(&mut self, function: &Function, id: VarId) -> bool {
        let owner = function.owner(&Place::var(id));
        let var = function.var(owner);
        let news = !self.vars[owner.0] && !var.constant && !var.ty.is_inert();
        self.vars[owner.0] |= news;
        news
    }

    fn mark_if(&mut self, function: &Function, condition: bool, id: VarId) -> bool {
        condition && self.mark(function, id)
    }

    fn spread(&mut self, function: &Function, block: &Block) -> bool {
        block.statements.iter().fold(false, |news, statement| self.spread_statement(function, statement) | news)
    }

    fn spread_statement(&mut self, function: &Function, statement: &Statement) -> bool {
        match statement {
            Statement::Declare { var, init } => {
                let active = init.as_ref().is_some_and(|init| self.expr(function, init));
                self.mark_if(function, active, *var)
            }
            Statement::Assign { place, value } | Statement::Update { place, value, .. } => {
                let active = self.expr(function, value);
                self.mark_if(function, active, place.root)
            }
            Statement::Call(call) => self.spread_call(function, call),
            Statement::If { then, otherwise, .. } => self.spread(function, then) | self.spread(function, otherwise),
            Statement::Loop(l) => {
                let mut news = false;
                if let LoopKind::For(header) = &l.kind
                    && let Iteration::Elements { vars, .. } = &header.iteration
                {
                    for bound in vars {
                        let active = bound.value.as_ref().is_some_and(|value| self.expr(function, value));
                        news |= self.mark_if(function, active, bound.var);
                    }
                }
                self.spread(function, &l.body) | news
            }
            Statement::Swap { a, b } => {
                let active = self.place(function, a) || self.place(function, b);
                self.mark_if(function, active, a.root) | self.mark_if(function, active, b.root)
            }
            Statement::CopyFrom { to, from } => {
                let active = self.place(function, from);
                self.mark_if(function, active, to.root)
            }
            Statement::Opaque { .. } | Statement::Item(_) => false,
        }
    }

    fn spread_call(&mut self, function: &Function, call: &Call) -> bool {
        if !self.call(function, call) {
            return false;
        }
        let mut news = call.dest.is_some_and(|dest| self.mark(function, dest));
        for argument in &call.arguments {
            if let Argument::Exclusive(place) = argument {
                news |= self.mark(function, place.root);
            }
        }
        news
    }
}

/// The type of the place is known and carries no derivative: `counts[i]`, `pair.0` of `(usize, f64)`.
pub(crate) fn place_is_inert(function: &Function, place: &Place) -> bool {
    place_ty(function, place).is_inert()
}

/// The type of a place as far as it is known.
pub(crate) fn place_ty(function: &Function, place: &Place) -> Ty {
    let mut ty = function.var(place.root).ty.clone();
    for projection in &place.path {
        ty = match (projection, ty.behind_references()) {
            (Projection::Deref, Ty::Unknown) => Ty::Unknown,
            (Projection::Deref, _) => match ty {
                Ty::Ref(_, inner) => *inner,
                other => other,
            },
            (Projection::Index(_), _) => ty.item().cloned().unwrap_or(Ty::Unknown),
            (Projection::Range { .. }, _) => ty.item().map_or(Ty::Unknown, |item| Ty::Slice(Box::new(item.clone()))),
            (Projection::Field(syn::Member::Unnamed(index)), Ty::Tuple(items)) => items.get(index.index as usize).cloned().unwrap_or(Ty::Unknown),
            (Projection::Field(_), _) => Ty::Unknown,
        };
    }
    ty
}
