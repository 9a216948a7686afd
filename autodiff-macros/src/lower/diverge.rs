//! Takes the jumps away: `break`, `continue` and `return` become branches and flags.
//!
//! ```text
//! for i in 0..n {                        for i in 0..n leave leave_1 {
//!   if x[i] < 0.0 {                        if x[i] < 0.0 {
//!     continue                             } else {
//!   }                                        if s > limit {
//!   if s > limit {                 →           returned = s
//!     return s                                 leave_1 = 2
//!   }                                        } else {
//!   s += x[i]                                  s += x[i]
//! }                                          }
//! s                                        }
//!                                        }
//!                                        if leave_1 == 2 { } else { returned = s }
//! ```
//!
//! What stands after a branch that leaves moves into the other branch. Where both branches may go on, but one of them may also have left somewhere inside, a
//! flag says so and what follows is guarded by it.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::Span;
use quote::quote;

use super::raw::{Jump, Raw};
use crate::ir::{Block, Expr, ExprId, ExprKind, Hole, Loop, LoopKind, Place, Statement, Template, Ty, Var, VarId, VarKind};

/// Makes variables of the macro's own.
pub(crate) trait Fresh {
    fn fresh(&mut self, base: &str, span: Span, ty: Ty, mutable: bool) -> VarId;
}

pub(crate) fn remove_jumps(body: Vec<Raw>, fresh: &mut dyn Fresh) -> Block {
    let mut pass = Pass { fresh, flags: Vec::new(), blocks: Vec::new() };
    Block { statements: pass.list(body, &Targets::default()) }
}

/// What a jump has to set where it stands: flags that guard what follows, and codes of the loops around it.
#[derive(Clone, Default)]
struct Targets {
    /// The innermost loop and its variable.
    current: Option<(usize, Option<VarId>)>,
    /// Codes for the jumps that leave the innermost loop for somewhere else.
    codes: BTreeMap<Jump, u8>,
}

struct Pass<'a> {
    fresh: &'a mut dyn Fresh,
    /// Flags of the guards that enclose the statement, which every jump sets.
    flags: Vec<VarId>,
    /// Labelled blocks around the statement: a jump to their end is where the list ends.
    blocks: Vec<usize>,
}

