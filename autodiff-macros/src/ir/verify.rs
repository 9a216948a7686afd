//! What every stage must leave true of a function; asked between stages by the tests.

use std::collections::BTreeSet;

use super::print::print_place;
use super::{Argument, Block, Expr, ExprKind, ForLoop, Function, Iteration, Loop, LoopKind, Place, Projection, Statement, Template, VarId, VarKind};

/// The first thing that is wrong with a function, in words.
///
/// * identifiers are unique; a variable is declared once, and before it is read or assigned, in the same block or one around it;
/// * expressions are numbered densely in order of evaluation;
/// * a loop's `leave` variable is declared right before it;
/// * templates have a hole for each `__hole_k`, and the other way round.
pub(crate) fn verify(function: &Function) -> Result<(), String> {
    let mut names = BTreeSet::new();
    for var in &function.vars {
        if !names.insert(var.ident.to_string()) {
            return Err(format!("two variables are called `{}`", var.ident));
        }
    }
    let mut walk = Walk { function, visible: Vec::new(), declared: BTreeSet::new(), numbers: BTreeSet::new() };
    for param in &function.params {
        walk.declare(param.var)?;
    }
    walk.block(&function.body)?;
    if let Some(result) = &function.result {
        walk.expr(result)?;
    }
    if walk.numbers.len() != function.expr_count || walk.numbers.last().is_some_and(|last| *last + 1 != function.expr_count) {
        return Err(format!("{} expressions are numbered, {} are counted", walk.numbers.len(), function.expr_count));
    }
    Ok(())
}

struct Walk<'a> {
    function: &'a Function,
    /// Declared in this block or one around it.
    visible: Vec<VarId>,
    declared: BTreeSet<VarId>,
    numbers: BTreeSet<usize>,
}

type Verdict = Result<(), String>;

impl Walk<'_> {
    fn declare(&mut self, var: VarId) -> Verdict {
        if !self.declared.insert(var) {
            return Err(format!("`{}` is declared twice", self.function.var(var).ident));
        }
        self.visible.push(var);
        Ok(())
    }

    fn scoped(&mut self, run: impl FnOnce(&mut Self) -> Verdict) -> Verdict {
        let outer = self.visible.len();
        let verdict = run(self);
        self.visible.truncate(outer);
        verdict
    }

    fn block(&mut self, block: &Block) -> Verdict {
        let mut before: Option<&Statement> = None;
        for statement in &block.statements {
            if let Statement::Loop(looped) = statement {
                let declared = matches!(before, Some(Statement::Declare { var, init: Some(_) }) if Some(*var) == looped.leave);
                if looped.leave.is_some() && !declared {
                    return Err(format!("the leave variable of loop {} is not declared right before it", looped.id));
                }
            }
            self.statement(statement)?;
            before = Some(statement);
        }
        Ok(())
    }

    fn statement(&mut self, statement: &Statement) -> Verdict {
        match statement {
            Statement::Declare { var, init } => {
                if let VarKind::Alias { place, .. } = &self.function.var(*var).kind {
                    self.place(place)?;
                }
                init.iter().try_for_each(|init| self.expr(init))?;
                self.declare(*var)
            }
            Statement::Assign { place, value } | Statement::Update { place, value, .. } => {
                self.expr(value)?;
                self.place(place)
            }
            Statement::Call(call) => {
                for argument in &call.arguments {
                    match argument {
                        Argument::Value(value) => self.expr(value)?,
                        Argument::Shared(place) | Argument::Exclusive(place) => self.place(place)?,
                    }
                }
                call.dest.map_or(Ok(()), |dest| self.declare(dest))
            }
            Statement::If { condition, then, otherwise } => {
                self.expr(condition)?;
                self.scoped(|this| this.block(then))?;
                self.scoped(|this| this.block(otherwise))
            }
            Statement::Loop(looped) => self.looped(looped),
            Statement::Swap { a, b } | Statement::CopyFrom { to: a, from: b } => {
                self.place(a)?;
                self.place(b)
            }
            Statement::Opaque { template, .. } => self.template(template),
            Statement::Item(_) => Ok(()),
        }
    }

    fn looped(&mut self, looped: &Loop) -> Verdict {
        if looped.id >= self.function.loop_count {
            return Err(format!("loop {} of {}", looped.id, self.function.loop_count));
        }
        self.scoped(|this| {
            match &looped.kind {
                LoopKind::While { condition } => this.expr(condition)?,
                LoopKind::For(header) => this.header(header)?,
                LoopKind::Endless => {}
            }
            this.block(&looped.body)
        })
    }

    fn header(&mut self, header: &ForLoop) -> Verdict {
        self.template(&header.iterator)?;
        header.trips.iter().try_for_each(|trips| self.expr(trips))?;
        match &header.iteration {
            Iteration::Range { var, bounds } => {
                if let Some((lo, hi)) = bounds {
                    self.expr(lo)?;
                    self.expr(hi)?;
                }
                var.map_or(Ok(()), |var| self.declare(var))
            }
            Iteration::Elements { counter, vars } => {
                self.declare(*counter)?;
                for bound in vars {
                    match (&self.function.var(bound.var).kind, &bound.value) {
                        (VarKind::Alias { place, .. }, None) => self.place(place)?,
                        (VarKind::Local, Some(value)) => self.expr(value)?,
                        _ => return Err(format!("`{}` of a loop has neither a place nor a value", self.function.var(bound.var).ident)),
                    }
                    self.declare(bound.var)?;
                }
                Ok(())
            }
        }
    }

    fn place(&mut self, place: &Place) -> Verdict {
        if !self.visible.contains(&place.root) {
            return Err(format!("`{}` is not declared where `{}` stands", self.function.var(place.root).ident, print_place(self.function, place)));
        }
        for projection in &place.path {
            match projection {
                Projection::Index(index) => self.expr(index)?,
                Projection::Range { lo, hi, .. } => [lo, hi].into_iter().flatten().try_for_each(|bound| self.expr(bound))?,
                Projection::Deref | Projection::Field(_) => {}
            }
        }
        Ok(())
    }

    fn template(&mut self, template: &Template) -> Verdict {
        let text = quote::ToTokens::to_token_stream(&template.syntax).to_string();
        for (index, hole) in template.holes.iter().enumerate() {
            self.place(&hole.place)?;
            if !text.contains(&Template::hole_name(index)) {
                return Err(format!("hole {index} does not stand in `{text}`"));
            }
        }
        if text.contains(&Template::hole_name(template.holes.len())) {
            return Err(format!("`{text}` has a hole too many"));
        }
        Ok(())
    }

    fn expr(&mut self, expr: &Expr) -> Verdict {
        match &expr.kind {
            ExprKind::Const(_) => {}
            ExprKind::Read(place) | ExprKind::Clone(place, _) => self.place(place)?,
            ExprKind::Inert(template) | ExprKind::Foreign { template, .. } => self.template(template)?,
            ExprKind::Repeat { item, len, .. } => {
                self.expr(item)?;
                self.expr(len)?;
            }
            ExprKind::Neg(_)
            | ExprKind::Binary(..)
            | ExprKind::Rule(..)
            | ExprKind::Cast(..)
            | ExprKind::Tuple(_)
            | ExprKind::List { .. }
            | ExprKind::Struct { .. } => {
                expr.operands().into_iter().try_for_each(|operand| self.expr(operand))?;
            }
        }
        if !self.numbers.insert(expr.id.0) || self.numbers.last() != Some(&expr.id.0) {
            return Err(format!("expression {} is out of order", expr.id.0));
        }
        Ok(())
    }
}
