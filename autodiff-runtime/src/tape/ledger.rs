//! The ledger of a thread: all nodes that the thread's gradient tapes have recorded, once, whichever tapes record.
//!
//! A *slot* is one float that a gradient may be asked for: a scalar value has one, an array as many as it has floats, side by
//! side. The node at a slot says where its adjoint goes: `operands[k] += partials[k] * bar`. What does not fit (a sum over an
//! array, a compiled function) is a *block*: one rule for the slots of its result, called at the first of them.
//!
//! A tape is a set of intervals of the ledger (those in which it was recording) and of watched slots. Slots are used again once
//! no tape needs them; *ids* never are, so that a value which outlives its tape is a constant to the next one, not an impostor.
//!
//! Memory: 24 bytes a scalar node, 8 more in the sweep; while gradients of gradients are possible (two tapes record, or a
//! persistent one) 24 bytes and 16 for each argument on top.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, Hasher};
use std::rc::Rc;

use super::block::Block;
use super::reach::Reach;
use super::rules::Rule;

/// An index into the ledger.
pub(crate) type Slot = u32;

/// The slot that stands for constants: what is added to it is never read.
pub(crate) const NOWHERE: Slot = 0;
/// In place of the first operand: the node is a source and passes nothing on.
pub(crate) const LEAF: Slot = Slot::MAX - 1;
/// In place of the first operand: the second is the index of a block.
pub(crate) const BLOCK: Slot = Slot::MAX;
/// Ids with this bit are constants; a tape may have been told to watch them.
const CONSTANT: u64 = 1 << 63;
/// Above this many bytes the ledger gives memory back when the last tape is gone.
const KEPT_BYTES: usize = 64 << 20;

/// Where the adjoint of one slot goes.
#[derive(Clone, Copy)]
pub(crate) struct Node {
    pub(crate) operands: [Slot; 2],
    pub(crate) partials: [f64; 2],
}

/// What a gradient of a gradient needs to know of a scalar node: the rule, and its arguments with their ids.
pub(crate) struct Entry {
    pub(crate) slot: Slot,
    pub(crate) rule: Rule,
    pub(crate) first_argument: usize,
}

/// A value and the id of the slot it came from; id 0 is a plain constant.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Argument {
    pub(crate) value: f64,
    pub(crate) id: u64,
}

/// A block: its first slot, its rule, and how many floats its result has.
pub(crate) struct Blocked {
    pub(crate) slot: Slot,
    pub(crate) rule: Rc<dyn Block>,
    pub(crate) count: usize,
}

/// Ids from `first_id` on belong to the slots from `first_slot` on, `slots` of them.
struct Segment {
    first_id: u64,
    first_slot: Slot,
    slots: u32,
}

/// Where the reads of a variable lead at present.
pub(super) struct Reading {
    pub(super) id: u64,
    /// The epoch in which all recording tapes were last told of this variable.
    pub(super) epoch: u64,
}

/// Ids are consecutive numbers: one multiplication spreads them well enough.
#[derive(Default)]
pub(crate) struct IdHasher(u64);

impl Hasher for IdHasher {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u64(u64::from(byte));
        }
    }
    fn write_u64(&mut self, id: u64) {
        self.0 = (self.0 ^ id).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(32);
    }
}

/// See the head of this file.
pub(crate) struct Ledger {
    pub(crate) nodes: Vec<Node>,
    /// Sorted by slot; the slots of one are side by side.
    pub(crate) blocks: Vec<Blocked>,
    pub(crate) entries: Vec<Entry>,
    pub(crate) arguments: Vec<Argument>,
    /// The adjoints of the last sweep, kept for the next.
    pub(crate) bars: Vec<f64>,
    first_id: u64,
    first_slot: Slot,
    /// `first_id - first_slot`: what lies between an id and its slot.
    shift: u64,
    older: Vec<Segment>,
    pub(super) recorders: u32,
    pub(super) second_order: bool,
    pub(super) epoch: u64,
    pub(super) tapes: Vec<Reach>,
    pub(super) next_key: u64,
    pub(super) readings: HashMap<u64, Reading, BuildHasherDefault<IdHasher>>,
    pub(super) constants: BTreeMap<u64, (Slot, u32)>,
}