impl Pass<'_> {
    fn list(&mut self, statements: Vec<Raw>, targets: &Targets) -> Vec<Statement> {
        let mut out = Vec::new();
        let mut rest = statements.into_iter();
        while let Some(raw) = rest.next() {
            match raw {
                Raw::Plain(statement) => {
                    let last = matches!(statement, Statement::Opaque { diverges: true, .. });
                    out.push(statement);
                    if last {
                        return out;
                    }
                }
                Raw::Jump(jump) => {
                    self.jump(jump, targets, &mut out);
                    return out;
                }
                Raw::Once { id, mut body } => {
                    let mut found = BTreeSet::new();
                    collect(&body, &mut found);
                    found.remove(&Jump::Break(id));
                    if found.is_empty() {
                        let flags = std::mem::take(&mut self.flags);
                        self.blocks.push(id);
                        out.extend(self.list(body, targets));
                        self.blocks.pop();
                        self.flags = flags;
                    } else {
                        // Jumps to other places pass by what follows, so it is a loop that runs once.
                        body.push(Raw::Jump(Jump::Break(id)));
                        let looped = Raw::Loop { id, kind: Box::new(LoopKind::Endless), body };
                        let following: Vec<Raw> = std::iter::once(looped).chain(rest).collect();
                        out.extend(self.list(following, targets));
                        return out;
                    }
                }
                Raw::Loop { id, kind, body } => {
                    let endless = matches!(*kind, LoopKind::Endless);
                    let (after, leaves) = self.looped(id, *kind, body, &mut out);
                    if endless && !leaves {
                        return out;
                    }
                    if !after.is_empty() {
                        let following: Vec<Raw> = after.into_iter().chain(rest).collect();
                        out.extend(self.list(following, targets));
                        return out;
                    }
                }
                Raw::If { condition, then, otherwise } => {
                    if !jumps(&then) && !jumps(&otherwise) {
                        let then = Block { statements: self.list(then, targets) };
                        let otherwise = Block { statements: self.list(otherwise, targets) };
                        out.push(Statement::If { condition, then, otherwise });
                        continue;
                    }
                    let rest: Vec<Raw> = rest.collect();
                    self.branch(condition, then, otherwise, rest, targets, &mut out);
                    return out;
                }
            }
        }
        out
    }

    fn branch(&mut self, condition: Expr, mut then: Vec<Raw>, mut otherwise: Vec<Raw>, rest: Vec<Raw>, targets: &Targets, out: &mut Vec<Statement>) {
        if rest.is_empty() || ends(&then) || ends(&otherwise) {
            if !ends(&then) {
                then.extend(rest);
            } else if !ends(&otherwise) {
                otherwise.extend(rest);
            }
            let then = Block { statements: self.list(then, targets) };
            let otherwise = Block { statements: self.list(otherwise, targets) };
            let pure = match &condition.kind {
                ExprKind::Inert(template) => template.pure,
                kind => matches!(kind, ExprKind::Read(_) | ExprKind::Const(_)),
            };
            if pure && then.statements.is_empty() && otherwise.statements.is_empty() {
                return;
            }
            out.push(if then.statements.is_empty() && matches!(condition.kind, ExprKind::Inert(_) | ExprKind::Read(_) | ExprKind::Const(_)) {
                Statement::If { condition: negated(condition), then: otherwise, otherwise: then }
            } else {
                Statement::If { condition, then, otherwise }
            });
            return;
        }
        let span = condition.span;
        // Only one branch holds jumps, and what follows is short to reach: still both go on, so a flag tells whether one has left.
        let flag = self.fresh.fresh("left", span, Ty::Bool, true);
        out.push(Statement::Declare { var: flag, init: Some(constant(quote!(false), Ty::Bool, span)) });
        self.flags.push(flag);
        let then = Block { statements: self.list(then, targets) };
        let otherwise = Block { statements: self.list(otherwise, targets) };
        self.flags.pop();
        out.push(Statement::If { condition, then, otherwise });
        let rest = Block { statements: self.list(rest, targets) };
        out.push(Statement::If { condition: test(flag, syn::parse_quote!(!__hole_0), span), then: rest, otherwise: Block::default() });
    }

    fn jump(&mut self, jump: Jump, targets: &Targets, out: &mut Vec<Statement>) {
        for flag in &self.flags {
            out.push(Statement::Assign { place: Place::var(*flag), value: constant(quote!(true), Ty::Bool, Span::mixed_site()) });
        }
        if matches!(jump, Jump::Break(block) if self.blocks.contains(&block)) {
            return;
        }
        let Some((current, leave)) = targets.current else { return };
        let code = match jump {
            Jump::Continue(target) if target == current => return,
            Jump::Break(target) if target == current => 1,
            other => targets.codes[&other],
        };
        let leave = leave.expect("a loop with a jump out of it has a variable for it");
        let literal = proc_macro2::Literal::u8_unsuffixed(code);
        out.push(Statement::Assign { place: Place::var(leave), value: constant(quote!(#literal), u8_type(), Span::mixed_site()) });
    }

    /// Pushes the loop; returns the jumps that its end has to go on with, and whether it can end early.
    fn looped(&mut self, id: usize, kind: LoopKind, body: Vec<Raw>, out: &mut Vec<Statement>) -> (Vec<Raw>, bool) {
        let mut found = BTreeSet::new();
        collect(&body, &mut found);
        let breaks = found.remove(&Jump::Break(id));
        found.remove(&Jump::Continue(id));
        let span = Span::mixed_site();
        let leave = (breaks || !found.is_empty()).then(|| {
            let leave = self.fresh.fresh("leave", span, u8_type(), true);
            out.push(Statement::Declare { var: leave, init: Some(constant(quote!(0u8), u8_type(), span)) });
            leave
        });
        let codes: BTreeMap<Jump, u8> = found.iter().zip(2u8..).map(|(jump, code)| (*jump, code)).collect();
        let inner = Targets { current: Some((id, leave)), codes: codes.clone() };
        // Inside of the loop a jump to a block around it is one out of the loop.
        let (flags, blocks) = (std::mem::take(&mut self.flags), std::mem::take(&mut self.blocks));
        let body = Block { statements: self.list(body, &inner) };
        (self.flags, self.blocks) = (flags, blocks);
        out.push(Statement::Loop(Box::new(Loop { id, kind, body, leave })));
        let mut after = Vec::new();
        for (jump, code) in codes {
            let literal = proc_macro2::Literal::u8_unsuffixed(code);
            let condition = test(leave.expect("made above"), syn::parse_quote!(__hole_0 == #literal), span);
            after.push(Raw::If { condition, then: vec![Raw::Jump(jump)], otherwise: Vec::new() });
        }
        (after, leave.is_some())
    }
}

fn u8_type() -> Ty {
    Ty::Int(Some(quote!(u8)))
}

fn constant(tokens: proc_macro2::TokenStream, ty: Ty, span: Span) -> Expr {
    Expr { id: ExprId(0), kind: ExprKind::Const(tokens), ty, span }
}

fn test(var: VarId, syntax: syn::Expr, span: Span) -> Expr {
    let template = Template { syntax, holes: vec![Hole { place: Place::var(var), shape_only: false }], pure: true };
    Expr { id: ExprId(0), kind: ExprKind::Inert(template), ty: Ty::Bool, span }
}

/// The opposite of a condition: `leave == 2` becomes `leave != 2`.
fn negated(condition: Expr) -> Expr {
    let span = condition.span;
    match condition.kind {
        ExprKind::Inert(mut template) => {
            template.syntax = match template.syntax {
                syn::Expr::Binary(mut binary) if matches!(binary.op, syn::BinOp::Eq(_)) => {
                    binary.op = syn::BinOp::Ne(syn::Token![!=](span));
                    syn::Expr::Binary(binary)
                }
                syntax => syn::parse_quote!(!(#syntax)),
            };
            Expr { kind: ExprKind::Inert(template), ..condition }
        }
        ExprKind::Read(place) => {
            let template = Template { syntax: syn::parse_quote!(!__hole_0), holes: vec![Hole { place, shape_only: false }], pure: true };
            Expr { kind: ExprKind::Inert(template), ..condition }
        }
        ExprKind::Const(tokens) => Expr { kind: ExprKind::Const(quote!(!#tokens)), ..condition },
        kind => Expr { kind, ..condition },
    }
}

/// Whether control never reaches the end of the list.
fn ends(statements: &[Raw]) -> bool {
    statements.iter().any(|raw| match raw {
        Raw::Jump(_) | Raw::Plain(Statement::Opaque { diverges: true, .. }) => true,
        Raw::If { then, otherwise, .. } => ends(then) && ends(otherwise),
        Raw::Loop { id, kind, body, .. } => {
            let mut found = BTreeSet::new();
            collect(body, &mut found);
            matches!(**kind, LoopKind::Endless) && !found.contains(&Jump::Break(*id))
        }
        Raw::Once { .. } | Raw::Plain(_) => false,
    })
}

/// Whether a jump out of the list stands in it.
fn jumps(statements: &[Raw]) -> bool {
    let mut found = BTreeSet::new();
    collect(statements, &mut found);
    !found.is_empty()
}

/// The jumps that leave the list, those of its own loops left out.
fn collect(statements: &[Raw], found: &mut BTreeSet<Jump>) {
    for raw in statements {
        match raw {
            Raw::Jump(jump) => {
                found.insert(*jump);
            }
            Raw::If { then, otherwise, .. } => {
                collect(then, found);
                collect(otherwise, found);
            }
            Raw::Loop { id, body, .. } => {
                let mut inner = BTreeSet::new();
                collect(body, &mut inner);
                inner.remove(&Jump::Break(*id));
                inner.remove(&Jump::Continue(*id));
                found.extend(inner);
            }
            Raw::Once { id, body } => {
                let mut inner = BTreeSet::new();
                collect(body, &mut inner);
                inner.remove(&Jump::Break(*id));
                found.extend(inner);
            }
            Raw::Plain(_) => {}
        }
    }
}

/// A variable that the macro makes.
pub(crate) fn own_var(ident: proc_macro2::Ident, ty: Ty, mutable: bool) -> Var {
    Var { ident, ty, annotation: None, mutable, kind: VarKind::Local, constant: false }
}
