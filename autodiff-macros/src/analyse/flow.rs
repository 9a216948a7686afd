//! Which value a read sees, and whether the place still holds it when the reverse sweep runs.
//!
//! * Variables that are only used as a whole (scalars, and results of unknown type) have **versions**, as in static single assignment: each
//!   assignment makes one, and so does each place where two could meet (the start of a loop body, after a branch or a loop).
//! * Parts of arrays, slices, `Vec`s and tuples are read from storage. Such a read is **stable** if no assignment to the same storage can run
//!   after it: then the reverse sweep reads it again.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Key, mentions};
use crate::ir::{
    Argument, Block, Expr, ExprKind, Function, Iteration, Loop, LoopKind, Passing, Place, Projection, Statement, Template, VarId, VarKind,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct VersionId(pub(crate) usize);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct BlockId(pub(crate) usize);

/// What a record belongs to: the function's body (0), or the body of a loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct FrameId(pub(crate) usize);

/// One value that a variable has, from its birth to the next assignment.
#[derive(Debug)]
pub(crate) struct Version<'f> {
    pub(crate) var: VarId,
    pub(crate) origin: Origin<'f>,
    /// The block whose reverse sweep makes the value known: all reads are in it or below.
    pub(crate) block: BlockId,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Origin<'f> {
    /// A parameter by value: the reverse sweep is given it again if it is plain.
    Param,
    /// Declared or assigned with this value.
    Value(&'f Expr),
    /// The variable of a `for` over integers.
    LoopVar,
    /// The counter of a `for` over elements, which the reverse sweep counts as well.
    Counter,
    /// An integer that each iteration changes by the same constant: `before + step · iteration` at the start of one.
    Induction { before: VersionId, step: &'f Expr, negative: bool, loop_id: usize },
    /// An integer that the loop counts up in a way that depends on integers alone: a loop whose adjoint runs forwards counts it again.
    Counted { before: VersionId, loop_id: usize },
    /// `let x = if condition { a } else { b };`: nothing else stands in the branches.
    Choice { condition: &'f Expr, then: &'f Expr, otherwise: &'f Expr },
    /// A sum with an update, a call's result, or a meeting of two versions.
    Other,
}

#[derive(Debug)]
pub(crate) struct BlockInfo {
    pub(crate) frame: FrameId,
    pub(crate) parent: Option<BlockId>,
    /// Under an `If` of its frame: what is recorded there may never have been made.
    pub(crate) conditional: bool,
}

/// A point in the run of the function.
#[derive(Clone, Debug)]
struct Moment {
    position: usize,
    /// Loops around it, outermost first.
    loops: Vec<usize>,
}

#[derive(Debug)]
pub(crate) struct Flow<'f> {
    pub(crate) versions: Vec<Version<'f>>,
    pub(crate) blocks: Vec<BlockInfo>,
    pub(crate) frame_count: usize,
    /// Versions born in a block, in order.
    pub(crate) born: BTreeMap<BlockId, Vec<VersionId>>,
    /// Variables declared in a block (and destinations of its calls), in order.
    pub(crate) declared: BTreeMap<BlockId, Vec<VarId>>,
    /// The frame of a loop's body.
    pub(crate) loop_frames: BTreeMap<usize, FrameId>,
    pub(crate) loops: BTreeMap<usize, &'f Loop>,
    pub(crate) home: BTreeMap<VarId, BlockId>,
    born_after: HashMap<Key, Vec<VersionId>>,
    born_at_start: BTreeMap<BlockId, Vec<VersionId>>,
    version_of: HashMap<Key, VersionId>,
    block_ids: HashMap<Key, BlockId>,
    expr_blocks: HashMap<Key, BlockId>,
    place_blocks: HashMap<Key, BlockId>,
    moments: HashMap<Key, Moment>,
    writes: BTreeMap<VarId, Vec<Moment>>,
    declarations: BTreeMap<VarId, Moment>,
    moved: BTreeSet<VarId>,
    /// Whole variables of unknown type that were taken by value, and where variables are named.
    taken: Vec<(VarId, Moment)>,
    named: BTreeMap<VarId, Vec<usize>>,
    projected: BTreeSet<VarId>,
    pub(crate) fused: BTreeSet<usize>,
}

/// `fused` are loops whose iterations are followed by their adjoints at once: what later iterations overwrite was read before.
pub(crate) fn flow(function: &Function, fused: BTreeSet<usize>) -> Flow<'_> {
    let mut projected = BTreeSet::new();
    collect_projected(function, &mut projected);
    let mut walk = Walk {
        function,
        env: BTreeMap::new(),
        loops: Vec::new(),
        position: 0,
        block: BlockId(0),
        flow: Flow {
            versions: Vec::new(),
            blocks: Vec::new(),
            frame_count: 1,
            born: BTreeMap::new(),
            declared: BTreeMap::new(),
            loop_frames: BTreeMap::new(),
            loops: BTreeMap::new(),
            home: BTreeMap::new(),
            born_after: HashMap::new(),
            born_at_start: BTreeMap::new(),
            version_of: HashMap::new(),
            block_ids: HashMap::new(),
            expr_blocks: HashMap::new(),
            place_blocks: HashMap::new(),
            moments: HashMap::new(),
            writes: BTreeMap::new(),
            declarations: BTreeMap::new(),
            moved: BTreeSet::new(),
            taken: Vec::new(),
            named: BTreeMap::new(),
            projected,
            fused,
        },
    };
    walk.body();
    walk.flow.settle_taken();
    walk.flow
}

impl<'f> Flow<'f> {
    pub(crate) fn version(&self, id: VersionId) -> &Version<'f> {
        &self.versions[id.0]
    }

    /// The version that a read of a whole variable sees; `None` for storage.
    pub(crate) fn version_of(&self, place: &Place) -> Option<VersionId> {
        self.version_of.get(&Key::of(place)).copied()
    }

    pub(crate) fn block_id(&self, block: &Block) -> BlockId {
        self.block_ids[&Key::of(block)]
    }

    pub(crate) fn block_of_expr(&self, expr: &Expr) -> BlockId {
        self.expr_blocks[&Key::of(expr)]
    }

    pub(crate) fn block_of_place(&self, place: &Place) -> BlockId {
        self.place_blocks[&Key::of(place)]
    }

    pub(crate) fn block(&self, id: BlockId) -> &BlockInfo {
        &self.blocks[id.0]
    }

    /// Versions born by this statement, to be kept right after it.
    pub(crate) fn born_after(&self, statement: &Statement) -> &[VersionId] {
        self.born_after.get(&Key::of(statement)).map_or(&[], Vec::as_slice)
    }

    /// Versions that exist where the block starts.
    pub(crate) fn born_at_start(&self, block: BlockId) -> &[VersionId] {
        self.born_at_start.get(&block).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn is_written(&self, owner: VarId) -> bool {
        self.writes.contains_key(&owner)
    }

    /// A variable that is taken by value and never named again may have been moved; one that is, was copied.
    fn settle_taken(&mut self) {
        for (owner, moment) in std::mem::take(&mut self.taken) {
            let again = self.named[&owner].iter().filter(|position| **position >= moment.position).count() > 1;
            let depth = self.declarations.get(&owner).map_or(0, |declared| declared.loops.len());
            if !again && moment.loops.len() <= depth {
                self.moved.insert(owner);
            }
        }
    }

    /// Its value was moved out: at the end of its block nothing is there.
    pub(crate) fn is_moved(&self, owner: VarId) -> bool {
        self.moved.contains(&owner)
    }

    /// A loop around both, in which the storage lives on from one iteration to the next, runs the write again after the read.
    fn runs_after(&self, write: &Moment, read: &Moment, depth: usize) -> bool {
        let fused = read.loops.iter().position(|id| self.fused.contains(id));
        if let Some(at) = fused
            && write.loops.get(at) != read.loops.get(at)
        {
            return false;
        }
        let depth = fused.map_or(depth, |at| depth.max(at + 1));
        write.position >= read.position || read.loops.iter().zip(&write.loops).skip(depth).any(|(a, b)| a == b)
    }

    /// No assignment to the storage of the place can run after the place was read here.
    pub(crate) fn is_stable(&self, function: &Function, place: &Place) -> bool {
        let owner = function.owner(place);
        let read = &self.moments[&Key::of(place)];
        let depth = self.declarations.get(&owner).map_or(0, |declared| declared.loops.len());
        self.writes.get(&owner).is_none_or(|writes| writes.iter().all(|write| !self.runs_after(write, read, depth)))
    }
}

fn has_versions(function: &Function, projected: &BTreeSet<VarId>, id: VarId) -> bool {
    let var = function.var(id);
    let by_value = match var.kind {
        VarKind::Param(index) => function.params[index].passing == Passing::Value,
        VarKind::Local => true,
        VarKind::Alias { .. } => false,
    };
    let whole = var.ty.is_scalar() || matches!(var.ty, crate::ir::Ty::Unknown | crate::ir::Ty::Inert);
    by_value && whole && !projected.contains(&id)
}

struct Walk<'f> {
    function: &'f Function,
    flow: Flow<'f>,
    env: BTreeMap<VarId, VersionId>,
    loops: Vec<usize>,
    position: usize,
    block: BlockId,
}

