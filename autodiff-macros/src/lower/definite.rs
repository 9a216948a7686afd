//! Variables that rustc could take for unassigned get a first value.
//!
//! `let v;` of the user's is assigned on every path that reads it; after `diverge` some of those paths can no longer be seen by rustc, which knows nothing of
//! flags. A variable of a scalar type is declared with zero then.

use std::collections::BTreeSet;

use quote::quote;

use super::raw;
use crate::diagnostics::Diagnostics;
use crate::ir::{Argument, Block, Expr, ExprId, ExprKind, Float, Iteration, LoopKind, Place, Projection, Statement, Ty, Var, VarId, VarKind};

pub(crate) fn initialise(vars: &mut [Var], body: &mut Block, result: Option<&Expr>, errors: &mut Diagnostics) {
    let mut pass = Pass { vars, late: BTreeSet::new(), dummies: BTreeSet::new(), repeated: BTreeSet::new() };
    let mut assigned = State::default();
    pass.block(body, &mut assigned, 0);
    if let Some(result) = result {
        pass.read(result, &assigned);
    }
    let (dummies, repeated) = (pass.dummies, pass.repeated);
    for var in repeated.iter().chain(&dummies) {
        vars[var.0].mutable = true;
    }
    give_values(vars, body, &dummies, errors);
}

/// Variables assigned for sure, and whether control gets here at all.
#[derive(Clone, Default)]
struct State {
    assigned: BTreeSet<VarId>,
    maybe: BTreeSet<VarId>,
    unreachable: bool,
}

struct Pass<'a> {
    vars: &'a [Var],
    /// Declared without a value, at this depth of loops.
    late: BTreeSet<(VarId, usize)>,
    dummies: BTreeSet<VarId>,
    repeated: BTreeSet<VarId>,
}

impl Pass<'_> {
    fn is_late(&self, var: VarId) -> bool {
        self.late.iter().any(|(late, _)| *late == var)
    }

    fn check(&mut self, owners: BTreeSet<VarId>, state: &State) {
        for var in owners {
            if self.is_late(var) && !state.assigned.contains(&var) && !state.unreachable {
                self.dummies.insert(var);
            }
        }
    }

    fn read(&mut self, expr: &Expr, state: &State) {
        let mut owners = BTreeSet::new();
        raw::reads(self.vars, expr, &mut owners);
        self.check(owners, state);
    }

    fn read_place(&mut self, place: &Place, contents: bool, state: &State) {
        let mut owners = BTreeSet::new();
        raw::place_reads(self.vars, place, contents, &mut owners);
        self.check(owners, state);
    }

    fn assign(&mut self, place: &Place, state: &mut State, depth: usize) {
        if !place.path.is_empty() {
            return self.read_place(place, true, state);
        }
        let var = place.root;
        if let Some((_, declared)) = self.late.iter().find(|(late, _)| *late == var)
            && (state.maybe.contains(&var) || *declared < depth)
        {
            self.repeated.insert(var);
        }
        state.assigned.insert(var);
        state.maybe.insert(var);
    }

    fn block(&mut self, block: &Block, state: &mut State, depth: usize) {
        for statement in &block.statements {
            self.statement(statement, state, depth);
        }
    }

    fn statement(&mut self, statement: &Statement, state: &mut State, depth: usize) {
        match statement {
            Statement::Declare { var, init } => match (&self.vars[var.0].kind, init) {
                (VarKind::Alias { place, .. }, _) => {
                    let place = place.clone();
                    self.read_place(&place, true, state);
                }
                (_, Some(init)) => self.read(init, state),
                (_, None) => {
                    self.late.insert((*var, depth));
                    state.assigned.remove(var);
                    state.maybe.remove(var);
                }
            },
            Statement::Assign { place, value } => {
                self.read(value, state);
                self.assign(place, state, depth);
            }
            Statement::Update { place, value, .. } => {
                self.read(value, state);
                self.read_place(place, true, state);
            }
            Statement::Call(call) => {
                for argument in &call.arguments {
                    match argument {
                        Argument::Value(value) => self.read(value, state),
                        Argument::Shared(place) | Argument::Exclusive(place) => self.read_place(place, true, state),
                    }
                }
                if let Some(dest) = call.dest {
                    self.assign(&Place::var(dest), state, depth);
                }
            }
            Statement::If { condition, then, otherwise } => {
                self.read(condition, state);
                let (mut a, mut b) = (state.clone(), state.clone());
                self.block(then, &mut a, depth);
                self.block(otherwise, &mut b, depth);
                state.maybe = &a.maybe | &b.maybe;
                state.unreachable = a.unreachable && b.unreachable;
                state.assigned = match (a.unreachable, b.unreachable) {
                    (true, false) => b.assigned,
                    (false, true) => a.assigned,
                    _ => &a.assigned & &b.assigned,
                };
            }
            Statement::Loop(looped) => {
                match &looped.kind {
                    LoopKind::While { condition } => self.read(condition, state),
                    LoopKind::For(header) => {
                        let mut owners = BTreeSet::new();
                        raw::template_reads(self.vars, &header.iterator, &mut owners);
                        self.check(owners, state);
                    }
                    LoopKind::Endless => {}
                }
                let mut inner = state.clone();
                self.block(&looped.body, &mut inner, depth + 1);
                state.maybe = &state.maybe | &inner.maybe;
                if matches!(looped.kind, LoopKind::Endless) && looped.leave.is_none() {
                    state.unreachable = true;
                }
            }
            Statement::Swap { a, b } | Statement::CopyFrom { to: a, from: b } => {
                self.read_place(a, true, state);
                self.read_place(b, true, state);
            }
            Statement::Opaque { template, diverges } => {
                let mut owners = BTreeSet::new();
                raw::template_reads(self.vars, template, &mut owners);
                self.check(owners, state);
                state.unreachable |= diverges;
            }
            Statement::Item(_) => {}
        }
    }
}

