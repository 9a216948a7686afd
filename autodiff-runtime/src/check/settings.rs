//! The settings of a check, and the three things that can be checked.

use super::compare::{Function, compare};
use super::difference::Sample;
use super::error::CheckError;
use super::random::Random;
use super::report::Report;
use crate::pullback::Pullback;
use crate::record::Tape;
use crate::tangent::{Differentiable, Floats};

/// How closely and how widely to look.
///
/// ```
/// use autodiff_runtime::check::GradientCheck;
///
/// let check = GradientCheck::new().tolerance(1e-3);
/// // Wrong by 0.05 %:
/// check.gradient(|x| x * x, |x| (x * x, 2.001 * x), &3.0).unwrap();
/// check.tolerance(1e-4).gradient(|x| x * x, |x| (x * x, 2.001 * x), &3.0).unwrap_err();
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GradientCheck {
    pub(super) tolerance: Option<f64>,
    pub(super) coordinates: usize,
    pub(super) directions: usize,
    pub(super) seeds: usize,
    pub(super) state: u64,
}

impl Default for GradientCheck {
    fn default() -> Self {
        Self::new()
    }
}

impl GradientCheck {
    /// The default: every float of up to 256, 4 random directions, 2 seeds of a pullback.
    pub const fn new() -> Self {
        GradientCheck { tolerance: None, coordinates: 256, directions: 4, seeds: 2, state: 0 }
    }

    /// How far gradient and slope may be apart, relative to the larger; some times the estimated error of the slope is allowed on top. Without it 1e-6, and
    /// 2e-3 where the arguments or the output have an `f32`.
    #[must_use]
    pub const fn tolerance(mut self, relative: f64) -> Self {
        self.tolerance = Some(relative);
        self
    }

    /// How many floats of the arguments to look at one by one. If there are more, so many are drawn, and the directions have to find what is wrong with the others.
    #[must_use]
    pub const fn coordinates(mut self, most: usize) -> Self {
        self.coordinates = most;
        self
    }

    /// How many random directions to look along.
    #[must_use]
    pub const fn directions(mut self, count: usize) -> Self {
        self.directions = count;
        self
    }

    /// How many random seeds to give to a pullback.
    #[must_use]
    pub const fn seeds(mut self, count: usize) -> Self {
        self.seeds = count;
        self
    }

    /// The state of the random numbers. The same state gives the same check.
    #[must_use]
    pub const fn state(mut self, state: u64) -> Self {
        self.state = state;
        self
    }

    /// [`check_gradient`](super::check_gradient) with these settings.
    ///
    /// # Errors
    ///
    /// As there.
    pub fn gradient<A, V, G>(&self, f: impl Fn(&A) -> V, f_grad: impl Fn(&A) -> (V, G), at: &A) -> Result<Report, CheckError>
    where
        A: Floats + Clone,
        V: Floats + Copy + Into<f64>,
        G: Floats,
    {
        let value = repeated(&f, at)?;
        let (companion, gradient) = f_grad(at);
        same_values(&value, &companion.to_floats())?;
        self.scalar(&f, &gradient.to_floats(), at)
    }

    /// [`check_grad_into`](super::check_grad_into) with these settings.
    ///
    /// # Errors
    ///
    /// As there.
    pub fn grad_into<A, V>(&self, f: impl Fn(&A) -> V, f_grad_into: impl Fn(&A, &mut A::Tangent) -> V, at: &A) -> Result<Report, CheckError>
    where
        A: Differentiable + Floats + Clone,
        V: Floats + Copy + Into<f64>,
    {
        let value = repeated(&f, at)?;
        let into = |start: &[f64]| {
            let mut bar = at.zero_tangent();
            bar.set_floats(start);
            let value = f_grad_into(at, &mut bar);
            (value.to_floats(), bar.to_floats())
        };
        let (companion, gradient) = into(&vec![0.0; at.float_count()]);
        same_values(&value, &companion)?;
        let report = self.scalar(&f, &gradient, at)?;

        // Starts as large as the gradient itself, so that neither hides in the other's rounding errors.
        let mut random = Random::new(self.state);
        let start: Vec<f64> = gradient.iter().map(|g| random.weight() * if *g == 0.0 { 1.0 } else { g.abs() }).collect();
        let (companion, found) = into(&start);
        same_values(&value, &companion)?;
        let allowed = 64.0 * at.precision().max(f64::EPSILON);
        let largest = gradient.iter().fold(0.0, |largest: f64, g| largest.max(g.abs()));
        for (index, ((start, gradient), found)) in start.into_iter().zip(gradient).zip(found).enumerate() {
            if !within(found - (start + gradient), allowed * (start.abs() + gradient.abs() + largest)) {
                return Err(CheckError::NotAdded { index, start, gradient, found });
            }
        }
        Ok(report)
    }

    fn scalar<A: Floats + Clone, V: Floats + Copy + Into<f64>>(&self, f: impl Fn(&A) -> V, gradient: &[f64], at: &A) -> Result<Report, CheckError> {
        let sample = |floats: &mut [f64]| {
            let value: f64 = f(&moved(at, floats)).into();
            Sample { value, size: value.abs() }
        };
        compare(&Function::new(&sample, at.to_floats(), at.precision().max(V::PRECISION)), gradient, self)
    }

