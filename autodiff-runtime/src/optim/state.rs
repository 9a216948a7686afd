//! Saving and restoring what an optimizer knows.

use super::slots::{Entry, OfVariables, Slots, Values};
use super::transform::Chain;
use super::variable_set::VariableSet;
use super::{OptimError, Optimizer, Stepper, VariableId};

/// Everything that an optimizer knows and was not set when it was made: counts, the rate if it is a number, slots, averages.
///
/// With the feature `serde` it can be written in any format; floats are kept as their bits, so that a run that was interrupted and
/// resumed is the run that was not, bit for bit. Settings and schedules are code: make the optimizer as before, then
/// [`restore`](Stepper::restore).
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct OptimizerState {
    /// The number of updates.
    pub iterations: u64,
    /// The number of calls, which is larger under gradient accumulation.
    pub calls: u64,
    /// How many calls in a row `apply_if_finite` has refused.
    pub refused: u32,
    /// The rate, unless it is a schedule.
    #[cfg_attr(feature = "serde", serde(with = "super::bits::option"))]
    pub rate: Option<f64>,
    /// One for each variable, in the order in which they came.
    pub variables: Vec<VariableState>,
}

/// What an optimizer knows of one variable.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct VariableState {
    /// The variable's name, if it has one.
    pub name: Option<String>,
    /// Its shape.
    pub dims: Vec<usize>,
    /// Its number of floats.
    pub len: usize,
    /// Slots by name, transform by transform; then `average`, `accumulated` and `slow`, as far as there are such.
    pub slots: Vec<SlotState>,
}

/// One slot.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct SlotState {
    /// Its name.
    pub name: String,
    /// Its floats.
    #[cfg_attr(feature = "serde", serde(with = "super::bits::vec"))]
    pub floats: Vec<f64>,
}

/// Equal to the bit: NaN is equal to itself.
impl PartialEq for SlotState {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.floats.iter().map(|x| x.to_bits()).eq(other.floats.iter().map(|x| x.to_bits()))
    }
}

/// The names of what is kept besides the transforms' slots.
const EXTRAS: [&str; 3] = ["average", "accumulated", "slow"];

impl<C: Chain> Stepper<C> {
    /// What the optimizer knows.
    ///
    /// ```
    /// use autodiff_runtime::optim::{Adam, Optimizer};
    ///
    /// let mut opt = Adam::new(0.1);
    /// let mut x = vec![1.0, 2.0];
    /// opt.step(&mut x, &[0.5, -0.5])?;
    ///
    /// let mut resumed = Adam::new(0.1);
    /// resumed.restore_step(&opt.save())?;
    /// let mut y = x.clone();
    /// opt.step(&mut x, &[1.0, 1.0])?;
    /// resumed.step(&mut y, &[1.0, 1.0])?;
    /// assert_eq!(x, y);
    /// # Ok::<(), autodiff_runtime::optim::OptimError>(())
    /// ```
    #[must_use]
    pub fn save(&self) -> OptimizerState {
        let variables = self.slots.entries.iter().map(|entry| self.save_entry(entry)).collect();
        OptimizerState { iterations: self.iterations, calls: self.calls, refused: self.refused, rate: self.rate.constant(), variables }
    }

    fn save_entry(&self, entry: &Entry) -> VariableState {
        let mut slots = Vec::new();
        for (k, of_transform) in entry.slots.iter().enumerate() {
            let specs = self.chain.transform(k).slots(entry.len, &entry.dims);
            slots.extend(specs.iter().zip(of_transform).map(|(spec, floats)| SlotState { name: spec.name.into(), floats: floats.clone() }));
        }
        let extras = [&entry.average, &entry.accumulated, &entry.slow];
        for (name, floats) in EXTRAS.iter().zip(extras) {
            slots.extend(floats.clone().map(|floats| SlotState { name: (*name).into(), floats }));
        }
        VariableState { name: entry.name.clone(), dims: entry.dims.clone(), len: entry.len, slots }
    }

    /// Takes a saved state over, for these variables in the order in which they were first given to the optimizer that was saved.
    ///
    /// # Errors
    ///
    /// [`OptimError::State`] if the number of variables, a shape, a name (where both have one) or a slot does not fit; nothing has
    /// changed then.
    pub fn restore(&mut self, state: &OptimizerState, variables: impl VariableSet) -> Result<(), OptimError> {
        let values = OfVariables(&variables);
        if values.count() != state.variables.len() {
            return Err(misfit(format!("{} variables, {} were saved", values.count(), state.variables.len())));
        }
        for (index, saved) in state.variables.iter().enumerate() {
            let id = values.id(index);
            if values.flat_len(index) != saved.len || values.dims(index) != saved.dims {
                return Err(misfit(format!("{id} has the shape {:?}, {:?} was saved", values.dims(index), saved.dims)));
            }
            if let (Some(name), Some(saved)) = (values.name(index), &saved.name)
                && name != *saved
            {
                return Err(misfit(format!("{id} is `{name}`, `{saved}` was saved")));
            }
        }
        self.restore_as(state, |index| values.id(index))
    }

    /// Takes a saved state over, for the parts of a plain value.
    ///
    /// # Errors
    ///
    /// [`OptimError::State`] if a slot does not fit; nothing has changed then.
    pub fn restore_step(&mut self, state: &OptimizerState) -> Result<(), OptimError> {
        self.restore_as(state, VariableId::position)
    }

    fn restore_as(&mut self, state: &OptimizerState, id: impl Fn(usize) -> VariableId) -> Result<(), OptimError> {
        let mut slots = Slots::default();
        for (index, saved) in state.variables.iter().enumerate() {
            slots.push(self.restore_entry(id(index), saved)?);
        }
        match (state.rate, self.rate.constant()) {
            (Some(rate), Some(_)) => self.set_learning_rate(rate)?,
            (None, None) => {}
            (Some(_), None) => return Err(misfit("a number was saved as rate, this optimizer has a schedule".into())),
            (None, Some(_)) => return Err(misfit("a schedule was the rate, this optimizer has a number".into())),
        }
        self.slots = slots;
        (self.iterations, self.calls, self.refused) = (state.iterations, state.calls, state.refused);
        Ok(())
    }

    fn restore_entry(&self, id: VariableId, saved: &VariableState) -> Result<Entry, OptimError> {
        let mut rest = saved.slots.iter().peekable();
        let mut slots = Vec::new();
        for k in 0..self.chain.count() {
            let mut of_transform = Vec::new();
            for spec in self.chain.transform(k).slots(saved.len, &saved.dims) {
                let fits = |slot: &&SlotState| slot.name == spec.name && slot.floats.len() == spec.len;
                let Some(slot) = rest.next().filter(fits) else {
                    return Err(misfit(format!("no slot `{}` of {} floats for {id}", spec.name, spec.len)));
                };
                of_transform.push(slot.floats.clone());
            }
            slots.push(of_transform);
        }
        let [average, accumulated, slow] = EXTRAS.map(|name| rest.next_if(|slot| slot.name == name).map(|slot| slot.floats.clone()));
        if let Some(slot) = rest.next() {
            return Err(misfit(format!("this optimizer has no slot `{}`", slot.name)));
        }
        let extras = [&average, &accumulated, &slow];
        if extras.into_iter().flatten().any(|floats| floats.len() != saved.len) {
            return Err(misfit(format!("an average of another length than {id}")));
        }
        Ok(Entry { id, name: saved.name.clone(), dims: saved.dims.clone(), len: saved.len, slots, average, accumulated, slow })
    }
}

fn misfit(what: String) -> OptimError {
    OptimError::State { what }
}