fn give_values(vars: &[Var], block: &mut Block, dummies: &BTreeSet<VarId>, errors: &mut Diagnostics) {
    for statement in &mut block.statements {
        match statement {
            Statement::Declare { var, init: init @ None } if dummies.contains(var) => {
                let declared = &vars[var.0];
                *init = zero(&declared.ty, declared.ident.span());
                if init.is_none() && !declared.ty.is_scalar() {
                    errors.refuse_at(
                        declared.ident.span(),
                        "a value of this type cannot leave a loop or an inner branch early",
                        "give the variable a type, or assign the value to a variable declared with a value before, and return at the end",
                    );
                }
            }
            Statement::If { then, otherwise, .. } => {
                give_values(vars, then, dummies, errors);
                give_values(vars, otherwise, dummies, errors);
            }
            Statement::Loop(looped) => give_values(vars, &mut looped.body, dummies, errors),
            _ => {}
        }
    }
}

/// Any value of the type.
pub(crate) fn zero(ty: &Ty, span: proc_macro2::Span) -> Option<Expr> {
    let kind = match ty {
        Ty::Float(Float::F32) => ExprKind::Const(quote!(0.0f32)),
        Ty::Float(Float::F64) => ExprKind::Const(quote!(0.0f64)),
        Ty::Float(Float::Infer) => ExprKind::Const(quote!(0.0)),
        Ty::Int(_) => ExprKind::Const(quote!(0)),
        Ty::Bool => ExprKind::Const(quote!(false)),
        Ty::Char => ExprKind::Const(quote!('0')),
        Ty::Unit => ExprKind::Const(quote!(())),
        Ty::Tuple(items) => ExprKind::Tuple(items.iter().map(|item| zero(item, span)).collect::<Option<Vec<_>>>()?),
        Ty::Vec(_) => ExprKind::List { items: Vec::new(), vec: true },
        Ty::Array(item, len) => ExprKind::Repeat {
            item: Box::new(zero(item, span)?),
            len: Box::new(Expr { id: ExprId(0), kind: ExprKind::Const(len.clone()), ty: Ty::Int(Some(quote!(usize))), span }),
            vec: false,
        },
        Ty::Inert | Ty::Slice(_) | Ty::Ref(..) | Ty::Unknown => return None,
    };
    Some(Expr { id: ExprId(0), kind, ty: ty.clone(), span })
}

