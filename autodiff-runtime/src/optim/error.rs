//! What can be wrong with a step.

use std::error::Error;
use std::fmt;

use super::VariableId;

/// Why an optimizer refused a step.
///
/// Everything is checked before the first change: after an `Err`, variables, slots and `iterations` are as they were.
///
/// ```
/// use autodiff_runtime::optim::{OptimError, Optimizer, Sgd};
///
/// let mut opt = Sgd::new(0.1);
/// let mut x = vec![1.0, 2.0];
/// let error = opt.step(&mut x, &vec![1.0]).unwrap_err();
/// assert!(matches!(error, OptimError::Shape { expected: 2, found: 1, .. }));
/// assert_eq!((x, opt.iterations()), (vec![1.0, 2.0], 0));
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum OptimError {
    /// There is nothing to update: an empty list of variables.
    NoVariables,
    /// None of the variables has a gradient: the loss depends on none of them.
    NoGradients {
        /// How many variables were given.
        variables: usize,
    },
    /// Gradients and variables are not equally many.
    Count {
        /// The number of gradients.
        gradients: usize,
        /// The number of variables.
        variables: usize,
    },
    /// A gradient has not as many floats as its variable.
    Shape {
        /// The variable.
        variable: VariableId,
        /// The floats of the variable.
        expected: usize,
        /// The floats of the gradient.
        found: usize,
    },
    /// A variable has another length than when its slots were made.
    Resized {
        /// The variable.
        variable: VariableId,
        /// The length that the slots have.
        expected: usize,
        /// The length now.
        found: usize,
    },
    /// A variable that was not there at the first step. `build` makes slots for variables that come later.
    UnknownVariable {
        /// The variable.
        variable: VariableId,
    },
    /// A gradient is NaN or infinite and `apply_if_finite` is on.
    NotFinite {
        /// The first variable with such a gradient.
        variable: VariableId,
        /// How many calls in a row were refused, with this one.
        consecutive: u32,
    },
    /// The learning rate is negative, NaN or infinite.
    LearningRate {
        /// The rate.
        rate: f64,
    },
    /// A setting is out of its range.
    Setting {
        /// The setting, by the name of its method.
        name: &'static str,
        /// The value it has.
        value: f64,
        /// What it may be.
        allowed: &'static str,
    },
    /// Two settings that exclude each other.
    Conflict {
        /// The one.
        first: &'static str,
        /// The other.
        second: &'static str,
    },
    /// The optimizer needs the value of the loss, so it has to be called through `minimize` or `step_with_loss`.
    LossNeeded,
    /// A saved state does not fit this optimizer or these variables.
    State {
        /// What does not fit.
        what: String,
    },
    /// The loss function itself failed, or its gradient could not be taken.
    Loss {
        /// The message of the tape.
        message: String,
    },
}

impl fmt::Display for OptimError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoVariables => write!(f, "no variables to update"),
            Self::NoGradients { variables } => write!(f, "no gradient for any of the {variables} variables: the loss depends on none of them"),
            Self::Count { gradients, variables } => write!(f, "{gradients} gradients for {variables} variables"),
            Self::Shape { variable, expected, found } => write!(f, "the gradient of {variable} has {found} floats, the variable {expected}"),
            Self::Resized { variable, expected, found } => write!(f, "{variable} has {found} floats, but its slots were made for {expected}"),
            Self::UnknownVariable { variable } => {
                write!(f, "{variable} was not there at the first step; call `build` with the variables that come later")
            }
            Self::NotFinite { variable, consecutive } => {
                write!(f, "the gradient of {variable} is not finite ({consecutive} such calls in a row)")
            }
            Self::LearningRate { rate } => write!(f, "the learning rate is {rate}; it has to be finite and not negative"),
            Self::Setting { name, value, allowed } => write!(f, "`{name}` is {value}; allowed: {allowed}"),
            Self::Conflict { first, second } => write!(f, "`{first}` and `{second}` exclude each other"),
            Self::LossNeeded => write!(f, "this optimizer needs the value of the loss: use `minimize` or `step_with_loss`"),
            Self::State { what } => write!(f, "the saved state does not fit: {what}"),
            Self::Loss { message } => write!(f, "no gradient of the loss: {message}"),
        }
    }
}

impl Error for OptimError {}