impl<'f> Walk<'f> {
    fn body(&mut self) {
        let function = self.function;
        self.flow.blocks.push(BlockInfo { frame: FrameId(0), parent: None, conditional: false });
        self.flow.block_ids.insert(Key::of(&function.body), BlockId(0));
        for param in &function.params {
            self.declare(param.var);
            if self.has_versions(param.var) {
                let id = self.bear(param.var, Origin::Param);
                self.flow.born_at_start.entry(self.block).or_default().push(id);
            }
        }
        self.statements(&function.body);
        if let Some(result) = &function.result {
            self.position += 1;
            self.expr(result);
            self.moves(result);
        }
    }

    fn has_versions(&self, id: VarId) -> bool {
        has_versions(self.function, &self.flow.projected, id)
    }

    fn moment(&self) -> Moment {
        Moment { position: self.position, loops: self.loops.clone() }
    }

    fn declare(&mut self, id: VarId) {
        let moment = self.moment();
        self.flow.declarations.insert(id, moment);
        self.flow.declared.entry(self.block).or_default().push(id);
        self.flow.home.insert(id, self.block);
    }

    fn bear(&mut self, var: VarId, origin: Origin<'f>) -> VersionId {
        let id = VersionId(self.flow.versions.len());
        self.flow.versions.push(Version { var, origin, block: self.block });
        self.flow.born.entry(self.block).or_default().push(id);
        self.env.insert(var, id);
        id
    }

