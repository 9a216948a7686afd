//! Loops along arrays, of every length around the width of a strip: the fast forms of `docs` and ARCHITECTURE.md (strips, fused gradients, loops that run
//! forwards, adjoints summed in scalars) where they may be used, and next to each a program where one licence is missing.
//!
//! The expectation is central differences, extrapolated once; values are compared to the bit.

#![allow(clippy::all, reason = "plain loops are the subject")]

mod fused;
mod order;
mod strips;

/// Points of a fixed sequence in (-2, 2), away from zero.
fn points(n: usize, salt: u64) -> Vec<f64> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(salt + 1);
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    (0..n).map(|_| (0.2 + 1.8 * next()) * if next() < 0.5 { -1.0 } else { 1.0 }).collect()
}

/// Compares value and gradient of a function of one slice at lengths from `least` on.
#[track_caller]
fn check(least: usize, f: impl Fn(&[f64]) -> f64, gradient: impl Fn(&[f64]) -> (f64, Vec<f64>)) {
    for n in least..least + 19 {
        let x = points(n, n as u64);
        let (value, slopes) = gradient(&x);
        assert_eq!(value.to_bits(), f(&x).to_bits(), "value for {n} elements");
        assert_eq!(slopes.len(), n);
        for i in 0..n {
            let at = |h: f64| {
                let mut moved = x.clone();
                moved[i] += h;
                f(&moved)
            };
            let slope = |h: f64| (at(h) - at(-h)) / (2.0 * h);
            let difference = (4.0 * slope(5e-4) - slope(1e-3)) / 3.0;
            // Differences: h⁴ of the fifth derivative and 1e-16/h of the value.
            let scale = 1.0 + difference.abs() + value.abs();
            assert!((slopes[i] - difference).abs() <= 2e-8 * scale, "{n} elements, element {i}: {} instead of {difference}", slopes[i]);
        }
    }
}

macro_rules! checked {
    ($($name:ident / $grad:ident from $least:literal;)*) => {
        $(#[test] fn $name() { crate::check($least, super::$name, super::$grad); })*
    };
}
pub(crate) use checked;
