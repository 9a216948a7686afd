//! Central differences, extrapolated (Richardson 1911), with an estimate of their own error.

/// A derivative by differences.
#[derive(Clone, Copy, Debug)]
pub struct Slope {
    /// The derivative.
    pub value: f64,
    /// How far it may be off: the change that the last extrapolation made, and the rounding of the values.
    pub error: f64,
}

/// The derivative at 0 of `along`, for steps of about `scale`; `epsilon` is the rounding of its values.
///
/// For each first step `h` of a ladder `D(h), D(h/2), D(h/4), D(h/8)` are extrapolated to `h = 0`, their error being a series in `h²`;
/// the ladder with the least estimate of its error wins.
pub fn slope(mut along: impl FnMut(f64) -> f64, scale: f64, epsilon: f64) -> Slope {
    let mut best = Slope { value: f64::NAN, error: f64::INFINITY };
    for power in 1..=5 {
        let first = scale * 10f64.powi(-power);
        let mut table = [0.0; 4];
        let mut size = 0.0f64;
        for (k, entry) in table.iter_mut().enumerate() {
            let h = first / f64::from(1 << k);
            let (above, below) = (along(h), along(-h));
            size = size.max(above.abs()).max(below.abs());
            *entry = (above - below) / (2.0 * h);
        }
        let mut before = table[3];
        for order in 1..4 {
            before = table[3];
            let factor = 4f64.powi(order);
            for k in (order as usize..4).rev() {
                table[k] = (factor * table[k] - table[k - 1]) / (factor - 1.0);
            }
        }
        let rounding = 8.0 * epsilon * size / first;
        let error = (table[3] - before).abs() + rounding;
        if error < best.error {
            best = Slope { value: table[3], error };
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::slope;

    #[test]
    fn the_slope_of_the_exponential_is_itself() {
        let found = slope(|h| (1.0 + h).exp(), 1.0, f64::EPSILON);
        assert!((found.value - 1f64.exp()).abs() < 1e-11, "{found:?}");
        assert!(found.error < 1e-9, "{found:?}");
    }

    #[test]
    fn a_jump_has_no_small_error() {
        let found = slope(|h| if h > 0.0 { 1.0 } else { 0.0 }, 1.0, f64::EPSILON);
        assert!(found.error > 1e-3, "{found:?}");
    }
}