    fn bear_after(&mut self, statement: &Statement, var: VarId, origin: Origin<'f>) {
        let id = self.bear(var, origin);
        self.flow.born_after.entry(Key::of(statement)).or_default().push(id);
    }

    fn bear_at_start(&mut self, var: VarId, origin: Origin<'f>) {
        let id = self.bear(var, origin);
        self.flow.born_at_start.entry(self.block).or_default().push(id);
    }

    fn write(&mut self, owner: VarId) {
        let moment = self.moment();
        self.flow.writes.entry(owner).or_default().push(moment);
    }

    // ------------------------------------------------------------------------------------------------------ reads

    fn expr(&mut self, expr: &'f Expr) {
        self.flow.expr_blocks.insert(Key::of(expr), self.block);
        match &expr.kind {
            ExprKind::Read(place) | ExprKind::Clone(place, _) => self.place(place),
            ExprKind::Inert(template) | ExprKind::Foreign { template, .. } => self.template(template),
            ExprKind::Repeat { item, len, .. } => {
                self.expr(item);
                self.expr(len);
            }
            _ => {
                for operand in expr.operands() {
                    self.expr(operand);
                }
            }
        }
    }

    fn template(&mut self, template: &'f Template) {
        for hole in &template.holes {
            self.place(&hole.place);
        }
    }

    fn place(&mut self, place: &'f Place) {
        let moment = self.moment();
        self.flow.named.entry(self.function.owner(place)).or_default().push(moment.position);
        self.flow.moments.insert(Key::of(place), moment);
        self.flow.place_blocks.insert(Key::of(place), self.block);
        if let Some(version) = self.env.get(&place.root)
            && place.path.is_empty()
        {
            self.flow.version_of.insert(Key::of(place), *version);
        }
        for index in place.index_expressions() {
            self.expr(index);
        }
    }

    /// What a by-value use takes out of variables.
    fn moves(&mut self, expr: &'f Expr) {
        if let ExprKind::Read(place) = &expr.kind {
            let owner = self.function.owner(place);
            let moved = match &expr.ty {
                // What lies behind a reference or an index can only be copied.
                crate::ir::Ty::Unknown => !self.has_versions(owner) && !self.is_lent(place),
                ty => !ty.is_plain() && !matches!(ty, crate::ir::Ty::Ref(..)),
            };
            if moved {
                self.write(owner);
                self.flow.moved.insert(owner);
            } else if matches!(expr.ty, crate::ir::Ty::Unknown) && place.path.is_empty() && place.root == owner {
                let moment = self.moment();
                self.flow.taken.push((owner, moment));
            }
        }
        for operand in expr.operands() {
            self.moves(operand);
        }
    }