    /// [`check_vjp`](super::check_vjp) with these settings.
    ///
    /// # Errors
    ///
    /// As there.
    pub fn vjp<'a, A, Y, G, F>(
        &self,
        f: impl Fn(&A) -> Y,
        f_vjp: impl Fn(&'a A) -> (Y, Pullback<Y::Tangent, G, F>),
        at: &'a A,
    ) -> Result<Report, CheckError>
    where
        A: Floats + Clone,
        Y: Differentiable + Floats,
        G: Floats,
        F: Fn(&mut Tape, Y::Tangent) -> G,
    {
        let output = repeated(&f, at)?;
        let (companion, pullback) = f_vjp(at);
        same_values(&output, &companion.to_floats())?;
        let seed = |floats: &[f64]| {
            let mut seed = companion.zero_tangent();
            seed.set_floats(floats);
            seed
        };
        let pull = |floats: &[f64]| pullback.call_ref(&seed(floats)).to_floats();

        let mut random = Random::new(self.state);
        let mut report = Report::default();
        for _ in 0..self.seeds {
            let weights = random.weights(output.len());
            let sample = |floats: &mut [f64]| weighted(&weights, &f(&moved(at, floats)).to_floats());
            let function = Function::new(&sample, at.to_floats(), at.precision().max(companion.precision()));
            report.merge(compare(&function, &pull(&weights), self)?);
        }
        let (s, t) = (random.weights(output.len()), random.weights(output.len()));
        let tolerance = self.tolerance_for(at.precision().max(companion.precision()));
        linear(pull, &s, &t, tolerance)?;
        let by_ref = pull(&s);
        let by_value = pullback.call(seed(&s)).to_floats();
        for (index, (by_ref, by_value)) in by_ref.into_iter().zip(by_value).enumerate() {
            if by_ref.to_bits() != by_value.to_bits() {
                return Err(CheckError::CallsDiffer { index, by_ref, by_value });
            }
        }
        Ok(report)
    }

    /// The tolerance for functions of this precision.
    pub(super) fn tolerance_for(&self, precision: f64) -> f64 {
        self.tolerance.unwrap_or(if precision > f64::EPSILON { 2e-3 } else { 1e-6 })
    }
}

/// The argument with other floats; `floats` is overwritten by what they are in the argument's own types.
fn moved<A: Floats + Clone>(at: &A, floats: &mut [f64]) -> A {
    let mut moved = at.clone();
    moved.set_floats(floats);
    for (float, stored) in floats.iter_mut().zip(moved.to_floats()) {
        *float = stored;
    }
    moved
}

/// ⟨weights, output⟩.
fn weighted(weights: &[f64], output: &[f64]) -> Sample {
    assert_eq!(weights.len(), output.len(), "the number of floats of the output must not change near the point");
    let terms = || weights.iter().zip(output).map(|(w, y)| w * y);
    Sample { value: terms().sum(), size: terms().map(f64::abs).sum() }
}

/// The floats of the output, which must be finite and the same twice.
fn repeated<A, Y: Floats>(f: impl Fn(&A) -> Y, at: &A) -> Result<Vec<f64>, CheckError> {
    let (output, again) = (f(at).to_floats(), f(at).to_floats());
    for (index, (first, second)) in output.iter().copied().zip(again).enumerate() {
        if !first.is_finite() {
            return Err(CheckError::ValueNotFinite { index, value: first });
        }
        if first.to_bits() != second.to_bits() {
            return Err(CheckError::NotRepeatable { index, first, second });
        }
    }
    Ok(output)
}

fn same_values(function: &[f64], companion: &[f64]) -> Result<(), CheckError> {
    if function.len() != companion.len() {
        return Err(CheckError::OutputCountDiffers { function: function.len(), companion: companion.len() });
    }
    for (index, (function, companion)) in function.iter().copied().zip(companion.iter().copied()).enumerate() {
        if function.to_bits() != companion.to_bits() {
            return Err(CheckError::ValueDiffers { index, function, companion });
        }
    }
    Ok(())
}

/// NaN is never within anything.
fn within(apart: f64, allowed: f64) -> bool {
    apart.abs() <= allowed
}

/// The pullback of `3/2·s - 3/4·t` is `3/2` of that of `s` less `3/4` of that of `t`.
fn linear(pull: impl Fn(&[f64]) -> Vec<f64>, s: &[f64], t: &[f64], tolerance: f64) -> Result<(), CheckError> {
    let sum: Vec<f64> = s.iter().zip(t).map(|(s, t)| 1.5 * s - 0.75 * t).collect();
    let (from_s, from_t, combined) = (pull(s), pull(t), pull(&sum));
    let size = |index: usize| (1.5 * from_s[index]).abs() + (0.75 * from_t[index]).abs();
    let largest = (0..combined.len()).map(size).fold(0.0, f64::max);
    for (index, combined) in combined.into_iter().enumerate() {
        let expected = 1.5 * from_s[index] - 0.75 * from_t[index];
        let allowed = tolerance * size(index) + 1e3 * f64::EPSILON * largest;
        if !within(combined - expected, allowed) {
            return Err(CheckError::NotLinear { index, combined, expected });
        }
    }
    Ok(())
}
