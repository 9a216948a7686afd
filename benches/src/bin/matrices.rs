//! What gradients of matrix operations cost: primal, value with gradient, and the adjoint alone (`f_vjp`'s pullback), on 200 × 200.
//!
//! `cargo run --release -p benches --features matrices --bin matrices`. A product has two products as its adjoint, so three in all.

use std::hint::black_box;
use std::time::Instant;

use autodiff_runtime::differentiable;
use nalgebra::{DMatrix, DVector};
use ndarray::Array2;

const N: usize = 200;
const ROUNDS: usize = 60;

#[differentiable]
fn product(a: &DMatrix<f64>, b: &DMatrix<f64>) -> DMatrix<f64> {
    a * b
}

#[differentiable]
fn array_product(a: &Array2<f64>, b: &Array2<f64>) -> Array2<f64> {
    a.dot(b)
}

#[differentiable(wrt(b))]
fn product_with_data(a: &DMatrix<f64>, b: &DMatrix<f64>) -> DMatrix<f64> {
    a * b
}

#[differentiable]
fn solve(a: &DMatrix<f64>, b: &DVector<f64>) -> DVector<f64> {
    a.clone().lu().solve(b).unwrap()
}

#[differentiable]
fn solve_many(a: &DMatrix<f64>, b: &DMatrix<f64>) -> DMatrix<f64> {
    a.clone().lu().solve(b).unwrap()
}

#[differentiable]
fn cholesky(a: &DMatrix<f64>) -> DMatrix<f64> {
    a.clone().cholesky().unwrap().l()
}

#[differentiable]
fn log_determinant(a: &DMatrix<f64>) -> f64 {
    a.clone().cholesky().unwrap().ln_determinant()
}

#[differentiable]
fn determinant(a: &DMatrix<f64>) -> f64 {
    a.determinant()
}

#[differentiable]
fn inverse(a: &DMatrix<f64>) -> DMatrix<f64> {
    a.clone().try_inverse().unwrap()
}

#[differentiable]
fn gaussian_process(k: &DMatrix<f64>, y: &DVector<f64>) -> f64 {
    let factor = k.clone().cholesky().unwrap();
    0.5 * y.dot(&factor.solve(y)) + factor.l().diagonal().map(f64::ln).sum()
}

/// Seconds of the fastest of the rounds, in which all take turns.
fn best<const K: usize>(mut works: [&mut dyn FnMut() -> f64; K]) -> [f64; K] {
    let mut best = [f64::INFINITY; K];
    for round in 0..ROUNDS {
        for turn in 0..K {
            let who = (turn + round) % K;
            best[who] = best[who].min(works[who]());
        }
    }
    best
}

fn seconds<R>(work: impl FnOnce() -> R) -> f64 {
    let start = Instant::now();
    let out = black_box(work());
    let seconds = start.elapsed().as_secs_f64();
    drop(out);
    seconds
}

/// One row: the function on these arguments, with this adjoint of its value.
macro_rules! row {
    ($name:literal, $f:ident, $vjp:ident, ($($x:expr),*), $seed:expr) => {
        let [primal, both, adjoint] = best([
            &mut || seconds(|| $f($(black_box($x)),*)),
            &mut || {
                let seed = $seed;
                seconds(|| {
                    let (value, pullback) = $vjp($(black_box($x)),*);
                    (value, pullback.call(seed))
                })
            },
            &mut || {
                let (value, pullback) = $vjp($(black_box($x)),*);
                let seed = $seed;
                let seconds = seconds(|| pullback.call(seed));
                let _ = value;
                seconds
            },
        ]);
        println!("{:<28} {:>10.4} {:>10.4} {:>10.4} {:>10.2} {:>10.2}", $name, primal * 1e3, both * 1e3, adjoint * 1e3, both / primal, adjoint / primal);
    };
}

fn main() {
    // Until something of this size has been freed once, glibc's allocator gives the memory of a call back to the system, and what is measured is the
    // system's work of clearing it again.
    drop(black_box(vec![0_u8; 16 << 20]));
    let wave = |i: usize, j: usize, k: f64| ((i * 7 + j * 13) as f64 * k).sin();
    let a = DMatrix::from_fn(N, N, |i, j| wave(i, j, 0.7) + if i == j { 4.0 } else { 0.0 }) / 4.0;
    let b = DMatrix::from_fn(N, N, |i, j| wave(i, j, 1.1));
    let y = DVector::from_fn(N, |i, _| wave(i, 1, 0.3));
    let k = &a * a.transpose() + DMatrix::identity(N, N);
    let (a_array, b_array) = (Array2::from_shape_fn((N, N), |at| a[at]), Array2::from_shape_fn((N, N), |at| b[at]));
    let (ones, one_column) = (DMatrix::from_element(N, N, 1.0), DVector::from_element(N, 1.0));

    println!("{:<28} {:>10} {:>10} {:>10} {:>10} {:>10}", "200 × 200", "primal ms", "both ms", "adjoint ms", "both", "adjoint");
    row!("product", product, product_vjp, (&a, &b), ones.clone());
    row!("product of arrays (ndarray)", array_product, array_product_vjp, (&a_array, &b_array), Array2::ones((N, N)));
    row!("product with data", product_with_data, product_with_data_vjp, (&a, &b), ones.clone());
    row!("solve, one side", solve, solve_vjp, (&a, &y), one_column.clone());
    row!("solve, 200 sides", solve_many, solve_many_vjp, (&a, &b), ones.clone());
    row!("Cholesky factor", cholesky, cholesky_vjp, (&k), ones.clone());
    row!("log-determinant", log_determinant, log_determinant_vjp, (&k), 1.0);
    row!("determinant", determinant, determinant_vjp, (&a), 1.0);
    row!("inverse", inverse, inverse_vjp, (&a), ones.clone());
    row!("Gaussian process", gaussian_process, gaussian_process_vjp, (&k, &y), 1.0);
}
