//! The reverse sweep over the nodes of a tape: plain numbers, or traced ones when the sweep itself is recorded.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::block::Block;
use super::error::TapeError;
use super::ledger::{self, Argument, BLOCK, LEAF, NOWHERE, Node, Slot};
use super::rules::{CLOSED, Partial, Rule, traced_partials};
use super::traced::Traced;

/// What no adjoint has reached: a NaN that arithmetic does not make.
const UNTOUCHED: u64 = 0x7ff8_0a0d_0b0a_0e0d;

fn is_untouched(bar: f64) -> bool {
    bar.to_bits() == UNTOUCHED
}

/// The adjoints of the slots below a block.
pub(crate) struct Bars<'a>(&'a mut [f64]);

impl Bars<'_> {
    /// `bar += value`, where an adjoint that nothing has reached counts as zero.
    #[inline(always)]
    pub(crate) fn add(&mut self, slot: Slot, value: f64) {
        add(self.0, slot, value);
    }
}

#[inline(always)]
fn add(bars: &mut [f64], slot: Slot, value: f64) {
    let bar = &mut bars[slot as usize];
    let before = if bar.to_bits() == UNTOUCHED { -0.0 } else { *bar };
    *bar = before + value;
}

/// A target of a sweep: slots side by side, and their seeds.
pub(crate) struct Start {
    pub(crate) slot: Slot,
    pub(crate) seeds: Vec<f64>,
}

/// The adjoints that a sweep left; reads as "not connected" where it did not come.
///
/// The first sweep is a quick one if there are only scalar nodes: it starts from zeros, does not note what it reaches and multiplies
/// whatever partials there are. A result that is finite and not all zero is the right one. Otherwise the careful sweep has to say whether
/// the source is connected, whether a zero met an infinite partial on the way from the target or beside it, and which gates were closed.
pub(crate) struct Numbers {
    bars: Vec<f64>,
    /// What the careful sweep needs, if the quick one was made.
    again: Option<(u64, Vec<Start>)>,
    careful: OnceCell<Vec<f64>>,
}

impl Numbers {
    /// The adjoints of `count` slots summed over all of `slots`, or `None` if the sweep reached none of them.
    pub(crate) fn read(&self, slots: &[Slot], count: usize) -> Option<Vec<f64>> {
        let Some((key, starts)) = &self.again else { return gather(&self.bars, slots, count) };
        let quick = gather(&self.bars, slots, count);
        let certain = |sum: &Vec<f64>| sum.iter().all(|bar| bar.is_finite()) && sum.iter().any(|&bar| bar != 0.0);
        if slots.is_empty() || quick.as_ref().is_some_and(certain) {
            return quick;
        }
        let careful = self.careful.get_or_init(|| {
            let mut bars = started(starts, Vec::new(), f64::from_bits(UNTOUCHED));
            let swept = carefully(*key, &mut bars, false);
            swept.expect("only blocks can fail, and there is none");
            bars
        });
        gather(careful, slots, count)
    }

    /// Gives the memory back for the next sweep.
    pub(crate) fn finish(self) {
        ledger::with(|ledger| ledger.bars = self.bars);
    }
}

fn gather(bars: &[f64], slots: &[Slot], count: usize) -> Option<Vec<f64>> {
    let mut sum: Option<Vec<f64>> = None;
    if count == 0 {
        // Integers and empty vectors: there is nothing that could be connected.
        return None;
    }
    if let &[slot] = slots
        && let Some(found) = bars.get(slot as usize..slot as usize + count)
        && !found.iter().copied().any(is_untouched)
    {
        // By far the most frequent.
        return Some(found.to_vec());
    }
    for &slot in slots {
        let from = (slot as usize).min(bars.len());
        let found = &bars[from..(from + count).min(bars.len())];
        if found.iter().all(|&bar| is_untouched(bar)) {
            continue;
        }
        let sum = sum.get_or_insert_with(|| vec![0.0; count]);
        for (sum, &bar) in sum.iter_mut().zip(found) {
            if !is_untouched(bar) {
                *sum += bar;
            }
        }
    }
    sum
}

/// Adjoints up to the last target: `empty`, and the seeds.
fn started(starts: &[Start], mut bars: Vec<f64>, empty: f64) -> Vec<f64> {
    let high = starts.iter().map(|start| start.slot as usize + start.seeds.len()).max().unwrap_or(0);
    bars.clear();
    bars.resize(high, empty);
    for start in starts {
        for (slot, &seed) in (start.slot..).zip(&start.seeds) {
            add(&mut bars, slot, seed);
        }
    }
    bars
}

