//! The options that all optimizers share.

use super::clip::{ClipByGlobalNorm, ClipByNorm, ClipByValue};
use super::transform::{Transform, check_closed_fraction, check_not_negative, check_positive};
use super::{OptimError, VariableId};

/// What `Stepper`'s setters collect.
#[derive(Clone, Debug, Default)]
pub(crate) struct Options {
    pub(crate) clipnorm: Option<ClipByNorm>,
    pub(crate) clipvalue: Option<ClipByValue>,
    pub(crate) global_clipnorm: Option<ClipByGlobalNorm>,
    pub(crate) weight_decay: Option<f64>,
    pub(crate) excluded: Vec<VariableId>,
    pub(crate) average: Option<Average>,
    pub(crate) accumulation: Option<Accumulation>,
    pub(crate) loss_scale: Option<f64>,
    pub(crate) lookahead: Option<Lookahead>,
    pub(crate) apply_if_finite: Option<u32>,
}

/// Where a moving average of the variables starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum AverageStart {
    /// At the values after the first update: Keras 3.
    #[default]
    FirstUpdate,
    /// At the values before the first update: `tf_keras` 2 (TensorFlow 2.11 to 2.15).
    InitialValue,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Average {
    pub(crate) momentum: f64,
    pub(crate) overwrite: Option<u64>,
    pub(crate) start: AverageStart,
}

/// What becomes of accumulated gradients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reduce {
    /// Their mean is applied.
    Mean,
    /// Their sum is applied.
    Sum,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Accumulation {
    pub(crate) steps: u64,
    pub(crate) reduce: Reduce,
    /// Keras's counting: schedule and moving average see calls.
    pub(crate) keras: bool,
}

impl Accumulation {
    pub(crate) fn divisor(self) -> f64 {
        match self.reduce {
            Reduce::Mean => self.steps as f64,
            Reduce::Sum => 1.0,
        }
    }
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Lookahead {
    pub(crate) sync_period: u64,
    pub(crate) slow_step_size: f64,
}

impl Options {
    /// The decay of a variable, `None` if it has none.
    pub(crate) fn decay_of(&self, variable: VariableId) -> Option<f64> {
        self.weight_decay.filter(|_| !self.excluded.contains(&variable))
    }

    /// Ranges, and what excludes each other.
    pub(crate) fn check(&self) -> Result<(), OptimError> {
        let clips =
            [("clipnorm", self.clipnorm.is_some()), ("clipvalue", self.clipvalue.is_some()), ("global_clipnorm", self.global_clipnorm.is_some())];
        let mut set = clips.iter().filter(|(_, set)| *set);
        if let (Some((first, _)), Some((second, _))) = (set.next(), set.next()) {
            return Err(OptimError::Conflict { first, second });
        }
        self.clip().map_or(Ok(()), Transform::check)?;
        self.weight_decay.map_or(Ok(()), |decay| check_not_negative("weight_decay", decay))?;
        self.loss_scale.map_or(Ok(()), |scale| check_positive("loss_scale_factor", scale))?;
        if let Some(average) = self.average {
            check_closed_fraction("moving_average", average.momentum)?;
            at_least("overwrite_with_average", average.overwrite.unwrap_or(1), 1, "1 or more")?;
        }
        if let Some(accumulation) = self.accumulation {
            at_least("gradient_accumulation_steps", accumulation.steps, 2, "2 or more")?;
        }
        if let Some(lookahead) = self.lookahead {
            at_least("lookahead", lookahead.sync_period, 1, "1 or more")?;
            check_closed_fraction("lookahead", lookahead.slow_step_size)?;
        }
        Ok(())
    }
}

fn at_least(name: &'static str, value: u64, least: u64, allowed: &'static str) -> Result<(), OptimError> {
    if value >= least { Ok(()) } else { Err(OptimError::Setting { name, value: value as f64, allowed }) }
}
