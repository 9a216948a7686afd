//! Innermost loops of sums and products.

use autodiff_runtime::differentiable;

#[differentiable]
fn rosenbrock(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len() - 1 {
        let valley = x[i + 1] - x[i] * x[i];
        let slope = 1.0 - x[i];
        sum += 100.0 * valley * valley + slope * slope;
    }
    sum
}

#[differentiable]
fn starts_late(x: &[f64]) -> f64 {
    let mut sum = 1.0;
    for i in 2..x.len() {
        sum -= x[i - 2] * x[i] * 0.5 - x[i - 1];
    }
    sum * 3.0
}

#[differentiable]
fn two_sums(x: &[f64]) -> f64 {
    let (mut a, mut b) = (0.0, 0.0);
    for i in 0..x.len() {
        a += x[i] * x[i];
        b += x[i] / (1.0 + x[i] * x[i]);
    }
    2.0 * a - b / 4.0
}

/// Not linear in the sums: two sweeps.
#[differentiable]
fn ratio_of_sums(x: &[f64]) -> f64 {
    let (mut a, mut b) = (1.0, 2.0);
    for i in 0..x.len() {
        a += x[i] * x[i];
        b += x[i];
    }
    (b * b) / a
}

/// The sum is read in the loop: its adjoint goes from iteration to iteration.
#[differentiable]
fn running_product(x: &[f64]) -> f64 {
    let mut sum = 0.5;
    for i in 0..x.len() {
        sum += 0.1 * sum * x[i];
    }
    sum
}

/// A prefix sum in place reads what it wrote.
#[differentiable]
fn prefix(x: &[f64]) -> f64 {
    let mut y = x.to_vec();
    for i in 1..y.len() {
        y[i] += 0.5 * y[i - 1] * x[i];
    }
    let mut sum = 0.0;
    for i in 0..y.len() {
        sum += y[i] * y[i] * 0.1;
    }
    sum
}

/// Assigned from the other end.
#[differentiable]
fn reversed(x: &[f64]) -> f64 {
    let n = x.len();
    let mut y = vec![0.0; n];
    for i in 0..n {
        y[n - 1 - i] = x[i] * x[i];
    }
    let mut sum = 0.0;
    for i in 0..n {
        sum += y[i] * x[i];
    }
    sum
}

/// The same element is assigned in every iteration: the last one counts.
#[differentiable]
fn last_wins(x: &[f64]) -> f64 {
    let mut y = vec![1.0; 2];
    for i in 0..x.len() {
        y[0] = x[i] * x[i];
        y[1] += x[i];
    }
    y[0] * y[1]
}

/// Two statements on one element.
#[differentiable]
fn twice(x: &[f64]) -> f64 {
    let mut y = vec![0.0; x.len()];
    for i in 0..x.len() {
        y[i] = x[i] * 2.0;
        y[i] = y[i] * y[i] + x[i];
    }
    let mut sum = 0.0;
    for i in 0..y.len() {
        sum += y[i] * y[i];
    }
    sum
}

/// Two walks along the array that is added to.
#[differentiable]
fn neighbours(x: &[f64]) -> f64 {
    let mut y = vec![0.0; x.len() + 1];
    for i in 0..x.len() {
        y[i] += x[i] * 0.5;
        y[i + 1] += x[i] * x[i];
    }
    let mut product = 1.0;
    for i in 0..y.len() {
        product += y[i] * y[i];
    }
    product.sqrt()
}

/// A place that stays the same, beside walks along the same array.
#[differentiable]
fn pivot(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 1..x.len() {
        sum += x[0] * x[i] - x[x.len() - 1] * x[i - 1];
    }
    sum
}

/// The index runs down while the loop runs up.
#[differentiable]
fn palindrome(x: &[f64]) -> f64 {
    let n = x.len();
    let mut sum = 0.0;
    for i in 0..n {
        sum += x[i] * x[n - 1 - i];
    }
    sum
}

