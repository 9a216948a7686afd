//! Networks in ndarray.

use autodiff_runtime::{Differentiable, differentiable, optim::Adam, optim::Optimizer};
use ndarray::{Array1, Array2, Axis, array};

use crate::difference::assert_gradient;

/// Two layers, and the mean of the squared errors.
#[differentiable]
fn loss(w1: &Array2<f64>, b1: &Array1<f64>, w2: &Array2<f64>, b2: f64, x: &Array2<f64>, y: &Array1<f64>) -> f64 {
    let hidden = (x.dot(w1) + b1).mapv(f64::tanh);
    let out = hidden.dot(w2).column(0).to_owned() + b2;
    let error = &out - y;
    error.mapv(|e| e * e).mean().unwrap()
}

#[differentiable]
fn softmax_cross_entropy(w: &Array2<f64>, x: &Array2<f64>, labels: &[usize]) -> f64 {
    let logits = x.dot(&w.t());
    let mut total = 0.0;
    for (row, &label) in logits.axis_iter(Axis(0)).zip(labels) {
        let max = row.fold(f64::NEG_INFINITY, |a, &b| a.max(b));
        let sum: f64 = row.iter().map(|&v| (v - max).exp()).sum();
        total += max + sum.ln() - row[label];
    }
    total / labels.len() as f64
}

/// Arrays that are made and written in the function.
#[differentiable]
fn smoothed(x: &Array1<f64>, rounds: usize) -> Array1<f64> {
    let n = x.len();
    let mut y: Array1<f64> = x.clone();
    for _ in 0..rounds {
        let mut next = Array1::zeros(n);
        for i in 0..n {
            let (l, r) = (y[i.saturating_sub(1)], y[(i + 1).min(n - 1)]);
            next[i] = 0.25 * l + 0.5 * y[i] + 0.25 * r;
        }
        y = &next * 0.9 + 0.1 * x;
    }
    y + array![0.5, 1.0, 1.5].sum() * x[0]
}

#[differentiable]
fn outer(x: &Array1<f64>, y: &Array1<f64>) -> Array2<f64> {
    Array2::from_shape_fn((x.len(), y.len()), |(i, j)| x[i] * y[j])
}

#[differentiable]
fn row(x: &Array1<f64>) -> Array2<f64> {
    x.view().insert_axis(Axis(0)).to_owned()
}

#[differentiable]
fn total(x: &Array2<f64>) -> f64 {
    x.iter().enumerate().map(|(k, v)| (k as f64).cos() * v).sum()
}

#[derive(Clone, Debug, Differentiable)]
struct Pair {
    x: Array1<f64>,
    y: Array1<f64>,
    k: f64,
}

/// Operators on values of types that are not named, rows and columns as wide as the rest.
#[differentiable(compiled)]
fn combined(p: &Pair) -> f64 {
    let a = outer(&p.x, &p.y) * row(&p.y) + row(&p.y) / p.k;
    let b = -outer(&p.y, &p.y) - row(&p.x) * p.k;
    total(&(a / (b * 0.1 + 3.0)))
}

type Parameters = (Array2<f64>, Array1<f64>, Array2<f64>, f64);

fn data() -> (Parameters, Array2<f64>, Array1<f64>) {
    let wave = |i: usize, j: usize, k: f64| ((i * 3 + j * 5) as f64 * k).sin();
    let w1 = Array2::from_shape_fn((2, 5), |(i, j)| wave(i, j, 0.7));
    let w2 = Array2::from_shape_fn((5, 1), |(i, j)| wave(i, j, 1.1));
    let b1 = Array1::from_shape_fn(5, |i| wave(i, 1, 0.3));
    let x = Array2::from_shape_fn((9, 2), |(i, j)| wave(i, j, 0.9));
    let y = x.map_axis(Axis(1), |row| row[0] * row[1]);
    ((w1, b1, w2, 0.1), x, y)
}

#[test]
fn two_layers() {
    let ((w1, b1, w2, b2), x, y) = data();
    let (value, (w1_bar, b1_bar, w2_bar, b2_bar, x_bar, y_bar)) = loss_grad(&w1, &b1, &w2, b2, &x, &y);
    assert_eq!(value.to_bits(), loss(&w1, &b1, &w2, b2, &x, &y).to_bits());
    assert_gradient(&w1, &w1_bar, |w1| loss(w1, &b1, &w2, b2, &x, &y));
    assert_gradient(&b1, &b1_bar, |b1| loss(&w1, b1, &w2, b2, &x, &y));
    assert_gradient(&w2, &w2_bar, |w2| loss(&w1, &b1, w2, b2, &x, &y));
    assert_gradient(&b2, &b2_bar, |b2| loss(&w1, &b1, &w2, *b2, &x, &y));
    assert_gradient(&x, &x_bar, |x| loss(&w1, &b1, &w2, b2, x, &y));
    assert_gradient(&y, &y_bar, |y| loss(&w1, &b1, &w2, b2, &x, y));
}

#[test]
fn cross_entropy() {
    let (_, x, _) = data();
    let w = Array2::from_shape_fn((3, 2), |(i, j)| (i as f64 - j as f64) * 0.4);
    let labels = [0, 1, 2, 1, 0, 2, 2, 1, 0];
    let (value, (w_bar, x_bar)) = softmax_cross_entropy_grad(&w, &x, &labels);
    assert_eq!(value.to_bits(), softmax_cross_entropy(&w, &x, &labels).to_bits());
    assert_gradient(&w, &w_bar, |w| softmax_cross_entropy(w, &x, &labels));
    assert_gradient(&x, &x_bar, |x| softmax_cross_entropy(&w, x, &labels));
}

#[test]
fn arrays_that_are_written() {
    let x = Array1::from_shape_fn(6, |i| (i as f64).cos());
    let (value, pullback) = smoothed_vjp(&x, 3);
    assert_eq!(value, smoothed(&x, 3));
    let weights = Array1::from_shape_fn(6, |i| 1.0 + i as f64);
    let x_bar = pullback.call(weights.clone());
    assert_gradient(&x, &x_bar, |x| smoothed(x, 3).dot(&weights));
}

#[test]
fn arrays_of_types_that_are_not_named() {
    let pair = Pair { x: array![0.5, -1.0, 2.0], y: array![1.5, 0.3, -0.7], k: 1.2 };
    let (value, gradient) = combined_grad(&pair);
    assert_eq!(value.to_bits(), combined(&pair).to_bits());
    assert_gradient(&pair, &gradient, combined);
}

#[test]
fn an_optimizer_steps_arrays() {
    let ((mut w1, mut b1, mut w2, mut b2), x, y) = data();
    let mut adam = Adam::new(0.05);
    let start = loss(&w1, &b1, &w2, b2, &x, &y);
    for _ in 0..200 {
        let (_, (w1_bar, b1_bar, w2_bar, b2_bar, ..)) = loss_grad(&w1, &b1, &w2, b2, &x, &y);
        let mut all = (w1, b1, w2, b2);
        adam.step(&mut all, &(w1_bar, b1_bar, w2_bar, b2_bar)).unwrap();
        (w1, b1, w2, b2) = all;
    }
    let end = loss(&w1, &b1, &w2, b2, &x, &y);
    assert!(end < 0.05 * start, "{start} → {end}");
}
