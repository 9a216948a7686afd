//! Quasi-Newton steps from the last few gradients.

use std::collections::VecDeque;

use super::line_search::{LinePoint, Objective, ZoomSearch, dot};
use super::report::{Report, Stop, largest};
use super::transform::{check_not_negative, norm};
use super::variable_set::{GradientSet, VariableSet};
use super::{OptimError, flat};
use crate::tangent::Floats;
use crate::tape::{Scalar, Sources, Traced};

/// L-BFGS (Liu & Nocedal 1989; Nocedal & Wright 1999, algorithms 7.4 and 7.5) with a strong-Wolfe line search, as in optax.
///
/// ```text
/// u = −P∇f(x),   x ← x + ηu      P: the inverse Hessian from the last pairs s = Δx, y = Δ∇f, on γI with γ = ⟨s,y⟩/⟨y,y⟩
/// ```
///
/// The first direction is the gradient, at most 1 long. For smooth functions whose value and gradient are exact; the function is
/// called several times a step.
///
/// ```
/// use autodiff_runtime::optim::Lbfgs;
///
/// let rosenbrock = |x: &[f64]| {
///     let (a, b) = (1.0 - x[0], x[1] - x[0] * x[0]);
///     (a * a + 100.0 * b * b, vec![-2.0 * a - 400.0 * x[0] * b, 200.0 * b])
/// };
/// let mut x = vec![-1.2, 1.0];
/// let report = Lbfgs::new().minimize(rosenbrock, &mut x)?;
/// assert!(report.converged() && (x[0] - 1.0).abs() < 1e-6 && (x[1] - 1.0).abs() < 1e-6);
/// # Ok::<(), autodiff_runtime::optim::OptimError>(())
/// ```
#[derive(Clone, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Lbfgs {
    memory_size: usize,
    scale: bool,
    search: ZoomSearch,
    gradient_tolerance: f64,
    value_tolerance: f64,
    max_iterations: u64,
    pairs: VecDeque<Pair>,
    last: Option<Last>,
    iterations: u64,
}

/// A difference of points, one of gradients, and `1/⟨s, y⟩`.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
struct Pair {
    #[cfg_attr(feature = "serde", serde(with = "super::bits::vec"))]
    s: Vec<f64>,
    #[cfg_attr(feature = "serde", serde(with = "super::bits::vec"))]
    y: Vec<f64>,
    #[cfg_attr(feature = "serde", serde(with = "super::bits::one"))]
    weight: f64,
}

/// The point where the last step ended: value and gradient need not be computed again there.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
struct Last {
    #[cfg_attr(feature = "serde", serde(with = "super::bits::vec"))]
    x: Vec<f64>,
    #[cfg_attr(feature = "serde", serde(with = "super::bits::one"))]
    value: f64,
    #[cfg_attr(feature = "serde", serde(with = "super::bits::vec"))]
    gradient: Vec<f64>,
}

/// One step of a minimiser.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Stepped {
    /// The value before the step.
    pub before: f64,
    /// The value after it.
    pub value: f64,
    /// The largest element of the gradient after it, by size.
    pub gradient_norm: f64,
    /// The length of the step in directions, η.
    pub step: f64,
    /// How often value and gradient were computed.
    pub evaluations: u64,
}

impl Default for Lbfgs {
    fn default() -> Self {
        Self::new()
    }
}

impl Lbfgs {
    /// optax's defaults: a memory of 10 pairs, scaled, at most 20 evaluations a step. Stops at a largest gradient element of 1e-8, a
    /// relative change of the value of 1e-15 or after 1000 steps.
    #[must_use]
    pub fn new() -> Self {
        Self {
            memory_size: 10,
            scale: true,
            search: ZoomSearch::default(),
            gradient_tolerance: 1e-8,
            value_tolerance: 1e-15,
            max_iterations: 1000,
            pairs: VecDeque::new(),
            last: None,
            iterations: 0,
        }
    }

    /// How many pairs are remembered, 1 or more.
    #[must_use]
    pub fn memory_size(mut self, memory_size: usize) -> Self {
        self.memory_size = memory_size;
        self
    }

