//! Facts about a function: what carries a derivative, which value a read sees, what the reverse sweep has to be told. Nothing here changes the IR.
//!
//! For `for i in 0..n { s = s * x[i]; }` with active `s` and `x`: both are active; the `s` on the right is the version of `s` at the start of an
//! iteration, which no one can know later, so it goes into the loop's record; `x[i]` is read again, since nothing overwrites `x`.

mod activity;
mod flow;
mod fuse;
mod key;
pub(crate) mod mentions;
mod order;
mod polynomial;
mod records;
mod refuse;
mod strips;

pub(crate) use activity::{Activity, place_is_inert, place_ty};
pub(crate) use flow::{BlockId, Flow, FrameId, Origin, VersionId, written};
pub(crate) use fuse::{Coefficient, Fusion, fusions, redefines, worth_their_text};
pub(crate) use key::Key;
pub(crate) use polynomial::{Integers, Polynomial, Symbol};
pub(crate) use records::{Again, Item, LoopPlan, Records, Reverse, Slot, Storage, carries, is_pooled, masked_param, replaced, shape_in_bar};
pub(crate) use refuse::refuse;
pub(crate) use strips::{Base, Strip, Walk, cells, strip};

use std::collections::BTreeSet;

use crate::ir::Function;

/// Everything that differentiation reads beside the function itself.
pub(crate) struct Analysis<'f> {
    pub(crate) function: &'f Function,
    pub(crate) activity: &'f Activity,
    pub(crate) flow: Flow<'f>,
    pub(crate) records: Records,
    pub(crate) integers: Integers<'f>,
}

pub(crate) fn analyse<'f>(function: &'f Function, activity: &'f Activity, fused: BTreeSet<usize>) -> Analysis<'f> {
    let flow = flow::flow(function, fused);
    let records = records::records(function, activity, &flow);
    Analysis { function, activity, flow, records, integers: Integers::of(function) }
}
