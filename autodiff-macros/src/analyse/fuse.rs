//! Loops whose iterations can each be followed by their own adjoint, so that nothing of them is recorded.
//!
//! ```text
//! for p in 0..n { y = …; total += g(y); }        for p in 0..n { y = …; total += g(y);  ȳ += total̄·…; … }
//! ```
//!
//! What must hold of a loop at the top level of the function without early exit:
//! 1. the only floats that go from one iteration to a later one, or beyond the loop, are scalars that are added to (`total`);
//! 2. what follows is linear in those with factors that are known before the loop, so that their adjoints are, too;
//! 3. every other place from outside that an iteration writes is **redefined**: assigned before it is read, the same elements in every iteration, and not named
//!    after the loop. Where a callee does that behind `&mut`, its namesake says so (`Facts::redefines`), and the generated code asks.

use std::collections::BTreeSet;

use super::flow::written;
use super::polynomial::{Integers, Polynomial, Symbol};
use super::records::replaced;
use super::{Activity, Analysis, mentions, place_ty};
use crate::ir::{
    Argument, Binary, Block, Call, Callee, Expr, ExprKind, ForLoop, Function, Iteration, Loop, LoopKind, Passing, Place, Projection, Statement,
    VarId, VarKind,
};

/// A loop that can be fused, if its callees say so, too.
#[derive(Debug)]
pub(crate) struct Fusion<'f> {
    pub(crate) loop_id: usize,
    /// The sums, and the adjoint of each before the loop.
    pub(crate) sums: Vec<(VarId, Vec<Coefficient<'f>>)>,
    /// Calls of which argument `usize` has to be redefined by the callee.
    pub(crate) conditions: Vec<(&'f Call, usize)>,
}

/// One way from a sum to the value: the seed times these factors.
#[derive(Clone, Debug, Default)]
pub(crate) struct Coefficient<'f> {
    pub(crate) negative: bool,
    /// A factor, or a divisor if true.
    pub(crate) factors: Vec<(bool, &'f Expr)>,
}

pub(crate) fn fusions<'f>(function: &'f Function, activity: &Activity) -> Vec<Fusion<'f>> {
    let fuse = Fuse { function, activity, integers: Integers::of(function) };
    if late_shapes(function, &function.body) || changes_shape(function) {
        return Vec::new();
    }
    let statements = &function.body.statements;
    (0..statements.len())
        .filter_map(|at| match &statements[at] {
            Statement::Loop(l) if l.leave.is_none() && activity.statement(function, &statements[at]) => fuse.fusion(l, at),
            _ => None,
        })
        .collect()
}

/// The loops of which the fused form gains enough for its text, which is that of both sweeps of the whole function once more: those with inner loops or calls
/// that record something, or all of them if the function has no other loop to differentiate.
pub(crate) fn worth_their_text<'f>(analysis: &Analysis<'f>, fusions: Vec<Fusion<'f>>) -> Vec<Fusion<'f>> {
    let function = analysis.function;
    // Without a value there is no `f_grad` to use it.
    if function.result.is_none() {
        return Vec::new();
    }
    let loops = function.body.statements.iter().filter_map(|statement| match statement {
        Statement::Loop(l) if analysis.activity.statement(function, statement) => Some(&**l),
        _ => None,
    });
    let alone = loops.clone().all(|l| fusions.iter().any(|fusion| fusion.loop_id == l.id));
    let gains = |fusion: &Fusion| {
        let l = analysis.flow.loops[&fusion.loop_id];
        let strip = super::strip(function, analysis.activity, &analysis.flow, &analysis.integers, l);
        let in_strips = strip.is_some_and(|strip| strip.primal && !strip.sums.is_empty());
        if alone { in_strips || records_inside(analysis, l) } else { is_heavy(&l.body) && records_inside(analysis, l) }
    };
    fusions.into_iter().filter(gains).collect()
}

fn is_heavy(block: &Block) -> bool {
    block.statements.iter().any(|statement| match statement {
        Statement::Loop(_) | Statement::Call(_) => true,
        Statement::If { then, otherwise, .. } => is_heavy(then) || is_heavy(otherwise),
        _ => false,
    })
}