    /// A part of what is behind a reference, or of a collection.
    fn is_lent(&self, place: &Place) -> bool {
        let resolved = self.function.resolve(place);
        let reference = matches!(self.function.var(resolved.root).ty, crate::ir::Ty::Ref(..));
        reference || resolved.path.iter().any(|projection| matches!(projection, Projection::Deref | Projection::Index(_)))
    }

    // ------------------------------------------------------------------------------------------------- statements

    fn statements(&mut self, block: &'f Block) {
        for statement in &block.statements {
            self.position += 1;
            self.statement(statement);
        }
    }

    fn statement(&mut self, statement: &'f Statement) {
        match statement {
            Statement::Declare { var, init } => self.declaration(statement, *var, init.as_ref()),
            Statement::Assign { place, value } => {
                self.value(value);
                self.place(place);
                self.position += 1;
                self.assign(statement, place, Origin::Value(value));
            }
            Statement::Update { place, value, .. } => {
                self.value(value);
                self.place(place);
                self.position += 1;
                self.assign(statement, place, Origin::Other);
            }
            Statement::Call(call) => {
                for argument in &call.arguments {
                    match argument {
                        Argument::Value(expr) => self.value(expr),
                        Argument::Shared(place) | Argument::Exclusive(place) => self.place(place),
                    }
                }
                self.position += 1;
                for argument in &call.arguments {
                    if let Argument::Exclusive(place) = argument {
                        self.assign(statement, place, Origin::Other);
                    }
                }
                if let Some(dest) = call.dest {
                    self.declare(dest);
                    if self.has_versions(dest) {
                        self.bear_after(statement, dest, Origin::Other);
                    }
                }
            }
            Statement::If { condition, then, otherwise } => self.branch(statement, condition, then, otherwise),
            Statement::Loop(l) => self.turn(statement, l),
            Statement::Swap { a, b } => {
                self.place(a);
                self.place(b);
                self.position += 1;
                self.assign(statement, a, Origin::Other);
                self.assign(statement, b, Origin::Other);
            }
            Statement::CopyFrom { to, from } => {
                self.place(to);
                self.place(from);
                self.position += 1;
                self.assign(statement, to, Origin::Other);
            }
            Statement::Opaque { template, .. } => {
                self.template(template);
                self.position += 1;
                for owner in changed(self.function, template) {
                    self.write(owner);
                    if self.has_versions(owner) {
                        self.bear_after(statement, owner, Origin::Other);
                    }
                }
            }
            Statement::Item(_) => {}
        }
    }

    fn value(&mut self, expr: &'f Expr) {
        self.expr(expr);
        self.moves(expr);
    }

    fn declaration(&mut self, statement: &Statement, id: VarId, init: Option<&'f Expr>) {
        if let Some(init) = init {
            self.value(init);
        }
        self.declare(id);
        match &self.function.var(id).kind {
            VarKind::Alias { place, exclusive } => {
                self.place(place);
                // What is assigned through the alias counts where it is assigned; a loan alone changes nothing.
                let _ = exclusive;
            }
            VarKind::Local | VarKind::Param(_) if self.has_versions(id) => {
                if let Some(init) = init {
                    self.bear_after(statement, id, Origin::Value(init));
                }
            }
            VarKind::Local | VarKind::Param(_) => {}
        }
    }

    fn assign(&mut self, statement: &Statement, place: &Place, origin: Origin<'f>) {
        let owner = self.function.owner(place);
        self.write(owner);
        if self.has_versions(owner) {
            let origin = if place.root == owner && place.path.is_empty() { origin } else { Origin::Other };
            self.bear_after(statement, owner, origin);
        }
    }

    fn branch(&mut self, statement: &Statement, condition: &'f Expr, then: &'f Block, otherwise: &'f Block) {
        self.expr(condition);
        let before = self.env.clone();
        self.arm(then);
        let after_then = std::mem::replace(&mut self.env, before.clone());
        self.arm(otherwise);
        let after_otherwise = std::mem::replace(&mut self.env, before);
        for id in after_then.keys().chain(after_otherwise.keys()).copied().collect::<BTreeSet<_>>() {
            let (a, b) = (after_then.get(&id), after_otherwise.get(&id));
            // Variables declared inside an arm end with it.
            let outside = self.flow.home.get(&id).is_some_and(|home| self.encloses(*home, self.block));
            if outside && (a != b || a != self.env.get(&id)) {
                let origin = match (lone_value(then, id), lone_value(otherwise, id)) {
                    (Some(then), Some(otherwise)) => Origin::Choice { condition, then, otherwise },
                    _ => Origin::Other,
                };
                self.bear_after(statement, id, origin);
            }
        }
    }

