//! Why a check failed.

use core::fmt;

use super::report::{Comparison, Kink};

/// What is wrong with a gradient, or with the question.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum CheckError {
    /// The function is not finite at the point, so there are no differences.
    ValueNotFinite {
        /// Which float of the output.
        index: usize,
        /// It.
        value: f64,
    },
    /// Two evaluations of the function at the same point differ.
    NotRepeatable {
        /// Which float of the output.
        index: usize,
        /// The first time.
        first: f64,
        /// The second time.
        second: f64,
    },
    /// The companion returns another value than the function; equal means equal bits.
    ValueDiffers {
        /// Which float of the output.
        index: usize,
        /// The function's.
        function: f64,
        /// The companion's.
        companion: f64,
    },
    /// The two outputs have different numbers of floats.
    OutputCountDiffers {
        /// The function's.
        function: usize,
        /// The companion's.
        companion: usize,
    },
    /// The gradient has not as many floats as the arguments.
    CountDiffers {
        /// Floats of the arguments.
        arguments: usize,
        /// Floats of the gradient.
        gradient: usize,
    },
    /// The gradient is infinite or NaN.
    GradientNotFinite {
        /// Which float of the arguments.
        index: usize,
        /// The gradient.
        gradient: f64,
    },
    /// The gradient disagrees with the slope along floats of the arguments.
    Coordinate {
        /// The worst.
        worst: Comparison,
        /// How many there are.
        wrong: usize,
        /// Out of how many.
        checked: usize,
    },
    /// At a kink the gradient lies outside of the slopes of the two sides.
    OutsideKink {
        /// The kink.
        kink: Kink,
    },
    /// Each float that was checked agrees, but a random direction does not: one that was not checked is wrong, or they are coupled.
    Direction {
        /// The worst.
        worst: Comparison,
    },
    /// Rounding errors hide all slopes, or there are none: nothing was proved. Another point may do.
    Unresolved {
        /// One of them, if there are differences at all.
        comparison: Option<Comparison>,
    },
    /// `f_grad_into` did not add the gradient to what was in the buffers.
    NotAdded {
        /// Which float of the arguments.
        index: usize,
        /// What was in the buffer.
        start: f64,
        /// The gradient, which a buffer of zeros received.
        gradient: f64,
        /// What was in the buffer afterwards.
        found: f64,
    },
    /// The pullback of a sum of seeds is not the sum of the pullbacks.
    NotLinear {
        /// Which float of the arguments.
        index: usize,
        /// The pullback of `3/2·s - 3/4·t`.
        combined: f64,
        /// `3/2` of the pullback of `s` less `3/4` of that of `t`.
        expected: f64,
    },
    /// `call_ref` and `call` return different gradients for the same seed.
    CallsDiffer {
        /// Which float of the arguments.
        index: usize,
        /// By `call_ref`.
        by_ref: f64,
        /// By `call`.
        by_value: f64,
    },
}

impl fmt::Display for CheckError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ValueNotFinite { index, value } => write!(f, "the function is {value:?} at this point (float {index} of the output)"),
            Self::NotRepeatable { index, first, second } => {
                write!(f, "two evaluations at the same point differ: {first:?} and {second:?} (float {index} of the output)")
            }
            Self::ValueDiffers { index, function, companion } => {
                write!(f, "the function returns {function:?}, its companion {companion:?} (float {index} of the output)")
            }
            Self::OutputCountDiffers { function, companion } => {
                write!(f, "the function returns {function} floats, its companion {companion}")
            }
            Self::CountDiffers { arguments, gradient } => {
                write!(f, "the arguments have {arguments} floats, the gradient {gradient}; capture in the closures what has no gradient")
            }
            Self::GradientNotFinite { index, gradient } => write!(f, "the gradient of float {index} of the arguments is {gradient:?}"),
            Self::Coordinate { worst, wrong, checked } => write!(f, "wrong gradient, {wrong} of {checked} floats; the worst, {worst}"),
            Self::OutsideKink { kink } => write!(f, "wrong gradient at a {kink}, which is not between them"),
            Self::Direction { worst } => write!(f, "wrong gradient: all checked floats agree, not {worst}"),
            Self::Unresolved { comparison: Some(comparison) } => write!(f, "rounding errors hide every slope, try another point; {comparison}"),
            Self::Unresolved { comparison: None } => f.write_str("the function has no slope anywhere around this point, try another"),
            Self::NotAdded { index, start, gradient, found } => {
                write!(f, "the gradient is not added: buffer {index} held {start:?}, the gradient is {gradient:?}, now it holds {found:?}")
            }
            Self::NotLinear { index, combined, expected } => {
                write!(f, "the pullback is not linear in the seed: {combined:?} for {expected:?} (float {index} of the arguments)")
            }
            Self::CallsDiffer { index, by_ref, by_value } => {
                write!(f, "`call_ref` returns {by_ref:?}, `call` {by_value:?} (float {index} of the arguments)")
            }
        }
    }
}

impl std::error::Error for CheckError {}