/// What an operation has to do; asked before the ledger itself is touched.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// No tape records.
    Idle,
    /// One tape records, for gradients alone.
    First,
    /// What is recorded may be differentiated twice.
    Second,
}

thread_local! {
    static LEDGER: RefCell<Ledger> = const { RefCell::new(Ledger::new()) };
    static MODE: Cell<Mode> = const { Cell::new(Mode::Idle) };
    static NEXT_CONSTANT: Cell<u64> = const { Cell::new(CONSTANT) };
}

#[inline(always)]
pub(crate) fn mode() -> Mode {
    MODE.get()
}

pub(super) fn set_mode(mode: Mode) {
    MODE.set(mode);
}

/// Whether the id is one of a constant, watched or not.
pub(super) fn is_constant(id: u64) -> bool {
    id & CONSTANT != 0
}

/// Ids for `count` floats that nothing has recorded.
#[inline(always)]
pub(crate) fn constant(count: usize) -> u64 {
    let id = NEXT_CONSTANT.get();
    NEXT_CONSTANT.set(id + count as u64);
    id
}

/// Records one scalar with one argument, if that is on the ledger.
#[inline(always)]
pub(crate) fn push_one(argument: u64, partial: f64) -> u64 {
    // The closures are one call each: then the access to the ledger is compiled into the caller.
    LEDGER.with(|ledger| push_one_in(ledger, argument, partial))
}

/// Records one scalar with two arguments, if one of them is on the ledger.
#[inline(always)]
pub(crate) fn push_two(a: u64, b: u64, da: f64, db: f64) -> u64 {
    LEDGER.with(|ledger| push_two_in(ledger, a, b, da, db))
}

#[inline(never)]
fn push_one_in(cell: &RefCell<Ledger>, argument: u64, partial: f64) -> u64 {
    if let Ok(mut ledger) = cell.try_borrow_mut() {
        let offset = argument.wrapping_sub(ledger.first_id);
        if offset >> 32 == 0 && ledger.nodes.len() < ledger.nodes.capacity() {
            let slot = argument.wrapping_sub(ledger.shift) as Slot;
            return ledger.push([slot, NOWHERE], [partial, 0.0]);
        }
    }
    push_one_slowly(cell, argument, partial)
}

#[inline(never)]
fn push_two_in(cell: &RefCell<Ledger>, a: u64, b: u64, da: f64, db: f64) -> u64 {
    if let Ok(mut ledger) = cell.try_borrow_mut() {
        let offsets = a.wrapping_sub(ledger.first_id) | b.wrapping_sub(ledger.first_id);
        if offsets >> 32 == 0 && ledger.nodes.len() < ledger.nodes.capacity() {
            let [a, b] = [a, b].map(|id| id.wrapping_sub(ledger.shift) as Slot);
            return ledger.push([a, b], [da, db]);
        }
    }
    push_two_slowly(cell, a, b, da, db)
}

/// [`push_one`] of what is a constant, or older than the last release, or where the memory is full.
#[cold]
#[inline(never)]
fn push_one_slowly(ledger: &RefCell<Ledger>, argument: u64, partial: f64) -> u64 {
    let mut ledger = ledger.borrow_mut();
    let slot = ledger.slot(argument);
    if slot == NOWHERE { constant(1) } else { ledger.push([slot, NOWHERE], [partial, 0.0]) }
}

