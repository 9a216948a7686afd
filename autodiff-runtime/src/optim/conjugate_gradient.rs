//! Directions that do not undo each other.

use super::lbfgs::{Stepped, drive};
use super::line_search::{LinePoint, Objective, ZoomSearch, dot};
use super::report::{Report, largest};
use super::transform::{check_not_negative, norm};
use super::variable_set::{GradientSet, VariableSet};
use super::{OptimError, VariableId, flat};
use crate::tangent::Floats;
use crate::tape::{Scalar, Sources, Traced};

/// How much of the last direction goes into the next: the β of nonlinear conjugate gradients.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum Beta {
    /// `⟨g′,g′⟩/⟨g,g⟩` (Fletcher & Reeves 1964).
    FletcherReeves,
    /// `max(⟨g′,g′−g⟩/⟨g,g⟩, 0)` (Polak & Ribière 1969; the maximum: Powell 1984).
    #[default]
    PolakRibiere,
    /// `max(⟨y − 2d⟨y,y⟩/⟨d,y⟩, g′⟩/⟨d,y⟩, η)`, `y = g′ − g`, `η = −1/(‖d‖·min(0.01, ‖g‖))` (Hager & Zhang 2006).
    HagerZhang,
}

/// Nonlinear conjugate gradients (Nocedal & Wright 1999, section 5.2) with a strong-Wolfe line search.
///
/// ```text
/// d ← −g + βd,   x ← x + ηd      restarted with −g where d does not descend
/// ```
///
/// Needs three vectors of memory where L-BFGS needs twenty, and more steps. On a quadratic function of n variables with exact line
/// searches it would be done in n steps.
///
/// ```
/// use autodiff_runtime::optim::ConjugateGradient;
///
/// let bowl = |x: &[f64]| (x[0] * x[0] + 10.0 * x[1] * x[1], vec![2.0 * x[0], 20.0 * x[1]]);
/// let mut x = vec![3.0, 1.0];
/// let report = ConjugateGradient::new().minimize(bowl, &mut x)?;
/// assert!(report.converged() && x.iter().all(|x| x.abs() < 1e-6));
/// # Ok::<(), autodiff_runtime::optim::OptimError>(())
/// ```
#[derive(Clone, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ConjugateGradient {
    beta: Beta,
    search: ZoomSearch,
    gradient_tolerance: f64,
    value_tolerance: f64,
    max_iterations: u64,
    last: Option<Last>,
    iterations: u64,
}

/// The point where the last step ended, its direction and its length.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
struct Last {
    #[cfg_attr(feature = "serde", serde(with = "super::bits::vec"))]
    x: Vec<f64>,
    #[cfg_attr(feature = "serde", serde(with = "super::bits::one"))]
    value: f64,
    #[cfg_attr(feature = "serde", serde(with = "super::bits::vec"))]
    gradient: Vec<f64>,
    /// The direction that comes next.
    #[cfg_attr(feature = "serde", serde(with = "super::bits::vec"))]
    direction: Vec<f64>,
    /// The first step to try along it.
    #[cfg_attr(feature = "serde", serde(with = "super::bits::one"))]
    guess: f64,
}

impl Default for ConjugateGradient {
    fn default() -> Self {
        Self::new()
    }
}

impl ConjugateGradient {
    /// Polak and Ribière's β, c₂ = 0.1. Stops at a largest gradient element of 1e-8, a relative change of the value of 1e-15 or after
    /// 10 000 steps.
    #[must_use]
    pub fn new() -> Self {
        Self {
            beta: Beta::default(),
            search: ZoomSearch::default().wolfe(1e-4, 0.1),
            gradient_tolerance: 1e-8,
            value_tolerance: 1e-15,
            max_iterations: 10_000,
            last: None,
            iterations: 0,
        }
    }

    /// The formula of β.
    #[must_use]
    pub fn beta(mut self, beta: Beta) -> Self {
        self.beta = beta;
        self
    }

    /// The line search.
    #[must_use]
    pub fn line_search(mut self, search: ZoomSearch) -> Self {
        self.search = search;
        self
    }

    /// Stops when no element of the gradient is larger.
    #[must_use]
    pub fn gradient_tolerance(mut self, tolerance: f64) -> Self {
        self.gradient_tolerance = tolerance;
        self
    }

    /// Stops when the value falls by less than this share of `max(|f|, 1)`.
    #[must_use]
    pub fn value_tolerance(mut self, tolerance: f64) -> Self {
        self.value_tolerance = tolerance;
        self
    }

    /// Stops after so many steps.
    #[must_use]
    pub fn max_iterations(mut self, iterations: u64) -> Self {
        self.max_iterations = iterations;
        self
    }

    /// How many steps were taken.
    #[must_use]
    pub fn iterations(&self) -> u64 {
        self.iterations
    }

    /// β.
    fn factor(&self, old: &[f64], new: &[f64], direction: &[f64]) -> f64 {
        let square = dot(old, old);
        match self.beta {
            Beta::FletcherReeves => dot(new, new) / square,
            Beta::PolakRibiere => ((dot(new, new) - dot(new, old)) / square).max(0.0),
            Beta::HagerZhang => {
                let y: Vec<f64> = new.iter().zip(old).map(|(new, old)| new - old).collect();
                let along = dot(direction, &y);
                let factor = (dot(&y, new) - 2.0 * dot(&y, &y) / along * dot(direction, new)) / along;
                factor.max(-1.0 / (norm(direction) * norm(old).min(0.01)))
            }
        }
    }

