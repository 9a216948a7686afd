//! The loop around an optimizer: step until it is good enough.

use crate::tape::{GradientTape, Scalar, Sources, Traced};

use super::slots::{OfGradient, OfVariables};
use super::transform::sum_of_squares;
use super::variable_set::{GradientSet, VariableSet};
use super::{OptimError, Optimizer, Parameters};

/// Why a [`Minimizer`] stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ended {
    /// The loss is below its tolerance.
    Loss,
    /// The norm of the gradient is below its tolerance.
    Gradient,
    /// The loss changed by less than its tolerance.
    Change,
    /// The limit of steps.
    Steps,
    /// The callback asked to stop.
    Callback,
    /// The loss is not finite.
    NotFinite,
}

/// One step of a [`Minimizer`], as the callback and the history see it.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Progress {
    /// The number of the step, from 1.
    pub step: u64,
    /// The loss before the step.
    pub loss: f64,
    /// The norm of the gradient, of all variables together, before the step.
    pub gradient_norm: f64,
}

/// What a [`Minimizer`] returns.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Summary {
    /// Steps taken.
    pub steps: u64,
    /// The loss after the last step.
    pub loss: f64,
    /// Why it stopped.
    pub ended: Ended,
    /// Every step, if [`Minimizer::history`] was asked for.
    pub history: Vec<Progress>,
}

impl Summary {
    /// Whether a tolerance was reached.
    #[must_use]
    pub fn converged(&self) -> bool {
        matches!(self.ended, Ended::Loss | Ended::Gradient | Ended::Change)
    }
}

/// Called before each step; `false` stops.
type Callback<'a> = dyn FnMut(&Progress) -> bool + 'a;

/// Steps an optimizer until a tolerance or a limit is reached.
///
/// ```
/// use autodiff_runtime::optim::{Ended, Minimizer, Sgd};
/// use autodiff_runtime::tape::Variable;
///
/// let x = Variable::new(0.0);
/// let summary = Minimizer::new(Sgd::new(0.1)).loss_tolerance(1e-10).max_steps(1000).run(|| (&x - 4.0).powi(2), [&x])?;
/// assert_eq!((summary.steps, summary.ended), (58, Ended::Loss));
/// assert!((x.value() - 4.0_f64).abs() < 1e-5);
/// # Ok::<(), autodiff_runtime::optim::OptimError>(())
/// ```
pub struct Minimizer<'a, O> {
    optimizer: O,
    loss: Option<f64>,
    gradient: Option<f64>,
    change: Option<f64>,
    max_steps: u64,
    history: bool,
    callback: Option<Box<Callback<'a>>>,
}

impl<O: std::fmt::Debug> std::fmt::Debug for Minimizer<'_, O> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Minimizer").field("optimizer", &self.optimizer).field("max_steps", &self.max_steps).finish_non_exhaustive()
    }
}

impl<'a, O: Optimizer> Minimizer<'a, O> {
    /// With no tolerance and at most 1000 steps.
    pub fn new(optimizer: O) -> Self {
        Self { optimizer, loss: None, gradient: None, change: None, max_steps: 1000, history: false, callback: None }
    }

    /// Stops when the loss is below.
    #[must_use]
    pub fn loss_tolerance(mut self, tolerance: f64) -> Self {
        self.loss = Some(tolerance);
        self
    }

    /// Stops when the norm of the gradient, of all variables together, is below.
    #[must_use]
    pub fn gradient_tolerance(mut self, tolerance: f64) -> Self {
        self.gradient = Some(tolerance);
        self
    }

    /// Stops when the loss changes by less from one step to the next.
    #[must_use]
    pub fn change_tolerance(mut self, tolerance: f64) -> Self {
        self.change = Some(tolerance);
        self
    }

    /// Stops after so many steps.
    #[must_use]
    pub fn max_steps(mut self, steps: u64) -> Self {
        self.max_steps = steps;
        self
    }

    /// Keeps every step in the summary.
    #[must_use]
    pub fn history(mut self) -> Self {
        self.history = true;
        self
    }

    /// Calls `callback` before each step; `false` stops. For progress bars and plots.
    #[must_use]
    pub fn callback(mut self, callback: impl FnMut(&Progress) -> bool + 'a) -> Self {
        self.callback = Some(Box::new(callback));
        self
    }

