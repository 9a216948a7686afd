//! Innermost loops of sums and products, whose adjoints (and, when fused, values) are computed four iterations at a time.
//!
//! ```text
//! for i in 0..n { s += x[i] * y[i + 1]; }     x̄[i] is a touch with base 0, ȳ[i + 1] one with base 1; s̄ is the same in all iterations
//! ```
//!
//! What must hold: no branch, no call; every array is walked along with subscripts `base + iteration`; no iteration needs what another one leaves behind, so
//! that the order of iterations is free: adjoints of arrays are only added to, and an array that is assigned is named by that one statement alone.

use std::collections::BTreeSet;

use super::flow::written;
use super::polynomial::{Integers, Polynomial, Symbol};
use super::{Activity, Flow, Key, Origin, VersionId, mentions, place_is_inert, place_ty};
use crate::ir::{Block, Expr, ExprKind, ForLoop, Function, Iteration, Loop, LoopKind, Place, Projection, Statement, Ty, VarId, VarKind};

/// Where a walk along an array starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Base {
    /// This subscript in the first iteration.
    Index(Polynomial),
    /// The value of an induction variable before the loop, and an offset.
    Induction(VersionId, i64),
}

/// A walk along an array: `place` is one of the mentions that belong to it.
#[derive(Debug)]
pub(crate) struct Walk<'f> {
    pub(crate) place: &'f Place,
    pub(crate) base: Base,
    pub(crate) mentions: Vec<Key>,
}

/// A place that the loop assigns or adds to, and whose adjoint it therefore reads.
#[derive(Debug)]
pub(crate) struct Target<'f> {
    pub(crate) walk: Walk<'f>,
    /// Assigned: its adjoint is emptied.
    pub(crate) emptied: bool,
}

#[derive(Debug, Default)]
pub(crate) struct Strip<'f> {
    /// Elements that are read.
    pub(crate) values: Vec<Walk<'f>>,
    /// Elements of which the adjoint is added to.
    pub(crate) touches: Vec<Walk<'f>>,
    pub(crate) targets: Vec<Target<'f>>,
    /// Places that are the same in all iterations, and are added to.
    pub(crate) cells: Vec<&'f Place>,
    /// Scalars from outside whose adjoint is added to.
    pub(crate) scalars: BTreeSet<VarId>,
    /// Scalars from outside that the primal adds to.
    pub(crate) sums: BTreeSet<VarId>,
    /// All reads of arrays are walks or stay the same, so that the primal can run four iterations at a time, too.
    pub(crate) primal: bool,
}

pub(crate) fn strip<'f>(function: &'f Function, activity: &Activity, flow: &Flow<'f>, integers: &Integers<'f>, l: &'f Loop) -> Option<Strip<'f>> {
    let LoopKind::For(header) = &l.kind else { return None };
    if l.leave.is_some() || !is_straight_block(&l.body) {
        return None;
    }
    let (walker, lo) = walker(function, header, integers)?;
    let inside = declared(&l.body, header);
    let mut changing = written(function, &l.body);
    changing.extend(&inside);
    let mut search =
        Search { function, activity, flow, integers, walker, lo, changing, inside, l, strip: Strip { primal: true, ..Strip::default() } };
    search.run(header)?;
    Some(search.strip)
}

/// Places of an innermost loop that every iteration uses and none assigns, so that their adjoints can be summed in scalars.
#[derive(Debug, Default)]
pub(crate) struct Cells<'f> {
    /// The same in all iterations: summed over the loop.
    pub(crate) fixed: Vec<&'f Place>,
    /// Used more than once in an iteration: summed over it.
    pub(crate) walks: Vec<Walk<'f>>,
}

pub(crate) fn cells<'f>(function: &'f Function, activity: &Activity, flow: &Flow<'f>, integers: &Integers<'f>, l: &'f Loop) -> Cells<'f> {
    let LoopKind::For(header) = &l.kind else { return Cells::default() };
    let Some((walker, lo)) = walker(function, header, integers) else { return Cells::default() };
    if l.leave.is_some() || !is_innermost(&l.body) {
        return Cells::default();
    }
    let inside = declared(&l.body, header);
    let mut changing = written(function, &l.body);
    changing.extend(&inside);
    let search = Search { function, activity, flow, integers, walker, lo, changing, inside, l, strip: Strip::default() };
    search.lone_cells()
}

