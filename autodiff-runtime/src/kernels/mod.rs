//! Loops over slices that reverse sweeps call. None of them is for the primal, whose order of operations is promised; here the order
//! of summation is part of the contract: four running sums, `(s₀ + s₂) + (s₁ + s₃)`, then the rest in order.

use crate::rules::RuleFloat;

#[cfg(test)]
mod tests;

/// `y += a·x` over the shorter of the two.
#[inline]
pub fn axpy<F: RuleFloat>(a: F, x: &[F], y: &mut [F]) {
    for (y, x) in y.iter_mut().zip(x) {
        *y += a * *x;
    }
}

/// `Σ x·y`, four running sums.
///
/// # Panics
///
/// When `y` is shorter than `x`.
#[inline]
pub fn dot<F: RuleFloat>(x: &[F], y: &[F]) -> F {
    let n = x.len();
    let (x_4, x_rest) = x.as_chunks::<4>();
    let (y_4, y_rest) = y[..n].as_chunks::<4>();
    let mut s = [F::ZERO; 4];
    for (x, y) in x_4.iter().zip(y_4) {
        for k in 0..4 {
            s[k] += x[k] * y[k];
        }
    }
    let mut sum = (s[0] + s[2]) + (s[1] + s[3]);
    for (x, y) in x_rest.iter().zip(y_rest) {
        sum += *x * *y;
    }
    sum
}

/// The adjoint of `out += a·x`: `x̄ += a·ō`, and `ā` is returned as `Σ x·ō`.
///
/// # Panics
///
/// When `x` or `x_bar` is shorter than `out_bar`.
#[inline]
pub fn axpy_adjoint<F: RuleFloat>(a: F, x: &[F], out_bar: &[F], x_bar: &mut [F]) -> F {
    let n = out_bar.len();
    let (o_4, o_rest) = out_bar.as_chunks::<4>();
    let (x_4, x_rest) = x[..n].as_chunks::<4>();
    let (b_4, b_rest) = x_bar[..n].as_chunks_mut::<4>();
    let mut s = [F::ZERO; 4];
    for ((o, x), b) in o_4.iter().zip(x_4).zip(b_4) {
        for k in 0..4 {
            s[k] += x[k] * o[k];
            b[k] += a * o[k];
        }
    }
    let mut sum = (s[0] + s[2]) + (s[1] + s[3]);
    for ((o, x), b) in o_rest.iter().zip(x_rest).zip(b_rest) {
        sum += *x * *o;
        *b += a * *o;
    }
    sum
}

/// `n` elements from `start` on, if they are there; nothing at all if there are none to take.
#[inline(always)]
pub fn cut<T>(v: &[T], start: usize, n: usize) -> Option<&[T]> {
    if n == 0 { Some(&[]) } else { v.get(start..)?.get(..n) }
}

/// [`cut`] of a mutable slice.
#[inline(always)]
pub fn cut_mut<T>(v: &mut [T], start: usize, n: usize) -> Option<&mut [T]> {
    if n == 0 { Some(&mut []) } else { v.get_mut(start..)?.get_mut(..n) }
}
