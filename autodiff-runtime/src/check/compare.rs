//! A gradient against the slopes of its function.

use core::cell::Cell;

use super::difference::{Estimate, Line, Sample, Slope, rounding};
use super::error::CheckError;
use super::random::Random;
use super::report::{Along, Comparison, Kink, Report};
use super::settings::GradientCheck;

/// A function of floats and the point to look at.
pub(super) struct Function<'a> {
    /// The value at a point; what of the point cannot be represented is rounded in place.
    sample: &'a dyn Fn(&mut [f64]) -> Sample,
    point: Vec<f64>,
    precision: f64,
    evaluations: Cell<usize>,
}

impl<'a> Function<'a> {
    pub(super) fn new(sample: &'a dyn Fn(&mut [f64]) -> Sample, point: Vec<f64>, precision: f64) -> Self {
        Function { sample, point, precision: precision.max(f64::EPSILON), evaluations: Cell::new(0) }
    }

    fn evaluate(&self, point: &mut [f64]) -> Sample {
        self.evaluations.set(self.evaluations.get() + 1);
        (self.sample)(point)
    }

    /// One float moved by `step`: the step that was made, and the value.
    fn along_coordinate(&self, index: usize, step: f64) -> (f64, Sample) {
        let mut moved = self.point.clone();
        moved[index] += step;
        let sample = self.evaluate(&mut moved);
        (moved[index] - self.point[index], sample)
    }

    fn along_direction(&self, direction: &[f64], step: f64) -> Sample {
        let mut moved: Vec<f64> = self.point.iter().zip(direction).map(|(x, d)| x + step * d).collect();
        self.evaluate(&mut moved)
    }
}

/// Looks at the floats one by one, as many as the settings say, then at all together along random directions.
pub(super) fn compare(function: &Function<'_>, gradient: &[f64], settings: &GradientCheck) -> Result<Report, CheckError> {
    let n = function.point.len();
    if n != gradient.len() {
        return Err(CheckError::CountDiffers { arguments: n, gradient: gradient.len() });
    }
    if let Some((index, gradient)) = gradient.iter().copied().enumerate().find(|(_, g)| !g.is_finite()) {
        return Err(CheckError::GradientNotFinite { index, gradient });
    }
    if n == 0 {
        return Ok(Report::default());
    }
    let mut random = Random::new(settings.state);
    let mut comparer = Comparer::new(function, gradient, settings.tolerance_for(function.precision), &mut random);
    comparer.coordinates(&random.choose(settings.coordinates, n))?;
    comparer.directions(settings.directions, &mut random)?;
    comparer.finish()
}

/// One slope to look at.
struct Question<'a> {
    along: Along,
    at: &'a dyn Fn(f64) -> (f64, Sample),
    /// The slope that the gradient foretells.
    gradient: f64,
    /// What the rounding errors of that are relative to.
    size: f64,
    /// A moderate step is an eighth of it.
    scale: f64,
    /// The largest scale that makes sense.
    largest: f64,
}

enum Answer {
    Compared(Comparison),
    Kink { kink: Kink, inside: bool },
    NoSlope,
}

struct Comparer<'a> {
    function: &'a Function<'a>,
    gradient: &'a [f64],
    tolerance: f64,
    origin: Sample,
    /// By how much a float may move: its own size, 1 for a zero; after it was looked at, the scale of the steps that were good for it.
    scales: Vec<f64>,
    /// The largest change of the value that the gradient foretells for one of the floats.
    influence: f64,
    /// Floats with a kink or without a slope take no part in directions.
    excluded: Vec<bool>,
    /// Comparisons that would have noticed a wrong gradient.
    resolved: usize,
    report: Report,
}

/// So many estimated errors of a slope are allowed.
const ERRORS: f64 = 4.0;

impl<'a> Comparer<'a> {
    fn new(function: &'a Function<'a>, gradient: &'a [f64], tolerance: f64, random: &mut Random) -> Self {
        let scales: Vec<f64> = function.point.iter().map(|x| if *x == 0.0 { 1.0 } else { x.abs() }).collect();
        let influence = gradient.iter().zip(&scales).map(|(g, scale)| (g * scale).abs()).fold(0.0, f64::max);
        let direction: Vec<f64> = scales.iter().map(|scale| random.weight() * scale).collect();
        let mut origin = function.evaluate(&mut function.point.clone());
        let noise = rounding(|step| function.along_direction(&direction, step).value, function.precision);
        origin.size = origin.size.max(noise / function.precision);
        let report = Report { floats: gradient.len(), ..Report::default() };
        Comparer { function, gradient, tolerance, origin, scales, influence, excluded: vec![false; gradient.len()], resolved: 0, report }
    }