/// Sweeps over the nodes of a tape, from its targets back. `last`: what blocks have recorded may be used up.
pub(crate) fn sweep(key: u64, starts: Vec<Start>, last: bool) -> Result<Numbers, TapeError> {
    let (bars, has_blocks) = ledger::with(|ledger| {
        assert!(ledger.nodes.len() < LEAF as usize, "a gradient tape holds fewer than 2^32 floats");
        (std::mem::take(&mut ledger.bars), !ledger.blocks.is_empty())
    });
    if has_blocks {
        let mut numbers = Numbers { bars: started(&starts, bars, f64::from_bits(UNTOUCHED)), again: None, careful: OnceCell::new() };
        return match carefully(key, &mut numbers.bars, last) {
            Ok(()) => Ok(numbers),
            Err(error) => {
                numbers.finish();
                Err(error)
            }
        };
    }
    let mut bars = started(&starts, bars, 0.0);
    ledger::with(|ledger| {
        let high = bars.len() as Slot;
        for (from, to) in ledger.reach(key).all_intervals(ledger.end()).into_iter().rev() {
            sweep_quickly(&ledger.nodes, &mut bars, from, to.min(high));
        }
    });
    Ok(Numbers { bars, again: Some((key, starts)), careful: OnceCell::new() })
}

/// The quick sweep, over scalar nodes alone.
fn sweep_quickly(nodes: &[Node], bars: &mut [f64], from: Slot, to: Slot) {
    for slot in (from..to).rev() {
        let bar = bars[slot as usize];
        let node = &nodes[slot as usize];
        let [a, b] = node.operands;
        if a < LEAF {
            bars[a as usize] += bar * node.partials[0];
            if b != NOWHERE {
                bars[b as usize] += bar * node.partials[1];
            }
        }
    }
}

/// The careful sweep: only what is reached passes anything on.
fn carefully(key: u64, bars: &mut [f64], last: bool) -> Result<(), TapeError> {
    let intervals = ledger::with(|ledger| ledger.reach(key).all_intervals(ledger.end()));
    for &(from, to) in intervals.iter().rev() {
        let mut to = to.min(bars.len() as Slot);
        while to > from {
            let block = ledger::with(|ledger| {
                let slot = sweep_nodes(&ledger.nodes, bars, from, to)?;
                Some((slot, ledger.nodes[slot as usize].operands[1]))
            });
            let Some((slot, index)) = block else { break };
            pull(bars, slot, index, last)?;
            to = slot;
        }
    }
    Ok(())
}

/// Sweeps over scalar nodes, down to a block or to `from`; returns the slot of the block.
fn sweep_nodes(nodes: &[Node], bars: &mut [f64], from: Slot, to: Slot) -> Option<Slot> {
    for slot in (from..to).rev() {
        let bar = bars[slot as usize];
        let node = &nodes[slot as usize];
        let [a, b] = node.operands;
        if bar.abs() < f64::INFINITY {
            if a < LEAF {
                add(bars, a, bar * node.partials[0]);
                if b != NOWHERE {
                    add(bars, b, bar * node.partials[1]);
                }
            } else if a == BLOCK {
                return Some(slot);
            }
        } else if is_untouched(bar) {
            // The first float of a block may be unreached where others are not.
            if a == BLOCK {
                return Some(slot);
            }
        } else if a == BLOCK {
            return Some(slot);
        } else if a != LEAF {
            for (operand, partial) in node.operands.into_iter().zip(node.partials) {
                let closed = partial.to_bits() == CLOSED.to_bits();
                add(bars, operand, if closed { 0.0 } else { bar * partial });
            }
        }
    }
    None
}

/// Lets the block at `slot` pass on what has reached it.
fn pull(bars: &mut [f64], slot: Slot, index: u32, last: bool) -> Result<(), TapeError> {
    let (rule, count) = ledger::with(|ledger| {
        let block = &ledger.blocks[index as usize];
        (Rc::clone(&block.rule), block.count)
    });
    let (below, seeds) = bars.split_at_mut(slot as usize);
    let count = count.min(seeds.len());
    let seeds = &mut seeds[..count];
    if seeds.iter().all(|&seed| is_untouched(seed)) {
        return Ok(());
    }
    for seed in seeds.iter_mut().filter(|seed| is_untouched(**seed)) {
        *seed = 0.0;
    }
    rule.pull(seeds, last, &mut Bars(below))
}

/// Adjoints of a sweep that is recorded: traced numbers at the slots that it reached.
#[derive(Default)]
pub(crate) struct TracedBars(BTreeMap<Slot, Traced<f64>>);

impl TracedBars {
    pub(crate) fn add(&mut self, slot: Slot, value: Traced<f64>) {
        if slot != NOWHERE {
            self.0.entry(slot).and_modify(|bar| *bar += value).or_insert(value);
        }
    }