/// The same for [`push_two`].
#[cold]
#[inline(never)]
fn push_two_slowly(ledger: &RefCell<Ledger>, a: u64, b: u64, da: f64, db: f64) -> u64 {
    let mut ledger = ledger.borrow_mut();
    let (a, b) = (ledger.slot(a), ledger.slot(b));
    if a != NOWHERE {
        ledger.push([a, b], [da, db])
    } else if b != NOWHERE {
        ledger.push([b, NOWHERE], [db, 0.0])
    } else {
        constant(1)
    }
}

/// Runs `f` on this thread's ledger. `f` must not run code of the user: it might come back here.
#[inline(always)]
pub(crate) fn with<R>(f: impl FnOnce(&mut Ledger) -> R) -> R {
    LEDGER.with(|ledger| f(&mut ledger.borrow_mut()))
}

/// What a release no longer needs; dropped when the ledger is free again, since closures of the user are among it.
pub(crate) type Released = Vec<Blocked>;

/// [`with`], for destructors: does nothing when the thread is ending.
pub(crate) fn release(key: u64) {
    let released = LEDGER.try_with(|ledger| ledger.borrow_mut().release(key));
    drop(released);
}

impl Ledger {
    const fn new() -> Ledger {
        Ledger {
            nodes: Vec::new(),
            blocks: Vec::new(),
            entries: Vec::new(),
            arguments: Vec::new(),
            bars: Vec::new(),
            first_id: 1,
            first_slot: 1,
            shift: 0,
            older: Vec::new(),
            recorders: 0,
            second_order: false,
            epoch: 1,
            tapes: Vec::new(),
            next_key: 1,
            readings: HashMap::with_hasher(BuildHasherDefault::new()),
            constants: BTreeMap::new(),
        }
    }

    /// Whether any tape is recording.
    #[inline(always)]
    pub(crate) fn recording(&self) -> bool {
        self.recorders != 0
    }

    /// Whether what is recorded may be differentiated twice.
    #[inline(always)]
    pub(crate) fn second_order(&self) -> bool {
        self.second_order
    }

    /// The slot of an id; [`NOWHERE`] for a constant and for what was released.
    #[inline(always)]
    pub(crate) fn slot(&self, id: u64) -> Slot {
        let offset = id.wrapping_sub(self.first_id);
        if offset <= Slot::MAX as u64 { self.first_slot + offset as Slot } else { self.slot_elsewhere(id) }
    }

    #[cold]
    #[inline(never)]
    fn slot_elsewhere(&self, id: u64) -> Slot {
        if id & CONSTANT != 0 {
            let before = self.constants.range(..=id).next_back();
            return before.map_or(
                NOWHERE,
                |(&first, &(slot, count))| {
                    if id - first < u64::from(count) { slot + (id - first) as Slot } else { NOWHERE }
                },
            );
        }
        let segment = self.older.iter().rev().find(|segment| segment.first_id <= id && id != 0);
        segment.map_or(NOWHERE, |segment| {
            let offset = id - segment.first_id;
            if offset < u64::from(segment.slots) { segment.first_slot + offset as Slot } else { NOWHERE }
        })
    }

    /// The slot of an id while something is recording, else [`NOWHERE`].
    #[inline(always)]
    pub(crate) fn operand(&self, id: u64) -> Slot {
        if self.recorders == 0 { NOWHERE } else { self.slot(id) }
    }

    /// The id that the next pushed node will have.
    #[inline(always)]
    pub(crate) fn next_id(&self) -> u64 {
        self.nodes.len() as u64 + self.shift
    }

    /// The slot that the next pushed node will have.
    #[inline(always)]
    pub(crate) fn end(&self) -> Slot {
        self.nodes.len() as Slot
    }

    /// Records one node and returns its id.
    #[inline(always)]
    pub(crate) fn push(&mut self, operands: [Slot; 2], partials: [f64; 2]) -> u64 {
        let id = self.next_id();
        self.nodes.push(Node { operands, partials });
        id
    }

