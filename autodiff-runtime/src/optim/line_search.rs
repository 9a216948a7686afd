//! How far to go along a direction: a strong-Wolfe search and a backtracking one.

use super::OptimError;
use super::transform::check_positive;

/// What is minimised: `f(x)` and its gradient, as `f_grad` returns them.
pub(crate) type Objective<'a> = dyn FnMut(&[f64]) -> (f64, Vec<f64>) + 'a;

/// A point on the line `x + ηu`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct LinePoint {
    /// η.
    pub(crate) step: f64,
    /// `f(x + ηu)`.
    pub(crate) value: f64,
    /// `∇f(x + ηu)`.
    pub(crate) gradient: Vec<f64>,
    /// `⟨∇f(x + ηu), u⟩`.
    pub(crate) slope: f64,
}

/// A search for a step with sufficient decrease and small curvature, the strong Wolfe conditions.
///
/// ```text
/// f(x + ηu) ≤ f(x) + c₁η⟨u, ∇f(x)⟩    and    |⟨∇f(x + ηu), u⟩| ≤ c₂|⟨∇f(x), u⟩|
/// ```
///
/// Algorithms 3.5 and 3.6 of Nocedal & Wright (1999): first the step grows until an interval is found, then the interval is narrowed
/// by cubic and quadratic interpolation and bisection. Close to a minimum, where values differ only by roundings, the first condition
/// is replaced by Hager & Zhang's (2006, equations 23 and 27) on slopes. As in optax 0.2.8.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ZoomSearch {
    max_steps: u32,
    c1: f64,
    c2: f64,
    increase: f64,
    approximate: f64,
    precision: f64,
}

impl Default for ZoomSearch {
    fn default() -> Self {
        Self { max_steps: 20, c1: 1e-4, c2: 0.9, increase: 2.0, approximate: 1e-6, precision: 1e-5 }
    }
}

/// How the search stands.
struct State {
    low: LinePoint,
    high: LinePoint,
    /// A third point of the cubic.
    third: (f64, f64),
    /// The best point with sufficient decrease so far.
    safe: LinePoint,
    decrease_error: f64,
    error: f64,
}

impl ZoomSearch {
    /// At most `max_steps` evaluations of the objective.
    #[must_use]
    pub fn max_steps(self, max_steps: u32) -> Self {
        Self { max_steps, ..self }
    }

    /// c₁ and c₂, with `0 < c₁ < c₂ < 1`. A smaller c₂ makes the search more exact: 0.9 suits quasi-Newton methods, 0.1 conjugate
    /// gradients.
    #[must_use]
    pub fn wolfe(self, c1: f64, c2: f64) -> Self {
        Self { c1, c2, ..self }
    }

    pub(crate) fn check(&self) -> Result<(), OptimError> {
        check_positive("max_steps", f64::from(self.max_steps))?;
        check_positive("c1", self.c1)?;
        check_positive("c2 − c1", self.c2 - self.c1)?;
        check_positive("1 − c2", 1.0 - self.c2)
    }

    /// Searches from `start` (the point at η = 0) along `direction`, beginning with the step `guess`. Returns the point where it ended
    /// and the number of evaluations.
    ///
    /// If no step satisfies both conditions, it is the best one with sufficient decrease; without one of these, the last that was
    /// tried, or `start` itself if that was not finite.
    pub(crate) fn search(&self, objective: &mut Objective<'_>, x: &[f64], direction: &[f64], start: &LinePoint, guess: f64) -> (LinePoint, u32) {
        let mut at = |step: f64| point(objective, x, direction, step);
        let mut previous = start.clone();
        let mut state = State {
            low: start.clone(),
            high: start.clone(),
            third: (0.0, start.value),
            safe: start.clone(),
            decrease_error: f64::INFINITY,
            error: f64::INFINITY,
        };
        let mut count = 0;
        // Phase one: grow until the minimum lies between two steps.
        loop {
            let new = at(if count == 0 { guess } else { self.increase * previous.step });
            count += 1;
            let found = self.grow(&mut state, start, &previous, &new, count == 1);
            if state.error <= 0.0 {
                return (new, count);
            }
            if count >= self.max_steps {
                return (fall_back(state, new), count);
            }
            previous = new;
            if found {
                break;
            }
        }
        // Phase two: narrow.
        loop {
            let length = (state.high.step - state.low.step).abs();
            let middle = at(middle(&state));
            count += 1;
            self.narrow(&mut state, start, &middle);
            if state.error <= 0.0 {
                return (middle, count);
            }
            let stuck = length <= self.precision && state.safe.step > 0.0;
            if count >= self.max_steps || stuck {
                return (fall_back(state, middle), count);
            }
        }
    }

