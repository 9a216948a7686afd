//! Least squares: between Gauss–Newton and steepest descent.

use super::report::{Report, Stop, largest};
use super::transform::{check_not_negative, check_positive, norm, sum_of_squares};
use super::{OptimError, VariableId};

/// Residuals and the rows of their Jacobian at a point.
type Residuals<'a> = dyn FnMut(&[f64]) -> (Vec<f64>, Vec<Vec<f64>>) + 'a;

/// Levenberg–Marquardt (Marquardt 1963; the damping: Nielsen 1999; the scaling: Moré 1978) for `½Σrᵢ(x)²`.
///
/// ```text
/// (JᵀJ + μD)δ = −Jᵀr,   x ← x + δ if the sum falls      D: the largest diagonal of JᵀJ so far
/// ρ = (actual decrease)/(predicted);   ρ > 0: μ ← μ·max(⅓, 1 − (2ρ−1)³), else μ ← μν, ν ← 2ν
/// ```
///
/// The function returns residuals and the rows of the Jacobian: [`rows`] makes these from `f_vjp`'s pullback.
///
/// ```
/// use autodiff_runtime::optim::LevenbergMarquardt;
///
/// // y = a·exp(b·t), fitted to exact data of a = 2, b = −1.
/// let data: Vec<(f64, f64)> = (0..10).map(|t| (f64::from(t), 2.0 * (-f64::from(t)).exp())).collect();
/// let residuals = |p: &[f64]| {
///     let r = data.iter().map(|(t, y)| p[0] * (p[1] * t).exp() - y).collect();
///     let rows = data.iter().map(|(t, _)| vec![(p[1] * t).exp(), p[0] * t * (p[1] * t).exp()]).collect();
///     (r, rows)
/// };
/// let mut p = vec![1.0, 0.0];
/// let report = LevenbergMarquardt::new().minimize(residuals, &mut p)?;
/// assert!(report.converged() && (p[0] - 2.0).abs() < 1e-9 && (p[1] + 1.0).abs() < 1e-9);
/// # Ok::<(), autodiff_runtime::optim::OptimError>(())
/// ```
#[derive(Clone, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct LevenbergMarquardt {
    initial_damping: f64,
    gradient_tolerance: f64,
    value_tolerance: f64,
    step_tolerance: f64,
    max_iterations: u64,
}

impl Default for LevenbergMarquardt {
    fn default() -> Self {
        Self::new()
    }
}

/// The rows of a Jacobian from a pullback: one call for each of `count` outputs, with a 1 in its place.
///
/// With `#[differentiable] fn residuals(p: &[f64], …) -> Vec<f64>`:
///
/// ```text
/// let (r, pullback) = residuals_vjp(p, &data);
/// let jacobian = rows(r.len(), |seed| pullback.call_ref(seed));
/// ```
///
/// ```
/// use autodiff_runtime::optim::rows;
///
/// let pullback = |seed: &Vec<f64>| vec![2.0 * seed[0], 3.0 * seed[1]]; // of (2x, 3y)
/// assert_eq!(rows(2, pullback), [[2.0, 0.0], [0.0, 3.0]]);
/// ```
pub fn rows<G>(count: usize, mut pullback: impl FnMut(&Vec<f64>) -> G) -> Vec<G> {
    let mut seed = vec![0.0; count];
    (0..count)
        .map(|k| {
            seed[k] = 1.0;
            let row = pullback(&seed);
            seed[k] = 0.0;
            row
        })
        .collect()
}

/// A point with everything a step from it needs.
struct Point {
    /// `½Σr²`.
    value: f64,
    /// `JᵀJ`, row by row.
    normal: Vec<f64>,
    /// `Jᵀr`.
    gradient: Vec<f64>,
}

impl LevenbergMarquardt {
    /// Damping of 1e-3 at first. Stops at a largest gradient element of 1e-12, a relative change of the sum of 1e-16, of the
    /// variables of 1e-14, or after 200 iterations.
    #[must_use]
    pub fn new() -> Self {
        Self { initial_damping: 1e-3, gradient_tolerance: 1e-12, value_tolerance: 1e-16, step_tolerance: 1e-14, max_iterations: 200 }
    }

    /// The first μ: smaller ones trust Gauss and Newton more.
    #[must_use]
    pub fn initial_damping(mut self, damping: f64) -> Self {
        self.initial_damping = damping;
        self
    }

    /// Stops when no element of `Jᵀr` is larger.
    #[must_use]
    pub fn gradient_tolerance(mut self, tolerance: f64) -> Self {
        self.gradient_tolerance = tolerance;
        self
    }

    /// Stops when the sum falls by less than this share of itself.
    #[must_use]
    pub fn value_tolerance(mut self, tolerance: f64) -> Self {
        self.value_tolerance = tolerance;
        self
    }

    /// Stops when a step is shorter than this share of `‖x‖`.
    #[must_use]
    pub fn step_tolerance(mut self, tolerance: f64) -> Self {
        self.step_tolerance = tolerance;
        self
    }

    /// Stops after so many iterations, accepted or not.
    #[must_use]
    pub fn max_iterations(mut self, iterations: u64) -> Self {
        self.max_iterations = iterations;
        self
    }

    fn check(&self, x: &[f64]) -> Result<(), OptimError> {
        check_positive("initial_damping", self.initial_damping)?;
        check_not_negative("gradient_tolerance", self.gradient_tolerance)?;
        check_not_negative("value_tolerance", self.value_tolerance)?;
        check_not_negative("step_tolerance", self.step_tolerance)?;
        if x.is_empty() { Err(OptimError::NoVariables) } else { Ok(()) }
    }

