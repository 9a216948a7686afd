//! Eight elements of an adjoint at a time.

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

/// `slice += strip`, element by element; `slice` has eight.
#[inline(always)]
pub fn add_strip<T: Lane>(slice: &mut [T], strip: [T; 8]) {
    for (to, from) in slice.iter_mut().zip(strip) {
        *to += from;
    }
}

/// The eight elements of an adjoint whose places were added to.
#[inline(always)]
pub fn copied<T: Lane>(slice: &mut [T]) -> [T; 8] {
    let mut strip = [T::ZERO; 8];
    strip.copy_from_slice(slice);
    strip
}

/// The eight elements of an adjoint whose places were assigned: they are zero afterwards.
#[inline(always)]
pub fn taken<T: Lane>(slice: &mut [T]) -> [T; 8] {
    let strip = copied(slice);
    slice.fill(T::ZERO);
    strip
}

/// The sum of eight running sums.
#[inline(always)]
pub fn sum_strip<T: Lane>(strip: [T; 8]) -> T {
    let [a, b, c, d, e, f, g, h] = strip;
    ((a + e) + (c + g)) + ((b + f) + (d + h))
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
        assert_eq!(sum_strip(copied(&mut slice)), 36.0);
        assert_eq!(taken(&mut slice)[7], 8.0);
        assert_eq!(slice, [0.0; 8]);
    }

    #[test]
    fn a_length_that_overflows_fits_nowhere() {
        assert!(fits(1, 2, 3));
        assert!(!fits(2, 2, 3));
        assert!(!fits(1, usize::MAX, usize::MAX));
    }
}