    /// Takes a larger step into account; whether an interval was found.
    fn grow(&self, state: &mut State, start: &LinePoint, previous: &LinePoint, new: &LinePoint, first: bool) -> bool {
        state.decrease_error = self.decrease_error(start, new);
        state.error = maximum(state.decrease_error, self.curvature_error(start, new));
        if state.decrease_error <= 0.0 {
            state.safe = new.clone();
        }
        let too_far = state.decrease_error > 0.0 || (new.value >= previous.value && !first);
        let turned = new.slope >= 0.0 && !too_far;
        (state.low, state.high) = if turned { (new.clone(), previous.clone()) } else { (previous.clone(), new.clone()) };
        state.third = (state.low.step, state.low.value);
        too_far || turned || state.error <= 0.0
    }

    /// Takes a point inside the interval into account.
    fn narrow(&self, state: &mut State, start: &LinePoint, middle: &LinePoint) {
        state.decrease_error = self.decrease_error(start, middle);
        state.error = maximum(state.decrease_error, self.curvature_error(start, middle));
        if state.decrease_error <= 0.0 && middle.value < state.safe.value {
            state.safe = middle.clone();
        }
        let (low, high) = (&state.low, &state.high);
        let high_to_middle = state.decrease_error > 0.0 || middle.value >= low.value;
        let high_to_low = middle.slope * (high.step - low.step) >= 0.0 && !high_to_middle;
        state.third = if high_to_middle || high_to_low { (high.step, high.value) } else { (low.step, low.value) };
        if high_to_middle {
            state.high = middle.clone();
        } else {
            let low = std::mem::replace(&mut state.low, middle.clone());
            if high_to_low {
                state.high = low;
            }
        }
    }

    /// By how much sufficient decrease is missed; infinite where the value is not a number.
    fn decrease_error(&self, start: &LinePoint, new: &LinePoint) -> f64 {
        let armijo = new.value - start.value - self.c1 * new.step * start.slope;
        let slopes = new.slope - (2.0 * self.c1 - 1.0) * start.slope;
        let values = new.value - start.value - self.approximate * start.value.abs();
        violation(minimum(maximum(slopes, values), armijo))
    }

    /// By how much the curvature is too large.
    fn curvature_error(&self, start: &LinePoint, new: &LinePoint) -> f64 {
        violation(new.slope.abs() - self.c2 * start.slope.abs())
    }
}

/// The point at `x + ηu`.
fn point(objective: &mut Objective<'_>, x: &[f64], direction: &[f64], step: f64) -> LinePoint {
    let moved: Vec<f64> = x.iter().zip(direction).map(|(x, u)| x + step * u).collect();
    let (value, gradient) = objective(&moved);
    let slope = dot(&gradient, direction);
    LinePoint { step, value, gradient, slope }
}

/// What a failed search returns.
fn fall_back(state: State, last: LinePoint) -> LinePoint {
    if state.safe.step > 0.0 || state.decrease_error.is_infinite() { state.safe } else { last }
}

/// Where to look next between low and high: the minimum of a cubic, else of a parabola, else the middle.
fn middle(state: &State) -> f64 {
    let (low, high) = (&state.low, &state.high);
    let length = (high.step - low.step).abs();
    let (left, right) = (low.step.min(high.step), low.step.max(high.step));
    let inside = |step: f64, margin: f64| step > left + margin * length && step < right - margin * length;
    let cubic = cubic_minimum(low, (high.step, high.value), state.third);
    if inside(cubic, 0.2) {
        return cubic;
    }
    let parabola = parabola_minimum(low, (high.step, high.value));
    if inside(parabola, 0.1) { parabola } else { f64::midpoint(low.step, high.step) }
}

