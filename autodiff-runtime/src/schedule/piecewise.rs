//! Constants, or lines and half waves, between boundaries.

use std::f64::consts::PI;

use super::Schedule;

/// Constant between boundaries: Keras's `PiecewiseConstantDecay`, optax's `piecewise_constant_schedule`.
///
/// ```
/// use autodiff_runtime::schedule::{PiecewiseConstantDecay, Schedule};
///
/// let rate = PiecewiseConstantDecay::new(vec![5, 10], vec![1.0, 0.5, 0.1]);
/// assert_eq!((rate.value(5), rate.value(6), rate.value(11)), (1.0, 0.5, 0.1));
/// ```
#[derive(Clone, Debug)]
pub struct PiecewiseConstantDecay {
    boundaries: Vec<u64>,
    values: Vec<f64>,
}

impl PiecewiseConstantDecay {
    /// `values[k]` up to and including step `boundaries[k]`, the last value after all of them.
    ///
    /// # Panics
    ///
    /// When there is not one value more than boundaries, or the boundaries do not increase.
    #[must_use]
    pub fn new(boundaries: Vec<u64>, values: Vec<f64>) -> Self {
        assert_eq!(boundaries.len() + 1, values.len(), "one value more than boundaries");
        assert!(boundaries.windows(2).all(|pair| pair[0] < pair[1]), "boundaries increase: {boundaries:?}");
        Self { boundaries, values }
    }

    /// Multiplied by a factor *at* each boundary: optax's form, whose steps change one earlier than Keras's. A boundary at step 0
    /// changes the value from the start.
    ///
    /// # Panics
    ///
    /// When the boundaries do not increase.
    #[must_use]
    pub fn with_scales(initial: f64, boundaries_and_scales: &[(u64, f64)]) -> Self {
        let mut value = initial;
        let mut values = vec![value];
        let mut boundaries = Vec::new();
        for &(boundary, scale) in boundaries_and_scales {
            value *= scale;
            match boundary.checked_sub(1) {
                Some(last_before) => {
                    boundaries.push(last_before);
                    values.push(value);
                }
                None => values = vec![value],
            }
        }
        Self::new(boundaries, values)
    }
}

impl Schedule for PiecewiseConstantDecay {
    fn value(&self, step: u64) -> f64 {
        self.values[self.boundaries.partition_point(|boundary| *boundary < step)]
    }
}

/// How [`PiecewiseInterpolation`] gets from one value to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interpolation {
    /// In a straight line.
    Linear,
    /// In half a wave of the cosine: slowly at both ends.
    Cosine,
}

/// From value to value between boundaries: optax's `piecewise_interpolate_schedule`.
///
/// ```
/// use autodiff_runtime::schedule::{Interpolation, PiecewiseInterpolation, Schedule};
///
/// let rate = PiecewiseInterpolation::new(Interpolation::Linear, 1.0, &[(10, 0.5)]);
/// assert_eq!((rate.value(0), rate.value(5), rate.value(30)), (1.0, 0.75, 0.5));
/// ```
#[derive(Clone, Debug)]
pub struct PiecewiseInterpolation {
    kind: Interpolation,
    /// Steps and the values there, the first at step 0.
    points: Vec<(u64, f64)>,
}

impl PiecewiseInterpolation {
    /// At each boundary the value has been multiplied by that scale and all before it.
    ///
    /// # Panics
    ///
    /// When the boundaries do not increase.
    #[must_use]
    pub fn new(kind: Interpolation, initial: f64, boundaries_and_scales: &[(u64, f64)]) -> Self {
        let mut points = vec![(0, initial)];
        let mut value = initial;
        for &(boundary, scale) in boundaries_and_scales {
            value *= scale;
            points.push((boundary, value));
        }
        assert!(points.windows(2).all(|pair| pair[0].0 <= pair[1].0), "boundaries increase: {boundaries_and_scales:?}");
        Self { kind, points }
    }
}

impl Schedule for PiecewiseInterpolation {
    fn value(&self, step: u64) -> f64 {
        let after = self.points.partition_point(|(boundary, _)| *boundary <= step);
        let (from, start) = self.points[after - 1];
        let Some(&(to, end)) = self.points.get(after) else { return start };
        let share = (step - from) as f64 / (to - from) as f64;
        match self.kind {
            Interpolation::Linear => (end - start) * share + start,
            Interpolation::Cosine => end + (start - end) / 2.0 * ((PI * share).cos() + 1.0),
        }
    }
}
