//! What the tapes of a thread have recorded of its ledger, and what they watch.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::ledger::{Ledger, Mode, NOWHERE, Reading, Released, Slot, constant, is_constant, set_mode};
use super::variable::VariableMeta;

/// What one tape has recorded and watches.
pub(crate) struct Reach {
    key: u64,
    /// In order, apart from one another.
    intervals: Vec<(Slot, Slot)>,
    open: Option<Slot>,
    /// By key of the variable: the slots that stand for it.
    watched: BTreeSet<(u64, Slot)>,
    /// All watched slots: the first, and how many there are side by side.
    ranges: BTreeMap<Slot, u32>,
    begun: bool,
    variables: BTreeMap<u64, Arc<VariableMeta>>,
    watch_accessed: bool,
    second_order: bool,
    /// One past the last slot this tape needs.
    high: Slot,
}

impl Reach {
    /// Whether the tape was recording when the slot was made.
    pub(crate) fn recorded(&self, slot: Slot) -> bool {
        let after = self.intervals.partition_point(|&(from, _)| from <= slot);
        after > 0 && slot < self.intervals[after - 1].1 || self.open.is_some_and(|from| slot >= from)
    }

    /// The intervals, the one still open included.
    pub(crate) fn all_intervals(&self, end: Slot) -> Vec<(Slot, Slot)> {
        self.intervals.iter().copied().chain(self.open.map(|from| (from, end))).collect()
    }

    /// The slots that stand for a variable.
    pub(crate) fn slots_of_variable(&self, key: u64) -> Vec<Slot> {
        self.watched.range((key, 0)..=(key, Slot::MAX)).map(|&(_, slot)| slot).collect()
    }

    /// Whether a gradient with respect to this slot can be asked for.
    pub(crate) fn knows(&self, slot: Slot) -> bool {
        let watched = self.ranges.range(..=slot).next_back().is_some_and(|(&first, &count)| slot - first < count);
        slot != NOWHERE && (watched || self.recorded(slot))
    }

    /// Whether the tape was ever told to record.
    pub(crate) fn has_begun(&self) -> bool {
        self.begun
    }

    fn watch(&mut self, slot: Slot, count: usize) {
        let known = self.ranges.entry(slot).or_insert(0);
        *known = (*known).max(count as u32);
        self.high = self.high.max(slot + count as Slot);
    }
}

/// Tapes and what they watch.
impl Ledger {
    pub(crate) fn open_tape(&mut self, watch_accessed: bool, second_order: bool) -> u64 {
        if self.nodes.is_empty() {
            // The slot that stands for constants.
            self.push_leaves(1);
        }
        let key = self.next_key;
        self.next_key += 1;
        self.tapes.push(Reach {
            key,
            intervals: Vec::new(),
            open: None,
            watched: BTreeSet::new(),
            ranges: BTreeMap::new(),
            begun: false,
            variables: BTreeMap::new(),
            watch_accessed,
            second_order,
            high: 1,
        });
        key
    }

    fn index(&self, key: u64) -> usize {
        self.tapes.iter().position(|tape| tape.key == key).expect("a tape is known until it is dropped")
    }

    pub(crate) fn reach(&self, key: u64) -> &Reach {
        &self.tapes[self.index(key)]
    }

    /// Starts or stops the recording of a tape; returns whether it was recording.
    pub(crate) fn set_recording(&mut self, key: u64, on: bool) -> bool {
        let end = self.end();
        let index = self.index(key);
        let tape = &mut self.tapes[index];
        let before = tape.open.is_some();
        match (before, on) {
            (false, true) => (tape.open, tape.begun) = (Some(end), true),
            (true, false) => {
                let from = tape.open.take().expect("just seen");
                match tape.intervals.last_mut() {
                    Some(last) if last.1 == from => last.1 = end,
                    _ if from < end => tape.intervals.push((from, end)),
                    _ => {}
                }
                tape.high = tape.high.max(end);
            }
            _ => return before,
        }
        self.epoch += 1;
        self.recorders = self.tapes.iter().filter(|tape| tape.open.is_some()).count() as u32;
        self.second_order = self.recorders > 1 || self.tapes.iter().any(|tape| tape.open.is_some() && tape.second_order);
        set_mode(match (self.recorders, self.second_order) {
            (0, _) => Mode::Idle,
            (_, false) => Mode::First,
            (_, true) => Mode::Second,
        });
        before
    }