fn is_innermost(block: &Block) -> bool {
    block.statements.iter().all(|statement| match statement {
        Statement::If { then, otherwise, .. } => is_innermost(then) && is_innermost(otherwise),
        Statement::Declare { .. } | Statement::Assign { .. } | Statement::Update { .. } | Statement::Opaque { .. } => true,
        Statement::Call(_) | Statement::Loop(_) | Statement::Swap { .. } | Statement::CopyFrom { .. } | Statement::Item(_) => false,
    })
}

/// The variable that counts the iterations and its first value.
fn walker(function: &Function, header: &ForLoop, integers: &Integers) -> Option<(VarId, Polynomial)> {
    match &header.iteration {
        Iteration::Range { var: Some(var), bounds: Some((lo, _)) } => {
            let usize_var = matches!(&function.var(*var).ty, Ty::Int(Some(name)) if name.to_string() == "usize");
            if usize_var { Some((*var, integers.expr(lo)?)) } else { None }
        }
        Iteration::Range { .. } => None,
        Iteration::Elements { counter, .. } => Some((*counter, Polynomial::default())),
    }
}

fn is_straight_block(block: &Block) -> bool {
    block.statements.iter().all(|statement| match statement {
        Statement::Declare { init: Some(value), .. } | Statement::Assign { value, .. } | Statement::Update { value, .. } => is_straight(value),
        Statement::Declare { init: None, .. }
        | Statement::Call(_)
        | Statement::If { .. }
        | Statement::Loop(_)
        | Statement::Swap { .. }
        | Statement::CopyFrom { .. }
        | Statement::Opaque { .. }
        | Statement::Item(_) => false,
    })
}

/// Arithmetic that a processor does on several numbers at once.
fn is_straight(expr: &Expr) -> bool {
    let here = match &expr.kind {
        ExprKind::Rule(rule, _) => matches!(rule.name, "sqrt" | "abs"),
        ExprKind::Const(_) | ExprKind::Read(_) | ExprKind::Neg(_) | ExprKind::Cast(..) => true,
        ExprKind::Binary(op, ..) => !matches!(op, crate::ir::Binary::Rem),
        ExprKind::Inert(template) => template.pure,
        _ => false,
    };
    here && (expr.ty.is_float() || expr.ty.is_inert()) && expr.operands().into_iter().all(is_straight)
}

fn declared(block: &Block, header: &ForLoop) -> BTreeSet<VarId> {
    let mut out = BTreeSet::new();
    for statement in &block.statements {
        if let Statement::Declare { var, .. } = statement {
            out.insert(*var);
        }
    }
    match &header.iteration {
        Iteration::Range { var, .. } => out.extend(*var),
        Iteration::Elements { counter, vars } => {
            out.insert(*counter);
            out.extend(vars.iter().map(|bound| bound.var));
        }
    }
    out
}

struct Search<'f, 's> {
    function: &'f Function,
    activity: &'s Activity,
    flow: &'s Flow<'f>,
    integers: &'s Integers<'f>,
    walker: VarId,
    lo: Polynomial,
    changing: BTreeSet<VarId>,
    inside: BTreeSet<VarId>,
    l: &'f Loop,
    strip: Strip<'f>,
}

