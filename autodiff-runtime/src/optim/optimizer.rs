//! The trait that all first-order optimizers share.

use std::sync::Arc;

use crate::schedule::Schedule;
use crate::tape::{GradientTape, Scalar, Sources, Traced};

use super::slots::{OfGradient, OfParameters, OfVariables, Values};
use super::variable_set::{GradientSet, IntoPairs, Pairs, VariableSet};
use super::{OptimError, Parameters};

/// An optimizer: turns gradients into changes of variables.
///
/// ```
/// use autodiff_runtime::optim::{Optimizer, Sgd};
///
/// let mut opt = Sgd::new(0.1);
/// let mut x = 0.0;
/// while opt.iterations() < 58 {
///     let gradient = 2.0 * (x - 4.0); // of (x − 4)²
///     opt.step(&mut x, &gradient)?;
/// }
/// assert!((x - 4.0_f64).powi(2) < 1e-10);
/// # Ok::<(), autodiff_runtime::optim::OptimError>(())
/// ```
pub trait Optimizer {
    /// Applies one gradient per variable: what all the other ways come down to. Returns `iterations` after it.
    ///
    /// # Errors
    ///
    /// See [`OptimError`]; nothing has changed then.
    fn apply(&mut self, values: &mut dyn Values, gradients: &dyn GradientSet, loss: Option<f64>) -> Result<u64, OptimError>;

    /// How many updates were applied.
    fn iterations(&self) -> u64;

    /// Sets the count, and with it where a schedule and the bias corrections stand.
    fn set_iterations(&mut self, iterations: u64);

    /// The learning rate of the next step.
    fn learning_rate(&self) -> f64;

    /// Sets the rate of the steps to come; replaces a schedule.
    ///
    /// # Errors
    ///
    /// [`OptimError::LearningRate`] if `rate` is negative or not finite.
    fn set_learning_rate(&mut self, rate: f64) -> Result<(), OptimError>;

    /// Replaces the rate by a schedule, which is asked for the rate at `iterations` before each step.
    fn set_schedule(&mut self, schedule: Arc<dyn Schedule>);

    /// Applies gradients to the variables they are paired with, counts `iterations` up and returns it.
    ///
    /// A variable whose gradient is `None` is left alone. A variable that appears twice is updated twice, in order.
    ///
    /// ```
    /// use autodiff_runtime::optim::{Optimizer, Sgd, zip};
    /// use autodiff_runtime::tape::{GradientTape, Variable};
    ///
    /// let (x, w) = (Variable::new(3.0), Variable::new(vec![1.0, 2.0]));
    /// let mut opt = Sgd::new(0.125);
    /// let t = GradientTape::new();
    /// let y = t.record(|| &x * (&w * &w).sum());
    /// let g = t.gradient(&y, (&x, &w));
    /// assert_eq!(opt.apply_gradients(zip(g, (&x, &w)))?, 1);
    /// assert_eq!((x.value(), w.value()), (2.375, vec![0.25, 0.5]));
    /// # Ok::<(), autodiff_runtime::optim::OptimError>(())
    /// ```
    ///
    /// A constant in place of a variable does not compile:
    ///
    /// ```compile_fail,E0277
    /// use autodiff_runtime::optim::{Optimizer, Sgd, zip};
    ///
    /// let x = 1.0;
    /// Sgd::new(0.1).apply_gradients(zip([2.0], [&x]));
    /// ```
    ///
    /// # Errors
    ///
    /// See [`OptimError`]; all or nothing: variables, slots and `iterations` have not changed then.
    fn apply_gradients(&mut self, gradients_and_variables: impl IntoPairs) -> Result<u64, OptimError>
    where
        Self: Sized,
    {
        let pairs = gradients_and_variables.into_pairs();
        let (gradients, variables) = pairs.split();
        self.apply(&mut OfVariables(variables), gradients, None)
    }

