//! Trip counts of ranges.

/// An integer that ranges count in.
pub trait Int: Copy {
    /// `hi - lo`, 0 if there is nothing between; `usize::MAX` if it is more than that (no loop runs so long).
    fn distance(lo: Self, hi: Self) -> usize;

    /// Is there anything in `lo..=hi`?
    fn in_order(lo: Self, hi: Self) -> bool;

    /// `self + step · trip`, or `self - step · trip`.
    fn advanced(self, step: Self, trip: usize, negative: bool) -> Self;
}

macro_rules! ints {
    ($($int:ident as $unsigned:ident)*) => {$(
        impl Int for $int {
            #[inline(always)]
            fn distance(lo: $int, hi: $int) -> usize {
                if hi <= lo {
                    return 0;
                }
                let distance = (hi as $unsigned).wrapping_sub(lo as $unsigned);
                usize::try_from(distance).unwrap_or(usize::MAX)
            }
            #[inline(always)]
            fn in_order(lo: $int, hi: $int) -> bool {
                lo <= hi
            }
            #[inline(always)]
            fn advanced(self, step: $int, trip: usize, negative: bool) -> $int {
                let way = step.wrapping_mul(trip as $int);
                if negative { self.wrapping_sub(way) } else { self.wrapping_add(way) }
            }
        }
    )*};
}

ints! {
    u8 as u8 u16 as u16 u32 as u32 u64 as u64 u128 as u128 usize as usize
    i8 as u8 i16 as u16 i32 as u32 i64 as u64 i128 as u128 isize as usize
}

/// How many iterations `for _ in lo..hi` makes.
#[inline(always)]
pub fn trips<I: Int>(lo: I, hi: I) -> usize {
    I::distance(lo, hi)
}

/// How many iterations `for _ in lo..=hi` makes.
#[inline(always)]
pub fn trips_inclusive<I: Int>(lo: I, hi: I) -> usize {
    if I::in_order(lo, hi) { I::distance(lo, hi).saturating_add(1) } else { 0 }
}

/// The value in iteration `trip` of an integer that starts at `before` and changes by `step` in every iteration. The primal has had the value, so it is in range.
#[inline(always)]
pub fn advanced<I: Int>(before: I, step: I, trip: usize, negative: bool) -> I {
    before.advanced(step, trip, negative)
}

/// What `len` and `capacity` of a type that the macro does not know return: an integer, for it is taken to carry no derivative.
#[inline(always)]
pub fn length<I: Int>(length: I) -> I {
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_induction_variable_is_where_the_loop_had_it() {
        assert_eq!(advanced(5_usize, 2, 3, false), 11);
        assert_eq!(advanced(11_usize, 2, 3, true), 5);
        assert_eq!(advanced(-3_i8, -1, 125, false), i8::MIN);
        assert_eq!(advanced(7_u8, 1, 0, true), 7);
    }

    #[test]
    fn counts_what_the_loop_runs() {
        assert_eq!(trips(-3_i32, 4), (-3..4).count());
        assert_eq!(trips(4_i32, -3), 0);
        assert_eq!(trips(i8::MIN, i8::MAX), (i8::MIN..i8::MAX).count());
        assert_eq!(trips(7_usize, 7), 0);
        assert_eq!(trips_inclusive(7_usize, 7), 1);
        assert_eq!(trips_inclusive(8_usize, 7), 0);
        assert_eq!(trips_inclusive(i8::MIN, i8::MAX), 256);
        assert_eq!(trips_inclusive(0_u64, u64::MAX), usize::MAX);
        assert_eq!(trips(i128::MIN, i128::MAX), usize::MAX);
    }
}