    fn encloses(&self, outer: BlockId, inner: BlockId) -> bool {
        let mut at = Some(inner);
        while let Some(block) = at {
            if block == outer {
                return true;
            }
            at = self.flow.blocks[block.0].parent;
        }
        false
    }

    fn arm(&mut self, block: &'f Block) {
        let frame = self.flow.blocks[self.block.0].frame;
        let parent = self.enter(block, frame, true);
        self.statements(block);
        self.block = parent;
    }

    fn enter(&mut self, block: &Block, frame: FrameId, conditional: bool) -> BlockId {
        let parent = self.block;
        let id = BlockId(self.flow.blocks.len());
        self.flow.blocks.push(BlockInfo { frame, parent: Some(parent), conditional });
        self.flow.block_ids.insert(Key::of(block), id);
        self.block = id;
        parent
    }

    fn turn(&mut self, statement: &Statement, l: &'f Loop) {
        if let LoopKind::For(header) = &l.kind {
            self.template(&header.iterator);
            if let Some(trips) = &header.trips {
                self.expr(trips);
            }
            if let Iteration::Range { bounds: Some((lo, hi)), .. } = &header.iteration {
                self.expr(lo);
                self.expr(hi);
            }
        }
        let before = self.env.clone();
        let carried: Vec<VarId> = written(self.function, &l.body).into_iter().filter(|id| before.contains_key(id)).collect();
        let frame = FrameId(self.flow.frame_count);
        self.flow.frame_count += 1;
        self.flow.loop_frames.insert(l.id, frame);
        self.flow.loops.insert(l.id, l);
        let parent = self.enter(&l.body, frame, false);
        self.loops.push(l.id);
        for id in &carried {
            let origin = match self.induction(*id, l) {
                Some((step, negative)) => Origin::Induction { before: before[id], step, negative, loop_id: l.id },
                None if counts_again(self.function, &l.body, *id) => Origin::Counted { before: before[id], loop_id: l.id },
                None => Origin::Other,
            };
            self.bear_at_start(*id, origin);
        }
        match &l.kind {
            LoopKind::For(header) => self.header(&header.iteration),
            LoopKind::While { condition } => self.expr(condition),
            LoopKind::Endless => {}
        }
        self.statements(&l.body);
        self.position += 1;
        self.loops.pop();
        self.block = parent;
        self.env = before;
        for id in carried {
            self.bear_after(statement, id, Origin::Other);
        }
    }

    /// `c += step;` with a constant step stands once in the body, outside of all branches and inner loops, and nothing else changes `c`.
    fn induction(&self, id: VarId, l: &'f Loop) -> Option<(&'f Expr, bool)> {
        if !matches!(self.function.var(id).ty, crate::ir::Ty::Int(_)) {
            return None;
        }
        let mut updates = l.body.statements.iter().filter_map(|statement| match statement {
            Statement::Update { place, negative, value } if place.root == id && place.path.is_empty() => Some((value, *negative)),
            _ => None,
        });
        let (step, negative) = updates.next()?;
        let constant = match &step.kind {
            ExprKind::Const(_) => true,
            ExprKind::Inert(template) => template.holes.is_empty() && template.pure,
            _ => false,
        };
        let alone = updates.next().is_none() && count_writes(self.function, &l.body, id) == 1;
        (constant && alone && matches!(l.kind, LoopKind::For(_))).then_some((step, negative))
    }

    fn header(&mut self, iteration: &'f Iteration) {
        match iteration {
            Iteration::Range { var, .. } => {
                if let Some(var) = var {
                    self.declare(*var);
                    self.bear_at_start(*var, Origin::LoopVar);
                }
            }
            Iteration::Elements { counter, vars } => {
                self.declare(*counter);
                self.bear_at_start(*counter, Origin::Counter);
                for bound in vars {
                    self.declare(bound.var);
                    if let VarKind::Alias { place, .. } = &self.function.var(bound.var).kind {
                        self.place(place);
                    }
                    if let Some(value) = &bound.value {
                        self.expr(value);
                        if self.has_versions(bound.var) {
                            self.bear_at_start(bound.var, Origin::Value(value));
                        }
                    }
                }
            }
        }
    }
}