fn records_inside(analysis: &Analysis, l: &Loop) -> bool {
    fn in_block(analysis: &Analysis, block: &Block) -> bool {
        block.statements.iter().any(|statement| match statement {
            Statement::If { then, otherwise, .. } => in_block(analysis, then) || in_block(analysis, otherwise),
            Statement::Loop(l) => records_inside(analysis, l),
            _ => false,
        })
    }
    analysis.records.frames.contains_key(&analysis.flow.loop_frames[&l.id]) || in_block(analysis, &l.body)
}

/// Bit j: the function changes only elements of parameter j that it has assigned before reading, and which ones depends on lengths and integers alone.
pub(crate) fn redefines(function: &Function, activity: &Activity) -> u64 {
    let fuse = Fuse { function, activity, integers: Integers::of(function) };
    let changing = BTreeSet::new();
    (0..function.params.len().min(64)).fold(0, |bits, index| {
        let param = &function.params[index];
        let array = param.passing == Passing::Exclusive && place_ty(function, &Place::var(param.var)).item().is_some_and(crate::ir::Ty::is_float);
        let mut conditions = Vec::new();
        let clean = array && fuse.redefined(&function.body, param.var, &changing, &mut conditions) && conditions.is_empty();
        if clean { bits | 1 << index } else { bits }
    })
}

struct Fuse<'f, 'a> {
    function: &'f Function,
    activity: &'a Activity,
    integers: Integers<'f>,
}

/// Elements of an array that a block assigns: from 0 to this bound.
type Bound = Polynomial;

