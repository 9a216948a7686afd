//! Innermost loops of the reverse sweep: which places they walk along, and whether they may run forwards.
//!
//! * A place `v[base + i]` that every iteration uses is a **window**: one slice as long as the loop, cut before it. The forward sweep has run through all of it.
//! * A place whose subscripts the loop does not change is a **cell**: its adjoint is summed in a scalar.
//! * The loop runs **forwards** if no iteration needs what a later one has left behind: adjoints of arrays are only added to, or each iteration touches its own elements.

use std::collections::BTreeSet;

use super::flow::written;
use super::polynomial::{Integers, Polynomial, Symbol};
use super::{Activity, Flow, Key, Origin, VersionId, mentions, place_ty};
use crate::ir::{
    Block, Expr, ExprKind, ForLoop, Function, Iteration, Loop, LoopKind, Place, Projection, Statement, VarId, VarKind,
};

/// Where a window starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Base {
    /// At this index in the first iteration.
    Index(Polynomial),
    /// At the value of an induction variable before the loop, and an offset.
    Induction(VersionId, i64),
}

#[derive(Debug)]
pub(crate) struct Window<'f> {
    pub(crate) mention: Key,
    pub(crate) place: &'f Place,
    pub(crate) owner: VarId,
    pub(crate) base: Base,
}

#[derive(Debug)]
pub(crate) struct Leaf<'f> {
    /// Primal elements read.
    pub(crate) values: Vec<Window<'f>>,
    /// Adjoint elements, grouped by owner: windows of one owner differ by constants.
    pub(crate) bars: Vec<Vec<Window<'f>>>,
    /// Adjoints of places that stay the same.
    pub(crate) cells: Vec<&'f Place>,
    pub(crate) forwards: bool,
    /// Straight-line sums and products only.
    pub(crate) straight: bool,
    /// The variable of the range, if the loop has one.
    pub(crate) var: Option<VarId>,
    pub(crate) lo: Polynomial,
}

pub(crate) fn leaf<'f>(function: &'f Function, activity: &Activity, flow: &Flow<'f>, integers: &Integers<'f>, l: &'f Loop) -> Option<Leaf<'f>> {
    let LoopKind::For(header) = &l.kind else { return None };
    if l.leave.is_some() || !is_leaf(&l.body) {
        return None;
    }
    let (symbol, lo) = walker(header, integers)?;
    let mut changing = written(function, &l.body);
    declared(&l.body, &mut changing);
    if let Iteration::Elements { vars, .. } = &header.iteration {
        changing.extend(vars.iter().map(|bound| bound.var));
    }
    let var = match &header.iteration {
        Iteration::Range { var, .. } => *var,
        Iteration::Elements { .. } => None,
    };
    let search = Search { function, activity, flow, integers, symbol, lo: &lo, changing, l };
    let mut leaf = search.find(header);
    leaf.var = var;
    leaf.lo = lo.clone();
    Some(leaf)
}

fn walker(header: &ForLoop, integers: &Integers) -> Option<(VarId, Polynomial)> {
    match &header.iteration {
        Iteration::Range { var: Some(var), bounds: Some((lo, _)) } => Some((*var, integers.expr(lo)?)),
        Iteration::Range { .. } => None,
        Iteration::Elements { counter, .. } => Some((*counter, Polynomial::default())),
    }
}

fn is_leaf(block: &Block) -> bool {
    block.statements.iter().all(|statement| match statement {
        Statement::If { then, otherwise, .. } => is_leaf(then) && is_leaf(otherwise),
        Statement::Call(_) | Statement::Loop(_) | Statement::Swap { .. } | Statement::CopyFrom { .. } => false,
        Statement::Declare { .. } | Statement::Assign { .. } | Statement::Update { .. } | Statement::Opaque { .. } | Statement::Item(_) => true,
    })
}

fn declared(block: &Block, out: &mut BTreeSet<VarId>) {
    for statement in &block.statements {
        match statement {
            Statement::Declare { var, .. } => {
                out.insert(*var);
            }
            Statement::If { then, otherwise, .. } => {
                declared(then, out);
                declared(otherwise, out);
            }
            _ => {}
        }
    }
}

struct Search<'f, 's> {
    function: &'f Function,
    activity: &'s Activity,
    flow: &'s Flow<'f>,
    integers: &'s Integers<'f>,
    symbol: VarId,
    lo: &'s Polynomial,
    changing: BTreeSet<VarId>,
    l: &'f Loop,
}

/// A place of the loop whose adjoint is touched.
struct Touch<'f> {
    place: &'f Place,
    unconditional: bool,
    /// Emptied or read as the adjoint of a target, not only added to.
    target: bool,
}