/// An induction variable of its own.
#[differentiable]
fn counted(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    let mut k = 1;
    for i in 0..x.len() / 2 {
        sum += x[k] * x[i] * x[k];
        k += 1;
    }
    sum
}

/// Steps of two: no walk.
#[differentiable]
fn strided(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len() / 2 {
        sum += x[2 * i] * x[2 * i + 1];
    }
    for i in (1..x.len()).step_by(3) {
        sum += x[i] * x[i - 1] * x[i];
    }
    sum
}

#[differentiable]
fn by_reference(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for (a, b) in x.iter().zip(&x[1..]) {
        sum += a * b * b;
    }
    for v in x {
        sum += v * v * 0.5;
    }
    for (i, &v) in x.iter().enumerate() {
        sum += v * (i as f64 + 1.0) * v;
    }
    sum
}

#[differentiable]
fn windows(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for w in x.windows(3) {
        sum += w[0] * w[1] - w[2] * w[2] * w[0];
    }
    sum
}

#[differentiable]
fn squares_of_roots(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len() {
        let r = (x[i] * x[i] + 1.0).sqrt();
        sum += r * x[i].abs() - r / (2.0 + x[i] * x[i]);
    }
    sum
}

#[differentiable]
fn rows(x: &[f64]) -> f64 {
    let width = 3;
    let mut sum = 0.0;
    for r in 0..x.len() / width {
        let row = &x[r * width..(r + 1) * width];
        let mut product = 1.0;
        for j in 0..width {
            product += row[j] * row[j] * x[j];
        }
        sum += product * row[0];
    }
    sum
}

mod tests {
    crate::checked! {
        rosenbrock / rosenbrock_grad from 1;
        starts_late / starts_late_grad from 0;
        two_sums / two_sums_grad from 0;
        ratio_of_sums / ratio_of_sums_grad from 0;
        running_product / running_product_grad from 0;
        prefix / prefix_grad from 0;
        reversed / reversed_grad from 0;
        last_wins / last_wins_grad from 0;
        twice / twice_grad from 0;
        neighbours / neighbours_grad from 0;
        pivot / pivot_grad from 0;
        palindrome / palindrome_grad from 0;
        counted / counted_grad from 0;
        strided / strided_grad from 0;
        by_reference / by_reference_grad from 1;
        windows / windows_grad from 0;
        squares_of_roots / squares_of_roots_grad from 0;
        rows / rows_grad from 0;
    }
}

/// A slice that is too short panics in the gradient as in the function.
#[differentiable]
fn dot(x: &[f64], y: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len() {
        sum += x[i] * y[i];
    }
    sum
}

#[test]
fn a_short_slice_panics_as_the_primal_does() {
    let message = |f: fn()| {
        let panic = std::panic::catch_unwind(f).expect_err("the slice is too short");
        panic.downcast_ref::<String>().cloned()
    };
    let primal = message(|| _ = dot(&[1.0; 9], &[1.0; 5]));
    let gradient = message(|| _ = dot_grad(&[1.0; 9], &[1.0; 5]));
    assert_eq!(primal, gradient);
    assert!(primal.is_some_and(|text| text.contains("the index is 5")));
    assert_eq!(dot_grad(&[2.0; 9], &[3.0; 9]), (54.0, (vec![3.0; 9], vec![2.0; 9])));
}

/// The same array for both parameters, and single precision.
#[differentiable]
fn energy(x: &[f32], k: f32) -> f32 {
    let mut sum = 0.0;
    for i in 0..x.len() {
        sum += k * x[i] * x[i];
    }
    sum
}

#[test]
fn single_precision_strips() {
    // Σ k x² with x = 1 … 6: 2 · 91; derivatives 2 k x and Σ x².
    let x: Vec<f32> = (1..=6).map(|i| i as f32).collect();
    let (value, (dx, dk)) = energy_grad(&x, 2.0);
    assert_eq!((value, dk), (182.0, 91.0));
    assert_eq!(dx, [4.0, 8.0, 12.0, 16.0, 20.0, 24.0]);
}