impl<'f> Fuse<'f, '_> {
    fn fusion(&self, l: &'f Loop, at: usize) -> Option<Fusion<'f>> {
        let LoopKind::For(_) = &l.kind else { return None };
        let (before, after) = (&self.function.body.statements[..at], &self.function.body.statements[at + 1..]);
        let mut changing = written(self.function, &l.body);
        declared_in(&l.body, &mut changing);
        bound_by(l, &mut changing);
        let (mut sums, mut conditions) = (Vec::new(), Vec::new());
        let outside = self.declared_before(before);
        if self.rewritten_later(l, after) {
            return None;
        }
        for owner in written(self.function, &l.body) {
            if !outside.contains(&owner) || self.function.var(owner).ty.is_inert() {
                continue;
            }
            if self.is_sum(&l.body, owner) {
                sums.push((owner, self.coefficients(owner, before, after)?));
            } else if !matches!(self.function.var(owner).kind, VarKind::Local)
                || self.named_in(after, owner)
                || !self.redefined(&l.body, owner, &changing, &mut conditions)
            {
                return None;
            }
        }
        Some(Fusion { loop_id: l.id, sums, conditions })
    }

    /// The adjoint of what an iteration reads is summed before the adjoints of later assignments to it run: they would take it for their own.
    fn rewritten_later(&self, l: &'f Loop, after: &[Statement]) -> bool {
        let mut read = BTreeSet::new();
        let mut visit = |place: &Place| {
            read.insert(self.function.owner(place));
        };
        mentions::in_block(&l.body, &mut visit);
        if let LoopKind::For(header) = &l.kind {
            mentions::in_template(&header.iterator, &mut visit);
            if let Iteration::Elements { vars, .. } = &header.iteration {
                vars.iter().filter_map(|bound| bound.value.as_ref()).for_each(|value| mentions::in_expr(value, &mut visit));
                vars.iter().for_each(|bound| visit(&Place::var(bound.var)));
            }
        }
        read.into_iter().any(|owner| self.activity.var(self.function, owner) && after.iter().any(|statement| self.writes(statement, owner)))
    }

    fn declared_before(&self, before: &[Statement]) -> BTreeSet<VarId> {
        let mut out: BTreeSet<VarId> = self.function.params.iter().map(|param| param.var).collect();
        for statement in before {
            match statement {
                Statement::Declare { var, .. } => {
                    out.insert(*var);
                }
                Statement::Call(call) => out.extend(call.dest),
                _ => {}
            }
        }
        out
    }

    fn named_in(&self, statements: &[Statement], owner: VarId) -> bool {
        let mut named = false;
        let mut visit = |place: &Place| named |= self.function.owner(place) == owner;
        for statement in statements {
            mentions::in_statement(statement, &mut visit);
        }
        if let Some(result) = &self.function.result {
            mentions::in_expr(result, &mut visit);
        }
        named
    }

    // ----------------------------------------------------------------------------------------------------- sums

    /// A float scalar that the loop only adds to.
    fn is_sum(&self, body: &Block, owner: VarId) -> bool {
        if !self.function.var(owner).ty.is_float() || !matches!(self.function.var(owner).kind, VarKind::Local) {
            return false;
        }
        let (mut updates, mut named) = (0, 0);
        count_updates(body, owner, &mut updates);
        mentions::in_block(body, &mut |place| named += usize::from(self.function.owner(place) == owner));
        named == updates && !aliased(self.function, owner)
    }

    /// The ways from the sum to the value of the function; `None` if one of them is not linear, or its factors are not known before the loop.
    fn coefficients(&self, sum: VarId, before: &[Statement], after: &'f [Statement]) -> Option<Vec<Coefficient<'f>>> {
        let known = self.declared_before(before);
        let mut out = Vec::new();
        for statement in after {
            match statement {
                Statement::Declare { var, init: Some(init) } if self.mentions(init, sum) => {
                    if self.function.var(*var).mutable {
                        return None;
                    }
                    let ways = self.linear(init, sum, &known)?;
                    let rest = self.coefficients(*var, before, after)?;
                    out.extend(ways.iter().flat_map(|way| rest.iter().map(|other| way.then(other))));
                }
                Statement::Opaque { .. } => {}
                statement => {
                    let mut named = false;
                    mentions::in_statement(statement, &mut |place| named |= self.function.owner(place) == sum);
                    if named {
                        return None;
                    }
                }
            }
        }
        if let Some(result) = &self.function.result
            && self.mentions(result, sum)
        {
            out.extend(self.linear(result, sum, &known)?);
        }
        Some(out)
    }

    fn mentions(&self, expr: &Expr, owner: VarId) -> bool {
        let mut named = false;
        mentions::in_expr(expr, &mut |place| named |= self.function.owner(place) == owner);
        named
    }

    fn linear(&self, expr: &'f Expr, sum: VarId, known: &BTreeSet<VarId>) -> Option<Vec<Coefficient<'f>>> {
        if !self.mentions(expr, sum) {
            return Some(Vec::new());
        }
        match &expr.kind {
            ExprKind::Read(place) if place.path.is_empty() => Some(vec![Coefficient::default()]),
            ExprKind::Neg(a) => Some(self.linear(a, sum, known)?.into_iter().map(Coefficient::flipped).collect()),
            ExprKind::Binary(Binary::Add, a, b) => {
                let mut ways = self.linear(a, sum, known)?;
                ways.extend(self.linear(b, sum, known)?);
                Some(ways)
            }
            ExprKind::Binary(Binary::Sub, a, b) => {
                let mut ways = self.linear(a, sum, known)?;
                ways.extend(self.linear(b, sum, known)?.into_iter().map(Coefficient::flipped));
                Some(ways)
            }
            ExprKind::Binary(Binary::Mul, a, b) => {
                let (part, factor) = if self.mentions(a, sum) { (a, b) } else { (b, a) };
                self.scaled(part, factor, false, sum, known)
            }
            ExprKind::Binary(Binary::Div, a, b) => self.scaled(a, b, true, sum, known),
            _ => None,
        }
    }

    fn scaled(&self, part: &'f Expr, factor: &'f Expr, divides: bool, sum: VarId, known: &BTreeSet<VarId>) -> Option<Vec<Coefficient<'f>>> {
        if self.mentions(factor, sum) || !self.is_constant_before(factor, known) {
            return None;
        }
        let ways = self.linear(part, sum, known)?;
        Some(ways.into_iter().map(|way| way.with(divides, factor)).collect())
    }

    /// The value of the expression is the same wherever the function stands, and known before the loop.
    fn is_constant_before(&self, expr: &Expr, known: &BTreeSet<VarId>) -> bool {
        if self.activity.expr(self.function, expr) || matches!(expr.kind, ExprKind::Foreign { .. }) {
            return false;
        }
        let all = written(self.function, &self.function.body);
        let mut constant = true;
        mentions::in_expr(expr, &mut |place| {
            let owner = self.function.owner(place);
            constant &= known.contains(&owner) && known.contains(&place.root) && !all.contains(&owner);
        });
        constant && pure(expr)
    }

    // ---------------------------------------------------------------------------------------------- redefinition

    /// Each run of the block assigns what it changes of the variable before it reads it, and always the same elements.
    fn redefined(&self, block: &'f Block, owner: VarId, changing: &BTreeSet<VarId>, conditions: &mut Vec<(&'f Call, usize)>) -> bool {
        if aliased(self.function, owner) {
            return false;
        }
        let mut statements = block.statements.iter().skip_while(|statement| !self.statement_names(statement, owner));
        let Some(first) = statements.next() else { return true };
        match first {
            Statement::Assign { place, value } if place.path.is_empty() && place.root == owner => !self.mentions(value, owner),
            Statement::Call(call) => {
                let rest = statements.all(|statement| !self.writes(statement, owner));
                rest && self.call_redefines(call, owner, changing, conditions)
            }
            Statement::Loop(l) => {
                if let Some(bound) = self.defining_loop(l, owner, changing) {
                    return statements.all(|statement| self.writes_below(statement, owner, &bound, &mut Vec::new()));
                }
                let mut inside = changing.clone();
                inside.extend(written(self.function, &l.body));
                declared_in(&l.body, &mut inside);
                bound_by(l, &mut inside);
                let rest = statements.all(|statement| !self.statement_names(statement, owner));
                rest && matches!(l.kind, LoopKind::For(_))
                    && l.leave.is_none()
                    && self.trips_constant(l, changing)
                    && self.redefined(&l.body, owner, &inside, conditions)
            }
            _ => false,
        }
    }

    fn statement_names(&self, statement: &Statement, owner: VarId) -> bool {
        let mut named = matches!(statement, Statement::Declare { var, .. } if self.function.owner(&Place::var(*var)) == owner);
        mentions::in_statement(statement, &mut |place| named |= self.function.owner(place) == owner);
        named
    }

    fn writes(&self, statement: &Statement, owner: VarId) -> bool {
        let block = Block { statements: vec![statement.clone()] };
        written(self.function, &block).contains(&owner)
    }

    fn trips_constant(&self, l: &Loop, changing: &BTreeSet<VarId>) -> bool {
        match &l.kind {
            LoopKind::For(ForLoop { iteration: Iteration::Range { bounds: Some((lo, hi)), .. }, .. }) => {
                [lo, hi].into_iter().all(|bound| self.integers.expr(bound).is_some_and(|bound| is_constant(&bound, changing)))
            }
            _ => false,
        }
    }

    /// `for i in 0..bound { …; v[i] = e; … }`: assigned in every iteration before any part of `v` is read, and nothing else of `v` is named.
    fn defining_loop(&self, l: &'f Loop, owner: VarId, changing: &BTreeSet<VarId>) -> Option<Bound> {
        let LoopKind::For(ForLoop { iteration: Iteration::Range { var: Some(var), bounds: Some((lo, hi)) }, .. }) = &l.kind else { return None };
        let (lo, hi) = (self.integers.expr(lo)?, self.integers.expr(hi)?);
        if l.leave.is_some() || !lo.is_zero() || !is_constant(&hi, changing) {
            return None;
        }
        let mut assigned = false;
        for statement in &l.body.statements {
            if !self.statement_names(statement, owner) {
                continue;
            }
            match statement {
                Statement::Assign { place, value } if self.is_element(place, owner, *var) && (assigned || !self.mentions(value, owner)) => {
                    assigned = true
                }
                _ if assigned && self.only_element(statement, owner, *var) => {}
                _ => return None,
            }
        }
        assigned.then_some(hi)
    }

    fn is_element(&self, place: &Place, owner: VarId, var: VarId) -> bool {
        place.root == owner
            && match place.path.as_slice() {
                [Projection::Index(index)] => {
                    matches!(&index.kind, ExprKind::Read(read) if read.root == var && read.path.is_empty())
                        || self
                            .integers
                            .expr(index)
                            .is_some_and(|index| index.split(Symbol::Var(var)).is_some_and(|(c, rest)| c == 1 && rest.is_zero()))
                }
                _ => false,
            }
    }

    fn only_element(&self, statement: &Statement, owner: VarId, var: VarId) -> bool {
        let mut only = true;
        mentions::in_statement(statement, &mut |place| only &= self.function.owner(place) != owner || self.is_element(place, owner, var));
        only
    }

    /// All elements that the statement writes lie below the bound: their index runs over a range that ends there.
    fn writes_below(&self, statement: &Statement, owner: VarId, bound: &Bound, ranges: &mut Vec<(VarId, bool)>) -> bool {
        match statement {
            Statement::Assign { place, .. } | Statement::Update { place, .. } => {
                self.function.owner(place) != owner || ranges.iter().any(|(var, below)| *below && self.is_element(place, owner, *var))
            }
            Statement::If { then, otherwise, .. } => {
                then.statements.iter().chain(&otherwise.statements).all(|statement| self.writes_below(statement, owner, bound, ranges))
            }
            Statement::Loop(l) => {
                let mut pushed = false;
                if let LoopKind::For(ForLoop { iteration: Iteration::Range { var: Some(var), bounds: Some((_, hi)) }, .. }) = &l.kind {
                    let below = self.integers.expr(hi).is_some_and(|hi| hi == *bound);
                    ranges.push((*var, below));
                    pushed = true;
                }
                let inside = l.body.statements.iter().all(|statement| self.writes_below(statement, owner, bound, ranges));
                if pushed {
                    ranges.pop();
                }
                inside
            }
            other => !self.writes(other, owner),
        }
    }

    /// The callee is asked, when lengths and integers at the call are the same in every iteration.
    fn call_redefines(&self, call: &'f Call, owner: VarId, changing: &BTreeSet<VarId>, conditions: &mut Vec<(&'f Call, usize)>) -> bool {
        let Callee::Path(_) = &call.callee else { return false };
        let mut lent = None;
        for (index, argument) in call.arguments.iter().enumerate() {
            let constant = match argument {
                Argument::Exclusive(place) if self.function.owner(place) == owner => {
                    let first = lent.replace(index).is_none();
                    first && place.is_whole() && self.length_constant(place, changing)
                }
                Argument::Shared(place) if self.function.owner(place) == owner => false,
                Argument::Shared(place) | Argument::Exclusive(place) => {
                    place_ty(self.function, place).item().is_some_and(crate::ir::Ty::is_float) && self.length_constant(place, changing)
                }
                Argument::Value(expr) if expr.ty.is_float() => !self.mentions(expr, owner),
                Argument::Value(expr) => self.integers.expr(expr).is_some_and(|value| is_constant(&value, changing)),
            };
            if !constant {
                return false;
            }
        }
        let Some(index) = lent else { return false };
        conditions.push((call, index));
        true
    }

    /// The slice is as long in every iteration.
    fn length_constant(&self, place: &Place, changing: &BTreeSet<VarId>) -> bool {
        let place = self.function.resolve(place);
        match place.path.last() {
            None | Some(Projection::Deref) => {
                !replaced(self.function, &self.function.body, place.root) && !matches!(self.function.var(place.root).kind, VarKind::Alias { .. })
            }
            Some(Projection::Range { lo, hi: Some(hi), inclusive: false }) if place.path.len() == 1 => {
                let lo = lo.as_ref().map_or_else(|| Some(Polynomial::default()), |lo| self.integers.expr(lo));
                let length = lo.and_then(|lo| self.integers.expr(hi)?.plus(&lo, -1));
                length.is_some_and(|length| is_constant(&length, changing))
            }
            _ => false,
        }
    }
}