    /// The optimizer, to set its rate or save its state.
    pub fn optimizer(&mut self) -> &mut O {
        &mut self.optimizer
    }

    /// Minimises a loss of variables. The loss function is called once a step and once more at the end.
    ///
    /// # Errors
    ///
    /// As [`Optimizer::minimize`]; the steps before have been taken.
    pub fn run<S, L, V>(&mut self, mut loss: L, variables: V) -> Result<Summary, OptimError>
    where
        S: Scalar,
        L: FnMut() -> Traced<S>,
        V: VariableSet + Sources,
        V::Gradient: GradientSet,
    {
        if variables.count() == 0 {
            return Err(OptimError::NoVariables);
        }
        let mut watch = Watch::default();
        loop {
            let tape = GradientTape::new();
            tape.watch(&variables);
            let traced = tape.record(&mut loss);
            let value = traced.value().wide();
            let gradients = tape.try_gradient(&traced, &variables).map_err(|error| OptimError::Loss { message: error.to_string() })?;
            if let Some(summary) = self.judge(&mut watch, value, norm(&gradients)) {
                return Ok(summary);
            }
            self.optimizer.apply(&mut OfVariables(&variables), &gradients, Some(value))?;
            watch.steps += 1;
        }
    }

    /// Minimises a function of plain values; `objective` returns value and gradient, as `f_grad` does.
    ///
    /// ```
    /// use autodiff_runtime::optim::{Adam, Minimizer};
    ///
    /// let mut x = vec![3.0, -2.0];
    /// let bowl = |x: &Vec<f64>| (x[0] * x[0] + x[1] * x[1], vec![2.0 * x[0], 2.0 * x[1]]);
    /// let summary = Minimizer::new(Adam::new(0.1)).gradient_tolerance(1e-6).max_steps(2000).run_plain(bowl, &mut x)?;
    /// assert!(summary.converged());
    /// # Ok::<(), autodiff_runtime::optim::OptimError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Optimizer::step`]; the steps before have been taken.
    pub fn run_plain<P: Parameters, G: Parameters>(
        &mut self,
        mut objective: impl FnMut(&P) -> (f64, G),
        parameters: &mut P,
    ) -> Result<Summary, OptimError> {
        let mut watch = Watch::default();
        loop {
            let (value, gradient) = objective(parameters);
            if let Some(summary) = self.judge(&mut watch, value, norm(&OfGradient(&gradient))) {
                return Ok(summary);
            }
            self.optimizer.step_with_loss(parameters, &gradient, value)?;
            watch.steps += 1;
        }
    }

    /// Whether to stop at a point, before the step from it.
    fn judge(&mut self, watch: &mut Watch, loss: f64, gradient_norm: f64) -> Option<Summary> {
        let below = |value: Option<f64>, tolerance: Option<f64>| matches!((value, tolerance), (Some(value), Some(tolerance)) if value < tolerance);
        let change = watch.last.map(|last| (last - loss).abs());
        watch.last = Some(loss);
        let ended = if !loss.is_finite() {
            Some(Ended::NotFinite)
        } else if below(Some(loss), self.loss) {
            Some(Ended::Loss)
        } else if below(Some(gradient_norm), self.gradient) {
            Some(Ended::Gradient)
        } else if below(change, self.change) {
            Some(Ended::Change)
        } else if watch.steps == self.max_steps {
            Some(Ended::Steps)
        } else {
            let progress = Progress { step: watch.steps + 1, loss, gradient_norm };
            if self.history {
                watch.history.push(progress);
            }
            let go_on = self.callback.as_mut().is_none_or(|callback| callback(&progress));
            (!go_on).then_some(Ended::Callback)
        };
        ended.map(|ended| Summary { steps: watch.steps, loss, ended, history: std::mem::take(&mut watch.history) })
    }
}

/// The norm over all gradients.
fn norm(gradients: &dyn GradientSet) -> f64 {
    let (mut square, mut buffer) = (0.0, Vec::new());
    for index in (0..gradients.count()).filter(|&index| gradients.flat_len(index).is_some()) {
        gradients.read(index, &mut buffer, &mut |g| square += sum_of_squares(g));
    }
    square.sqrt()
}

/// What a run has seen so far.
#[derive(Default)]
struct Watch {
    steps: u64,
    last: Option<f64>,
    history: Vec<Progress>,
}