    /// Forgets what the tape has recorded and watches.
    pub(crate) fn reset(&mut self, key: u64) {
        let end = self.end();
        let index = self.index(key);
        let tape = &mut self.tapes[index];
        tape.intervals.clear();
        tape.watched.clear();
        tape.ranges.clear();
        tape.variables.clear();
        tape.open = tape.open.map(|_| end);
        self.epoch += 1;
    }

    /// The id that stands for a variable when it is read now.
    pub(crate) fn read(&mut self, meta: &Arc<VariableMeta>, count: usize) -> u64 {
        if self.recorders == 0 {
            return constant(count);
        }
        if let Some(reading) = self.readings.get(&meta.id())
            && reading.epoch == self.epoch
        {
            return reading.id;
        }
        self.read_first(meta, count)
    }

    /// The first read since the set of recording tapes changed: tells those that watch what they read.
    #[cold]
    fn read_first(&mut self, meta: &Arc<VariableMeta>, count: usize) -> u64 {
        let key = meta.id();
        let accessed = meta.trainable() && self.tapes.iter().any(|tape| tape.open.is_some() && tape.watch_accessed);
        let id = match self.readings.get(&key) {
            Some(reading) => reading.id,
            None if accessed => self.push_leaves(count),
            None => return constant(count),
        };
        let slot = self.slot(id);
        for tape in self.tapes.iter_mut().filter(|tape| tape.open.is_some()) {
            let known = tape.variables.contains_key(&key);
            let watches = meta.trainable() && tape.watch_accessed;
            if known && !tape.recorded(slot) || !known && watches {
                tape.watched.insert((key, slot));
                tape.variables.entry(key).or_insert_with(|| Arc::clone(meta));
                tape.watch(slot, count);
            }
        }
        self.readings.insert(key, Reading { id, epoch: self.epoch });
        id
    }

    /// Tells a tape to watch a variable, from now on.
    pub(crate) fn watch_variable(&mut self, tape: u64, meta: &Arc<VariableMeta>, count: usize) {
        let (key, index) = (meta.id(), self.index(tape));
        if self.tapes[index].variables.contains_key(&key) {
            return;
        }
        let id = match self.readings.get(&key) {
            // What was computed from the variable before must not count for this tape: reads go through new slots.
            Some(reading) => self.push_aliases(self.slot(reading.id), count),
            None => self.push_leaves(count),
        };
        let slot = self.slot(id);
        self.readings.insert(key, Reading { id, epoch: 0 });
        let tape = &mut self.tapes[index];
        tape.watched.insert((key, slot));
        tape.variables.insert(key, Arc::clone(meta));
        tape.watch(slot, count);
    }

    /// Tells a tape to watch the value with this id, from now on.
    pub(crate) fn watch_value(&mut self, tape: u64, id: u64, count: usize) {
        let mut slot = self.slot(id);
        let index = self.index(tape);
        if slot == NOWHERE {
            if !is_constant(id) {
                return;
            }
            let leaf = self.push_leaves(count);
            slot = self.slot(leaf);
            self.constants.insert(id, (slot, count as u32));
        }
        self.tapes[index].watch(slot, count);
    }

    pub(crate) fn watched_variables(&self, key: u64) -> Vec<Arc<VariableMeta>> {
        self.reach(key).variables.values().cloned().collect()
    }

    /// The tapes that are recording.
    pub(crate) fn recording_tapes(&self) -> Vec<u64> {
        self.tapes.iter().filter(|tape| tape.open.is_some()).map(|tape| tape.key).collect()
    }

    /// Whether this is the only tape: its blocks may be used up by its last sweep.
    pub(crate) fn is_alone(&self) -> bool {
        self.tapes.len() == 1
    }

    /// Forgets a tape, and the nodes at the end of the ledger that no other tape needs.
    pub(super) fn release(&mut self, key: u64) -> Released {
        self.set_recording(key, false);
        let index = self.index(key);
        self.tapes.swap_remove(index);
        if self.recorders > 0 {
            return Vec::new();
        }
        let keep = self.tapes.iter().map(|tape| tape.high).max().unwrap_or(1);
        self.truncate(keep)
    }
}
