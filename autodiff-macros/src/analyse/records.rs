//! What the reverse sweep reads, and where it gets it from: computed again, or recorded by the forward sweep.
//!
//! The policy is DESIGN 2.3's: sums, products and integer arithmetic on values that can be had are computed again; results of transcendental
//! functions, quotients, loop-carried scalars and elements that are overwritten later go into the record of the enclosing loop body or function.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::flow::{BlockId, Flow, FrameId, Origin, VersionId, written};
use super::order::is_order_free;
use super::{Activity, Key, place_is_inert, place_ty};
use crate::ir::{
    Argument, Binary, Block, Call, Expr, ExprKind, ForLoop, Function, Hole, Iteration, Loop, LoopKind, Passing, Place, Statement, Template, Ty,
    VarId, VarKind,
};

/// One component of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Item {
    /// The value of an expression node.
    Value(Key),
    Version(VersionId),
    /// The value that a hole of a template saw.
    Hole(Key),
    /// How often a loop ran.
    Trips(usize),
    /// The last value of a local, moved to the tape where its block ends.
    Park(VarId),
    /// What the zero adjoint of a local looks like.
    Shape(VarId),
    /// The shape of a `Vec` before the assignment that replaced it.
    OldShape(Key),
    /// What a callee handed back for its reverse sweep.
    CallRecord(Key),
}

