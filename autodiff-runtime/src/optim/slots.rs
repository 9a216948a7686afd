//! What an optimizer remembers of each variable, found by the variable's identity.

use std::collections::BTreeMap;

use super::transform::Chain;
use super::variable_set::{GradientSet, VariableSet};
use super::{OptimError, Parameters, Updatable, VariableId};

/// One variable's memory.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) id: VariableId,
    pub(crate) name: Option<String>,
    pub(crate) dims: Vec<usize>,
    pub(crate) len: usize,
    /// Per transform of the chain, its slots.
    pub(crate) slots: Vec<Vec<Vec<f64>>>,
    /// The moving average of the values, once there is one.
    pub(crate) average: Option<Vec<f64>>,
    /// Gradients summed since the last update.
    pub(crate) accumulated: Option<Vec<f64>>,
    /// The slow value of lookahead.
    pub(crate) slow: Option<Vec<f64>>,
}

/// All entries, in the order in which their variables came.
#[derive(Clone, Debug, Default)]
pub(crate) struct Slots {
    places: BTreeMap<VariableId, usize>,
    pub(crate) entries: Vec<Entry>,
}

impl Slots {
    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub(crate) fn place(&self, id: VariableId) -> Option<usize> {
        self.places.get(&id).copied()
    }

    pub(crate) fn get(&self, id: VariableId) -> Option<&Entry> {
        self.place(id).map(|place| &self.entries[place])
    }

    /// The entry of a variable that was registered.
    pub(crate) fn entry(&mut self, id: VariableId) -> &mut Entry {
        let place = self.place(id).expect("variables are registered before they are updated");
        &mut self.entries[place]
    }

    /// Makes fresh slots for a variable, unless it has some.
    pub(crate) fn register(&mut self, variables: &dyn Values, index: usize, chain: &dyn Chain) {
        let id = variables.id(index);
        if self.places.contains_key(&id) {
            return;
        }
        let (len, dims) = (variables.flat_len(index), variables.dims(index));
        let slots =
            (0..chain.count()).map(|k| chain.transform(k).slots(len, &dims).iter().map(|spec| vec![spec.initial; spec.len]).collect()).collect();
        self.places.insert(id, self.entries.len());
        self.entries.push(Entry { id, name: variables.name(index), dims, len, slots, average: None, accumulated: None, slow: None });
    }

    /// Puts an entry in, at the end.
    pub(crate) fn push(&mut self, entry: Entry) {
        self.places.insert(entry.id, self.entries.len());
        self.entries.push(entry);
    }
}

/// The values to be updated, variables or parts of a plain value alike.
pub trait Values {
    /// How many there are.
    fn count(&self) -> usize;
    /// The identity of the one at `index`.
    fn id(&self, index: usize) -> VariableId;
    /// Its name.
    fn name(&self, index: usize) -> Option<String>;
    /// Its number of floats.
    fn flat_len(&self, index: usize) -> usize;
    /// Its shape.
    fn dims(&self, index: usize) -> Vec<usize>;
    /// Lets `change` work on its floats.
    fn change(&mut self, index: usize, buffer: &mut Vec<f64>, change: &mut dyn FnMut(&mut [f64]));
}

/// Variables as values.
pub(crate) struct OfVariables<'a>(pub(crate) &'a dyn VariableSet);

impl Values for OfVariables<'_> {
    fn count(&self) -> usize {
        self.0.count()
    }
    fn id(&self, index: usize) -> VariableId {
        self.0.variable(index).id()
    }
    fn name(&self, index: usize) -> Option<String> {
        self.0.variable(index).name()
    }
    fn flat_len(&self, index: usize) -> usize {
        self.0.variable(index).flat_len()
    }
    fn dims(&self, index: usize) -> Vec<usize> {
        self.0.variable(index).dims()
    }
    fn change(&mut self, index: usize, buffer: &mut Vec<f64>, change: &mut dyn FnMut(&mut [f64])) {
        Updatable::change_flat(self.0.variable(index), buffer, change);
    }
}

/// A plain value's parts as values; the position is the identity.
pub(crate) struct OfParameters<'a, P: ?Sized>(pub(crate) &'a mut P);

impl<P: Parameters + ?Sized> Values for OfParameters<'_, P> {
    fn count(&self) -> usize {
        self.0.parts()
    }
    fn id(&self, index: usize) -> VariableId {
        VariableId::position(index)
    }
    fn name(&self, _: usize) -> Option<String> {
        None
    }
    fn flat_len(&self, index: usize) -> usize {
        self.0.part_len(index).unwrap_or(0)
    }
    fn dims(&self, index: usize) -> Vec<usize> {
        self.0.part_dims(index)
    }
    fn change(&mut self, index: usize, buffer: &mut Vec<f64>, change: &mut dyn FnMut(&mut [f64])) {
        self.0.change_part(index, buffer, change);
    }
}

/// A plain gradient's parts.
pub(crate) struct OfGradient<'a, P: ?Sized>(pub(crate) &'a P);

impl<P: Parameters + ?Sized> GradientSet for OfGradient<'_, P> {
    fn count(&self) -> usize {
        self.0.parts()
    }
    fn flat_len(&self, index: usize) -> Option<usize> {
        self.0.part_len(index)
    }
    fn read_into(&self, index: usize, flat: &mut Vec<f64>) {
        flat.clear();
        self.0.read_part(index, &mut Vec::new(), &mut |floats| flat.extend_from_slice(floats));
    }
    fn read(&self, index: usize, buffer: &mut Vec<f64>, read: &mut dyn FnMut(&[f64])) {
        self.0.read_part(index, buffer, read);
    }
}

/// Whether gradients and values fit each other and the slots; nothing is changed.
pub(crate) fn check_shapes(slots: &Slots, values: &dyn Values, gradients: &dyn GradientSet) -> Result<(), OptimError> {
    let variables = values.count();
    if variables == 0 {
        return Err(OptimError::NoVariables);
    }
    if gradients.count() != variables {
        return Err(OptimError::Count { gradients: gradients.count(), variables });
    }
    let mut any = false;
    for index in 0..variables {
        let (variable, expected) = (values.id(index), values.flat_len(index));
        if let Some(found) = gradients.flat_len(index) {
            any = true;
            if found != expected {
                return Err(OptimError::Shape { variable, expected, found });
            }
        }
        match slots.get(variable) {
            Some(entry) if entry.len != expected => {
                return Err(OptimError::Resized { variable, expected: entry.len, found: expected });
            }
            None if !slots.is_empty() => return Err(OptimError::UnknownVariable { variable }),
            _ => {}
        }
    }
    if any { Ok(()) } else { Err(OptimError::NoGradients { variables }) }
}
