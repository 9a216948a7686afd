//! The forward sweep: the primal's statements, and between them what the record keeps.

use proc_macro2::{Ident, TokenStream};
use quote::quote_spanned;

use super::value::stand_in;
use super::{Level, Sweep, Term, Writer, names, tidy};
use crate::analyse::{Again, BlockId, FrameId, Item, Key, Slot, Storage, VersionId, is_pooled, replaced};
use crate::ir::{
    Argument, Block, Call, Callee, Expr, ExprKind, ForLoop, Iteration, Loop, LoopKind, Passing, Place, Projection, Resolved, Statement, Template,
    VarId, VarKind,
};

impl Writer<'_> {
    pub(super) fn forward(&self) -> TokenStream {
        let function = self.analysis.function;
        let mut out = self.frame_start(FrameId(0), BlockId(0));
        out.extend(self.forward_block(&function.body));
        let value = match &function.result {
            Some(result) => {
                out.extend(self.keep_nodes(result));
                let value = self.value(result, Sweep::Forward).bare();
                let name = names::own("result");
                out.extend(code!(let #name = #value;));
                code!(#name)
            }
            None => code!(()),
        };
        out.extend(self.parks(BlockId(0)));
        out.extend(self.give_locals(BlockId(0)));
        let record = Self::tuple(&self.record_parts(FrameId(0)));
        if self.returned().is_some() {
            out.extend(code!((#value, #record)));
        } else {
            let site = self.site("site_0");
            out.extend(code!(#site.push(tape, #record); (#value, ())));
        }
        out
    }

    /// Slots that may not be filled in a run of this frame, and versions that exist at its start.
    pub(super) fn frame_start(&self, frame: FrameId, block: BlockId) -> TokenStream {
        let mut out = TokenStream::new();
        for slot in self.slots(frame) {
            if slot.conditional {
                let name = Self::slot_name(slot);
                let initial = stand_in(&slot.ty).unwrap_or_else(|| code!(::core::option::Option::None));
                out.extend(code!(let mut #name = #initial;));
            }
        }
        out.extend(self.keep_versions(self.analysis.flow.born_at_start(block)));
        out
    }

    /// The record's components at the end of a frame.
    fn record_parts(&self, frame: FrameId) -> Vec<TokenStream> {
        self.slots(frame)
            .into_iter()
            .map(|slot| match slot.item {
                Item::Park(var) if !slot.conditional => {
                    let ident = &self.analysis.function.var(var).ident;
                    code!(#ident)
                }
                _ => {
                    let name = Self::slot_name(slot);
                    code!(#name)
                }
            })
            .collect()
    }

    /// Locals of a branch are kept where the branch ends.
    pub(super) fn parks(&self, block: BlockId) -> TokenStream {
        let mut out = TokenStream::new();
        for slot in self.slots(self.analysis.flow.block(block).frame) {
            if let Item::Park(var) = slot.item
                && slot.conditional
                && slot.home == block
            {
                let ident = &self.analysis.function.var(var).ident;
                out.extend(self.fill(slot, code!(#ident)));
            }
        }
        out
    }

    /// Vectors of floats go back to the pool where their block ends, unless they were moved or are recorded.
    pub(super) fn give_locals(&self, block: BlockId) -> TokenStream {
        let (function, flow) = (self.analysis.function, &self.analysis.flow);
        let mut out = TokenStream::new();
        for id in flow.declared.get(&block).into_iter().flatten() {
            let var = function.var(*id);
            let parked = self.analysis.records.slot(Item::Park(*id)).is_some();
            if self.pooled.contains(id) && !parked && !flow.is_moved(*id) {
                let ident = &var.ident;
                out.extend(code!(tape.give(#ident);));
            }
        }
        out
    }

    /// `let slot = value;`, or an assignment to a slot that was declared where its frame starts.
    fn fill(&self, slot: &Slot, value: TokenStream) -> TokenStream {
        let name = Self::slot_name(slot);
        if !slot.conditional {
            return code!(let #name = #value;);
        }
        if stand_in(&slot.ty).is_some() { code!(#name = #value;) } else { code!(#name = ::core::option::Option::Some(#value);) }
    }

    pub(super) fn keep_versions(&self, versions: &[VersionId]) -> TokenStream {
        let mut out = TokenStream::new();
        for id in versions {
            if let Some(slot) = self.analysis.records.slot(Item::Version(*id)) {
                let ident = &self.analysis.function.var(self.analysis.flow.version(*id).var).ident;
                let value = if slot.ty.is_scalar() { code!(#ident) } else { code!(::core::clone::Clone::clone(&#ident)) };
                out.extend(self.fill(slot, value));
            }
        }
        out
    }

    /// Recorded nodes of an expression, inner ones first, each under its name before the statement that uses it.
    pub(super) fn keep_nodes(&self, expr: &Expr) -> TokenStream {
        let mut out = TokenStream::new();
        match &expr.kind {
            ExprKind::Read(place) | ExprKind::Clone(place, _) => out.extend(self.keep_address(place)),
            ExprKind::Inert(template) | ExprKind::Foreign { template, .. } => {
                for hole in &template.holes {
                    out.extend(self.keep_address(&hole.place));
                }
            }
            ExprKind::Repeat { item, len, .. } => {
                out.extend(self.keep_nodes(item));
                out.extend(self.keep_nodes(len));
            }
            _ => {
                for operand in expr.operands() {
                    out.extend(self.keep_nodes(operand));
                }
            }
        }
        if let Some(slot) = self.analysis.records.slot(Item::Value(Key::of(expr))) {
            let value = self.computed(expr, Sweep::Forward).bare();
            out.extend(self.fill(slot, value));
        }
        out
    }

    fn keep_address(&self, place: &Place) -> TokenStream {
        let mut out: TokenStream = place.index_expressions().map(|index| self.keep_nodes(index)).collect();
        if let Some(slot) = self.analysis.records.slot(Item::Hole(Key::of(place))) {
            let value = self.place(place, Sweep::Forward).bare();
            out.extend(self.fill(slot, value));
        }
        out
    }

    // ------------------------------------------------------------------------------------------------ statements

    fn forward_block(&self, block: &Block) -> TokenStream {
        block
            .statements
            .iter()
            .map(|statement| {
                let mut out = self.forward_statement(statement);
                out.extend(self.keep_versions(self.analysis.flow.born_after(statement)));
                out
            })
            .collect()
    }

    pub(super) fn forward_statement(&self, statement: &Statement) -> TokenStream {
        match statement {
            Statement::Declare { var, init } => self.forward_declare(*var, init.as_ref()),
            Statement::Assign { place, value } => self.forward_assign(statement, place, value),
            Statement::Update { place, negative, value } => {
                let mut out = self.keep_nodes(value);
                out.extend(self.keep_address(place));
                if let Some(term) = self.strip_sum(place) {
                    let value = self.value(value, Sweep::Forward);
                    let value = if *negative { value.negated().bare() } else { value.bare() };
                    out.extend(code!(#term = #value;));
                    return out;
                }
                // The user's span: what rustc says of it is what it says of his own line, and stands there once.
                let span = value.span;
                let (target, value) = (self.place(place, Sweep::Forward), self.value(value, Sweep::Forward).bare());
                if matches!(self.place_ty(place), crate::ir::Ty::Unknown) {
                    let (private, target) = (&self.private, target.within(Level::Unary));
                    let update = if *negative { code!(subtract_from) } else { code!(add_to) };
                    out.extend(quote_spanned!(span=> #private::#update(&mut #target, #value);));
                    return out;
                }
                let target = target.bare();
                out.extend(if *negative { quote_spanned!(span=> #target -= #value;) } else { quote_spanned!(span=> #target += #value;) });
                out
            }
            Statement::Call(call) => self.forward_call(call),
            Statement::If { condition, then, otherwise } => {
                let mut out = self.keep_nodes(condition);
                let condition = self.value(condition, Sweep::Forward).bare();
                let (then, otherwise) = (self.forward_arm(then), self.forward_arm(otherwise));
                out.extend(code!(if #condition { #then }));
                if !otherwise.is_empty() {
                    out.extend(code!(else { #otherwise }));
                }
                out
            }
            Statement::Loop(l) => self.forward_loop(l, self.analysis.activity.statement(self.analysis.function, statement)),
            Statement::Swap { a, b } => {
                let mut out = self.keep_address(a);
                out.extend(self.keep_address(b));
                out.extend(self.swap(a, b, Sweep::Forward));
                out.extend(self.swapped_shape(a));
                out.extend(self.swapped_shape(b));
                out
            }
            Statement::CopyFrom { to, from } => {
                let mut out = self.keep_address(to);
                out.extend(self.keep_address(from));
                let (to, from) = (self.place(to, Sweep::Forward).within(Level::Atom), self.borrowed(from, false, Sweep::Forward));
                out.extend(code!(#to.clone_from_slice(#from);));
                out
            }
            Statement::Opaque { template, .. } => self.opaque(template),
            // Items stand in front of both sweeps.
            Statement::Item(_) => TokenStream::new(),
        }
    }

    fn opaque(&self, template: &Template) -> TokenStream {
        let tokens = self.filled(template, Sweep::Forward).bare();
        code!(#tokens;)
    }

    fn forward_arm(&self, block: &Block) -> TokenStream {
        let id = self.analysis.flow.block_id(block);
        let mut out = self.keep_versions(self.analysis.flow.born_at_start(id));
        out.extend(self.forward_block(block));
        out.extend(self.parks(id));
        out.extend(self.give_locals(id));
        out
    }

    fn forward_declare(&self, id: VarId, init: Option<&Expr>) -> TokenStream {
        let var = self.analysis.function.var(id);
        let (ident, mutability) = (&var.ident, var.mutable.then(|| code!(mut)));
        let annotation = var.annotation.as_ref().map(|ty| code!(: #ty));
        if let VarKind::Alias { place, exclusive } = &var.kind {
            let mut out = self.keep_address(place);
            let place = self.place(place, Sweep::Forward).within(Level::Unary);
            let borrow = if *exclusive { code!(&mut) } else { code!(&) };
            out.extend(code!(let #ident #annotation = #borrow #place;));
            return out;
        }
        let Some(init) = init else {
            let shape = self.shape_slot(id).map(|slot| {
                let name = Self::slot_name(slot);
                if slot.conditional { TokenStream::new() } else { code!(let mut #name;) }
            });
            return code!(let #mutability #ident #annotation; #shape);
        };
        let mut out = self.keep_nodes(init);
        let value = if self.pooled.contains(&id) { self.taken_from_pool(init) } else { self.value(init, Sweep::Forward).bare() };
        out.extend(code!(let #mutability #ident #annotation = #value;));
        out.extend(self.keep_shape(id));
        out
    }

    /// A fresh vector of floats, in memory that the tape keeps.
    fn taken_from_pool(&self, init: &Expr) -> TokenStream {
        match &init.kind {
            ExprKind::Repeat { item, len, .. } => {
                let (item, len) = (self.value(item, Sweep::Forward).bare(), self.value(len, Sweep::Forward).bare());
                code!(tape.vec(#item, #len))
            }
            ExprKind::Clone(place, _) => {
                let borrowed = self.borrowed(place, false, Sweep::Forward);
                code!(tape.vec_of(#borrowed))
            }
            _ => unreachable!("only fresh vectors come from the pool"),
        }
    }

    fn shape_slot(&self, id: VarId) -> Option<&Slot> {
        self.analysis.records.slot(Item::Shape(id))
    }

    /// What the zero adjoint of a local looks like, noted where the local gets its first value.
    fn keep_shape(&self, id: VarId) -> TokenStream {
        let Some(slot) = self.shape_slot(id) else { return TokenStream::new() };
        let ident = &self.analysis.function.var(id).ident;
        let (shape, name) = (self.shape_of(id, &code!(#ident)), Self::slot_name(slot));
        if slot.conditional { self.fill(slot, shape) } else { code!(let mut #name = #shape;) }
    }

    /// What has to be known to make a zero of the shape of a local: the length, for a vector of floats.
    fn shape_of(&self, id: VarId, place: &TokenStream) -> TokenStream {
        if is_pooled(&self.analysis.function.var(id).ty) {
            return code!(#place.len());
        }
        let like = self.like(id);
        code!(#like.shape(&#place))
    }

    fn forward_assign(&self, statement: &Statement, place: &Place, value: &Expr) -> TokenStream {
        let mut out = self.keep_nodes(value);
        out.extend(self.keep_address(place));
        let owner = self.analysis.function.owner(place);
        if let Some(slot) = self.analysis.records.slot(Item::OldShape(Key::of(statement))) {
            let place = self.place(place, Sweep::Forward).within(Level::Atom);
            out.extend(self.fill(slot, self.shape_of(owner, &place)));
        }
        let span = value.span;
        let (target, value) = (self.place(place, Sweep::Forward).bare(), self.value(value, Sweep::Forward).bare());
        out.extend(quote_spanned!(span=> #target = #value;));
        if place.is_whole()
            && let Some(slot) = self.shape_slot(owner)
        {
            let ident = &self.analysis.function.var(owner).ident;
            let (shape, name) = (self.shape_of(owner, &code!(#ident)), Self::slot_name(slot));
            out.extend(if slot.conditional { self.fill(slot, shape) } else { code!(#name = #shape;) });
        }
        out
    }

    /// A vector that was swapped has another length.
    fn swapped_shape(&self, place: &Place) -> TokenStream {
        let function = self.analysis.function;
        let owner = function.owner(place);
        match self.shape_slot(owner) {
            Some(slot) if function.resolve(place).is_whole() => {
                let swapped = self.place(place, Sweep::Forward).within(Level::Atom);
                let (shape, name) = (self.shape_of(owner, &swapped), Self::slot_name(slot));
                if slot.conditional { self.fill(slot, shape) } else { code!(#name = #shape;) }
            }
            _ => TokenStream::new(),
        }
    }

    /// `swap` of two places, primal or adjoint: the same statement is its own adjoint.
    pub(super) fn swap(&self, a: &Place, b: &Place, sweep: Sweep) -> TokenStream {
        let function = self.analysis.function;
        if function.owner(a) == function.owner(b)
            && let (Some(Projection::Index(i)), Some(Projection::Index(j))) = (a.path.last(), b.path.last())
        {
            let (i, j) = (self.value(i, sweep).bare(), self.value(j, sweep).bare());
            let base = self.part_of(a, sweep).within(Level::Atom);
            return code!(#base.swap(#i, #j););
        }
        let (a, b) = match sweep {
            Sweep::Forward => (self.borrowed(a, true, sweep), self.borrowed(b, true, sweep)),
            Sweep::Reverse => (self.bar_borrowed(a), self.bar_borrowed(b)),
        };
        code!(::core::mem::swap(#a, #b);)
    }

    /// What the last projection of a place stands on, primal or adjoint.
    pub(super) fn part_of(&self, place: &Place, sweep: Sweep) -> Term {
        let function = self.analysis.function;
        let resolved = match sweep {
            Sweep::Forward => Resolved { root: place.root, path: place.path.iter().collect() },
            Sweep::Reverse => function.resolve(place),
        };
        let ident = &function.var(resolved.root).ident;
        let root = match sweep {
            Sweep::Forward => ident.clone(),
            Sweep::Reverse => names::bar(ident),
        };
        let path: Vec<&Projection> = resolved.path[..resolved.path.len() - 1]
            .iter()
            .copied()
            .filter(|projection| sweep == Sweep::Forward || !matches!(projection, Projection::Deref))
            .collect();
        self.project(Term::atom(code!(#root)), &path, sweep)
    }

    // ----------------------------------------------------------------------------------------------------- calls

    fn forward_call(&self, call: &Call) -> TokenStream {
        if !self.analysis.activity.call(self.analysis.function, call) {
            return self.primal_call(call);
        }
        let mut out = TokenStream::new();
        let mut arguments = Vec::new();
        let mut loose = Vec::new();
        for (index, argument) in call.arguments.iter().enumerate() {
            match argument {
                Argument::Value(expr) => {
                    out.extend(self.keep_nodes(expr));
                    let mut value = self.value(expr, Sweep::Forward).bare();
                    if self.is_asked_after_move(expr) {
                        value = code!(::core::clone::Clone::clone(&#value));
                    }
                    if self.is_loose(expr) {
                        let (mut name, like) = (self.fresh("argument"), self.like_named(&self.argument_like(call, index)));
                        name.set_span(name.span().located_at(expr.span));
                        let (again, shape) = (self.fresh("again"), self.fresh("shape"));
                        out.extend(code!(let #name = #value; let #again = #like.again(&#name); let #shape = #like.shape(&#name);));
                        loose.extend([code!(#again), code!(#shape)]);
                        arguments.push(code!(#name));
                    } else {
                        arguments.push(value);
                    }
                }
                Argument::Shared(place) => {
                    out.extend(self.keep_address(place));
                    arguments.push(self.borrowed(place, false, Sweep::Forward));
                }
                Argument::Exclusive(place) => {
                    out.extend(self.keep_address(place));
                    arguments.push(self.borrowed(place, true, Sweep::Forward));
                }
            }
        }
        let record = match self.analysis.records.slot(Item::CallRecord(Key::of(call))) {
            Some(slot) => Self::slot_name(slot),
            None => {
                let name = self.fresh("record");
                loose.push(code!(#name));
                name
            }
        };
        let (dest, forward) = (self.destination(call), self.forward_of(call, &arguments));
        let at = names::at(call.span);
        out.extend(quote_spanned!(at=> let (#dest, #record) = #forward;));
        if let Some(dest) = call.dest {
            out.extend(self.keep_shape(dest));
        }
        if !loose.is_empty() {
            let site = self.site(&self.call_site(call));
            let loose = Self::tuple(&loose);
            out.extend(code!(#site.push(tape, #loose);));
        }
        out.extend(self.snapshots(call));
        out
    }

    /// `v = f(v)`: the shape of what `v` held is asked where `v` is assigned, after the call.
    fn is_asked_after_move(&self, expr: &Expr) -> bool {
        let function = self.analysis.function;
        let ExprKind::Read(place) = &expr.kind else { return false };
        let (owner, ty) = (function.owner(place), self.place_ty(place));
        !ty.is_plain() && !ty.is_inert() && self.analysis.activity.var(function, owner) && replaced(function, &function.body, owner)
    }

    /// Copies of what the callee's reverse sweep reads and somebody will overwrite: after the call, so that they lie above what it recorded.
    fn snapshots(&self, call: &Call) -> TokenStream {
        let mut out = self.keep_receiver(call);
        for (index, argument) in call.arguments.iter().enumerate() {
            let private = &self.private;
            if let Argument::Exclusive(place) = argument
                && !self.is_receiver(call, index)
                && self.is_perhaps_shared(place)
            {
                let (facts, bit, borrowed) = (self.callee(call, "facts"), index as u32, self.borrowed(place, false, Sweep::Forward));
                out.extend(code!(if #facts.reads(#bit) { #private::snapshot(tape, &#borrowed[..]); }));
            }
            let Argument::Shared(place) = argument else { continue };
            let borrowed = self.borrowed(place, false, Sweep::Forward);
            match self.analysis.records.again(place) {
                Again::Place => {}
                Again::Snapshot => {
                    let (facts, bit) = (self.callee(call, "facts"), index as u32);
                    out.extend(code!(if #facts.reads(#bit) { #private::snapshot(tape, #borrowed); }));
                }
                Again::Copy => {
                    let site = self.site(&format!("{}_copy_{index}", self.call_site(call)));
                    out.extend(code!(#site.push(tape, ::std::borrow::ToOwned::to_owned(#borrowed));));
                }
            }
        }
        out
    }

    /// `norm(y)` with `y: &mut [f64]`: the callee may take it as `&[f64]`, which only its types tell.
    pub(super) fn is_perhaps_shared(&self, place: &Place) -> bool {
        let var = self.analysis.function.var(place.root);
        let reference = matches!(var.ty, crate::ir::Ty::Ref(true, _)) && matches!(var.kind, VarKind::Param(_));
        let scalars = self.place_ty(place).item().is_some_and(|item| super::spelled(item).is_some());
        reference && place.is_whole() && scalars
    }

    /// A by-value argument whose type is not known to be plain: the callee says what it wants again.
    pub(super) fn is_loose(&self, expr: &Expr) -> bool {
        !expr.ty.is_plain()
    }

    pub(super) fn call_site(&self, call: &Call) -> String {
        format!("call_site_{}", self.call_number(call))
    }

    pub(super) fn argument_like(&self, call: &Call, index: usize) -> String {
        format!("argument_{}_{index}_like", self.call_number(call))
    }

    fn destination(&self, call: &Call) -> TokenStream {
        match call.dest {
            Some(dest) => {
                let var = self.analysis.function.var(dest);
                let (ident, mutability) = (&var.ident, var.mutable.then(|| code!(mut)));
                code!(#mutability #ident)
            }
            None => code!(_),
        }
    }

    fn primal_call(&self, call: &Call) -> TokenStream {
        let mut out = TokenStream::new();
        let mut arguments: Vec<TokenStream> = Vec::new();
        let mut receiver = TokenStream::new();
        for (index, argument) in call.arguments.iter().enumerate() {
            let is_receiver = self.is_receiver(call, index);
            let tokens = match argument {
                Argument::Value(expr) => {
                    out.extend(self.keep_nodes(expr));
                    let value = self.value(expr, Sweep::Forward);
                    if is_receiver { value.within(Level::Atom) } else { value.bare() }
                }
                Argument::Shared(place) | Argument::Exclusive(place) => {
                    out.extend(self.keep_address(place));
                    if is_receiver {
                        self.place(place, Sweep::Forward).within(Level::Atom)
                    } else {
                        self.borrowed(place, matches!(argument, Argument::Exclusive(_)), Sweep::Forward)
                    }
                }
            };
            if is_receiver {
                receiver = tokens;
            } else {
                arguments.push(tokens);
            }
        }
        let called = match &call.callee {
            Callee::Path(path) => code!(#path(#(#arguments),*)),
            Callee::Method { name, turbofish } => code!(#receiver.#name #turbofish(#(#arguments),*)),
        };
        match call.dest {
            Some(id) => {
                let dest = self.destination(call);
                out.extend(code!(let #dest = #called;));
                out.extend(self.keep_shape(id));
            }
            None => out.extend(code!(#called;)),
        }
        out
    }

    /// `<g>::sweeps()`'s part of this name. A name that is no differentiable function is rustc's error at the user's token, once.
    pub(super) fn callee(&self, call: &Call, part: &str) -> TokenStream {
        if let Some(tokens) = self.sweeps_of_type(call, part) {
            return tokens;
        }
        let Callee::Path(path) = &call.callee else { unreachable!("methods have sweeps of their type") };
        // Arguments that do not fit are told at the call.
        let at = names::at(call.span);
        if self.is_own(path) {
            self.recursive.set(true);
            return match part {
                "forward" => quote_spanned!(at=> Self::forward_sweep),
                "reverse" => quote_spanned!(at=> Self::reverse_sweep),
                _ => code!(Self::FACTS),
            };
        }
        let (path, arguments) = without_arguments(path);
        let key = code!(#path).to_string();
        let alias = self
            .callees
            .borrow_mut()
            .entry(key)
            .or_insert_with(|| {
                let last = path.path.segments.last().map_or_else(|| names::own("callee"), |segment| segment.ident.clone());
                let name = names::own(&format!("Callee_{}", names::plain(&last)));
                let name = Ident::new(&format!("{name}_{}", self.call_number(call)), name.span());
                self.add_to_prelude(code!(#[allow(non_camel_case_types)] type #name = #path;));
                name
            })
            .clone();
        let alias = Ident::new(&alias.to_string(), at);
        // What a generic function is called with is inferred in the forward sweep, and carried to the reverse sweep.
        let generics = self.like_named(&format!("generics_{}", self.call_number(call)));
        match part {
            "forward" => quote_spanned!(at=> #alias::sweeps #arguments(#generics).0),
            "reverse" => quote_spanned!(at=> #alias::sweeps #arguments(#generics).1),
            _ => code!(#alias::FACTS),
        }
    }

    /// The function itself is called.
    pub(super) fn is_own(&self, path: &syn::ExprPath) -> bool {
        path.path.is_ident(&self.own_name.to_string())
    }

    // ----------------------------------------------------------------------------------------------------- loops

    fn forward_loop(&self, l: &Loop, active: bool) -> TokenStream {
        let mut out = TokenStream::new();
        let (frame, block) = (self.analysis.flow.loop_frames[&l.id], self.analysis.flow.block_id(&l.body));
        let plan = self.analysis.records.loops.get(&l.id).filter(|_| active);
        let parts = self.record_parts(frame);
        let stored = plan.filter(|_| !parts.is_empty()).map(|plan| plan.storage);
        let trip = self.trip_name(l);
        let mut body = self.frame_start(frame, block);
        if let LoopKind::For(header) = &l.kind {
            out.extend(self.keep_header(header, stored));
            body = self.name_counter(l, &trip).into_iter().chain(self.keep_pattern(header)).chain(body).collect();
        }
        body.extend(self.forward_block(&l.body));
        body.extend(self.parks(block));
        body.extend(self.give_locals(block));
        let record = Self::tuple(&parts);
        let site = format!("site_{}", l.id + 1);
        match stored {
            Some(Storage::Block) => {
                let (site, base) = (self.site(&site), self.base_name(l));
                let LoopKind::For(ForLoop { trips: Some(trips), .. }) = &l.kind else { unreachable!("a block has a known number of records") };
                let trips = self.value(trips, Sweep::Forward).bare();
                out.extend(code!(let #base = #site.reserve(tape, #trips);));
                body.extend(code!(#site.write(tape, #base, #trip, #record);));
            }
            Some(Storage::Push) => {
                let site = self.site(&site);
                body.extend(code!(#site.push(tape, #record);));
            }
            None => {}
        }
        let read = self.analysis.records.slot(Item::Trips(l.id)).is_some() || tidy::mentions(body.clone(), &trip.to_string());
        if read && self.counts_forward(l, plan.is_some(), stored) {
            out.extend(self.start_counter(l, &trip));
            body.extend(code!(#trip += 1;));
        }
        if let Some(leave) = l.leave {
            let leave = &self.analysis.function.var(leave).ident;
            body.extend(code!(if #leave != 0 { break; }));
        }
        out.extend(match &l.kind {
            LoopKind::For(header) => {
                let (pattern, iterator) = (&header.pattern, self.filled(&header.iterator, Sweep::Forward).bare());
                code!(for #pattern in #iterator { #body })
            }
            LoopKind::While { condition } => {
                let condition = self.value(condition, Sweep::Forward).bare();
                code!(while #condition { #body })
            }
            LoopKind::Endless => code!(loop { #body }),
        });
        if stored == Some(Storage::Block) {
            let (site, base) = (self.site("bases"), self.base_name(l));
            out.extend(code!(#site.push(tape, #base);));
        }
        out
    }

    pub(super) fn keep_header(&self, header: &ForLoop, stored: Option<Storage>) -> TokenStream {
        let mut out: TokenStream = header.iterator.holes.iter().map(|hole| self.keep_address(&hole.place)).collect();
        if let Some(trips) = &header.trips {
            let recorded = self.analysis.records.slot(Item::Value(Key::of(trips))).is_some();
            if recorded || stored == Some(Storage::Block) {
                out.extend(self.keep_nodes(trips));
            }
        }
        out
    }

    /// Integers on the way to the elements that a pattern names.
    pub(super) fn keep_pattern(&self, header: &ForLoop) -> TokenStream {
        let Iteration::Elements { vars, .. } = &header.iteration else { return TokenStream::new() };
        let mut out = TokenStream::new();
        for bound in vars {
            if let VarKind::Alias { place, .. } = &self.analysis.function.var(bound.var).kind {
                out.extend(place.index_expressions().map(|index| self.keep_nodes(index)).collect::<TokenStream>());
            }
            if let Some(Expr { kind: ExprKind::Read(place), .. }) = &bound.value {
                out.extend(place.index_expressions().map(|index| self.keep_nodes(index)).collect::<TokenStream>());
            }
            out.extend(self.keep_shape(bound.var));
        }
        out
    }

    /// A loop that is left early counts into the record; its places are written with the counter's own name.
    fn name_counter(&self, l: &Loop, trip: &Ident) -> TokenStream {
        match &l.kind {
            LoopKind::For(ForLoop { iteration: Iteration::Elements { counter, .. }, .. })
                if self.analysis.records.slot(Item::Trips(l.id)).is_some() =>
            {
                let counter = &self.analysis.function.var(*counter).ident;
                code!(let #counter = #trip;)
            }
            _ => TokenStream::new(),
        }
    }

    /// The number of the iteration, or of all of them when the loop has ended.
    pub(super) fn trip_name(&self, l: &Loop) -> Ident {
        if let Some(slot) = self.analysis.records.slot(Item::Trips(l.id)) {
            return Self::slot_name(slot);
        }
        match &l.kind {
            LoopKind::For(ForLoop { iteration: Iteration::Elements { counter, .. }, .. }) => self.analysis.function.var(*counter).ident.clone(),
            _ => names::own(&format!("trip_{}", l.id + 1)),
        }
    }

    pub(super) fn base_name(&self, l: &Loop) -> Ident {
        names::own(&format!("base_{}", l.id + 1))
    }

    fn counts_forward(&self, l: &Loop, active: bool, stored: Option<Storage>) -> bool {
        let elements = matches!(&l.kind, LoopKind::For(ForLoop { iteration: Iteration::Elements { .. }, .. }));
        let counted = self.analysis.records.slot(Item::Trips(l.id)).is_some();
        active && (counted || elements || stored == Some(Storage::Block))
    }

    fn start_counter(&self, l: &Loop, trip: &Ident) -> TokenStream {
        match self.analysis.records.slot(Item::Trips(l.id)) {
            Some(slot) if slot.conditional => code!(#trip = 0;),
            _ => code!(let mut #trip = 0usize;),
        }
    }
}

/// Whether the primal value of a parameter is given to the reverse sweep again under the parameter's name.
pub(super) fn given_again(passing: Passing, plain: bool) -> bool {
    passing == Passing::Shared || (passing == Passing::Value && plain)
}

/// `g::<T>` as the name and its generic arguments, which belong to the sweeps.
pub(super) fn without_arguments(path: &syn::ExprPath) -> (syn::ExprPath, Option<syn::AngleBracketedGenericArguments>) {
    let mut path = path.clone();
    let last = path.path.segments.last_mut().expect("a path has a segment");
    match std::mem::replace(&mut last.arguments, syn::PathArguments::None) {
        syn::PathArguments::AngleBracketed(arguments) => (path, Some(arguments)),
        _ => (path, None),
    }
}