#[derive(Clone, Debug)]
pub(crate) struct Slot {
    pub(crate) item: Item,
    pub(crate) name: String,
    pub(crate) ty: Ty,
    /// The block in which the value is made.
    pub(crate) home: BlockId,
    /// It may not have been made in a run of its frame: the slot starts with a stand-in.
    pub(crate) conditional: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reverse {
    /// The user's own range again, from its end.
    Reiterate,
    /// `for counter in (0..trips).rev()`
    Counter,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Storage {
    /// One block for all iterations, indexed.
    Block,
    /// One record pushed after each iteration.
    Push,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct LoopPlan {
    pub(crate) reverse: Reverse,
    pub(crate) storage: Storage,
    /// The number of trips is in the record; otherwise `ForLoop::trips` is computed again.
    pub(crate) counted: bool,
    /// The adjoint runs in the order of the primal (`order.rs`), and nothing in the loop is recorded.
    pub(crate) forwards: bool,
}

impl LoopPlan {
    /// The reverse sweep knows the number of each iteration.
    pub(crate) fn trip_known(self) -> bool {
        !self.counted
    }
}

/// How a callee's reverse sweep gets an argument again that it reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Again {
    /// The place still holds what it held at the call.
    Place,
    /// A copy of a slice of scalars, if the callee reads it.
    Snapshot,
    /// A copy of a value of another type.
    Copy,
}

#[derive(Debug, Default)]
pub(crate) struct Records {
    pub(crate) slots: Vec<Slot>,
    by_item: HashMap<Item, usize>,
    pub(crate) frames: BTreeMap<FrameId, Vec<usize>>,
    /// Versions that the reverse sweep computes again.
    pub(crate) materialised: BTreeSet<VersionId>,
    pub(crate) loops: BTreeMap<usize, LoopPlan>,
    agains: HashMap<Key, Again>,
    /// Variables whose lengths the reverse sweep reads off their adjoints.
    pub(crate) dims: BTreeSet<VarId>,
}

impl Records {
    pub(crate) fn slot(&self, item: Item) -> Option<&Slot> {
        self.by_item.get(&item).map(|index| &self.slots[*index])
    }

    pub(crate) fn frame(&self, id: FrameId) -> impl Iterator<Item = &Slot> {
        self.frames.get(&id).into_iter().flatten().map(|index| &self.slots[*index])
    }

    pub(crate) fn again(&self, place: &Place) -> Again {
        self.agains[&Key::of(place)]
    }
}

pub(crate) fn records(function: &Function, activity: &Activity, flow: &Flow) -> Records {
    // A loop that runs forwards has no use for the tape, which is last in first out. Which loops need it is known when everything is.
    let mut backwards = BTreeSet::new();
    loop {
        let collect = Collect { function, activity, flow, records: Records::default(), wants: Vec::new(), names: BTreeSet::new(), backwards };
        let (records, recording) = collect.run();
        if recording.is_empty() {
            return records;
        }
        backwards = recording;
    }
}

struct Collect<'a, 'f> {
    function: &'f Function,
    activity: &'a Activity,
    flow: &'a Flow<'f>,
    records: Records,
    wants: Vec<&'f Expr>,
    names: BTreeSet<String>,
    /// Loops that may not run forwards.
    backwards: BTreeSet<usize>,
}

impl<'f> Collect<'_, 'f> {
    /// The records, and the loops that were to run forwards though something in them is recorded (with those that were known before).
    fn run(mut self) -> (Records, BTreeSet<usize>) {
        self.plan_loops(&self.function.body);
        self.block(&self.function.body);
        if let Some(result) = &self.function.result
            && self.activity.expr(self.function, result)
        {
            self.adjoint(result);
        }
        self.settle();
        let mut recording: BTreeSet<usize> = self.flow.loops.keys().copied().filter(|id| self.records_in_forwards(*id)).collect();
        if !recording.is_empty() {
            recording.extend(&self.backwards);
        }
        (self.records, recording)
    }

    /// The loop runs forwards, and its frame or one inside it has slots.
    fn records_in_forwards(&self, id: usize) -> bool {
        let forwards = self.records.loops.get(&id).is_some_and(|plan| plan.forwards);
        forwards
            && self
                .frames_of(&self.flow.loops[&id].body, self.flow.loop_frames[&id])
                .into_iter()
                .any(|frame| self.records.frames.contains_key(&frame))
    }

    fn frames_of(&self, block: &Block, own: FrameId) -> Vec<FrameId> {
        let mut frames = vec![own];
        for statement in &block.statements {
            match statement {
                Statement::If { then, otherwise, .. } => {
                    frames.extend(self.frames_of(then, own));
                    frames.extend(self.frames_of(otherwise, own));
                }
                Statement::Loop(l) => frames.extend(self.frames_of(&l.body, self.flow.loop_frames[&l.id])),
                _ => {}
            }
        }
        frames
    }

    fn active(&self, expr: &Expr) -> bool {
        self.activity.expr(self.function, expr)
    }

    /// Integers first, whole expressions last: what is recorded anyway makes others computable.
    fn settle(&mut self) {
        let mut wants = std::mem::take(&mut self.wants);
        wants.sort_by_key(|expr| match expr.kind {
            _ if expr.ty.is_inert() => 0,
            // Recorded whatever else is; with it, a variable that holds it is known.
            ExprKind::Rule(rule, _) if !rule.cheap => 1,
            ExprKind::Binary(Binary::Div, _, ref divisor) if !matches!(divisor.kind, ExprKind::Const(_)) => 1,
            ExprKind::Read(_) => 2,
            ExprKind::Rule(..) | ExprKind::Binary(Binary::Div, ..) => 3,
            _ => 4,
        });
        for expr in wants {
            self.need(expr);
        }
    }

    // ------------------------------------------------------------------------------------------- what adjoints read

    fn block(&mut self, block: &'f Block) {
        for statement in &block.statements {
            if self.activity.statement(self.function, statement) {
                self.statement(statement);
            }
            self.shapes(statement);
        }
    }

    /// Zero adjoints of locals whose size is not in their type.
    fn shapes(&mut self, statement: &'f Statement) {
        let var = match statement {
            Statement::Declare { var, .. } => *var,
            Statement::Call(call) => match call.dest {
                Some(dest) => dest,
                None => return,
            },
            _ => return,
        };
        self.shape(var);
    }

    fn shape(&mut self, var: VarId) {
        if !matches!(self.function.var(var).kind, VarKind::Local) || !self.activity.var(self.function, var) {
            return;
        }
        if !self.function.var(var).ty.is_plain() {
            let home = self.flow.home[&var];
            let pooled = is_pooled(&self.function.var(var).ty);
            let (ty, suffix) = if pooled { (Ty::Int(Some(quote::quote!(usize))), "len") } else { (Ty::Unknown, "shape") };
            self.record(Item::Shape(var), ty, home, &format!("{}_{suffix}", self.function.var(var).ident));
        }
    }

    fn statement(&mut self, statement: &'f Statement) {
        match statement {
            Statement::Declare { init, .. } => {
                if let Some(init) = init {
                    self.adjoint(init);
                }
            }
            Statement::Assign { place, value } => {
                self.address(place);
                if self.active(value) {
                    self.adjoint(value);
                }
                let owner = self.function.owner(place);
                let replaces = place.is_whole() && !place_ty(self.function, place).is_plain() && self.function.var(owner).mutable;
                if replaces {
                    let home = self.flow.block_of_place(place);
                    let ty = if is_pooled(&self.function.var(owner).ty) { Ty::Int(Some(quote::quote!(usize))) } else { Ty::Unknown };
                    self.record(Item::OldShape(Key::of(statement)), ty, home, "old_shape");
                }
            }
            Statement::Update { place, value, .. } => {
                self.address(place);
                self.adjoint(value);
            }
            Statement::Call(call) => self.call(call),
            Statement::If { condition, then, otherwise } => {
                self.wants.push(condition);
                self.block(then);
                self.block(otherwise);
            }
            Statement::Loop(l) => self.turn(l),
            Statement::Swap { a, b } | Statement::CopyFrom { to: a, from: b } => {
                self.address(a);
                self.address(b);
            }
            Statement::Opaque { .. } | Statement::Item(_) => {}
        }
    }

    fn turn(&mut self, l: &'f Loop) {
        let plan = self.records.loops[&l.id];
        if let LoopKind::For(header) = &l.kind {
            if let (Some(trips), false) = (&header.trips, plan.counted) {
                self.wants.push(trips);
            }
            if let Iteration::Elements { vars, .. } = &header.iteration {
                for bound in vars {
                    if let Some(value) = &bound.value
                        && self.activity.var(self.function, bound.var)
                        && self.active(value)
                    {
                        self.adjoint(value);
                        self.shape(bound.var);
                    }
                }
            }
        }
        self.block(&l.body);
    }

    /// The integers on the way to a place, and on the way to what its root is an alias of.
    fn address(&mut self, place: &'f Place) {
        self.wants.extend(place.index_expressions());
        if let VarKind::Alias { place, .. } = &self.function.var(place.root).kind {
            self.address(place);
        }
    }

    fn adjoint(&mut self, expr: &'f Expr) {
        match &expr.kind {
            ExprKind::Read(place) | ExprKind::Clone(place, _) => self.address(place),
            ExprKind::Binary(op, a, b) => self.operands_of(expr, *op, a, b),
            // Of unknown type: the runtime's trait is given the operand.
            ExprKind::Neg(a) if !expr.ty.is_float() => self.wants.push(a),
            ExprKind::Rule(rule, arguments) => {
                for (index, argument) in arguments.iter().enumerate() {
                    if self.active(argument) {
                        let reads = rule.reads_of(index);
                        self.wants.extend(arguments.iter().zip(reads.arguments).filter(|(_, read)| *read).map(|(operand, _)| operand));
                        if reads.result {
                            self.wants.push(expr);
                        }
                    }
                }
            }
            _ => {}
        }
        for operand in expr.operands() {
            if self.active(operand) {
                self.adjoint(operand);
            }
        }
    }

    fn operands_of(&mut self, expr: &'f Expr, op: Binary, a: &'f Expr, b: &'f Expr) {
        if !expr.ty.is_float() {
            // Of unknown type: the runtime's traits are given both operands.
            self.wants.extend([a, b]);
            return;
        }
        match op {
            Binary::Add | Binary::Sub => {}
            Binary::Mul => {
                if self.active(a) {
                    self.wants.push(b);
                }
                if self.active(b) {
                    self.wants.push(a);
                }
            }
            Binary::Div => {
                self.wants.push(b);
                if self.active(b) {
                    self.wants.push(expr);
                }
            }
            Binary::Rem => {
                if self.active(b) {
                    self.wants.extend([a, b]);
                }
            }
        }
    }

    fn call(&mut self, call: &'f Call) {
        for argument in &call.arguments {
            match argument {
                Argument::Value(expr) => {
                    if expr.ty.is_plain() {
                        self.wants.push(expr);
                    }
                    if self.active(expr) {
                        self.adjoint(expr);
                    }
                }
                Argument::Shared(place) => {
                    self.address(place);
                    let again = self.plan_again(place);
                    self.records.agains.insert(Key::of(place), again);
                }
                Argument::Exclusive(place) => self.address(place),
            }
        }
        let home = self.home_of(call);
        if !self.flow.block(home).conditional {
            self.record(Item::CallRecord(Key::of(call)), Ty::Unknown, home, "call");
        }
    }

    fn home_of(&self, call: &'f Call) -> BlockId {
        match (call.dest, call.arguments.first()) {
            (Some(dest), _) => self.flow.home[&dest],
            (None, Some(Argument::Value(expr))) => self.flow.block_of_expr(expr),
            (None, Some(Argument::Shared(place) | Argument::Exclusive(place))) => self.flow.block_of_place(place),
            (None, None) => BlockId(0),
        }
    }

    fn plan_again(&mut self, place: &'f Place) -> Again {
        if self.flow.is_stable(self.function, place) && self.present(place) && self.computable_address(place) {
            self.use_storage(place);
            return Again::Place;
        }
        match place_ty(self.function, place).behind_references() {
            Ty::Slice(item) | Ty::Vec(item) if item.is_scalar() => Again::Snapshot,
            _ => Again::Copy,
        }
    }

    fn computable_address(&self, place: &'f Place) -> bool {
        let own = place.index_expressions().all(|index| self.computable(index));
        own && match &self.function.var(place.root).kind {
            VarKind::Alias { place, .. } => self.computable_address(place),
            VarKind::Local | VarKind::Param(_) => true,
        }
    }

    // ------------------------------------------------------------------------------------- computed again, or recorded

    fn need(&mut self, expr: &'f Expr) {
        if self.records.slot(Item::Value(Key::of(expr))).is_some() {
            return;
        }
        if self.computable(expr) {
            self.use_again(expr);
            return;
        }
        if let ExprKind::Read(place) = &expr.kind {
            if let Some(version) = self.flow.version_of(place) {
                self.record_version(version);
                return;
            }
            // The element is still there: the integers on the way to it are what is missing.
            if self.flow.is_stable(self.function, place) && self.present(place) && self.subscripts_recordable(place) {
                for index in place.index_expressions() {
                    self.need(index);
                }
                self.use_storage(place);
                return;
            }
        }
        let home = self.flow.block_of_expr(expr);
        let name = match &expr.kind {
            ExprKind::Rule(rule, _) => rule.name.to_owned(),
            ExprKind::Binary(Binary::Div, ..) => "quotient".to_owned(),
            ExprKind::Read(place) => format!("{}_here", self.function.var(place.root).ident),
            _ => "t".to_owned(),
        };
        self.record(Item::Value(Key::of(expr)), expr.ty.clone(), home, &name);
    }

    /// Subscripts of the place itself are values; those of the place that its root is an alias of must be computable.
    fn subscripts_recordable(&self, place: &'f Place) -> bool {
        match &self.function.var(place.root).kind {
            VarKind::Alias { place, .. } => self.computable_address(place),
            VarKind::Local | VarKind::Param(_) => true,
        }
    }

    fn record_version(&mut self, id: VersionId) {
        if let Origin::Induction { before, loop_id, .. } = self.flow.version(id).origin
            && self.records.loops.get(&loop_id).is_some_and(|plan| plan.trip_known())
        {
            // One integer before the loop instead of one an iteration.
            self.record_version(before);
            self.use_version(id);
            return;
        }
        let version = self.flow.version(id);
        let var = self.function.var(version.var);
        self.record(Item::Version(id), var.ty.clone(), version.block, &format!("{}_here", var.ident));
    }

    fn record(&mut self, item: Item, ty: Ty, home: BlockId, name: &str) {
        if self.records.by_item.contains_key(&item) {
            return;
        }
        let block = self.flow.block(home);
        let name = self.unique(name.trim_start_matches("r#"));
        let slot = Slot { item, name, ty, home, conditional: block.conditional };
        self.records.by_item.insert(item, self.records.slots.len());
        self.records.frames.entry(block.frame).or_default().push(self.records.slots.len());
        self.records.slots.push(slot);
    }

    fn unique(&mut self, name: &str) -> String {
        let mut number = 1;
        loop {
            let candidate = format!("{name}_{number}");
            if self.names.insert(candidate.clone()) {
                return candidate;
            }
            number += 1;
        }
    }

    /// The reverse sweep can compute the value without anything new in a record.
    fn computable(&self, expr: &'f Expr) -> bool {
        self.computable_within(expr, &mut HashMap::new())
    }

    fn computable_within(&self, expr: &'f Expr, known: &mut HashMap<VersionId, bool>) -> bool {
        if self.records.slot(Item::Value(Key::of(expr))).is_some() {
            return true;
        }
        match &expr.kind {
            ExprKind::Const(_) => true,
            ExprKind::Read(place) => self.readable(place, known),
            ExprKind::Neg(a) | ExprKind::Cast(a, _) => self.computable_within(a, known),
            ExprKind::Binary(op, a, b) => {
                let cheap = match op {
                    Binary::Add | Binary::Sub | Binary::Mul => expr.ty.is_float(),
                    Binary::Div => matches!(b.kind, ExprKind::Const(_)) && expr.ty.is_float(),
                    Binary::Rem => false,
                };
                cheap && self.computable_within(a, known) && self.computable_within(b, known)
            }
            ExprKind::Rule(rule, arguments) => rule.cheap && arguments.iter().all(|argument| self.computable_within(argument, known)),
            ExprKind::Inert(template) => template.pure && template.holes.iter().all(|hole| self.hole_readable(hole, known)),
            ExprKind::Clone(..)
            | ExprKind::Foreign { .. }
            | ExprKind::Tuple(_)
            | ExprKind::List { .. }
            | ExprKind::Struct { .. }
            | ExprKind::Repeat { .. } => false,
        }
    }

    fn hole_readable(&self, hole: &'f Hole, known: &mut HashMap<VersionId, bool>) -> bool {
        if self.records.slot(Item::Hole(Key::of(&hole.place))).is_some() {
            return true;
        }
        if !hole.shape_only {
            return self.readable(&hole.place, known);
        }
        let seen = shape_in_bar(self.function, self.activity, &hole.place) || (self.present(&hole.place) && self.keeps_shape(&hole.place));
        seen && self.address_readable(&hole.place, known)
    }

    /// Its length is the same whenever one looks.
    fn keeps_shape(&self, place: &'f Place) -> bool {
        let owner = self.function.owner(place);
        !self.flow.is_written(owner) || self.flow.is_stable(self.function, place)
    }

    fn readable(&self, place: &'f Place, known: &mut HashMap<VersionId, bool>) -> bool {
        let Some(id) = self.flow.version_of(place) else {
            return self.flow.is_stable(self.function, place) && self.present(place) && self.address_readable(place, known);
        };
        self.version_computable(id, known)
    }

    fn version_computable(&self, id: VersionId, known: &mut HashMap<VersionId, bool>) -> bool {
        if let Some(answer) = known.get(&id) {
            return *answer;
        }
        let answer = self.records.slot(Item::Version(id)).is_some() || self.origin_computable(id, known);
        known.insert(id, answer);
        answer
    }

    fn origin_computable(&self, id: VersionId, known: &mut HashMap<VersionId, bool>) -> bool {
        let version = self.flow.version(id);
        match version.origin {
            Origin::Param => self.function.var(version.var).ty.is_plain(),
            Origin::Value(expr) => self.function.var(version.var).ty.is_scalar() && self.computable_within(expr, known),
            Origin::Counted { before, loop_id } => {
                self.records.loops.get(&loop_id).is_some_and(|plan| plan.forwards) && self.version_computable(before, known)
            }
            Origin::Choice { condition, then, otherwise } => {
                let scalar = self.function.var(version.var).ty.is_scalar();
                scalar && [condition, then, otherwise].into_iter().all(|expr| self.computable_within(expr, known))
            }
            Origin::LoopVar => self.loop_of(version.block).is_some_and(|plan| plan.reverse == Reverse::Reiterate),
            Origin::Counter => true,
            Origin::Induction { before, loop_id, .. } => {
                self.records.loops.get(&loop_id).is_some_and(|plan| plan.trip_known()) && self.version_computable(before, known)
            }
            Origin::Other => false,
        }
    }

    fn loop_of(&self, block: BlockId) -> Option<LoopPlan> {
        let frame = self.flow.block(block).frame;
        self.flow.loop_frames.iter().find(|(_, of)| **of == frame).and_then(|(id, _)| self.records.loops.get(id).copied())
    }

    fn address_readable(&self, place: &'f Place, known: &mut HashMap<VersionId, bool>) -> bool {
        let own = place.index_expressions().all(|index| self.computable_within(index, known));
        own && match &self.function.var(place.root).kind {
            VarKind::Alias { place, .. } => self.address_readable(place, known),
            VarKind::Local | VarKind::Param(_) => true,
        }
    }

    /// The storage exists in the reverse sweep, or can be made to by parking it.
    fn present(&self, place: &Place) -> bool {
        let owner = self.function.owner(place);
        match self.function.var(owner).kind {
            VarKind::Param(index) => match self.function.params[index].passing {
                Passing::Shared => true,
                Passing::Exclusive => false,
                Passing::Value => !self.flow.is_moved(owner),
            },
            // What `text.as_bytes()` or a call of the user's returned may be a reference, or of a type that can't be kept: its parts are recorded.
            VarKind::Local => {
                let keepable = self.activity.var(self.function, owner) || is_owned(&self.function.var(owner).ty);
                keepable && !self.flow.is_moved(owner) && self.flow.home.contains_key(&owner)
            }
            VarKind::Alias { .. } => false,
        }
    }

    /// The expression will be computed again: everything it reads is made known.
    fn use_again(&mut self, expr: &'f Expr) {
        if self.records.slot(Item::Value(Key::of(expr))).is_some() {
            return;
        }
        match &expr.kind {
            ExprKind::Read(place) => self.use_place(place),
            ExprKind::Inert(template) => self.use_template(template),
            _ => {
                for operand in expr.operands() {
                    self.use_again(operand);
                }
            }
        }
    }

    fn use_template(&mut self, template: &'f Template) {
        for hole in &template.holes {
            if self.records.slot(Item::Hole(Key::of(&hole.place))).is_none() {
                self.use_hole(hole);
            }
        }
    }

    fn use_hole(&mut self, hole: &'f Hole) {
        if hole.shape_only && shape_in_bar(self.function, self.activity, &hole.place) {
            self.records.dims.insert(self.function.owner(&hole.place));
            self.use_address(&hole.place);
        } else {
            self.use_place(&hole.place);
        }
    }

    fn use_address(&mut self, place: &'f Place) {
        for index in place.index_expressions() {
            self.use_again(index);
        }
        if let VarKind::Alias { place, .. } = &self.function.var(place.root).kind {
            self.use_address(place);
        }
    }

    fn use_place(&mut self, place: &'f Place) {
        let Some(id) = self.flow.version_of(place) else {
            self.use_storage(place);
            return;
        };
        self.use_version(id);
    }

    fn use_version(&mut self, id: VersionId) {
        if self.records.slot(Item::Version(id)).is_some() {
            return;
        }
        match self.flow.version(id).origin {
            Origin::Value(expr) => {
                if self.records.materialised.insert(id) {
                    self.use_again(expr);
                }
            }
            Origin::Choice { condition, then, otherwise } => {
                if self.records.materialised.insert(id) {
                    for expr in [condition, then, otherwise] {
                        self.use_again(expr);
                    }
                }
            }
            Origin::Counted { before, loop_id } => {
                if self.records.materialised.insert(id) {
                    self.use_version(before);
                    self.count_inner_loops(&self.flow.loops[&loop_id].body, self.flow.version(id).var);
                }
            }
            Origin::Induction { before, .. } => {
                if self.records.materialised.insert(id) {
                    self.use_version(before);
                }
            }
            Origin::Param | Origin::LoopVar | Origin::Counter | Origin::Other => {}
        }
    }

    /// Lengths of inner loops that count a variable.
    fn count_inner_loops(&mut self, block: &'f Block, id: VarId) {
        for statement in &block.statements {
            if let Statement::Loop(l) = statement
                && written(self.function, &l.body).contains(&id)
            {
                if let LoopKind::For(ForLoop { trips: Some(trips), .. }) = &l.kind {
                    self.need(trips);
                }
                self.count_inner_loops(&l.body, id);
            }
        }
    }

    fn use_storage(&mut self, place: &'f Place) {
        for index in place.index_expressions() {
            self.use_again(index);
        }
        match &self.function.var(place.root).kind {
            VarKind::Alias { place, .. } => self.use_storage(place),
            VarKind::Local => self.park(place.root),
            VarKind::Param(index) => {
                let given_again = self.function.params[*index].passing == Passing::Shared
                    || (self.function.var(place.root).ty.is_plain() && !self.flow.is_written(place.root));
                if !given_again {
                    self.park(place.root);
                }
            }
        }
    }

    fn park(&mut self, owner: VarId) {
        let home = self.flow.home[&owner];
        let var = self.function.var(owner);
        // A variable bound by a loop's pattern is the iterator's, and never parked: it is read from the place it came from.
        self.record(Item::Park(owner), var.ty.clone(), home, &format!("{}_last", var.ident));
    }

    // ------------------------------------------------------------------------------------------------------- loops

    fn plan_loops(&mut self, block: &'f Block) {
        for statement in &block.statements {
            match statement {
                Statement::If { then, otherwise, .. } => {
                    self.plan_loops(then);
                    self.plan_loops(otherwise);
                }
                Statement::Loop(l) if self.activity.statement(self.function, statement) => {
                    self.plan_loop(l);
                    self.plan_loops(&l.body);
                }
                _ => {}
            }
        }
    }

    fn plan_loop(&mut self, l: &'f Loop) {
        let early = l.leave.is_some();
        let plan = match &l.kind {
            LoopKind::For(header) => {
                let reverse = match header.iteration {
                    Iteration::Range { .. } if !early && self.iterates_again(header) => Reverse::Reiterate,
                    _ => Reverse::Counter,
                };
                let counted = early || header.trips.is_none();
                let forwards = !counted && !self.backwards.contains(&l.id) && self.runs_forwards(l, reverse, header);
                LoopPlan { reverse, storage: if counted { Storage::Push } else { Storage::Block }, counted, forwards }
            }
            LoopKind::While { .. } | LoopKind::Endless => {
                LoopPlan { reverse: Reverse::Counter, storage: Storage::Push, counted: true, forwards: false }
            }
        };
        self.records.loops.insert(l.id, plan);
        if plan.counted {
            let frame = self.flow.loop_frames[&l.id];
            let body = self.flow.blocks.iter().position(|block| block.frame == frame).expect("a loop's frame has its body");
            let home = self.flow.blocks[body].parent.expect("a loop stands in a block");
            self.record(Item::Trips(l.id), Ty::Int(Some(quote::quote!(usize))), home, "trips");
        }
    }

    fn runs_forwards(&self, l: &Loop, reverse: Reverse, header: &ForLoop) -> bool {
        let known = reverse == Reverse::Reiterate || matches!(header.iteration, Iteration::Elements { .. });
        // A fused loop's iterations are in order anyway.
        known && !self.flow.fused.contains(&l.id) && is_order_free(self.function, self.activity, l)
    }

    /// Makes the user's range available to the reverse sweep, if it can be.
    fn iterates_again(&mut self, header: &'f ForLoop) -> bool {
        if !header.iterator.pure {
            return false;
        }
        let recordable = header
            .iterator
            .holes
            .iter()
            .all(|hole| self.hole_readable(hole, &mut HashMap::new()) || (!hole.shape_only && place_ty(self.function, &hole.place).is_scalar()));
        if !recordable {
            return false;
        }
        for hole in &header.iterator.holes {
            if self.hole_readable(hole, &mut HashMap::new()) {
                self.use_hole(hole);
            } else if let Some(version) = self.flow.version_of(&hole.place) {
                self.record_version(version);
            } else {
                let ty = place_ty(self.function, &hole.place);
                let home = self.flow.block_of_place(&hole.place);
                self.record(Item::Hole(Key::of(&hole.place)), ty, home, "bound");
            }
        }
        true
    }
}

/// A vector of floats: it and its adjoint come from the tape's pool, so that a warm call allocates nothing.
pub(crate) fn is_pooled(ty: &Ty) -> bool {
    matches!(ty, Ty::Vec(item) if item.is_float())
}

/// Adjoints of this place live in a reference that may be empty when the caller has no use for them.
pub(crate) fn masked_param(function: &Function, owner: VarId) -> Option<usize> {
    match function.var(owner).kind {
        VarKind::Param(index) if function.params[index].passing == Passing::Shared => Some(index),
        _ => None,
    }
}

/// Known to own its parts, and all of them can be kept.
fn is_owned(ty: &Ty) -> bool {
    match ty {
        Ty::Array(item, _) | Ty::Vec(item) => is_owned(item),
        Ty::Tuple(items) => items.iter().all(is_owned),
        ty => ty.is_scalar(),
    }
}

/// Lengths of the place can be read off its adjoint, which is there whenever adjoints run and keeps its shape.
pub(crate) fn shape_in_bar(function: &Function, activity: &Activity, place: &Place) -> bool {
    let owner = function.owner(place);
    let here = match function.var(owner).kind {
        VarKind::Param(index) => function.params[index].passing == Passing::Exclusive,
        VarKind::Local => true,
        VarKind::Alias { .. } => false,
    };
    let whole = function.resolve(place).is_whole();
    here && whole && carries(function, activity, place) && !replaced(function, &function.body, owner)
}

/// A vector that may get another length: assigned or swapped, it or a part of it, as a whole.
pub(crate) fn replaced(function: &Function, block: &Block, owner: VarId) -> bool {
    block.statements.iter().any(|statement| match statement {
        Statement::Assign { place, .. } => function.owner(place) == owner && !place_ty(function, place).is_plain(),
        Statement::Swap { a, b } => function.owner(a) == owner || function.owner(b) == owner,
        Statement::If { then, otherwise, .. } => replaced(function, then, owner) || replaced(function, otherwise, owner),
        Statement::Loop(l) => replaced(function, &l.body, owner),
        _ => false,
    })
}

/// A place that carries a derivative.
pub(crate) fn carries(function: &Function, activity: &Activity, place: &Place) -> bool {
    activity.place(function, place) && !place_is_inert(function, place)
}