/// Numbers the nodes of all expressions in order of evaluation, operands before what is computed from them.
pub(crate) fn number(vars: &mut [Var], body: &mut Block, result: Option<&mut Expr>) -> usize {
    let mut next = 0;
    number_block(vars, body, &mut next);
    if let Some(result) = result {
        number_expr(result, &mut next);
    }
    next
}

fn number_block(vars: &mut [Var], block: &mut Block, next: &mut usize) {
    for statement in &mut block.statements {
        match statement {
            Statement::Declare { var, init } => {
                number_alias(vars, *var, next);
                init.iter_mut().for_each(|init| number_expr(init, next));
            }
            Statement::Assign { place, value } | Statement::Update { place, value, .. } => {
                number_expr(value, next);
                number_place(place, next);
            }
            Statement::Call(call) => {
                for argument in &mut call.arguments {
                    match argument {
                        Argument::Value(value) => number_expr(value, next),
                        Argument::Shared(place) | Argument::Exclusive(place) => number_place(place, next),
                    }
                }
            }
            Statement::If { condition, then, otherwise } => {
                number_expr(condition, next);
                number_block(vars, then, next);
                number_block(vars, otherwise, next);
            }
            Statement::Loop(looped) => {
                match &mut looped.kind {
                    LoopKind::While { condition } => number_expr(condition, next),
                    LoopKind::For(header) => number_header(vars, header, next),
                    LoopKind::Endless => {}
                }
                number_block(vars, &mut looped.body, next);
            }
            Statement::Swap { a, b } | Statement::CopyFrom { to: a, from: b } => {
                number_place(a, next);
                number_place(b, next);
            }
            Statement::Opaque { template, .. } => template.holes.iter_mut().for_each(|hole| number_place(&mut hole.place, next)),
            Statement::Item(_) => {}
        }
    }
}

fn number_header(vars: &mut [Var], header: &mut crate::ir::ForLoop, next: &mut usize) {
    header.iterator.holes.iter_mut().for_each(|hole| number_place(&mut hole.place, next));
    header.trips.iter_mut().for_each(|trips| number_expr(trips, next));
    match &mut header.iteration {
        Iteration::Range { bounds, .. } => {
            if let Some((lo, hi)) = bounds {
                number_expr(lo, next);
                number_expr(hi, next);
            }
        }
        Iteration::Elements { vars: bound, .. } => {
            for variable in bound {
                number_alias(vars, variable.var, next);
                variable.value.iter_mut().for_each(|value| number_expr(value, next));
            }
        }
    }
}

fn number_alias(vars: &mut [Var], var: VarId, next: &mut usize) {
    if let VarKind::Alias { place, .. } = &mut vars[var.0].kind {
        number_place(place, next);
    }
}

fn number_place(place: &mut Place, next: &mut usize) {
    for projection in &mut place.path {
        match projection {
            Projection::Index(index) => number_expr(index, next),
            Projection::Range { lo, hi, .. } => {
                for bound in [lo, hi].into_iter().flatten() {
                    number_expr(bound, next);
                }
            }
            Projection::Deref | Projection::Field(_) => {}
        }
    }
}

fn number_expr(expr: &mut Expr, next: &mut usize) {
    match &mut expr.kind {
        ExprKind::Const(_) => {}
        ExprKind::Read(place) | ExprKind::Clone(place, _) => number_place(place, next),
        ExprKind::Neg(operand) | ExprKind::Cast(operand, _) => number_expr(operand, next),
        ExprKind::Binary(_, a, b) => {
            number_expr(a, next);
            number_expr(b, next);
        }
        ExprKind::Rule(_, items) | ExprKind::Tuple(items) | ExprKind::List { items, .. } => items.iter_mut().for_each(|item| number_expr(item, next)),
        ExprKind::Struct { fields, base, .. } => {
            fields.iter_mut().map(|(_, value)| value).chain(base.as_deref_mut()).for_each(|value| number_expr(value, next));
        }
        ExprKind::Repeat { item, len, .. } => {
            number_expr(item, next);
            number_expr(len, next);
        }
        ExprKind::Inert(template) | ExprKind::Foreign { template, .. } => {
            template.holes.iter_mut().for_each(|hole| number_place(&mut hole.place, next))
        }
    }
    expr.id = ExprId(*next);
    *next += 1;
}
