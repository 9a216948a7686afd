//! The reverse sweep: each block gets its record, computes again what it needs, and runs its statements' adjoints from the last to the first.

mod call;
pub(super) mod expression;
mod loops;
mod statement;

use proc_macro2::TokenStream;

use super::forward::given_again;
use super::value::stand_in;
use super::{Sweep, Writer, names};
use crate::analyse::{BlockId, FrameId, Item, Origin, VersionId, is_pooled};
use crate::ir::{Block, Float, Function, Passing, Statement, Ty, VarId, VarKind};
pub(super) use call::Around;
pub(crate) use expression::Weight;

impl Writer<'_> {
    pub(super) fn reverse(&self) -> TokenStream {
        let function = self.analysis.function;
        let mut out = self.function_record();
        out.extend(self.parameters());
        out.extend(self.block_start(&function.body));
        if let Some(result) = &function.result
            && self.analysis.activity.expr(function, result)
        {
            out.extend(self.adjoint(result, Weight::of(names::own("seed"))));
        }
        if function.output.as_ref().is_some_and(|output| is_pooled(&output.ty)) {
            let seed = names::own("seed");
            out.extend(code!(tape.give(#seed);));
        }
        out.extend(self.reverse_block(&function.body));
        out.extend(self.give_back_all(&function.body));
        out.extend(self.add_sums());
        let (made, given) = self.take_buffers();
        code!(#made #out #given)
    }

    /// Adjoints of by-value parameters go to the caller.
    pub(in crate::differentiate) fn add_sums(&self) -> TokenStream {
        let function = self.analysis.function;
        let mut out = TokenStream::new();
        for param in &function.params {
            if self.has_local_bar(param.var) && self.analysis.activity.var(function, param.var) {
                let ident = &function.var(param.var).ident;
                let (sum, bar) = (names::sum(ident), names::bar(ident));
                out.extend(if function.var(param.var).ty.is_float() {
                    code!(*#sum += #bar;)
                } else {
                    let private = &self.private;
                    code!(#private::accumulate(#sum, &#bar);)
                });
            }
        }
        out
    }

    fn function_record(&self) -> TokenStream {
        let slots = self.slots(FrameId(0));
        if slots.is_empty() {
            return TokenStream::new();
        }
        let pattern = self.record_pattern(FrameId(0));
        if self.returned().is_some() {
            code!(let #pattern = record;)
        } else {
            let site = self.site("site_0");
            code!(let #pattern = #site.pop(tape);)
        }
    }

    /// The names of a record's components; parked variables come back under their own.
    pub(super) fn record_pattern(&self, frame: FrameId) -> TokenStream {
        let parts: Vec<TokenStream> = self
            .slots(frame)
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
            .collect();
        Self::tuple(&parts)
    }

    /// Adjoints of parameters that are summed here, and which of the others are wanted.
    pub(in crate::differentiate) fn parameters(&self) -> TokenStream {
        let function = self.analysis.function;
        let mut out = TokenStream::new();
        for (index, param) in function.params.iter().enumerate() {
            if !self.analysis.activity.var(function, param.var) {
                continue;
            }
            let ident = &function.var(param.var).ident;
            if param.passing == Passing::Exclusive {
                out.extend(self.name_dims(param.var));
            }
            if self.has_local_bar(param.var) {
                let (bar, sum) = (names::bar(ident), names::sum(ident));
                let zero = self.zero_literal(&function.var(param.var).ty).unwrap_or_else(|| {
                    let private = &self.private;
                    code!(#private::cleared_like(#sum))
                });
                out.extend(code!(let mut #bar = #zero;));
            } else if param.passing == Passing::Shared {
                let (wanted, bit) = (names::wanted(ident), proc_macro2::Literal::u64_unsuffixed(1 << index.min(63)));
                out.extend(code!(let #wanted = active & #bit != 0;));
            }
        }
        out
    }

    // ------------------------------------------------------------------------------------------------------ blocks

    /// What the adjoints of a block read: slots of branches unpacked, values computed again, zero adjoints of its locals.
    pub(super) fn block_start(&self, block: &Block) -> TokenStream {
        let id = self.analysis.flow.block_id(block);
        let mut out = self.unpack(id);
        let function = self.analysis.function;
        for var in self.analysis.flow.declared.get(&id).into_iter().flatten() {
            if matches!(function.var(*var).kind, VarKind::Local) && self.analysis.activity.var(function, *var) {
                out.extend(self.zero_bar(*var));
            }
        }
        for version in self.analysis.flow.born.get(&id).into_iter().flatten() {
            out.extend(self.materialise(*version));
        }
        out
    }

    pub(in crate::differentiate) fn unpack(&self, id: BlockId) -> TokenStream {
        let mut out = TokenStream::new();
        for slot in self.slots(self.analysis.flow.block(id).frame) {
            if !slot.conditional || slot.home != id || stand_in(&slot.ty).is_some() {
                continue;
            }
            let name = Self::slot_name(slot);
            let target = match slot.item {
                Item::Park(var) => self.analysis.function.var(var).ident.clone(),
                _ => name.clone(),
            };
            out.extend(code!(let #target = #name.expect("recorded where its branch ran");));
        }
        for slot in self.slots(self.analysis.flow.block(id).frame) {
            if let Item::Park(var) = slot.item
                && slot.conditional
                && slot.home == id
                && stand_in(&slot.ty).is_some()
            {
                let (ident, name) = (&self.analysis.function.var(var).ident, Self::slot_name(slot));
                out.extend(code!(let #ident = #name;));
            }
        }
        out
    }

    fn materialise(&self, id: VersionId) -> TokenStream {
        let records = &self.analysis.records;
        if !records.materialised.contains(&id) || records.slot(Item::Version(id)).is_some() {
            return TokenStream::new();
        }
        let expr = match self.analysis.flow.version(id).origin {
            Origin::Value(expr) => expr,
            Origin::Choice { condition, then, otherwise } => {
                let name = self.version_name(id);
                let value = |expr| self.value(expr, Sweep::Reverse).bare();
                let (condition, then, otherwise) = (value(condition), value(then), value(otherwise));
                return code!(let #name = if #condition { #then } else { #otherwise };);
            }
            Origin::Counted { .. } => {
                let (name, now) = (self.version_name(id), self.now(self.analysis.flow.version(id).var));
                return code!(let #name = #now;);
            }
            Origin::Induction { before, step, negative, loop_id } => return self.induction(id, before, step, negative, loop_id),
            Origin::Param | Origin::LoopVar | Origin::Counter | Origin::Other => return TokenStream::new(),
        };
        let (name, value) = (self.version_name(id), self.value(expr, Sweep::Reverse).bare());
        let annotation = self.annotation(self.analysis.flow.version(id).var);
        code!(let #name #annotation = #value;)
    }

    /// `c` at the start of an iteration.
    fn induction(&self, id: VersionId, before: VersionId, step: &crate::ir::Expr, negative: bool, loop_id: usize) -> TokenStream {
        let (name, before, private) = (self.version_name(id), self.version(before).bare(), &self.private);
        let (trip, step) = (self.trip_name(self.analysis.flow.loops[&loop_id]), self.value(step, Sweep::Reverse).bare());
        code!(let #name = #private::advanced(#before, #step, #trip, #negative);)
    }

    fn annotation(&self, var: VarId) -> Option<TokenStream> {
        self.analysis.function.var(var).annotation.as_ref().map(|ty| code!(: #ty))
    }

    pub(in crate::differentiate) fn zero_bar(&self, id: VarId) -> TokenStream {
        let var = self.analysis.function.var(id);
        let bar = names::bar(&var.ident);
        let zero = match self.zero_literal(&var.ty) {
            Some(zero) => zero,
            None => match self.analysis.records.slot(Item::Shape(id)) {
                Some(slot) => self.zero_of_shape(id, &Self::slot_name(slot)),
                None => return TokenStream::new(),
            },
        };
        let dims = self.name_dims(id);
        code!(let mut #bar = #zero; #dims)
    }

    /// Lengths that are asked for while the adjoint may be borrowed.
    fn name_dims(&self, id: VarId) -> TokenStream {
        if !self.analysis.records.dims.contains(&id) {
            return TokenStream::new();
        }
        let (ident, private) = (&self.analysis.function.var(id).ident, &self.private);
        let (dims, bar) = (names::dims(ident), names::bar(ident));
        code!(let #dims = #private::Dims(#bar.len());)
    }

    pub(super) fn zero_of_shape(&self, id: VarId, shape: &proc_macro2::Ident) -> TokenStream {
        match &self.analysis.function.var(id).ty {
            Ty::Vec(item) if item.is_float() => {
                let zero = self.zero_literal(item).expect("floats have a zero");
                code!(tape.vec(#zero, #shape))
            }
            _ => {
                let like = self.like(id);
                code!(#like.zero(&#shape))
            }
        }
    }

    /// Vectors of floats of a block, and their adjoints, go back to the pool when the block is done.
    pub(in crate::differentiate) fn give_back_all(&self, block: &Block) -> TokenStream {
        let id = self.analysis.flow.block_id(block);
        let function = self.analysis.function;
        let mut out = TokenStream::new();
        for var in self.analysis.flow.declared.get(&id).into_iter().flatten() {
            let ident = &function.var(*var).ident;
            if !is_pooled(&function.var(*var).ty) || !matches!(function.var(*var).kind, VarKind::Local) {
                continue;
            }
            if self.analysis.records.slot(Item::Shape(*var)).is_some() && !self.is_handed_over(block, *var) {
                let bar = names::bar(ident);
                out.extend(code!(tape.give(#bar);));
            }
            if self.pooled.contains(var) && self.analysis.records.slot(Item::Park(*var)).is_some() {
                out.extend(code!(tape.give(#ident);));
            }
        }
        out
    }

    /// The adjoint of a call's result is the seed of the callee, which gives it to the pool itself.
    fn is_handed_over(&self, block: &Block, id: VarId) -> bool {
        let (function, activity) = (self.analysis.function, self.analysis.activity);
        block.statements.iter().any(|statement| matches!(statement, Statement::Call(call) if call.dest == Some(id) && activity.call(function, call)))
    }

    /// The zero adjoint of a type that says its size: `-0.0`, the identity of addition.
    pub(super) fn zero_literal(&self, ty: &Ty) -> Option<TokenStream> {
        match ty {
            Ty::Float(Float::F64) => Some(code!(-0.0f64)),
            Ty::Float(Float::F32) => Some(code!(-0.0f32)),
            Ty::Float(Float::Infer) => Some(code!(-0.0)),
            Ty::Int(_) | Ty::Bool | Ty::Char | Ty::Unit => Some(code!(())),
            Ty::Array(item, len) => {
                let item = self.zero_literal(item)?;
                Some(code!([#item; #len]))
            }
            Ty::Tuple(items) => {
                let items: Option<Vec<TokenStream>> = items.iter().map(|item| self.zero_literal(item)).collect();
                let items = items?;
                Some(code!((#(#items,)*)))
            }
            Ty::Slice(_) | Ty::Vec(_) | Ty::Ref(..) | Ty::Inert | Ty::Unknown => None,
        }
    }

    pub(in crate::differentiate) fn reverse_block(&self, block: &Block) -> TokenStream {
        let mut out = TokenStream::new();
        for statement in block.statements.iter().rev() {
            if self.analysis.activity.statement(self.analysis.function, statement) {
                out.extend(self.reverse_statement(statement));
            }
        }
        out
    }

    /// A branch or a loop's body: its own start, then its statements backwards.
    pub(in crate::differentiate) fn reverse_body(&self, block: &Block) -> TokenStream {
        let mut out = self.block_start(block);
        out.extend(self.reverse_block(block));
        out.extend(self.give_back_all(block));
        out
    }
}

/// Parameters whose value the reverse closure is given under the parameter's own name.
pub(crate) fn reverse_knows(function: &Function, index: usize) -> bool {
    let param = &function.params[index];
    given_again(param.passing, function.var(param.var).ty.is_plain())
}