    pub(crate) fn read(&self, slots: &[Slot], count: usize) -> Option<Vec<Traced<f64>>> {
        let mut sum: Option<Vec<Traced<f64>>> = None;
        for &slot in slots {
            for (k, slot) in (slot..).take(count).enumerate() {
                if let Some(&bar) = self.0.get(&slot) {
                    let sum = sum.get_or_insert_with(|| vec![Traced::new(0.0, 0); count]);
                    // Adding to a plain zero would cost a node.
                    sum[k] = if sum[k].id() == 0 && sum[k] == 0.0 { bar } else { sum[k] + bar };
                }
            }
        }
        sum
    }
}

/// The same as [`sweep`] by traced numbers: every step is recorded on the tapes that are recording now.
pub(crate) fn sweep_traced(key: u64, starts: &[(Slot, Vec<Traced<f64>>)]) -> Result<TracedBars, TapeError> {
    let mut bars = TracedBars::default();
    for (slot, seeds) in starts {
        for (slot, &seed) in (*slot..).zip(seeds) {
            bars.add(slot, seed);
        }
    }
    let intervals = ledger::with(|ledger| ledger.reach(key).all_intervals(ledger.end()));
    let mut end = Slot::MAX;
    while let Some((&slot, &bar)) = bars.0.range(..end).next_back() {
        let recorded = intervals.iter().any(|&(from, to)| from <= slot && slot < to);
        end = if recorded { pass(slot, bar, &mut bars)? } else { slot };
    }
    Ok(bars)
}

/// What a recorded sweep does at one slot.
enum Step {
    Leaf,
    /// The block with its first slot and the number of its floats.
    Block(Slot, Rc<dyn Block>, usize),
    /// The rule with its arguments, and the id of the result.
    Rule(Rule, Vec<Argument>, u64),
    /// Plain partials: recorded when there could be no gradient of the gradient.
    Plain(Node),
}

fn step_at(slot: Slot) -> Step {
    ledger::with(|ledger| {
        let after = ledger.blocks.partition_point(|block| block.slot <= slot);
        if let Some(block) = after.checked_sub(1).map(|index| &ledger.blocks[index])
            && ((slot - block.slot) as usize) < block.count
        {
            return Step::Block(block.slot, Rc::clone(&block.rule), block.count);
        }
        let node = ledger.nodes[slot as usize];
        if node.operands[0] == LEAF {
            return Step::Leaf;
        }
        let Ok(index) = ledger.entries.binary_search_by_key(&slot, |entry| entry.slot) else {
            return Step::Plain(node);
        };
        let (entry, next) = (&ledger.entries[index], ledger.entries.get(index + 1));
        let end = next.map_or(ledger.arguments.len(), |next| next.first_argument);
        Step::Rule(entry.rule, ledger.arguments[entry.first_argument..end].to_vec(), ledger.id_of(slot))
    })
}

/// Passes on the adjoint of one slot; returns the slot below which the sweep goes on.
fn pass(slot: Slot, bar: Traced<f64>, bars: &mut TracedBars) -> Result<Slot, TapeError> {
    match step_at(slot) {
        Step::Leaf => {}
        Step::Block(first, rule, count) => {
            // Whatever reads a block comes after it: when its last float is reached, all have their adjoints.
            let zero = Traced::new(0.0, 0);
            let seeds: Vec<_> = (first..).take(count).map(|slot| bars.0.get(&slot).copied().unwrap_or(zero)).collect();
            rule.pull_traced(&seeds, bars)?;
            return Ok(first);
        }
        Step::Rule(rule, arguments, id) => {
            let slots: Vec<Slot> = ledger::with(|ledger| arguments.iter().map(|argument| ledger.slot(argument.id)).collect());
            for (slot, partial) in slots.into_iter().zip(traced_partials(rule, &arguments, id)) {
                give(slot, bar, partial, bars);
            }
        }
        Step::Plain(node) => {
            for (slot, partial) in node.operands.into_iter().zip(node.partials) {
                give(slot, bar, Partial::Factor(Traced::new(partial, 0)), bars);
            }
        }
    }
    Ok(slot)
}

/// `bar` times a partial; a factor of 1 costs no node, and nothing is computed for constants.
fn give(slot: Slot, bar: Traced<f64>, partial: Partial<Traced<f64>>, bars: &mut TracedBars) {
    if slot == NOWHERE {
        return;
    }
    match partial {
        Partial::Factor(factor) if factor.id() == 0 && factor == 1.0 => bars.add(slot, bar),
        Partial::Factor(factor) => bars.add(slot, bar * factor),
        Partial::Gate(true) => bars.add(slot, bar),
        Partial::Gate(false) => bars.add(slot, Traced::new(0.0, 0)),
        Partial::Zero => {}
    }
}
