//! The slope of a function of one variable at 0, by extrapolated differences, with its error; and whether it has one.

/// A value of the function.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sample {
    pub(super) value: f64,
    /// What its rounding errors are relative to: `|value|`, or the sum of what was added up to it.
    pub(super) size: f64,
}

/// A slope with the estimate of its error, and the step that it was found with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Estimate {
    pub(super) slope: f64,
    pub(super) error: f64,
    step: f64,
}

impl Estimate {
    const NOTHING: Estimate = Estimate { slope: f64::NAN, error: f64::INFINITY, step: f64::INFINITY };

    /// This one or `finer`, made with smaller steps. As long as they agree, the one with the smaller error; else the function has structure that the larger steps
    /// did not see, and the smaller ones are right, unless rounding errors (which grow as steps shrink) say nothing definite.
    fn prefers(&self, finer: &Estimate) -> bool {
        if self.slope.is_nan() || finer.slope.is_nan() {
            return self.slope.is_nan();
        }
        if (self.slope - finer.slope).abs() <= 4.0 * (self.error + finer.error) {
            return finer.error < self.error;
        }
        finer.error < 0.1 * finer.slope.abs().max(self.slope.abs())
    }
}

/// What there is at 0.
#[derive(Clone, Copy, Debug)]
pub(super) enum Slope {
    /// One slope; from one side only where the function has no finite value on the other.
    Smooth(Estimate),
    /// The slopes of the two sides differ: a kink here, or nearer than the steps that rounding errors allow.
    Kink { left: Estimate, right: Estimate },
    /// The function jumps.
    Jump,
    /// No finite values around.
    Nothing,
}

/// The function, sampled. `at(t)` returns the step that was really made (floats are rounded) and the value there.
pub(super) struct Line<'a> {
    pub(super) at: &'a dyn Fn(f64) -> (f64, Sample),
    pub(super) origin: Sample,
    /// Relative rounding error of a value.
    pub(super) precision: f64,
    /// Relative error at which a slope is good enough.
    pub(super) accuracy: f64,
    /// Absolute error below which nobody cares.
    pub(super) negligible: f64,
}

/// The rounding error of a function whose values are far from exact (it adds up and subtracts large numbers inside): what is left of its values at eleven points
/// close together after three times taking differences, which leaves nothing of a smooth function. The median, as a kink or a jump spoils three of the eight.
/// (The idea is ECNoise's: Moré and Wild 2011.) Where nothing at all is left rounding may make stairs, and the points are moved apart.
pub(super) fn rounding(value: impl Fn(f64) -> f64, precision: f64) -> f64 {
    let distances = [10, 22, 28, 34, 40].map(|bits| 2f64.powi(bits) * precision).into_iter().filter(|distance| *distance < 1e-3);
    let at_distance = |distance: f64| {
        let mut values: Vec<f64> = (-5..=5).map(|k| value(f64::from(k) * distance)).collect();
        for _ in 0..3 {
            values = values.windows(2).map(|pair| pair[1] - pair[0]).collect();
        }
        let mut sizes: Vec<f64> = values.into_iter().map(f64::abs).filter(|size| size.is_finite()).collect();
        sizes.sort_by(f64::total_cmp);
        // Three differences of errors of size 1 have √20 of it.
        sizes.get(sizes.len() / 2).map_or(0.0, |median| median / 20f64.sqrt())
    };
    let noise = distances.map(at_distance).find(|noise| *noise > 0.0).unwrap_or(0.0);
    // More than that is no rounding but a function that changes quickly.
    if noise <= 1e-2 * value(0.0).abs() { noise } else { 0.0 }
}

/// Steps of one run, each half of the one before.
const LEVELS: usize = 8;
/// The first step of a run is by so much larger than that of the next one.
const STRIDE: f64 = (1 << LEVELS) as f64;
/// Columns of an extrapolation table beside the first; more gain nothing in the presence of rounding errors.
const COLUMNS: usize = 5;
/// Runs from the first one down: steps from 1/8 to 2⁻⁴² of the scale.
const RUNS: usize = 5;

