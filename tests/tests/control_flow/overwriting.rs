//! Places that are written more than once: adjoints are taken over, old values come back.

use autodiff_runtime::differentiable;

#[differentiable]
fn overwritten(x: f64) -> f64 {
    let mut v = x * x;
    let a = v.sin();
    v = a * v;
    v = v * v;
    v + a
}

#[test]
fn an_overwritten_value_is_restored_before_it_is_read() {
    let x = 0.7_f64;
    let (_, slope) = overwritten_grad(x);
    // w = x² sin x², w² + sin x²
    let (s, c) = (x * x).sin_cos();
    let w = x * x * s;
    let expected = 2.0 * w * (2.0 * x * s + x * x * c * 2.0 * x) + c * 2.0 * x;
    assert!((slope - expected).abs() < 1e-14, "{slope}, expected {expected}");
}

#[expect(unused_assignments, reason = "the store that is dead")]
#[differentiable]
fn dead_store(x: f64, y: f64) -> f64 {
    let mut v = x * 100.0;
    v = y;
    v * 2.0
}

#[test]
fn a_dead_store_contributes_nothing() {
    assert_eq!(dead_store_grad(1.0, 2.0), (4.0, (0.0, 2.0)));
}

#[differentiable]
fn element_by_element(x: &[f64]) -> f64 {
    let mut a = x.to_vec();
    for i in 1..a.len() {
        a[i] = a[i] * a[i - 1];
        a[0] += a[i];
    }
    a[0]
}

#[test]
fn elements_read_and_written_in_one_loop() {
    // x1x0 makes a0 = x0 + x0x1; a2 = x2·a1 = x0x1x2
    assert_eq!(element_by_element_grad(&[2.0, 3.0, 5.0]), (38.0, vec![19.0, 12.0, 6.0]));
}

#[differentiable]
fn swapped(x: &[f64; 3]) -> f64 {
    let mut a = *x;
    a.swap(0, 2);
    let (mut u, mut v) = (a[0], a[1]);
    std::mem::swap(&mut u, &mut v);
    [a[0], a[1]] = [a[1], a[0]];
    u * 100.0 + v * 10.0 + a[0] * 2.0 + a[1] * 3.0 + a[2]
}

#[test]
fn swaps_swap_the_adjoints() {
    // a = (x2, x1, x0); u = x1, v = x2; a = (x1, x2, x0)
    assert_eq!(swapped_grad(&[1.0, 2.0, 3.0]).1, [1.0, 102.0, 13.0]);
}

#[differentiable]
fn twice_the_same(x: &[f64], i: usize, j: usize) -> f64 {
    let mut a = x.to_vec();
    a[i] *= a[j];
    a[j] = a[i] + a[j] * a[i];
    a[i] * a[j]
}

#[test]
fn two_names_of_one_element() {
    // One element: a = x²; a + a² = x² + x⁴; squared.
    let (_, gradient) = twice_the_same_grad(&[1.5, 2.0], 0, 0);
    let x = 1.5f64;
    let b = x * x + x.powi(4);
    assert!((gradient[0] - 2.0 * b * (2.0 * x + 4.0 * x.powi(3))).abs() < 1e-12, "{gradient:?}");
    assert_eq!(gradient[1], 0.0);
    // Two: p = xy; q = p + y·p; p·q = x²y²(1 + y)
    let (_, gradient) = twice_the_same_grad(&[1.5, 2.0], 0, 1);
    assert_eq!(gradient, [2.0 * 1.5 * 4.0 * 3.0, 2.25 * (4.0 + 3.0 * 4.0)]);
}

#[differentiable]
fn nested_places(x: f64) -> f64 {
    let mut t = ([1.0, 2.0], (vec![x, 3.0], x));
    t.0[1] *= t.1.1;
    t.1.0[0] += t.0[1];
    t.1.1 = t.1.0[0] * t.1.0[1];
    let row = &mut t.1.0;
    row[1] = row[0] * x;
    t.1.1 + t.1.0[1] + t.0[0]
}

#[test]
fn places_within_places() {
    // t.0[1] = 2x; v0 = 3x; t.1.1 = 9x; v1 = 3x²
    assert_eq!(nested_places_grad(2.0), (31.0, 21.0));
}

#[differentiable]
fn whole_arrays(x: [f64; 2]) -> f64 {
    let mut a = x;
    let b = a;
    a = [b[1] * 2.0, b[0]];
    let c = a;
    a[0] = 7.0;
    c[0] * c[1] + a[0] * a[1] + b[0]
}

#[test]
fn copies_of_arrays_are_values_of_their_own() {
    // 2xy + 7x + x
    assert_eq!(whole_arrays_grad([2.0, 3.0]), (28.0, [14.0, 4.0]));
}
