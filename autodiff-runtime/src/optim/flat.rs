//! Minimisers of functions of a flat vector, on values of any shape and on variables.

use crate::tangent::Floats;
use crate::tape::{GradientTape, Scalar, Sources, Traced};

use super::OptimError;
use super::report::Report;
use super::variable_set::{GradientSet, VariableSet};

/// What a minimiser does with an objective over a flat vector.
pub(crate) type Minimise<'a> = dyn FnMut(&mut dyn FnMut(&[f64]) -> (f64, Vec<f64>), &mut [f64]) -> Result<Report, OptimError> + 'a;

/// Runs `minimise` on the floats of `value`.
pub(crate) fn value<P: Floats + Clone, G: Floats>(
    minimise: &mut Minimise<'_>,
    objective: &mut dyn FnMut(&P) -> (f64, G),
    value: &mut P,
) -> Result<Report, OptimError> {
    let (mut point, mut x) = (value.clone(), value.to_floats());
    let mut flat = |x: &[f64]| {
        point.set_floats(x);
        let (value, gradient) = objective(&point);
        (value, gradient.to_floats())
    };
    let report = minimise(&mut flat, &mut x)?;
    value.set_floats(&x);
    Ok(report)
}

/// Runs `minimise` on the floats of all variables, one after the other. If it fails they get their values back.
pub(crate) fn variables<S, L, V>(minimise: &mut Minimise<'_>, mut loss: L, variables: &V) -> Result<Report, OptimError>
where
    S: Scalar,
    L: FnMut() -> Traced<S>,
    V: VariableSet + Sources,
    V::Gradient: GradientSet,
{
    let count = variables.count();
    let lengths: Vec<usize> = (0..count).map(|index| variables.variable(index).flat_len()).collect();
    let (mut start, mut buffer) = (Vec::new(), Vec::new());
    for index in 0..count {
        variables.variable(index).read_into(&mut buffer);
        start.extend_from_slice(&buffer);
    }
    let assign = |x: &[f64]| {
        let mut rest = x;
        for (index, len) in lengths.iter().enumerate() {
            let (own, others) = rest.split_at(*len);
            variables.variable(index).assign_flat(own);
            rest = others;
        }
    };
    let mut failure = None;
    let mut flat = |x: &[f64]| {
        assign(x);
        let tape = GradientTape::new();
        tape.watch(variables);
        let traced = tape.record(&mut loss);
        let value = traced.value().wide();
        let mut gradient = Vec::with_capacity(x.len());
        match tape.try_gradient(&traced, variables) {
            Ok(gradients) => {
                for (index, len) in lengths.iter().enumerate() {
                    match gradients.flat_len(index) {
                        Some(_) => gradients.read(index, &mut buffer, &mut |g| gradient.extend_from_slice(g)),
                        // The loss does not depend on it.
                        None => gradient.resize(gradient.len() + len, 0.0),
                    }
                }
            }
            Err(error) => {
                failure.get_or_insert(OptimError::Loss { message: error.to_string() });
                gradient.resize(x.len(), f64::NAN);
            }
        }
        (value, gradient)
    };
    let mut x = start.clone();
    let result = minimise(&mut flat, &mut x);
    match failure.map_or(result, Err) {
        Ok(report) => {
            assign(&x);
            Ok(report)
        }
        Err(error) => {
            assign(&start);
            Err(error)
        }
    }
}