impl<'f> Search<'f, '_> {
    fn run(&mut self, header: &'f ForLoop) -> Option<()> {
        if let Iteration::Elements { vars, .. } = &header.iteration {
            for value in vars.iter().filter_map(|bound| bound.value.as_ref()) {
                self.value(value)?;
            }
        }
        for statement in &self.l.body.statements {
            self.statement(statement)?;
        }
        self.targets_stand_alone()
    }

    fn lone_cells(&self) -> Cells<'f> {
        let mut cells = Cells::default();
        for statement in &self.l.body.statements {
            if let Statement::Declare { init: Some(value), .. } | Statement::Assign { value, .. } | Statement::Update { value, .. } = statement {
                self.cells_of(value, &mut cells);
            }
        }
        cells.walks.retain(|walk| walk.mentions.len() > 1);
        cells
    }

    fn cells_of(&self, expr: &'f Expr, cells: &mut Cells<'f>) {
        if !self.activity.expr(self.function, expr) {
            return;
        }
        if let ExprKind::Read(place) = &expr.kind {
            let resolved = self.function.resolve(place);
            let outside = !self.changing.contains(&resolved.root);
            let scalar = resolved.is_whole() || !place_ty(self.function, place).is_float();
            if outside && !scalar {
                if self.fixed_path(&resolved.path) {
                    cells.fixed.push(place);
                } else if let Some(base) = self.base(place) {
                    push(&mut cells.walks, self.function, place, &base);
                }
            }
        }
        for operand in expr.operands() {
            self.cells_of(operand, cells);
        }
    }

    fn statement(&mut self, statement: &'f Statement) -> Option<()> {
        match statement {
            Statement::Declare { init: Some(value), var } => {
                if !matches!(self.function.var(*var).kind, VarKind::Local) || !self.function.var(*var).ty.is_scalar() {
                    return None;
                }
                self.value(value)
            }
            Statement::Assign { place, value } => {
                self.value(value)?;
                self.assigned(place, true)
            }
            Statement::Update { place, value, .. } => {
                self.value(value)?;
                self.assigned(place, false)
            }
            _ => None,
        }
    }

    fn assigned(&mut self, place: &'f Place, emptied: bool) -> Option<()> {
        let owner = self.function.owner(place);
        if self.function.resolve(place).is_whole() {
            if self.inside.contains(&owner) {
                return Some(());
            }
            if self.function.var(owner).ty.is_inert() {
                // Only what counts up evenly: its value is known in any iteration.
                self.strip.primal = false;
                return (!emptied && self.induction(owner).is_some()).then_some(());
            }
            let named = self.named(owner);
            if emptied || named != 1 || !self.function.var(owner).ty.is_float() || place.root != owner {
                return None;
            }
            self.strip.sums.insert(owner);
            return Some(());
        }
        self.strip.primal = false;
        if place_is_inert(self.function, place) || !place_ty(self.function, place).is_float() {
            return None;
        }
        let base = self.base(place)?;
        if self.activity.place(self.function, place) {
            self.strip.targets.push(Target { walk: Walk { place, base, mentions: vec![Key::of(place)] }, emptied });
        }
        Some(())
    }

    fn named(&self, owner: VarId) -> usize {
        let mut named = 0;
        mentions::in_block(&self.l.body, &mut |place| named += usize::from(self.function.owner(place) == owner));
        named
    }

    /// An array that is assigned is named once, or twice if the statement reads the element that it assigns.
    fn targets_stand_alone(&self) -> Option<()> {
        for target in &self.strip.targets {
            let owner = self.function.owner(target.walk.place);
            let targets = self.strip.targets.iter().filter(|other| self.function.owner(other.walk.place) == owner).count();
            let foreign = self.strip.touches.iter().chain(&self.strip.values).any(|walk| self.function.owner(walk.place) == owner);
            if targets != 1 || foreign || self.named(owner) != 1 {
                return None;
            }
        }
        let assigned = written(self.function, &self.l.body);
        let read = self.strip.values.iter().any(|walk| assigned.contains(&self.function.owner(walk.place)));
        (!read).then_some(())
    }

    fn value(&mut self, expr: &'f Expr) -> Option<()> {
        let active = self.activity.expr(self.function, expr);
        match &expr.kind {
            ExprKind::Read(place) => self.read(place, active)?,
            ExprKind::Inert(template) => {
                for hole in &template.holes {
                    if !hole.shape_only && !self.function.resolve(&hole.place).is_whole() {
                        self.read(&hole.place, false)?;
                    }
                }
            }
            _ => {}
        }
        for operand in expr.operands() {
            self.value(operand)?;
        }
        Some(())
    }

    fn read(&mut self, place: &'f Place, active: bool) -> Option<()> {
        let owner = self.function.owner(place);
        if self.function.resolve(place).is_whole() {
            if self.strip.sums.contains(&owner) {
                return None;
            }
            if active && !self.inside.contains(&owner) {
                self.strip.scalars.insert(owner);
            }
            return Some(());
        }
        if self.inside.contains(&owner) {
            return None;
        }
        match self.base(place) {
            Some(base) => {
                push(&mut self.strip.values, self.function, place, &base);
                if active {
                    push(&mut self.strip.touches, self.function, place, &base);
                }
                Some(())
            }
            None if self.fixed_path(&self.function.resolve(place).path) => {
                if active {
                    self.strip.cells.push(place);
                }
                Some(())
            }
            // Read as it stands in the reverse sweep; but its adjoint can't be added to out of order.
            None if !active => {
                self.strip.primal = false;
                Some(())
            }
            None => None,
        }
    }

    // ------------------------------------------------------------------------------------------------- subscripts

    fn unchanging(&self, polynomial: &Polynomial) -> bool {
        polynomial.symbols().all(|symbol| match symbol {
            Symbol::Var(id) => id != self.walker && !self.changing.contains(&id) && self.has_one_value(id),
            Symbol::Length(_) => true,
        })
    }

    /// The variable is never assigned, so its name means the same everywhere.
    fn has_one_value(&self, id: VarId) -> bool {
        self.flow.versions.iter().filter(|version| version.var == id).count() == 1
    }

    /// The last subscript walks with the loop, and everything before it stays.
    fn base(&self, place: &Place) -> Option<Base> {
        let resolved = self.function.resolve(place);
        let (last, prefix) = resolved.path.split_last()?;
        let Projection::Index(index) = last else { return None };
        if !self.fixed_path(prefix) || !place_ty(self.function, place).is_scalar() {
            return None;
        }
        let polynomial = self.integers.expr(index)?;
        let (coefficient, rest) = polynomial.split(Symbol::Var(self.walker))?;
        if coefficient == 1 && self.unchanging(&rest) {
            return self.lo_known().then_some(Base::Index(rest.plus(&self.lo, 1)?));
        }
        if coefficient != 0 {
            return None;
        }
        let walking: Vec<VarId> = rest
            .symbols()
            .filter_map(|symbol| match symbol {
                Symbol::Var(id) if self.changing.contains(&id) => Some(id),
                _ => None,
            })
            .collect();
        let [walker] = walking.as_slice() else { return None };
        let (coefficient, rest) = rest.split(Symbol::Var(*walker))?;
        let before = self.induction(*walker)?;
        (coefficient == 1).then_some(Base::Induction(before, rest.as_constant()?))
    }

    fn lo_known(&self) -> bool {
        self.unchanging(&self.lo)
    }

    /// The variable goes up by one in every iteration, after everything that names it.
    fn induction(&self, id: VarId) -> Option<VersionId> {
        let block = self.flow.block_id(&self.l.body);
        self.flow.born_at_start(block).iter().find_map(|version| {
            let version = self.flow.version(*version);
            match version.origin {
                Origin::Induction { before, step, negative: false, loop_id } if version.var == id && loop_id == self.l.id => {
                    let one = self.integers.expr(step)?.as_constant() == Some(1);
                    (one && self.updated_last(id)).then_some(before)
                }
                _ => None,
            }
        })
    }

    fn updated_last(&self, id: VarId) -> bool {
        let statements = &self.l.body.statements;
        let Some(at) = statements.iter().position(|s| matches!(s, Statement::Update { place, .. } if place.root == id)) else { return false };
        statements[at + 1..].iter().all(|statement| {
            let mut named = false;
            mentions::in_statement(statement, &mut |place| named |= place.root == id);
            !named
        })
    }

    fn fixed_path(&self, path: &[&Projection]) -> bool {
        path.iter().all(|projection| match projection {
            Projection::Deref | Projection::Field(_) => true,
            Projection::Index(index) => self.fixed_expr(index),
            Projection::Range { lo, hi, .. } => lo.iter().chain(hi).all(|bound| self.fixed_expr(bound)),
        })
    }

    fn fixed_expr(&self, expr: &Expr) -> bool {
        self.integers.expr(expr).is_some_and(|polynomial| self.unchanging(&polynomial))
    }
}

/// Mentions of the same elements share a walk.
fn push<'f>(walks: &mut Vec<Walk<'f>>, function: &Function, place: &'f Place, base: &Base) {
    let same = |walk: &&mut Walk| {
        let shallow = function.resolve(walk.place).path.len() == 1 && function.resolve(place).path.len() == 1;
        let one_root = walk.place.root == place.root && walk.place.path.len() == 1 && place.path.len() == 1;
        walk.base == *base && function.owner(walk.place) == function.owner(place) && (shallow || one_root)
    };
    match walks.iter_mut().find(same) {
        Some(walk) => walk.mentions.push(Key::of(place)),
        None => walks.push(Walk { place, base: base.clone(), mentions: vec![Key::of(place)] }),
    }
}