/// All assignments to the integer are `c += constant` in the body or in `for` loops of known length inside it.
fn counts_again(function: &Function, block: &Block, id: VarId) -> bool {
    matches!(function.var(id).ty, crate::ir::Ty::Int(_))
        && block.statements.iter().all(|statement| match statement {
            Statement::Update { place, value, .. } if function.owner(place) == id => {
                place.path.is_empty() && matches!(value.kind, ExprKind::Const(_))
            }
            Statement::Loop(l) => {
                let known = l.leave.is_none() && matches!(&l.kind, LoopKind::For(header) if header.trips.is_some());
                (known || !written(function, &l.body).contains(&id)) && counts_again(function, &l.body, id)
            }
            statement => !written(function, &Block { statements: vec![statement.clone()] }).contains(&id),
        })
}

/// The value that a branch assigns to a variable, if it does nothing else.
fn lone_value(block: &Block, id: VarId) -> Option<&Expr> {
    match block.statements.as_slice() {
        [Statement::Assign { place, value }] if place.root == id && place.path.is_empty() => Some(value),
        _ => None,
    }
}

/// How many statements of a block, inner blocks included, may assign to a variable.
fn count_writes(function: &Function, block: &Block, id: VarId) -> usize {
    block
        .statements
        .iter()
        .map(|statement| match statement {
            Statement::If { then, otherwise, .. } => count_writes(function, then, id) + count_writes(function, otherwise, id),
            Statement::Loop(l) => count_writes(function, &l.body, id),
            Statement::Assign { place, .. } | Statement::Update { place, .. } => usize::from(function.owner(place) == id),
            // Anything else that names the variable to change it makes it no induction variable.
            _ => 2 * usize::from(written(function, &Block { statements: vec![statement.clone()] }).contains(&id)),
        })
        .sum()
}

/// Variables that an opaque statement may change: `idx.push(i)`. Macros of std look at their arguments only.
fn changed(function: &Function, template: &Template) -> BTreeSet<VarId> {
    if matches!(template.syntax, syn::Expr::Macro(_)) {
        return BTreeSet::new();
    }
    let owners = template.holes.iter().filter(|hole| !hole.shape_only).map(|hole| function.owner(&hole.place));
    owners
        .filter(|owner| {
            let var = function.var(*owner);
            let behind = matches!(var.kind, VarKind::Param(index) if function.params[index].passing == Passing::Exclusive);
            var.mutable || behind
        })
        .collect()
}

/// Owners that a block assigns to.
pub(crate) fn written(function: &Function, block: &Block) -> BTreeSet<VarId> {
    let mut owners = BTreeSet::new();
    collect_written(function, block, &mut owners);
    owners
}

fn collect_written(function: &Function, block: &Block, owners: &mut BTreeSet<VarId>) {
    for statement in &block.statements {
        match statement {
            Statement::Assign { place, .. } | Statement::Update { place, .. } | Statement::CopyFrom { to: place, .. } => {
                owners.insert(function.owner(place));
            }
            Statement::Call(call) => {
                for argument in &call.arguments {
                    if let Argument::Exclusive(place) = argument {
                        owners.insert(function.owner(place));
                    }
                }
            }
            Statement::Swap { a, b } => {
                owners.insert(function.owner(a));
                owners.insert(function.owner(b));
            }
            Statement::If { then, otherwise, .. } => {
                collect_written(function, then, owners);
                collect_written(function, otherwise, owners);
            }
            Statement::Loop(l) => collect_written(function, &l.body, owners),
            Statement::Opaque { template, .. } => owners.extend(changed(function, template)),
            Statement::Declare { .. } | Statement::Item(_) => {}
        }
    }
}

/// Variables of which parts are used somewhere: `v[i]`, `t.0`, a borrow of a part.
fn collect_projected(function: &Function, projected: &mut BTreeSet<VarId>) {
    let mut visit = |place: &Place| {
        let resolved = function.resolve(place);
        if resolved.path.iter().any(|p| !matches!(p, Projection::Deref)) {
            projected.insert(resolved.root);
        }
    };
    for var in &function.vars {
        if let VarKind::Alias { place, .. } = &var.kind {
            visit(place);
        }
    }
    mentions::in_function(function, &mut visit);
}
