//! Several elements of an adjoint at a time.

use core::ops::{Add, AddAssign};

/// A float of an adjoint's element.
pub trait Lane: Copy + Add<Output = Self> + AddAssign {
    /// −0.0, the identity of addition.
    const ZERO: Self;
}

impl Lane for f64 {
    const ZERO: f64 = -0.0;
}

impl Lane for f32 {
    const ZERO: f32 = -0.0;
}

/// `slice += strip`, element by element; `slice` is as long.
#[inline(always)]
pub fn add_strip<T: Lane, const N: usize>(slice: &mut [T], strip: [T; N]) {
    for (to, from) in slice.iter_mut().zip(strip) {
        *to += from;
    }
}

/// The elements of an adjoint whose places were added to.
#[inline(always)]
pub fn copied<T: Lane, const N: usize>(slice: &mut [T]) -> [T; N] {
    let mut strip = [T::ZERO; N];
    strip.copy_from_slice(slice);
    strip
}

/// The elements of an adjoint whose places were assigned: they are zero afterwards.
#[inline(always)]
pub fn taken<T: Lane, const N: usize>(slice: &mut [T]) -> [T; N] {
    let strip = copied(slice);
    slice.fill(T::ZERO);
    strip
}

/// The sum of the running sums of all lanes.
#[inline(always)]
pub fn sum_strip<T: Lane, const N: usize>(strip: [T; N]) -> T {
    strip.into_iter().fold(T::ZERO, |sum, lane| sum + lane)
}

/// `trips` elements from `from` on lie within `length`.
#[inline(always)]
pub fn fits(from: usize, trips: usize, length: usize) -> bool {
    from.checked_add(trips).is_some_and(|end| end <= length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strip_is_added_where_it_belongs() {
        let mut slice = [1.0; 8];
        add_strip(&mut slice, [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]);
        assert_eq!(slice, [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]);
        assert_eq!(sum_strip(copied::<f64, 8>(&mut slice)), 36.0);
        assert_eq!(taken::<f64, 8>(&mut slice)[7], 8.0);
        assert_eq!(slice, [0.0; 8]);
    }

    #[test]
    fn a_length_that_overflows_fits_nowhere() {
        assert!(fits(1, 2, 3));
        assert!(!fits(2, 2, 3));
        assert!(!fits(1, usize::MAX, usize::MAX));
    }
}