    /// One step; `x` may have been changed since the last, which then restarts.
    ///
    /// # Errors
    ///
    /// [`OptimError::NoVariables`] for an empty `x`, [`OptimError::Shape`] if the gradient has another length, [`OptimError::Setting`];
    /// `x` is unchanged then.
    pub fn step(&mut self, mut objective: impl FnMut(&[f64]) -> (f64, Vec<f64>), x: &mut [f64]) -> Result<Stepped, OptimError> {
        self.step_dyn(&mut objective, x)
    }

    fn step_dyn(&mut self, objective: &mut Objective<'_>, x: &mut [f64]) -> Result<Stepped, OptimError> {
        check_not_negative("gradient_tolerance", self.gradient_tolerance)?;
        check_not_negative("value_tolerance", self.value_tolerance)?;
        self.search.check()?;
        if x.is_empty() {
            return Err(OptimError::NoVariables);
        }
        let mut evaluations = 0;
        let before = match self.last.take() {
            Some(last) if last.x == x => last,
            last => {
                evaluations += 1;
                let (value, gradient) = objective(x);
                if gradient.len() != x.len() {
                    self.last = last;
                    return Err(OptimError::Shape { variable: VariableId::position(0), expected: x.len(), found: gradient.len() });
                }
                restart(x.to_vec(), value, gradient)
            }
        };
        let slope = dot(&before.gradient, &before.direction);
        let start = LinePoint { step: 0.0, value: before.value, gradient: before.gradient.clone(), slope };
        let (end, count) = self.search.search(objective, x, &before.direction, &start, before.guess);
        x.iter_mut().zip(&before.direction).for_each(|(x, d)| *x += end.step * d);
        self.iterations += 1;
        let gradient_norm = largest(&end.gradient);
        let stepped = Stepped { before: before.value, value: end.value, gradient_norm, step: end.step, evaluations: evaluations + u64::from(count) };
        self.last = Some(self.next(x, &before, end, slope));
        Ok(stepped)
    }

    /// The next direction and how far to go along it at first: as far as the last step changed the value (Nocedal & Wright, 3.60).
    fn next(&self, x: &[f64], before: &Last, end: LinePoint, slope_before: f64) -> Last {
        let factor = self.factor(&before.gradient, &end.gradient, &before.direction);
        let direction: Vec<f64> = end.gradient.iter().zip(&before.direction).map(|(g, d)| factor * d - g).collect();
        let slope = dot(&end.gradient, &direction);
        if slope >= 0.0 || slope.is_nan() || end.step == 0.0 {
            return restart(x.to_vec(), end.value, end.gradient);
        }
        let guess = end.step * slope_before / slope;
        Last { x: x.to_vec(), value: end.value, gradient: end.gradient, direction, guess }
    }

    /// Steps until a tolerance or the limit is reached; `x` is then the best point found.
    ///
    /// # Errors
    ///
    /// As for [`step`](ConjugateGradient::step).
    pub fn minimize(&mut self, mut objective: impl FnMut(&[f64]) -> (f64, Vec<f64>), x: &mut [f64]) -> Result<Report, OptimError> {
        self.minimize_dyn(&mut objective, x)
    }

    fn minimize_dyn(&mut self, objective: &mut Objective<'_>, x: &mut [f64]) -> Result<Report, OptimError> {
        let settings = (self.gradient_tolerance, self.value_tolerance, self.max_iterations);
        drive(settings, x, |x| self.step_dyn(objective, x))
    }

    /// [`minimize`](ConjugateGradient::minimize) for a value of any shape, a tuple of parameters for instance.
    ///
    /// # Errors
    ///
    /// As for [`step`](ConjugateGradient::step); the value is unchanged then.
    pub fn minimize_value<P, G>(&mut self, mut objective: impl FnMut(&P) -> (f64, G), value: &mut P) -> Result<Report, OptimError>
    where
        P: Floats + Clone,
        G: Floats,
    {
        flat::value(&mut |objective, x| self.minimize_dyn(objective, x), &mut objective, value)
    }

    /// [`minimize`](ConjugateGradient::minimize) for a loss of variables: all of them are moved together. The loss is called several times a step.
    ///
    /// # Errors
    ///
    /// As for [`step`](ConjugateGradient::step), and [`OptimError::Loss`] if the loss has no gradient; the variables have their values back then.
    pub fn minimize_loss<S, L, V>(&mut self, loss: L, variables: V) -> Result<Report, OptimError>
    where
        S: Scalar,
        L: FnMut() -> Traced<S>,
        V: VariableSet + Sources,
        V::Gradient: GradientSet,
    {
        flat::variables(&mut |objective, x| self.minimize_dyn(objective, x), loss, &variables)
    }
}

/// Steepest descent, at first one unit long at most.
fn restart(x: Vec<f64>, value: f64, gradient: Vec<f64>) -> Last {
    let direction = gradient.iter().map(|g| -g).collect();
    let guess = (1.0 / norm(&gradient)).min(1.0);
    Last { x, value, gradient, direction, guess }
}