    fn coordinates(&mut self, chosen: &[usize]) -> Result<(), CheckError> {
        let function = self.function;
        let mut wrong: Vec<Comparison> = Vec::new();
        for &index in chosen {
            let gradient = self.gradient[index];
            let (answer, scale) = self.ask(&Question {
                along: Along::Coordinate(index),
                at: &|step| function.along_coordinate(index, step),
                gradient,
                size: gradient.abs(),
                scale: self.scales[index],
                largest: self.function.point[index].abs().max(1.0),
            });
            self.report.coordinates += 1;
            match answer {
                Answer::Compared(comparison) if !comparison.agrees() => wrong.push(comparison),
                Answer::Compared(comparison) => self.note(comparison, self.scales[index]),
                Answer::Kink { kink, inside: false } => return Err(CheckError::OutsideKink { kink }),
                Answer::Kink { kink, .. } => {
                    self.report.kinks.push(kink);
                    self.excluded[index] = true;
                }
                Answer::NoSlope => {
                    self.report.jumps.push(Along::Coordinate(index));
                    self.excluded[index] = true;
                }
            }
            self.scales[index] = scale;
        }
        let worst = wrong.iter().copied().max_by(|a, b| a.excess().total_cmp(&b.excess()));
        worst.map_or(Ok(()), |worst| Err(CheckError::Coordinate { worst, wrong: wrong.len(), checked: chosen.len() }))
    }

    fn directions(&mut self, count: usize, random: &mut Random) -> Result<(), CheckError> {
        if self.excluded.iter().all(|excluded| *excluded) {
            return Ok(());
        }
        let function = self.function;
        // Moving floats that are rounded (f32) changes the value beside what the step says.
        let moving: f64 = self.gradient.iter().zip(&function.point).map(|(g, x)| (g * x).abs()).sum();
        for k in 0..count {
            let weights = random.weights(self.gradient.len()).into_iter().zip(&self.scales).zip(&self.excluded);
            let direction: Vec<f64> = weights.map(|((w, scale), excluded)| if *excluded { 0.0 } else { w * scale }).collect();
            let parts = || self.gradient.iter().zip(&direction).map(|(g, d)| g * d);
            let at = |step: f64| {
                let sample = function.along_direction(&direction, step);
                (step, Sample { size: sample.size + moving, ..sample })
            };
            let size = parts().map(f64::abs).sum();
            let question = Question { along: Along::Direction(k), at: &at, gradient: parts().sum(), size, scale: 1.0, largest: 1.0 };
            // At a kink that no single float showed (not all were looked at, or they meet here), nothing can be said.
            match self.ask(&question).0 {
                Answer::Compared(comparison) if !comparison.agrees() => return Err(CheckError::Direction { worst: comparison }),
                Answer::Compared(comparison) => {
                    self.report.directions += 1;
                    self.note(comparison, 1.0);
                }
                Answer::Kink { kink, .. } => self.report.kinks.push(kink),
                Answer::NoSlope => self.report.jumps.push(question.along),
            }
        }
        Ok(())
    }

    /// A quick look first; when that does not settle it, at every step size.
    fn ask(&self, question: &Question<'_>) -> (Answer, f64) {
        let line = Line {
            at: question.at,
            origin: self.origin,
            precision: self.function.precision,
            accuracy: self.tolerance / 16.0,
            negligible: 1e-3 * self.tolerance * self.influence / question.scale,
        };
        let look = |thorough: bool| {
            let (slope, scale) = line.slope(question.scale, question.largest, thorough);
            (self.answer(question, slope), scale)
        };
        match look(false) {
            settled @ (Answer::Kink { inside: true, .. }, _) => settled,
            (Answer::Compared(comparison), scale) if comparison.agrees() => (Answer::Compared(comparison), scale),
            _ => look(true),
        }
    }

    fn answer(&self, question: &Question<'_>, slope: Slope) -> Answer {
        let &Question { along, gradient, size, scale, .. } = question;
        match slope {
            Slope::Smooth(Estimate { slope, error, .. }) => {
                // The gradient has rounding errors too, relative to what may have cancelled in it.
                let slack = ERRORS * error + 64.0 * self.function.precision * self.influence / scale;
                let allowed = self.tolerance * size.max(slope.abs()) + slack;
                Answer::Compared(Comparison { along, gradient, slope, error, allowed, slack })
            }
            Slope::Kink { left, right } => {
                let allowed = self.tolerance * left.slope.abs().max(right.slope.abs()) + ERRORS * (left.error + right.error);
                let (low, high) = (left.slope.min(right.slope) - allowed, left.slope.max(right.slope) + allowed);
                let kink = Kink { along, gradient, left: left.slope, right: right.slope };
                Answer::Kink { kink, inside: low <= gradient && gradient <= high }
            }
            Slope::Jump | Slope::Nothing => Answer::NoSlope,
        }
    }

    fn note(&mut self, comparison: Comparison, scale: f64) {
        if comparison.is_resolved() {
            self.resolved += 1;
        } else if comparison.slack * scale > self.tolerance * self.influence {
            self.report.unresolved.push(comparison);
        }
        self.report.note_worst(comparison);
    }

    fn finish(mut self) -> Result<Report, CheckError> {
        self.report.evaluations = self.function.evaluations.get();
        let claims = self.gradient.iter().any(|g| *g != 0.0) || self.report.worst.is_none();
        if self.resolved == 0 && self.report.kinks.is_empty() && claims {
            return Err(CheckError::Unresolved { comparison: self.report.worst });
        }
        Ok(self.report)
    }
}
