//! What a check found.

use core::fmt;

/// What a slope was taken along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Along {
    /// One float of the arguments, counted from 0 in the order of [`Floats`](crate::Floats).
    Coordinate(usize),
    /// A random direction, by its number; the gradient's part is its product with the direction.
    Direction(usize),
}

impl fmt::Display for Along {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Along::Coordinate(k) => write!(f, "float {k} of the arguments"),
            Along::Direction(k) => write!(f, "random direction {k}"),
        }
    }
}

/// The gradient and the slope of the function, side by side.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Comparison {
    /// Along what.
    pub along: Along,
    /// What the gradient says.
    pub gradient: f64,
    /// The extrapolated difference.
    pub slope: f64,
    /// The estimated error of the slope.
    pub error: f64,
    /// How far the two may be apart: the tolerance and some times the error.
    pub allowed: f64,
    /// What of that is not the tolerance.
    pub(super) slack: f64,
}

impl Comparison {
    /// `|gradient - slope|` as a multiple of what is allowed: at most 1 if they agree.
    pub fn excess(&self) -> f64 {
        let apart = (self.gradient - self.slope).abs();
        if apart == 0.0 { 0.0 } else { apart / self.allowed }
    }

    /// NaN never agrees.
    pub(super) fn agrees(&self) -> bool {
        self.excess() <= 1.0
    }

    /// Would a gradient that is off by a hundredth be noticed, as far as rounding errors go?
    pub(super) fn is_resolved(&self) -> bool {
        let size = self.gradient.abs().max(self.slope.abs());
        self.slack <= 1e-2 * size || self.gradient == 0.0 && self.slope == 0.0
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Comparison { along, gradient, slope, error, .. } = self;
        write!(f, "{along}: gradient {gradient:?}, slope by differences {slope:?} ± {error:.1e}")
    }
}

/// A float of the arguments at which the slopes of the two sides differ.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Kink {
    /// Along what.
    pub along: Along,
    /// What the gradient says: between the two slopes.
    pub gradient: f64,
    /// The slope towards smaller values.
    pub left: f64,
    /// The slope towards larger values.
    pub right: f64,
}

impl fmt::Display for Kink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Kink { along, gradient, left, right } = self;
        write!(f, "kink at {along}: slopes {left:?} to the left and {right:?} to the right, gradient {gradient:?}")
    }
}

/// A check that passed: how much it looked at, how close it was, and where it could not look.
///
/// ```
/// use autodiff_runtime::check::check_gradient;
///
/// let report = check_gradient(|x: &[f64; 2]| x[0].abs() + x[1], |x| (x[0].abs() + x[1], [0.0, 1.0]), &[0.0, 3.0])?;
/// assert_eq!(report.kinks().len(), 1);
/// assert!(report.to_string().contains("kink at float 0 of the arguments: slopes -1.0 to the left and 1.0 to the right"));
/// # Ok::<(), autodiff_runtime::check::CheckError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    pub(super) floats: usize,
    pub(super) coordinates: usize,
    pub(super) directions: usize,
    pub(super) evaluations: usize,
    pub(super) worst: Option<Comparison>,
    pub(super) kinks: Vec<Kink>,
    pub(super) jumps: Vec<Along>,
    pub(super) unresolved: Vec<Comparison>,
}

impl Report {
    /// How many floats the arguments have.
    pub fn floats(&self) -> usize {
        self.floats
    }

    /// For how many of them the slope was compared with the gradient.
    pub fn coordinates(&self) -> usize {
        self.coordinates
    }

    /// Along how many random directions it was compared.
    pub fn directions(&self) -> usize {
        self.directions
    }

    /// How often the function was evaluated.
    pub fn evaluations(&self) -> usize {
        self.evaluations
    }

    /// The comparison that came nearest to what is allowed; `None` if there was none.
    pub fn worst(&self) -> Option<&Comparison> {
        self.worst.as_ref()
    }

    /// Where the slopes of the two sides differ. There the gradient was only checked to lie between them.
    pub fn kinks(&self) -> &[Kink] {
        &self.kinks
    }

    /// Where the function jumps or has no finite values around, so that there is no slope to compare with.
    pub fn jumps(&self) -> &[Along] {
        &self.jumps
    }

    /// Where rounding errors hide the slope: the gradient is no further from it than they are large, which proves little.
    pub fn unresolved(&self) -> &[Comparison] {
        &self.unresolved
    }

    /// Adds what another check of the same arguments found.
    pub(super) fn merge(&mut self, other: Report) {
        self.floats = other.floats;
        self.coordinates = self.coordinates.max(other.coordinates);
        self.directions += other.directions;
        self.evaluations += other.evaluations;
        if let Some(worst) = other.worst {
            self.note_worst(worst);
        }
        self.kinks.extend(other.kinks);
        self.jumps.extend(other.jumps);
        self.unresolved.extend(other.unresolved);
    }

    pub(super) fn note_worst(&mut self, comparison: Comparison) {
        if self.worst.is_none_or(|worst| worst.excess() < comparison.excess()) {
            self.worst = Some(comparison);
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Report { floats, coordinates, directions, evaluations, .. } = self;
        write!(f, "gradient agrees with differences: {coordinates} of {floats} floats, {directions} random directions, {evaluations} evaluations")?;
        if let Some(worst) = &self.worst {
            write!(f, "\nworst: {worst}, {:.1e} of what is allowed", worst.excess())?;
        }
        for kink in &self.kinks {
            write!(f, "\n{kink}")?;
        }
        for along in &self.jumps {
            write!(f, "\nno slope to compare with (a jump, or no finite values around): {along}")?;
        }
        for comparison in &self.unresolved {
            write!(f, "\nhidden by rounding errors: {comparison}")?;
        }
        Ok(())
    }
}