    /// Notes the rule of the node just pushed; only while [`second_order`](Ledger::second_order).
    #[cold]
    #[inline(never)]
    pub(crate) fn note(&mut self, rule: Rule, arguments: &[Argument]) {
        let slot = self.end() - 1;
        self.entries.push(Entry { slot, rule, first_argument: self.arguments.len() });
        self.arguments.extend_from_slice(arguments);
    }

    /// Slots for `count` floats that nothing leads into.
    pub(super) fn push_leaves(&mut self, count: usize) -> u64 {
        let id = self.next_id();
        let leaf = Node { operands: [LEAF, NOWHERE], partials: [0.0; 2] };
        self.nodes.resize(self.nodes.len() + count, leaf);
        id
    }

    /// Slots for `count` floats equal to those at `from`.
    pub(super) fn push_aliases(&mut self, from: Slot, count: usize) -> u64 {
        let id = self.next_id();
        for k in 0..count as Slot {
            self.push([from + k, NOWHERE], [1.0, 0.0]);
            if self.second_order {
                self.note(Rule::Identity, &[Argument { value: 0.0, id: self.id_of(from + k) }]);
            }
        }
        id
    }

    /// Records a result of `count` floats whose adjoints `block` passes on.
    pub(crate) fn push_block(&mut self, block: Rc<dyn Block>, count: usize) -> u64 {
        debug_assert!(count > 0, "a block without a float has no adjoint");
        let slot = self.end();
        let id = self.push_leaves(count);
        self.nodes[slot as usize].operands = [BLOCK, self.blocks.len() as Slot];
        self.blocks.push(Blocked { slot, rule: block, count });
        id
    }

    /// The id of a slot in use.
    pub(crate) fn id_of(&self, slot: Slot) -> u64 {
        if slot >= self.first_slot {
            return self.first_id + u64::from(slot - self.first_slot);
        }
        let segment = self.older.iter().rev().find(|segment| segment.first_slot <= slot);
        segment.map_or(0, |segment| segment.first_id + u64::from(slot - segment.first_slot))
    }
}

impl Ledger {
    /// Forgets the nodes from `keep` on.
    pub(super) fn truncate(&mut self, keep: Slot) -> Released {
        if self.end() <= keep {
            return Vec::new();
        }
        let next_id = self.next_id();
        if keep > self.first_slot {
            self.older.push(Segment { first_id: self.first_id, first_slot: self.first_slot, slots: keep - self.first_slot });
        }
        self.older.retain(|segment| segment.first_slot < keep);
        for segment in &mut self.older {
            segment.slots = segment.slots.min(keep - segment.first_slot);
        }
        (self.first_id, self.first_slot, self.shift) = (next_id, keep, next_id - u64::from(keep));
        self.nodes.truncate(keep as usize);
        let entries = self.entries.partition_point(|entry| entry.slot < keep);
        let arguments = self.entries.get(entries).map_or(self.arguments.len(), |entry| entry.first_argument);
        self.entries.truncate(entries);
        self.arguments.truncate(arguments);
        if keep == 1 {
            self.readings.clear();
            self.constants.clear();
            self.give_back();
        } else {
            let (first_id, first_slot, older) = (self.first_id, self.first_slot, &self.older);
            debug_assert!(first_slot == keep);
            let alive = |id: u64| id >= first_id || older.iter().any(|s| id.wrapping_sub(s.first_id) < u64::from(s.slots));
            self.readings.retain(|_, reading| alive(reading.id));
            self.constants.retain(|_, (slot, _)| *slot < keep);
        }
        let blocks = self.blocks.partition_point(|block| block.slot < keep);
        self.blocks.split_off(blocks)
    }

    fn give_back(&mut self) {
        if self.nodes.capacity() * size_of::<Node>() > KEPT_BYTES {
            self.nodes.shrink_to(KEPT_BYTES / size_of::<Node>());
            self.bars = Vec::new();
        }
        if self.arguments.capacity() * size_of::<Argument>() > KEPT_BYTES {
            self.entries = Vec::new();
            self.arguments = Vec::new();
        }
    }
}