impl<'f> Coefficient<'f> {
    fn flipped(mut self) -> Self {
        self.negative = !self.negative;
        self
    }

    fn with(mut self, divides: bool, factor: &'f Expr) -> Self {
        self.factors.push((divides, factor));
        self
    }

    fn then(&self, other: &Self) -> Self {
        let factors = self.factors.iter().chain(&other.factors).copied().collect();
        Coefficient { negative: self.negative != other.negative, factors }
    }
}

fn is_constant(polynomial: &Polynomial, changing: &BTreeSet<VarId>) -> bool {
    polynomial.symbols().all(|symbol| match symbol {
        Symbol::Var(id) => !changing.contains(&id),
        // Lengths change only where vectors are replaced, which makes them no candidates.
        Symbol::Length(_) => true,
    })
}

fn pure(expr: &Expr) -> bool {
    let here = match &expr.kind {
        ExprKind::Inert(template) => template.pure,
        ExprKind::Foreign { .. } | ExprKind::Clone(..) => false,
        _ => true,
    };
    here && expr.operands().into_iter().all(pure)
}

/// A local of a type whose zero adjoint needs the value, and which has another value later: the fused form makes the adjoint where the local is declared.
fn changes_shape(function: &Function) -> bool {
    let locals = (0..function.vars.len()).map(VarId).filter(|id| matches!(function.var(*id).kind, VarKind::Local));
    let mut shaped = locals.filter(|id| !function.var(*id).ty.is_plain() && !function.var(*id).ty.is_inert());
    shaped.any(|id| replaced(function, &function.body, id))
}

