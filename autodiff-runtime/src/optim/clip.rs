//! Clipping: by value, by the norm of a variable, by the norm of all, by root mean square, relative to the weights.

use super::OptimError;
use super::transform::{Part, Reach, Step, Transform, check_positive, norm, root_mean_square, sum_of_squares};

/// `g ← min(max(g, −c), c)`; NaN stays NaN, infinity becomes the bound.
#[derive(Clone, Debug)]
pub struct ClipByValue {
    bound: f64,
}

impl ClipByValue {
    /// Cuts to `[−bound, bound]`.
    #[must_use]
    pub fn new(bound: f64) -> Self {
        Self { bound }
    }
}

impl Transform for ClipByValue {
    fn check(&self) -> Result<(), OptimError> {
        check_positive("clipvalue", self.bound)
    }
    fn update(&self, _: &Step, part: Part<'_>) {
        let bound = self.bound;
        part.each(|g, _| {
            if g > bound {
                bound
            } else if g < -bound {
                -bound
            } else {
                g
            }
        });
    }
}

/// `g ← g·c/max(‖g‖, c)`, variable by variable (TensorFlow's `clip_by_norm`).
#[derive(Clone, Debug)]
pub struct ClipByNorm {
    bound: f64,
}

impl ClipByNorm {
    /// Scales down to the norm `bound`.
    #[must_use]
    pub fn new(bound: f64) -> Self {
        Self { bound }
    }
}

impl Transform for ClipByNorm {
    fn check(&self) -> Result<(), OptimError> {
        check_positive("clipnorm", self.bound)
    }
    fn reach(&self) -> Reach {
        Reach::Variable
    }
    fn update(&self, _: &Step, part: Part<'_>) {
        let (g, _, _) = part.whole();
        let norm = norm(g);
        // `max` of std would turn a NaN norm into the bound.
        let divisor = if norm <= self.bound { self.bound } else { norm };
        g.iter_mut().for_each(|g| *g = *g * self.bound / divisor);
    }
}

/// Clipping by the norm over all variables (Pascanu et al. 2013, arXiv:1211.5063).
#[derive(Clone, Debug)]
pub struct ClipByGlobalNorm {
    bound: f64,
    keras: bool,
}

impl ClipByGlobalNorm {
    /// optax's form: `g` if `‖g‖ < c`, else `g/‖g‖·c`. An infinite norm gives zero, and NaN where the gradient is infinite itself.
    #[must_use]
    pub fn new(bound: f64) -> Self {
        Self { bound, keras: false }
    }

    /// TensorFlow's form: `g·c·min(1/‖g‖, 1/c)`; all NaN if the norm is not finite.
    #[must_use]
    pub fn keras(bound: f64) -> Self {
        Self { bound, keras: true }
    }
}

impl Transform for ClipByGlobalNorm {
    fn check(&self) -> Result<(), OptimError> {
        check_positive("global_clipnorm", self.bound)
    }
    fn reach(&self) -> Reach {
        Reach::All
    }
    fn measure(&self, incoming: &[f64]) -> f64 {
        sum_of_squares(incoming)
    }
    fn update(&self, _: &Step, part: Part<'_>) {
        let (norm, bound) = (part.total.sqrt(), self.bound);
        let (g, _, _) = part.whole();
        if self.keras {
            let factor = if norm.is_finite() { bound * (1.0 / norm).min(1.0 / bound) } else { f64::NAN };
            g.iter_mut().for_each(|g| *g *= factor);
        } else if norm >= bound || norm.is_nan() {
            g.iter_mut().for_each(|g| *g = *g / norm * bound);
        }
    }
}

/// `u ← u/max(1, rms(u)/c)`, variable by variable: Adafactor's clipping (Shazeer & Stern 2018, section 6).
#[derive(Clone, Debug)]
pub struct ClipByBlockRms {
    threshold: f64,
}

impl ClipByBlockRms {
    /// Scales down to a root mean square of `threshold`.
    #[must_use]
    pub fn new(threshold: f64) -> Self {
        Self { threshold }
    }
}

impl Transform for ClipByBlockRms {
    fn check(&self) -> Result<(), OptimError> {
        check_positive("threshold", self.threshold)
    }
    fn reach(&self) -> Reach {
        Reach::Variable
    }
    fn update(&self, _: &Step, part: Part<'_>) {
        let (u, _, _) = part.whole();
        let divisor = (root_mean_square(u) / self.threshold).max(1.0);
        u.iter_mut().for_each(|u| *u /= divisor);
    }
}

/// Adaptive gradient clipping (Brock et al. 2021, arXiv:2102.06171): each unit's gradient is at most `c·max(‖x‖, ε)` long.
///
/// A unit is a column of a matrix, as in optax, and the whole of a vector.
#[derive(Clone, Debug)]
pub struct AdaptiveGradClip {
    clipping: f64,
    epsilon: f64,
}

impl AdaptiveGradClip {
    /// `clipping` is the largest allowed ratio of the two norms; `epsilon` keeps weights of zero from stopping every gradient.
    #[must_use]
    pub fn new(clipping: f64, epsilon: f64) -> Self {
        Self { clipping, epsilon }
    }
}

impl Transform for AdaptiveGradClip {
    fn check(&self) -> Result<(), OptimError> {
        check_positive("clipping", self.clipping)
    }
    fn reach(&self) -> Reach {
        Reach::Variable
    }
    fn update(&self, _: &Step, part: Part<'_>) {
        let units = match part.dims {
            [rows, columns @ ..] if *rows > 1 && columns.iter().product::<usize>() > 1 => columns.iter().product(),
            _ => 1,
        };
        let (g, x, _) = part.whole();
        let unit_norm = |all: &[f64], unit: usize| all.iter().skip(unit).step_by(units).map(|x| x * x).sum::<f64>().sqrt();
        for unit in 0..units {
            let bound = self.clipping * unit_norm(x, unit).max(self.epsilon);
            let length = unit_norm(g, unit);
            if length >= bound || length.is_nan() {
                let factor = bound / length.max(1e-6);
                g.iter_mut().skip(unit).step_by(units).for_each(|g| *g *= factor);
            }
        }
    }
}
