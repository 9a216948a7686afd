//! Interleaved timing: every round gives each contestant one turn, so that a slow minute of the machine hits all of them.

use std::hint::black_box;
use std::time::Instant;

use crate::machine;

/// What a contestant is asked to do.
#[derive(Clone, Copy)]
pub struct Ask {
    /// Which of the [`VARIANTS`] inputs.
    pub variant: usize,
    /// Calls in this turn.
    pub repetitions: usize,
    /// Whether to return the gradient (outside of the time taken).
    pub gradient: bool,
}

/// Inputs differ between rounds by a factor near one.
pub const VARIANTS: usize = 3;

/// The factor on every input of a variant.
#[must_use]
pub fn factor(variant: usize) -> f64 {
    1.0 + 1e-3 * variant as f64
}

/// A value and a gradient, and the seconds that one call took.
pub struct Turn {
    pub seconds: f64,
    pub value: f64,
    /// Of all repetitions together; empty if not asked for.
    pub gradient: Vec<f64>,
}

/// Something timed: the primal, a gradient, a peer.
pub struct Contestant {
    pub name: &'static str,
    pub run: Box<dyn FnMut(Ask) -> Turn>,
}

/// Seconds that `work` takes, less those in which its thread waited for a processor: other programs run here too.
fn timed(work: impl FnOnce()) -> f64 {
    let outside = Instant::now();
    let before = machine::waited();
    let start = Instant::now();
    work();
    let seconds = start.elapsed().as_secs_f64();
    let waited = machine::waited() - before;
    // A wait between reading the clock and reading the system's count does not belong to the work: then nothing is taken off.
    let around = outside.elapsed().as_secs_f64() - seconds;
    if around < 1e-4 { seconds - waited } else { seconds }
}

/// One that adds its gradient into buffers of the given lengths (none for a primal).
pub fn contestant(name: &'static str, lengths: &[usize], mut call: impl FnMut(usize, &mut [Vec<f64>]) -> f64 + 'static) -> Contestant {
    let mut bars: Vec<Vec<f64>> = lengths.iter().map(|n| vec![0.0; *n]).collect();
    let run = move |ask: Ask| {
        for bar in &mut bars {
            bar.fill(0.0);
        }
        let mut value = 0.0;
        let seconds = timed(|| {
            for _ in 0..ask.repetitions {
                value = black_box(call(ask.variant, black_box(&mut bars[..])));
            }
        }) / ask.repetitions as f64;
        Turn { seconds, value, gradient: if ask.gradient { bars.concat() } else { Vec::new() } }
    };
    Contestant { name, run: Box::new(run) }
}

/// One that returns value and gradient, as the peers do.
pub fn returning(name: &'static str, mut call: impl FnMut(usize) -> (f64, Vec<f64>) + 'static) -> Contestant {
    let run = move |ask: Ask| {
        let mut last = (0.0, Vec::new());
        let seconds = timed(|| {
            for _ in 0..ask.repetitions {
                last = black_box(call(ask.variant));
            }
        }) / ask.repetitions as f64;
        Turn { seconds, value: last.0, gradient: if ask.gradient { last.1 } else { Vec::new() } }
    };
    Contestant { name, run: Box::new(run) }
}

/// The seconds of one call, round by round.
pub struct Timing {
    pub name: &'static str,
    pub seconds: Vec<f64>,
}

impl Timing {
    /// The fastest round.
    #[must_use]
    pub fn least(&self) -> f64 {
        self.seconds.iter().copied().fold(f64::INFINITY, f64::min)
    }

    /// First quartile, median, third quartile.
    #[must_use]
    pub fn quartiles(&self) -> [f64; 3] {
        quartiles(&self.seconds)
    }

    /// Quartiles of the ratio to `other`, taken round by round.
    #[must_use]
    pub fn ratios(&self, other: &Timing) -> [f64; 3] {
        let ratios: Vec<f64> = self.seconds.iter().zip(&other.seconds).map(|(own, other)| own / other).collect();
        quartiles(&ratios)
    }
}

fn quartiles(values: &[f64]) -> [f64; 3] {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    [1, 2, 3].map(|quarter| sorted[(sorted.len() - 1) * quarter / 4])
}

/// Rounds and the least length of a turn.
#[derive(Clone, Copy)]
pub struct Effort {
    pub rounds: usize,
    pub seconds_a_turn: f64,
}

/// One turn each a round, starting with another contestant every time; inputs vary with the round.
pub fn race(contestants: &mut [Contestant], effort: Effort) -> Vec<Timing> {
    let repetitions: Vec<usize> = contestants.iter_mut().map(|contestant| calibrate(contestant, effort)).collect();
    let mut timings: Vec<Timing> = contestants.iter().map(|contestant| Timing { name: contestant.name, seconds: Vec::new() }).collect();
    for round in 0..effort.rounds {
        for turn in 0..contestants.len() {
            let who = (turn + round) % contestants.len();
            let ask = Ask { variant: round % VARIANTS, repetitions: repetitions[who], gradient: false };
            timings[who].seconds.push((contestants[who].run)(ask).seconds);
        }
    }
    timings
}

/// Repetitions that fill a turn; the calls made here warm up as well.
fn calibrate(contestant: &mut Contestant, effort: Effort) -> usize {
    let mut repetitions = 1;
    loop {
        let seconds = (contestant.run)(Ask { variant: 0, repetitions, gradient: false }).seconds;
        if seconds * repetitions as f64 >= effort.seconds_a_turn {
            return repetitions;
        }
        repetitions = ((effort.seconds_a_turn / seconds) as usize + 1).min(10 * repetitions);
    }
}

/// Largest distance of `contestant`'s gradient from `reference`, relative to its length; panics unless the value is the same.
///
/// # Panics
///
/// When lengths differ, or the values differ by more than `value_tolerance` relatively (0 asks for the same bits).
pub fn distance(contestant: &mut Contestant, reference: &Turn, variant: usize, value_tolerance: f64) -> f64 {
    let turn = (contestant.run)(Ask { variant, repetitions: 1, gradient: true });
    let (name, value) = (contestant.name, turn.value);
    assert!((value - reference.value).abs() <= value_tolerance * reference.value.abs(), "{name}: value {value:e}, but {:e} by hand", reference.value);
    assert_eq!(turn.gradient.len(), reference.gradient.len(), "{name}: length of the gradient");
    let mut squares = 0.0;
    let mut norm = 0.0;
    for (own, other) in turn.gradient.iter().zip(&reference.gradient) {
        squares += (own - other) * (own - other);
        norm += other * other;
    }
    (squares / norm).sqrt()
}