/// `let v;` of such a type: there is no value at all where the fused form makes the adjoint.
fn late_shapes(function: &Function, block: &Block) -> bool {
    block.statements.iter().any(|statement| match statement {
        Statement::Declare { var, init: None } => {
            matches!(function.var(*var).kind, VarKind::Local) && !function.var(*var).ty.is_plain() && !function.var(*var).ty.is_inert()
        }
        Statement::If { then, otherwise, .. } => late_shapes(function, then) || late_shapes(function, otherwise),
        Statement::Loop(l) => late_shapes(function, &l.body),
        _ => false,
    })
}

/// An alias of the variable exists: what is written through it is not followed here.
fn aliased(function: &Function, owner: VarId) -> bool {
    function.vars.iter().any(|var| matches!(&var.kind, VarKind::Alias { place, .. } if function.owner(place) == owner))
}

fn count_updates(block: &Block, owner: VarId, count: &mut usize) {
    for statement in &block.statements {
        match statement {
            Statement::Update { place, .. } if place.root == owner && place.path.is_empty() => *count += 1,
            Statement::If { then, otherwise, .. } => {
                count_updates(then, owner, count);
                count_updates(otherwise, owner, count);
            }
            Statement::Loop(l) => count_updates(&l.body, owner, count),
            _ => {}
        }
    }
}

fn declared_in(block: &Block, out: &mut BTreeSet<VarId>) {
    for statement in &block.statements {
        match statement {
            Statement::Declare { var, .. } => {
                out.insert(*var);
            }
            Statement::Call(call) => out.extend(call.dest),
            Statement::If { then, otherwise, .. } => {
                declared_in(then, out);
                declared_in(otherwise, out);
            }
            Statement::Loop(l) => {
                bound_by(l, out);
                declared_in(&l.body, out);
            }
            _ => {}
        }
    }
}

fn bound_by(l: &Loop, out: &mut BTreeSet<VarId>) {
    if let LoopKind::For(header) = &l.kind {
        match &header.iteration {
            Iteration::Range { var, .. } => out.extend(*var),
            Iteration::Elements { counter, vars } => {
                out.insert(*counter);
                out.extend(vars.iter().map(|bound| bound.var));
            }
        }
    }
}
