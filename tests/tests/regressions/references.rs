//! References that callees take in another way than the caller holds them.

use autodiff_runtime::differentiable;

#[differentiable]
fn norm(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for v in x {
        sum += v * v;
    }
    sum.sqrt()
}

#[differentiable]
fn square_and_scale(x: &mut [f64], k: f64) {
    for i in 0..x.len() {
        x[i] = x[i] * k * x[i];
    }
}

/// `y` is behind `&mut` here and behind `&` in `norm`: its adjoint was lost, or the expansion did not compile.
#[differentiable]
fn normalise(y: &mut [f64]) -> f64 {
    let before = norm(y);
    square_and_scale(y, 1.0 / before);
    let after = norm(y);
    y[0] * y[1] + before + after * y[2]
}

#[differentiable]
fn through_a_copy(x: &[f64]) -> f64 {
    let mut y = x.to_vec();
    normalise(&mut y) + y[1]
}

#[test]
fn an_exclusive_reference_passed_as_a_shared_one_keeps_its_adjoint() {
    let x = [0.3, -1.2, 0.7, 2.0, 1.1];
    let (value, gradient) = through_a_copy_grad(&x);
    assert_eq!(value, through_a_copy(&x));
    for i in 0..x.len() {
        let at = |h: f64| {
            let mut moved = x;
            moved[i] += h;
            through_a_copy(&moved)
        };
        // Central differences, extrapolated once: the error is of order h⁴ and 1e-16 / h.
        let slope = |h: f64| (at(h) - at(-h)) / (2.0 * h);
        let difference = (4.0 * slope(5e-4) - slope(1e-3)) / 3.0;
        assert!((gradient[i] - difference).abs() < 1e-9, "element {i}: {} instead of {difference}", gradient[i]);
    }
}

/// The list of indices grows while the function runs: what was pushed is read again in the reverse sweep.
#[differentiable]
fn product_of_positive(x: &[f64]) -> f64 {
    let mut order = Vec::new();
    for i in 0..x.len() {
        if x[i] > 0.0 {
            order.push(i);
        }
    }
    let mut product = 1.0;
    for k in 0..order.len() {
        product *= x[order[k]] * (k as f64 + 1.0);
    }
    product
}

#[test]
fn indices_pushed_to_a_list_are_those_of_the_forward_sweep() {
    // 2 · (3 · 2) for the elements 2 and 3: derivatives 6 and 4.
    assert_eq!(product_of_positive_grad(&[2.0, -1.0, 3.0]), (12.0, vec![6.0, 0.0, 4.0]));
}

#[differentiable]
fn ignores_its_arrays(_r: &[f64], x: f64, _z: &[f64]) -> f64 {
    0.75 * x
}

/// The same array twice, which the callee does not read and the caller overwrites later: the second adjoint had no length.
#[differentiable]
fn twice_and_overwritten(v: f64, mut p: [f64; 1]) -> f64 {
    let h = ignores_its_arrays(&p, v, &p[..1]);
    p[0] *= 0.75;
    h * p[0]
}

#[test]
fn an_array_lent_twice_that_nobody_reads_has_an_adjoint_of_its_length() {
    // 0.75 v · 0.75 p
    assert_eq!(twice_and_overwritten_grad(2.0, [4.0]), (4.5, (2.25, [1.125])));
}
