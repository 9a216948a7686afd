//! Statements with jumps: what lowering makes before `diverge` takes the jumps away.

use std::collections::BTreeSet;

use crate::ir::{Argument, Expr, ExprKind, LoopKind, Place, Projection, Statement, Template, Var, VarId, VarKind};

#[derive(Debug)]
pub(crate) enum Raw {
    Plain(Statement),
    If {
        condition: Expr,
        then: Vec<Raw>,
        otherwise: Vec<Raw>,
    },
    Loop {
        id: usize,
        kind: Box<LoopKind>,
        body: Vec<Raw>,
    },
    /// `'a: { … }`: `Break(id)` goes to its end.
    Once {
        id: usize,
        body: Vec<Raw>,
    },
    Jump(Jump),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Jump {
    Break(usize),
    Continue(usize),
    Return,
}

/// The variable that owns the storage behind another one.
pub(crate) fn owner(vars: &[Var], id: VarId) -> VarId {
    match &vars[id.0].kind {
        VarKind::Alias { place, .. } => owner(vars, place.root),
        VarKind::Param(_) | VarKind::Local => id,
    }
}

/// Owners of everything that the statements may change.
pub(crate) fn writes(vars: &[Var], statements: &[Raw]) -> BTreeSet<VarId> {
    let mut found = BTreeSet::new();
    collect_writes(vars, statements, &mut found);
    found
}

fn collect_writes(vars: &[Var], statements: &[Raw], found: &mut BTreeSet<VarId>) {
    for raw in statements {
        match raw {
            Raw::Plain(statement) => plain_writes(vars, statement, found),
            Raw::If { then, otherwise, .. } => {
                collect_writes(vars, then, found);
                collect_writes(vars, otherwise, found);
            }
            Raw::Loop { body, .. } | Raw::Once { body, .. } => collect_writes(vars, body, found),
            Raw::Jump(_) => {}
        }
    }
}

fn plain_writes(vars: &[Var], statement: &Statement, found: &mut BTreeSet<VarId>) {
    let mut add = |place: &Place| {
        found.insert(owner(vars, place.root));
    };
    match statement {
        Statement::Assign { place, .. } | Statement::Update { place, .. } => add(place),
        Statement::Swap { a, b } => {
            add(a);
            add(b);
        }
        Statement::CopyFrom { to, .. } => add(to),
        Statement::Call(call) => {
            for argument in &call.arguments {
                if let Argument::Exclusive(place) = argument {
                    add(place);
                }
            }
        }
        // It may call a method that changes what it is called on: `indices.push(i)`.
        Statement::Opaque { template, .. } => template.holes.iter().filter(|hole| vars[hole.place.root.0].mutable).for_each(|hole| add(&hole.place)),
        Statement::Declare { .. } | Statement::Item(_) | Statement::If { .. } | Statement::Loop(_) => {}
    }
}

/// Owners of everything that an expression reads.
pub(crate) fn reads(vars: &[Var], expr: &Expr, found: &mut BTreeSet<VarId>) {
    match &expr.kind {
        ExprKind::Const(_) => {}
        ExprKind::Read(place) | ExprKind::Clone(place, _) => place_reads(vars, place, true, found),
        ExprKind::Inert(template) | ExprKind::Foreign { template, .. } => template_reads(vars, template, found),
        ExprKind::Neg(_)
        | ExprKind::Binary(..)
        | ExprKind::Rule(..)
        | ExprKind::Cast(..)
        | ExprKind::Tuple(_)
        | ExprKind::List { .. }
        | ExprKind::Struct { .. }
        | ExprKind::Repeat { .. } => {
            for operand in expr.operands() {
                reads(vars, operand, found);
            }
            if let ExprKind::Repeat { len, .. } = &expr.kind {
                reads(vars, len, found);
            }
        }
    }
}

pub(crate) fn template_reads(vars: &[Var], template: &Template, found: &mut BTreeSet<VarId>) {
    for hole in &template.holes {
        place_reads(vars, &hole.place, !hole.shape_only, found);
    }
}

/// Owners of the indices of a place and, if `contents`, of the place itself.
pub(crate) fn place_reads(vars: &[Var], place: &Place, contents: bool, found: &mut BTreeSet<VarId>) {
    if contents {
        found.insert(owner(vars, place.root));
    }
    for projection in &place.path {
        match projection {
            Projection::Index(index) => reads(vars, index, found),
            Projection::Range { lo, hi, .. } => {
                for bound in [lo, hi].into_iter().flatten() {
                    reads(vars, bound, found);
                }
            }
            Projection::Deref | Projection::Field(_) => {}
        }
    }
}