    /// Takes the gradient of a loss with respect to variables and applies it; returns the loss, before the step.
    ///
    /// `loss` takes no arguments, returns an `f64` or `f32` and is called once; it is recorded on a tape of its own, which watches `variables`, trainable or not.
    /// A variable on which the loss does not depend is left alone.
    ///
    /// ```
    /// use autodiff_runtime::optim::{Optimizer, Sgd};
    /// use autodiff_runtime::tape::Variable;
    ///
    /// let x = Variable::new(0.0);
    /// let mut opt = Sgd::new(0.1);
    /// let loss = opt.minimize(|| (&x - 4.0).powi(2), [&x])?;
    /// assert_eq!((loss, x.value(), opt.iterations()), (16.0, 0.8, 1));
    /// # Ok::<(), autodiff_runtime::optim::OptimError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// See [`OptimError`]; variables, slots and `iterations` have not changed then. What `loss` changed by itself stays changed.
    fn minimize<S, L, V>(&mut self, loss: L, variables: V) -> Result<f64, OptimError>
    where
        Self: Sized,
        S: Scalar,
        L: FnOnce() -> Traced<S>,
        V: VariableSet + Sources,
        V::Gradient: GradientSet,
    {
        if variables.count() == 0 {
            return Err(OptimError::NoVariables);
        }
        let tape = GradientTape::new();
        tape.watch(&variables);
        let loss = tape.record(loss);
        let value = loss.value().wide();
        let gradients = tape.try_gradient(&loss, &variables).map_err(|error| OptimError::Loss { message: error.to_string() })?;
        self.apply(&mut OfVariables(&variables), &gradients, Some(value))?;
        Ok(value)
    }

    /// Steps a plain value along its gradient, as `f_grad` returns it; for callers with no use for variables. Returns `iterations`.
    ///
    /// Slots belong to the position of a part: use an optimizer for one value.
    ///
    /// ```
    /// use autodiff_runtime::optim::{Optimizer, Sgd};
    ///
    /// let mut opt = Sgd::new(0.5).momentum(0.9);
    /// let (mut w, mut b) = (vec![1.0, 1.0], 2.0);
    /// let mut parameters = (w, b);
    /// opt.step(&mut parameters, &(vec![0.0, 1.0], 2.0))?;
    /// (w, b) = parameters;
    /// assert_eq!((w, b), (vec![1.0, 0.5], 1.0));
    /// # Ok::<(), autodiff_runtime::optim::OptimError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// See [`OptimError`]; `parameters` have not changed then.
    fn step<P: Parameters + ?Sized, G: Parameters + ?Sized>(&mut self, parameters: &mut P, gradient: &G) -> Result<u64, OptimError>
    where
        Self: Sized,
    {
        self.apply(&mut OfParameters(parameters), &OfGradient(gradient), None)
    }

    /// [`step`](Optimizer::step) for optimizers that look at the loss, such as Polyak's.
    ///
    /// # Errors
    ///
    /// See [`OptimError`]; `parameters` have not changed then.
    fn step_with_loss<P: Parameters + ?Sized, G: Parameters + ?Sized>(
        &mut self,
        parameters: &mut P,
        gradient: &G,
        loss: f64,
    ) -> Result<u64, OptimError>
    where
        Self: Sized,
    {
        self.apply(&mut OfParameters(parameters), &OfGradient(gradient), Some(loss))
    }
}

impl<O: Optimizer + ?Sized> Optimizer for Box<O> {
    fn apply(&mut self, values: &mut dyn Values, gradients: &dyn GradientSet, loss: Option<f64>) -> Result<u64, OptimError> {
        (**self).apply(values, gradients, loss)
    }
    fn iterations(&self) -> u64 {
        (**self).iterations()
    }
    fn set_iterations(&mut self, iterations: u64) {
        (**self).set_iterations(iterations);
    }
    fn learning_rate(&self) -> f64 {
        (**self).learning_rate()
    }
    fn set_learning_rate(&mut self, rate: f64) -> Result<(), OptimError> {
        (**self).set_learning_rate(rate)
    }
    fn set_schedule(&mut self, schedule: Arc<dyn Schedule>) {
        (**self).set_schedule(schedule);
    }
}
