//! Reading the reference figures, a variable to update, and comparisons in which NaN never passes by chance.

use std::cell::RefCell;
use std::fs;
use std::path::Path;

use autodiff_runtime::optim::{Optimizer, Updatable, VariableId, zip};
use serde_json::Value;

/// The cases of a file of `reference/`.
pub(crate) fn cases(file: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("reference").join(file);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let all: Value = serde_json::from_str(&text).expect("the reference files are JSON");
    all["cases"].as_array().expect("a list of cases").clone()
}

/// A number; the files spell those that JSON lacks.
pub(crate) fn number(value: &Value) -> f64 {
    match value.as_str() {
        Some("NaN") => f64::NAN,
        Some("Infinity") => f64::INFINITY,
        Some("-Infinity") => f64::NEG_INFINITY,
        Some(other) => panic!("`{other}` is no number"),
        None => value.as_f64().unwrap_or_else(|| panic!("{value} is no number")),
    }
}

pub(crate) fn numbers(value: &Value) -> Vec<f64> {
    list(value).iter().map(number).collect()
}

pub(crate) fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap_or_else(|| panic!("{value} is no list"))
}

pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text"))
}

/// A variable that lives here, in either float type.
#[derive(Debug)]
pub(crate) struct Cell {
    id: VariableId,
    dims: Vec<usize>,
    single: bool,
    pub(crate) flat: RefCell<Vec<f64>>,
}

impl Cell {
    pub(crate) fn new(dims: &[usize], flat: &[f64], single: bool) -> Self {
        Self { id: VariableId::fresh(), dims: dims.to_vec(), single, flat: RefCell::new(flat.to_vec()) }
    }

    pub(crate) fn scalar(value: f64) -> Self {
        Self::new(&[], &[value], false)
    }

    pub(crate) fn vector(flat: &[f64]) -> Self {
        Self::new(&[flat.len()], flat, false)
    }

    pub(crate) fn value(&self) -> Vec<f64> {
        self.flat.borrow().clone()
    }

    pub(crate) fn shape(&self) -> &[usize] {
        &self.dims
    }

    pub(crate) fn identity(&self) -> VariableId {
        self.id
    }
}

impl Updatable for Cell {
    fn id(&self) -> VariableId {
        self.id
    }
    fn flat_len(&self) -> usize {
        self.flat.borrow().len()
    }
    fn dims(&self) -> Vec<usize> {
        self.dims.clone()
    }
    fn read_into(&self, flat: &mut Vec<f64>) {
        flat.clear();
        flat.extend_from_slice(&self.flat.borrow());
    }
    fn assign_flat(&self, flat: &[f64]) {
        let round = |x: &f64| if self.single { f64::from(*x as f32) } else { *x };
        *self.flat.borrow_mut() = flat.iter().map(round).collect();
    }
}

/// The start values of a case.
pub(crate) fn variables(case: &Value) -> Vec<Cell> {
    let single = text(&case["dtype"]) == "float32";
    list(&case["vars"])
        .iter()
        .map(|var| {
            let dims: Vec<usize> = list(&var["shape"]).iter().map(|size| size.as_u64().expect("a size") as usize).collect();
            Cell::new(&dims, &numbers(&var["value"]), single)
        })
        .collect()
}

/// The gradients of one step; `null` is none.
pub(crate) fn gradients(step: &Value) -> Vec<Option<Vec<f64>>> {
    list(step).iter().map(|gradient| (!gradient.is_null()).then(|| numbers(gradient))).collect()
}

/// Applies the steps of a case and shows the variables after each to `look`.
pub(crate) fn run(case: &Value, opt: &mut dyn Optimizer, variables: &[Cell], mut look: impl FnMut(usize, &dyn Optimizer)) {
    let mut opt = ByReference(opt);
    for (step, gradients_of_step) in list(&case["grads"]).iter().enumerate() {
        let variables: Vec<&Cell> = variables.iter().collect();
        // A refused step is a step of the run too: it leaves everything as it was.
        let _ = opt.apply_gradients(zip(gradients(gradients_of_step), variables));
        look(step, opt.0);
    }
}

struct ByReference<'a>(&'a mut dyn Optimizer);

impl Optimizer for ByReference<'_> {
    fn apply(
        &mut self,
        values: &mut dyn autodiff_runtime::optim::Values,
        gradients: &dyn autodiff_runtime::optim::GradientSet,
        loss: Option<f64>,
    ) -> Result<u64, autodiff_runtime::optim::OptimError> {
        self.0.apply(values, gradients, loss)
    }
    fn iterations(&self) -> u64 {
        self.0.iterations()
    }
    fn set_iterations(&mut self, iterations: u64) {
        self.0.set_iterations(iterations);
    }
    fn learning_rate(&self) -> f64 {
        self.0.learning_rate()
    }
    fn set_learning_rate(&mut self, rate: f64) -> Result<(), autodiff_runtime::optim::OptimError> {
        self.0.set_learning_rate(rate)
    }
    fn set_schedule(&mut self, schedule: std::sync::Arc<dyn autodiff_runtime::schedule::Schedule>) {
        self.0.set_schedule(schedule);
    }
}

/// `|a − b| ≤ tolerance·(|b| + floor)`, and the same kind where one of them is not finite.
pub(crate) fn close(found: f64, expected: f64, tolerance: f64, floor: f64) -> bool {
    if expected.is_finite() && found.is_finite() {
        (found - expected).abs() <= tolerance * (expected.abs() + floor)
    } else {
        found == expected || (found.is_nan() && expected.is_nan())
    }
}

/// The first place where the two differ.
pub(crate) fn difference(found: &[f64], expected: &[f64], tolerance: f64, floor: f64) -> Option<String> {
    if found.len() != expected.len() {
        return Some(format!("{} numbers, not {}", found.len(), expected.len()));
    }
    let at = (0..found.len()).find(|&k| !close(found[k], expected[k], tolerance, floor))?;
    let relative = (found[at] - expected[at]).abs() / (expected[at].abs() + floor);
    Some(format!("[{at}]: {:e}, not {:e} (relative {relative:e})", found[at], expected[at]))
}

/// Fails with all messages at once: one wrong formula fails many cases, and the pattern of them says which.
#[track_caller]
pub(crate) fn none_wrong(wrong: &[String], all: usize) {
    assert!(wrong.is_empty(), "{} of {all} cases differ:\n{}", wrong.len(), wrong.join("\n"));
}