    /// Whether P starts from γI (else I).
    #[must_use]
    pub fn scale_init_precond(mut self, scale: bool) -> Self {
        self.scale = scale;
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

    fn check(&self) -> Result<(), OptimError> {
        if self.memory_size == 0 {
            return Err(OptimError::Setting { name: "memory_size", value: 0.0, allowed: "1 or more" });
        }
        check_not_negative("gradient_tolerance", self.gradient_tolerance)?;
        check_not_negative("value_tolerance", self.value_tolerance)?;
        self.search.check()
    }

    /// `−P∇f`: Nocedal & Wright's two loops.
    fn direction(&self, gradient: &[f64]) -> Vec<f64> {
        let mut u = gradient.to_vec();
        let mut alphas = Vec::with_capacity(self.pairs.len());
        for Pair { s, y, weight } in self.pairs.iter().rev() {
            let alpha = weight * dot(s, &u);
            u.iter_mut().zip(y).for_each(|(u, y)| *u -= alpha * y);
            alphas.push(alpha);
        }
        let scale = match self.pairs.back() {
            _ if !self.scale => 1.0,
            None => (1.0 / norm(gradient)).min(1.0),
            Some(Pair { s, y, .. }) => {
                let square = dot(y, y);
                if square > 0.0 { dot(y, s) / square } else { 1.0 }
            }
        };
        u.iter_mut().for_each(|u| *u *= scale);
        for (Pair { s, y, weight }, alpha) in self.pairs.iter().zip(alphas.iter().rev()) {
            let beta = weight * dot(y, &u);
            u.iter_mut().zip(s).for_each(|(u, s)| *u += (alpha - beta) * s);
        }
        u.iter_mut().for_each(|u| *u = -*u);
        u
    }

    /// Remembers the pair of the step that was just taken.
    fn remember(&mut self, before: &Last, after: &Last) {
        let difference = |after: &[f64], before: &[f64]| after.iter().zip(before).map(|(a, b)| a - b).collect::<Vec<f64>>();
        let (s, y) = (difference(&after.x, &before.x), difference(&after.gradient, &before.gradient));
        let product = dot(&y, &s);
        // Where the search ended without the curvature condition, the pair could make P indefinite.
        if product > 0.0 {
            if self.pairs.len() == self.memory_size {
                self.pairs.pop_front();
            }
            self.pairs.push_back(Pair { weight: 1.0 / product, s, y });
        }
    }

    /// One step; `x` may have been changed since the last, which is then computed anew.
    ///
    /// # Errors
    ///
    /// [`OptimError::NoVariables`] for an empty `x`, [`OptimError::Shape`] if the gradient has another length, [`OptimError::Setting`];
    /// `x` and the memory are unchanged then.
    pub fn step(&mut self, mut objective: impl FnMut(&[f64]) -> (f64, Vec<f64>), x: &mut [f64]) -> Result<Stepped, OptimError> {
        self.step_dyn(&mut objective, x)
    }

    fn step_dyn(&mut self, objective: &mut Objective<'_>, x: &mut [f64]) -> Result<Stepped, OptimError> {
        self.check()?;
        if x.is_empty() {
            return Err(OptimError::NoVariables);
        }
        let mut evaluations = 0;
        let before = match &self.last {
            Some(last) if last.x == x => last.clone(),
            _ => {
                evaluations += 1;
                let (value, gradient) = objective(x);
                if gradient.len() != x.len() {
                    let variable = super::VariableId::position(0);
                    return Err(OptimError::Shape { variable, expected: x.len(), found: gradient.len() });
                }
                Last { x: x.to_vec(), value, gradient }
            }
        };
        if self.last.as_ref().is_some_and(|last| last.x.len() != x.len()) {
            self.pairs.clear();
        }
        let mut direction = self.direction(&before.gradient);
        let mut slope = dot(&before.gradient, &direction);
        if slope >= 0.0 {
            // Rounding, or a function that is not smooth: begin anew with the gradient.
            self.pairs.clear();
            direction = self.direction(&before.gradient);
            slope = dot(&before.gradient, &direction);
        }
        let start = LinePoint { step: 0.0, value: before.value, gradient: before.gradient.clone(), slope };
        let (end, count) = self.search.search(objective, x, &direction, &start, 1.0);
        x.iter_mut().zip(&direction).for_each(|(x, u)| *x += end.step * u);
        let after = Last { x: x.to_vec(), value: end.value, gradient: end.gradient };
        self.remember(&before, &after);
        let gradient_norm = largest(&after.gradient);
        self.last = Some(after);
        self.iterations += 1;
        let evaluations = evaluations + u64::from(count);
        Ok(Stepped { before: before.value, value: end.value, gradient_norm, step: end.step, evaluations })
    }

    /// Steps until a tolerance or the limit is reached; `x` is then the best point found.
    ///
    /// The objective is what `f_grad` is: `Lbfgs::new().minimize(f_grad, &mut x)`.
    ///
    /// # Errors
    ///
    /// As for [`step`](Lbfgs::step).
    pub fn minimize(&mut self, mut objective: impl FnMut(&[f64]) -> (f64, Vec<f64>), x: &mut [f64]) -> Result<Report, OptimError> {
        self.minimize_dyn(&mut objective, x)
    }

    fn minimize_dyn(&mut self, objective: &mut Objective<'_>, x: &mut [f64]) -> Result<Report, OptimError> {
        let settings = (self.gradient_tolerance, self.value_tolerance, self.max_iterations);
        drive(settings, x, |x| self.step_dyn(objective, x))
    }

    /// [`minimize`](Lbfgs::minimize) for a value of any shape, a tuple of parameters for instance.
    ///
    /// ```
    /// use autodiff_runtime::optim::Lbfgs;
    ///
    /// // (w − 1)² + (b + 2)², as f_grad of two parameters returns it.
    /// let grad = |(w, b): &([f64; 1], f64)| ((w[0] - 1.0).powi(2) + (b + 2.0).powi(2), ([2.0 * (w[0] - 1.0)], 2.0 * (b + 2.0)));
    /// let mut parameters = ([5.0], 5.0);
    /// assert!(Lbfgs::new().minimize_value(grad, &mut parameters)?.converged());
    /// assert!((parameters.0[0] - 1.0).abs() < 1e-8 && (parameters.1 + 2.0).abs() < 1e-8);
    /// # Ok::<(), autodiff_runtime::optim::OptimError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`step`](Lbfgs::step); the value is unchanged then.
    pub fn minimize_value<P, G>(&mut self, mut objective: impl FnMut(&P) -> (f64, G), value: &mut P) -> Result<Report, OptimError>
    where
        P: Floats + Clone,
        G: Floats,
    {
        flat::value(&mut |objective, x| self.minimize_dyn(objective, x), &mut objective, value)
    }

    /// [`minimize`](Lbfgs::minimize) for a loss of variables: all of them are moved together. The loss is called several times a step.
    ///
    /// # Errors
    ///
    /// As for [`step`](Lbfgs::step), and [`OptimError::Loss`] if the loss has no gradient; the variables have their values back then.
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

/// Takes steps until one of the tolerances (of the gradient, of the value) or the limit of iterations is reached.
pub(crate) fn drive(
    (gradient_tolerance, value_tolerance, max_iterations): (f64, f64, u64),
    x: &mut [f64],
    mut step: impl FnMut(&mut [f64]) -> Result<Stepped, OptimError>,
) -> Result<Report, OptimError> {
    let mut report = Report { value: f64::NAN, gradient_norm: f64::NAN, iterations: 0, evaluations: 0, stop: Stop::Iterations };
    while report.iterations < max_iterations {
        let stepped = step(x)?;
        report.iterations += 1;
        report.evaluations += stepped.evaluations;
        (report.value, report.gradient_norm) = (stepped.value, stepped.gradient_norm);
        let stop = if !stepped.before.is_finite() {
            Stop::NotFinite
        } else if stepped.gradient_norm <= gradient_tolerance {
            Stop::Gradient
        } else if stepped.step == 0.0 {
            Stop::Stuck
        } else if (stepped.before - stepped.value).abs() <= value_tolerance * stepped.value.abs().max(1.0) {
            Stop::Value
        } else {
            continue;
        };
        report.stop = stop;
        break;
    }
    Ok(report)
}
