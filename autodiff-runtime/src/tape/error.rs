//! What can go wrong with a gradient tape.

use std::error::Error;
use std::fmt;

/// Why a gradient tape could not answer.
///
/// Most misuses of TensorFlow's tape cannot be written here: a second gradient of a tape that is not persistent does not compile,
/// and neither does a source that is no variable or traced value.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TapeError {
    /// The tape was never told to record.
    NothingRecorded,
    /// An output gradient has not as many floats as its target.
    SeedShape {
        /// Which target, counted from 0.
        target: usize,
        /// The floats of the target.
        expected: usize,
        /// The floats of the output gradient.
        found: usize,
    },
    /// There are not as many output gradients as targets.
    SeedCount {
        /// The number of targets.
        targets: usize,
        /// The number of output gradients.
        seeds: usize,
    },
    /// A gradient of a gradient passes a compiled function, whose adjoint is not recorded itself.
    NoSecondDerivative {
        /// The name of the compiled function.
        function: &'static str,
    },
    /// The rule of a custom gradient returned an adjoint that has not as many floats as its argument.
    CustomGradientShape {
        /// The floats of the argument.
        expected: usize,
        /// The floats of what the rule returned.
        found: usize,
    },
}

impl fmt::Display for TapeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TapeError::NothingRecorded => write!(f, "the tape was never told to record: use `tape.record(|| ...)`"),
            TapeError::SeedShape { target, expected, found } => {
                write!(f, "the output gradient of target {target} has {found} floats where the target has {expected}")
            }
            TapeError::SeedCount { targets, seeds } => write!(f, "{seeds} output gradients for {targets} targets"),
            TapeError::NoSecondDerivative { function } => {
                write!(f, "the adjoint of the compiled function `{function}` is not recorded, so there is no gradient of its gradient")
            }
            TapeError::CustomGradientShape { expected, found } => {
                write!(f, "a custom gradient returned {found} floats for an argument of {expected}")
            }
        }
    }
}

impl Error for TapeError {}

/// Why a variable could not be assigned.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum AssignError {
    /// The new value has not the shape of the variable's: the shape of a variable is fixed.
    ShapeMismatch {
        /// The name of the variable.
        variable: String,
        /// The floats of the variable.
        expected: usize,
        /// The floats of the value.
        found: usize,
    },
}

impl fmt::Display for AssignError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AssignError::ShapeMismatch { variable, expected, found } => {
                write!(f, "the variable `{variable}` has {expected} floats, or another shape than the value, which has {found}")
            }
        }
    }
}

impl Error for AssignError {}