impl Line<'_> {
    /// The slope at 0 and the scale of the steps that it was found with; steps of `scale / 8` are moderate, those of `largest / 8` the largest that make sense.
    /// `thorough`: look with all step sizes, else only until a slope is good enough.
    pub(super) fn slope(&self, scale: f64, largest: f64, thorough: bool) -> (Slope, f64) {
        let settled = |run: &Run| !thorough && self.enough(run.best());
        let (mut best, mut best_scale) = (self.run(scale / 8.0, thorough), scale);
        let mut finer_scale = scale;
        for _ in 1..RUNS {
            if settled(&best) {
                break;
            }
            finer_scale /= STRIDE;
            let finer = self.run(finer_scale / 8.0, thorough);
            if best.prefers(&finer) {
                (best, best_scale) = (finer, finer_scale);
            }
        }
        let mut coarser_scale = scale * STRIDE;
        while coarser_scale <= largest && !self.enough(best.best()) {
            let coarser = self.run(coarser_scale / 8.0, thorough);
            if !coarser.prefers(&best) {
                (best, best_scale) = (coarser, coarser_scale);
            }
            coarser_scale *= STRIDE;
        }
        let slope = best.judge(self.accuracy);
        if let Slope::Kink { left, right } = slope {
            // A kink is one whatever the step; curvature that looked like one is gone with smaller steps.
            let finer = self.run(best_scale / STRIDE / 8.0, true);
            let errors = finer.left.best.error + finer.right.best.error;
            if 8.0 * errors < (left.slope - right.slope).abs() {
                return (finer.judge(self.accuracy), best_scale / STRIDE);
            }
        }
        (slope, best_scale)
    }

    fn enough(&self, estimate: Estimate) -> bool {
        estimate.error <= self.accuracy * estimate.slope.abs() || estimate.error <= self.negligible
    }

    /// Differences of [`LEVELS`] steps from `start` down, extrapolated.
    fn run(&self, start: f64, thorough: bool) -> Run {
        let origin = self.origin;
        let mut run = Run::new();
        for level in 0..LEVELS {
            let step = start / (1 << level) as f64;
            let ((right_step, right), (left_step, left)) = ((self.at)(step), (self.at)(-step));
            if !(right_step > 0.0 && left_step < 0.0) {
                // Too small for the floats at this point.
                break;
            }
            let mut add = |table: fn(&mut Run) -> &mut Table, rise: f64, width: f64, size: f64| {
                let noise = 2.0 * self.precision * size.max(origin.size) / width.abs();
                table(&mut run).add(Difference { slope: rise / width, noise, step });
            };
            add(|run| &mut run.right, right.value - origin.value, right_step, right.size);
            add(|run| &mut run.left, left.value - origin.value, left_step, left.size);
            add(|run| &mut run.central, right.value - left.value, right_step - left_step, right.size.max(left.size));
            // Good enough, and found just now: an older one might be a coincidence.
            if !thorough && level >= 3 && run.best().step == step && self.enough(run.best()) {
                break;
            }
        }
        run
    }
}

/// A difference of two values, by the step between them.
struct Difference {
    slope: f64,
    /// What the rounding errors of the values make of it.
    noise: f64,
    step: f64,
}

/// Extrapolation of differences to step 0 (Neville's scheme), for steps that are halved: column j removes the j-th term of the error.
struct Table {
    /// By how much a term of the error shrinks when the step is halved: 2 one-sided (h, h², …), 4 central (h², h⁴, …).
    base: f64,
    row: Vec<f64>,
    best: Estimate,
    /// Consecutive differences that doubled when the step was halved.
    doubled: usize,
}

impl Table {
    fn new(base: f64) -> Self {
        Table { base, row: Vec::new(), best: Estimate::NOTHING, doubled: 0 }
    }

    /// One more difference, with half the step of the last one.
    fn add(&mut self, Difference { slope, noise, step }: Difference) {
        if !slope.is_finite() || !noise.is_finite() {
            // Outside of the domain, or overflow: what was found with larger steps does not hold here.
            *self = Table::new(self.base);
            return;
        }
        let mut row = vec![slope];
        let mut found = Estimate::NOTHING;
        let mut power = 1.0;
        for (j, above) in self.row.iter().take(COLUMNS).enumerate() {
            power *= self.base;
            let before = row[j];
            let next = before + (before - above) / (power - 1.0);
            // The neighbour above, if there is one, guards against coincidences. Extrapolating adds up the noise of the differences.
            let upper = self.row.get(j + 1).map_or(0.0, |upper| (next - upper).abs() / power);
            let error = (next - before).abs().max((next - above).abs()).max(upper) + noise * (2.0 + j as f64);
            if error < found.error {
                found = Estimate { slope: next, error, step };
            }
            row.push(next);
        }
        if self.best.prefers(&found) {
            self.best = found;
        }
        let doubles = self.row.first().is_some_and(|last| slope.abs() > 64.0 * noise && (slope - 2.0 * last).abs() < 0.02 * slope.abs());
        self.doubled = if doubles { self.doubled + 1 } else { 0 };
        self.row = row;
    }

    fn is_empty(&self) -> bool {
        self.row.is_empty()
    }
}

/// The differences of one run.
struct Run {
    central: Table,
    left: Table,
    right: Table,
}

impl Run {
    fn new() -> Self {
        Run { central: Table::new(4.0), left: Table::new(2.0), right: Table::new(2.0) }
    }

    /// The central slope, or the one of the only side that there is.
    fn best(&self) -> Estimate {
        let (left, right) = (self.left.best, self.right.best);
        match self.central.is_empty() {
            false => self.central.best,
            true if left.error < right.error => left,
            true => right,
        }
    }

    /// See [`Estimate::prefers`]. Two sides are better than one.
    fn prefers(&self, finer: &Run) -> bool {
        match (self.central.is_empty(), finer.central.is_empty()) {
            (true, false) => true,
            (false, true) => false,
            _ => self.best().prefers(&finer.best()),
        }
    }

    fn judge(&self, accuracy: f64) -> Slope {
        let (left, right) = (self.left.best, self.right.best);
        if self.left.is_empty() && self.right.is_empty() {
            return Slope::Nothing;
        }
        if self.left.doubled >= 3 || self.right.doubled >= 3 {
            return Slope::Jump;
        }
        let gap = (right.slope - left.slope).abs();
        if gap > 8.0 * (left.error + right.error) && gap > 128.0 * accuracy * left.slope.abs().max(right.slope.abs()) {
            return Slope::Kink { left, right };
        }
        Slope::Smooth(self.best())
    }
}