impl<'f> Search<'f, '_> {
    fn find(&self, header: &'f ForLoop) -> Leaf<'f> {
        let mut touches = Vec::new();
        if let Iteration::Elements { vars, .. } = &header.iteration {
            for value in vars.iter().filter(|bound| self.activity.var(self.function, bound.var)).filter_map(|bound| bound.value.as_ref()) {
                self.touched(value, true, &mut touches);
            }
        }
        let mut straight = true;
        self.block(&self.l.body, true, &mut touches, &mut straight);
        let mut owners: Vec<VarId> = Vec::new();
        for touch in &touches {
            let owner = self.function.owner(touch.place);
            if !owners.contains(&owner) {
                owners.push(owner);
            }
        }
        let (mut bars, mut cells) = (Vec::new(), Vec::new());
        let mut forwards = !self.assigns_outer_scalar(&self.l.body);
        for owner in owners {
            let of: Vec<&Touch> = touches.iter().filter(|touch| self.function.owner(touch.place) == owner).collect();
            let target = of.iter().any(|touch| touch.target);
            let windows: Option<Vec<Window>> = of.iter().map(|touch| if touch.unconditional { self.window(touch.place) } else { None }).collect();
            let fixed = !target && of.iter().all(|touch| touch.unconditional && self.is_fixed(touch.place));
            match windows {
                Some(windows) if related(&windows) => {
                    forwards &= !target || windows.iter().all(|window| window.base == windows[0].base);
                    bars.push(windows);
                }
                _ => {
                    if target {
                        forwards = false;
                    }
                    if fixed {
                        cells.extend(of.iter().map(|touch| touch.place));
                    } else if !target {
                        cells.extend(of.iter().filter(|touch| touch.unconditional && self.is_fixed(touch.place)).map(|touch| touch.place));
                        straight = false;
                    } else {
                        straight = false;
                    }
                }
            }
        }
        Leaf { values: self.values(), bars, cells, forwards, straight, var: None, lo: Polynomial::default() }
    }

    /// Primal elements that the body reads in every iteration.
    fn values(&self) -> Vec<Window<'f>> {
        let mut windows = Vec::new();
        let mut visit = |place: &'f Place| windows.extend(self.window(place));
        for statement in &self.l.body.statements {
            if let Statement::Declare { init: Some(value), .. } | Statement::Assign { value, .. } | Statement::Update { value, .. } = statement {
                reads(value, &mut visit);
            }
        }
        if let LoopKind::For(ForLoop { iteration: Iteration::Elements { vars, .. }, .. }) = &self.l.kind {
            for value in vars.iter().filter_map(|bound| bound.value.as_ref()) {
                reads(value, &mut visit);
            }
        }
        windows
    }

    fn block(&self, block: &'f Block, unconditional: bool, touches: &mut Vec<Touch<'f>>, straight: &mut bool) {
        for statement in &block.statements {
            if !self.activity.statement(self.function, statement) {
                continue;
            }
            match statement {
                Statement::Declare { init: Some(value), .. } => {
                    *straight &= is_straight(value);
                    self.touched(value, unconditional, touches);
                }
                Statement::Assign { place, value } | Statement::Update { place, value, .. } => {
                    *straight &= is_straight(value);
                    if self.is_storage(place) {
                        touches.push(Touch { place, unconditional, target: true });
                    }
                    self.touched(value, unconditional, touches);
                }
                Statement::If { then, otherwise, .. } => {
                    *straight = false;
                    self.block(then, false, touches, straight);
                    self.block(otherwise, false, touches, straight);
                }
                _ => {}
            }
        }
    }

    fn touched(&self, expr: &'f Expr, unconditional: bool, touches: &mut Vec<Touch<'f>>) {
        if !self.activity.expr(self.function, expr) {
            return;
        }
        if let ExprKind::Read(place) | ExprKind::Clone(place, _) = &expr.kind
            && self.is_storage(place)
        {
            touches.push(Touch { place, unconditional, target: false });
        }
        for operand in expr.operands() {
            self.touched(operand, unconditional, touches);
        }
    }

    /// A part of something that lives outside of the loop.
    fn is_storage(&self, place: &Place) -> bool {
        let owner = self.function.owner(place);
        let inside = self.changing.contains(&owner) && !written(self.function, &self.l.body).contains(&owner);
        !inside && !self.function.resolve(place).is_whole() && !self.declared_inside(owner)
    }

    fn declared_inside(&self, owner: VarId) -> bool {
        let mut inside = BTreeSet::new();
        declared(&self.l.body, &mut inside);
        inside.contains(&owner)
    }

    /// A scalar from outside that is assigned, not only added to, carries its adjoint from iteration to iteration.
    fn assigns_outer_scalar(&self, block: &Block) -> bool {
        block.statements.iter().any(|statement| match statement {
            Statement::Assign { place, .. } => {
                let owner = self.function.owner(place);
                self.function.resolve(place).is_whole() && self.activity.place(self.function, place) && !self.declared_inside(owner)
            }
            Statement::Update { place, value, .. } => {
                // `s += s * x` reads the sum.
                let owner = self.function.owner(place);
                let mut named = false;
                mentions::in_expr(value, &mut |read| named |= self.function.owner(read) == owner);
                self.function.resolve(place).is_whole() && named && !self.declared_inside(owner)
            }
            Statement::If { then, otherwise, .. } => self.assigns_outer_scalar(then) || self.assigns_outer_scalar(otherwise),
            _ => false,
        }) || self.reads_outer_sum(block)
    }

    /// A scalar that the loop adds to and reads: the adjoint of the read goes to earlier iterations.
    fn reads_outer_sum(&self, block: &Block) -> bool {
        let mut sums = BTreeSet::new();
        for owner in written(self.function, block) {
            if self.activity.var(self.function, owner) && !self.declared_inside(owner) && self.function.var(owner).ty.is_scalar() {
                sums.insert(owner);
            }
        }
        let mut read = false;
        let mut targets = 0usize;
        count_targets(self.function, block, &sums, &mut targets);
        let mut named = 0usize;
        mentions::in_block(block, &mut |place| named += usize::from(sums.contains(&self.function.owner(place))));
        read |= named > targets;
        read
    }

    fn unchanging(&self, polynomial: &Polynomial) -> bool {
        polynomial.symbols().all(|symbol| match symbol {
            Symbol::Var(id) => id != self.symbol && !self.changing.contains(&id),
            Symbol::Length(_) => true,
        })
    }

    /// The last subscript walks with the loop, everything before it stays.
    fn window(&self, place: &'f Place) -> Option<Window<'f>> {
        let resolved = self.function.resolve(place);
        let (last, prefix) = resolved.path.split_last()?;
        let Projection::Index(index) = last else { return None };
        if !self.fixed_path(prefix) || place_ty(self.function, place).item().is_some() {
            return None;
        }
        let owner = resolved.root;
        if matches!(self.function.var(owner).kind, VarKind::Alias { .. }) || self.declared_inside(owner) {
            return None;
        }
        let base = self.base(index)?;
        Some(Window { mention: Key::of(place), place, owner, base })
    }

    fn base(&self, index: &Expr) -> Option<Base> {
        let polynomial = self.integers.expr(index)?;
        let (coefficient, rest) = polynomial.split(Symbol::Var(self.symbol))?;
        if coefficient == 1 && self.unchanging(&rest) {
            return Some(Base::Index(rest.plus(self.lo, 1)?));
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
        let offset = rest.as_constant()?;
        let before = self.induction(*walker)?;
        (coefficient == 1).then_some(Base::Induction(before, offset))
    }

    /// The variable is counted up by one in every iteration, after everything that names it.
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

    fn is_fixed(&self, place: &Place) -> bool {
        place_ty(self.function, place).is_float() && self.fixed_path(&self.function.resolve(place).path)
    }
}

/// Windows of one owner that can be cut out of it together.
fn related(windows: &[Window]) -> bool {
    windows.iter().all(|window| offset(&window.base, &windows[0].base).is_some())
        && windows.iter().all(|window| same_prefix(window.place, windows[0].place))
}

/// How far `a` starts after `b`.
pub(crate) fn offset(a: &Base, b: &Base) -> Option<i64> {
    match (a, b) {
        (Base::Index(a), Base::Index(b)) => a.plus(b, -1)?.as_constant(),
        (Base::Induction(a, x), Base::Induction(b, y)) if a == b => Some(x - y),
        _ => None,
    }
}

/// Only `v[…]` of the owner itself, or through the same alias.
fn same_prefix(a: &Place, b: &Place) -> bool {
    a.root == b.root && a.path.len() == 1 && b.path.len() == 1
}

fn reads<'f>(expr: &'f Expr, visit: &mut impl FnMut(&'f Place)) {
    if let ExprKind::Read(place) = &expr.kind {
        visit(place);
    }
    for operand in expr.operands() {
        reads(operand, visit);
    }
}

fn is_straight(expr: &Expr) -> bool {
    let here = match &expr.kind {
        ExprKind::Rule(..) | ExprKind::Foreign { .. } => false,
        _ => expr.ty.is_float() || expr.ty.is_inert(),
    };
    here && expr.operands().into_iter().all(is_straight)
}

fn count_targets(function: &Function, block: &Block, sums: &BTreeSet<VarId>, count: &mut usize) {
    for statement in &block.statements {
        match statement {
            Statement::Update { place, .. } if sums.contains(&function.owner(place)) => *count += 1,
            Statement::If { then, otherwise, .. } => {
                count_targets(function, then, sums, count);
                count_targets(function, otherwise, sums, count);
            }
            _ => {}
        }
    }
}