/// Where the cubic through three points, with the slope at the first, has its minimum; NaN if it has none.
fn cubic_minimum(a: &LinePoint, (b, value_b): (f64, f64), (c, value_c): (f64, f64)) -> f64 {
    let (to_b, to_c) = (b - a.step, c - a.step);
    let denominator = (to_b * to_c).powi(2) * (to_b - to_c);
    let rest_b = value_b - a.value - a.slope * to_b;
    let rest_c = value_c - a.value - a.slope * to_c;
    let third = (to_c.powi(2) * rest_b - to_b.powi(2) * rest_c) / denominator;
    let second = (-to_c.powi(3) * rest_b + to_b.powi(3) * rest_c) / denominator;
    a.step + (-second + (second * second - 3.0 * third * a.slope).sqrt()) / (3.0 * third)
}

/// Where the parabola through two points, with the slope at the first, has its minimum.
fn parabola_minimum(a: &LinePoint, (b, value_b): (f64, f64)) -> f64 {
    let length = b - a.step;
    let second = (value_b - a.value - a.slope * length) / (length * length);
    a.step - a.slope / (2.0 * second)
}

/// The positive part; infinite for NaN.
fn violation(error: f64) -> f64 {
    if error.is_nan() { f64::INFINITY } else { error.max(0.0) }
}

fn maximum(a: f64, b: f64) -> f64 {
    if a.is_nan() || b.is_nan() { f64::NAN } else { a.max(b) }
}

fn minimum(a: f64, b: f64) -> f64 {
    if a.is_nan() || b.is_nan() { f64::NAN } else { a.min(b) }
}

/// `Σxᵢyᵢ`.
pub(crate) fn dot(x: &[f64], y: &[f64]) -> f64 {
    x.iter().zip(y).map(|(x, y)| x * y).sum()
}

/// A search that shrinks the step until the decrease is sufficient (Armijo 1966); as in optax's `scale_by_backtracking_linesearch`.
///
/// ```text
/// f(x + ηu) ≤ f(x) + cη⟨u, ∇f(x)⟩
/// ```
///
/// It begins with the last step, enlarged, and gives up after a number of attempts with the last one. If the value there is not a
/// number, there is no step.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Backtracking {
    max_steps: u32,
    slope: f64,
    decrease: f64,
    increase: f64,
    largest: f64,
    last: f64,
}

impl Backtracking {
    /// At most `max_steps` times smaller. optax's other defaults: c = 1e-4, a factor of 0.8, the first attempt 1.5 times the last
    /// step and at most 1.
    #[must_use]
    pub fn new(max_steps: u32) -> Self {
        Self { max_steps, slope: 1e-4, decrease: 0.8, increase: 1.5, largest: 1.0, last: 1.0 }
    }

    /// c, in `(0, 1)`: the share of the predicted decrease that has to be reached.
    #[must_use]
    pub fn slope_rtol(self, slope: f64) -> Self {
        Self { slope, ..self }
    }

    /// What a step is multiplied by when it is too long.
    #[must_use]
    pub fn decrease_factor(self, decrease: f64) -> Self {
        Self { decrease, ..self }
    }

    /// One step of gradient descent, `x ← x − η∇f(x)`; returns η.
    ///
    /// ```
    /// use autodiff_runtime::optim::Backtracking;
    ///
    /// let mut search = Backtracking::new(20);
    /// let mut x = vec![3.0];
    /// for _ in 0..50 {
    ///     search.descend(|x| (x[0] * x[0], vec![2.0 * x[0]]), &mut x);
    /// }
    /// assert!(x[0].abs() < 1e-6);
    /// ```
    pub fn descend(&mut self, mut objective: impl FnMut(&[f64]) -> (f64, Vec<f64>), x: &mut [f64]) -> f64 {
        let (value, gradient) = objective(x);
        let slope = -dot(&gradient, &gradient);
        let mut step = (self.increase * self.last).min(self.largest);
        let mut error = f64::INFINITY;
        let mut moved = x.to_vec();
        for attempt in 0..=self.max_steps {
            if attempt > 0 {
                step *= self.decrease;
            }
            moved.iter_mut().zip(&*x).zip(&gradient).for_each(|((to, x), g)| *to = x - step * g);
            error = violation(objective(&moved).0 - value - step * self.slope * slope);
            if error <= 0.0 {
                break;
            }
        }
        if error.is_infinite() {
            step = 0.0;
        } else {
            x.copy_from_slice(&moved);
        }
        self.last = step;
        step
    }
}