    /// Steps until a tolerance or the limit is reached. The report's `value` is `½Σrᵢ²`.
    ///
    /// # Errors
    ///
    /// [`OptimError::NoVariables`] for an empty `x`, [`OptimError::Count`] if there are not as many rows as residuals,
    /// [`OptimError::Shape`] for a row of another length than `x`, [`OptimError::Setting`]. `x` is the best point found until then.
    pub fn minimize(&self, mut residuals: impl FnMut(&[f64]) -> (Vec<f64>, Vec<Vec<f64>>), x: &mut [f64]) -> Result<Report, OptimError> {
        self.check(x)?;
        self.minimize_dyn(&mut residuals, x)
    }

    fn minimize_dyn(&self, residuals: &mut Residuals<'_>, x: &mut [f64]) -> Result<Report, OptimError> {
        let mut here = evaluate(residuals, x)?;
        let mut scaling = vec![0.0; x.len()];
        let (mut damping, mut growth) = (self.initial_damping, 2.0);
        let mut report = Report { value: here.value, gradient_norm: largest(&here.gradient), iterations: 0, evaluations: 1, stop: Stop::Iterations };
        if !here.value.is_finite() || !report.gradient_norm.is_finite() {
            return Ok(Report { stop: Stop::NotFinite, ..report });
        }
        while report.iterations < self.max_iterations {
            if report.gradient_norm <= self.gradient_tolerance {
                report.stop = Stop::Gradient;
                break;
            }
            report.iterations += 1;
            for (k, scaling) in scaling.iter_mut().enumerate() {
                *scaling = here.normal[k * x.len() + k].max(*scaling);
            }
            let Some(step) = solve(&here, &scaling, damping) else {
                (damping, growth) = (damping * growth, growth * 2.0);
                continue;
            };
            if norm(&step) <= self.step_tolerance * norm(x) {
                report.stop = Stop::Step;
                break;
            }
            let moved: Vec<f64> = x.iter().zip(&step).map(|(x, d)| x + d).collect();
            let there = evaluate(residuals, &moved)?;
            report.evaluations += 1;
            let decrease = here.value - there.value;
            let ratio = decrease / predicted(&here, &step);
            if ratio <= 0.0 || ratio.is_nan() {
                if damping > 1e100 {
                    report.stop = Stop::Stuck;
                    break;
                }
                (damping, growth) = (damping * growth, growth * 2.0);
                continue;
            }
            damping *= (1.0 - (2.0 * ratio - 1.0).powi(3)).max(1.0 / 3.0);
            growth = 2.0;
            x.copy_from_slice(&moved);
            (report.value, report.gradient_norm) = (there.value, largest(&there.gradient));
            let little = decrease <= self.value_tolerance * here.value;
            here = there;
            if little {
                report.stop = Stop::Value;
                break;
            }
        }
        Ok(report)
    }
}

fn evaluate(residuals: &mut Residuals<'_>, x: &[f64]) -> Result<Point, OptimError> {
    let n = x.len();
    let (r, rows) = residuals(x);
    if r.len() != rows.len() {
        return Err(OptimError::Count { gradients: rows.len(), variables: r.len() });
    }
    let (mut normal, mut gradient) = (vec![0.0; n * n], vec![0.0; n]);
    for (r, row) in r.iter().zip(&rows) {
        if row.len() != n {
            return Err(OptimError::Shape { variable: VariableId::position(0), expected: n, found: row.len() });
        }
        for i in 0..n {
            gradient[i] += row[i] * r;
            for j in 0..=i {
                normal[i * n + j] += row[i] * row[j];
            }
        }
    }
    Ok(Point { value: 0.5 * sum_of_squares(&r), normal, gradient })
}

/// What the linear model promises: `−⟨δ, Jᵀr⟩ − ½⟨δ, JᵀJδ⟩`.
fn predicted(here: &Point, step: &[f64]) -> f64 {
    let n = step.len();
    let mut square = 0.0;
    let mut along = 0.0;
    for i in 0..n {
        along += step[i] * here.gradient[i];
        for j in 0..i {
            square += 2.0 * step[i] * step[j] * here.normal[i * n + j];
        }
        square += step[i] * step[i] * here.normal[i * n + i];
    }
    -along - 0.5 * square
}

/// `(JᵀJ + μD)⁻¹(−Jᵀr)` by Cholesky; `None` if the matrix is not positive definite.
fn solve(here: &Point, scaling: &[f64], damping: f64) -> Option<Vec<f64>> {
    let n = scaling.len();
    let mut factor = here.normal.clone();
    for k in 0..n {
        // A variable on which nothing depends keeps its place.
        factor[k * n + k] += damping * if scaling[k] > 0.0 { scaling[k] } else { 1.0 };
    }
    for i in 0..n {
        for j in 0..=i {
            let sum: f64 = factor[i * n + j] - (0..j).map(|k| factor[i * n + k] * factor[j * n + k]).sum::<f64>();
            if i != j {
                factor[i * n + j] = sum / factor[j * n + j];
            } else if sum > 0.0 && sum.is_finite() {
                factor[i * n + i] = sum.sqrt();
            } else {
                return None;
            }
        }
    }
    let mut step: Vec<f64> = here.gradient.iter().map(|g| -g).collect();
    for i in 0..n {
        let sum: f64 = (0..i).map(|k| factor[i * n + k] * step[k]).sum();
        step[i] = (step[i] - sum) / factor[i * n + i];
    }
    for i in (0..n).rev() {
        let sum: f64 = (i + 1..n).map(|k| factor[k * n + i] * step[k]).sum();
        step[i] = (step[i] - sum) / factor[i * n + i];
    }
    Some(step)
}
