//! Programs in nalgebra as their authors would write them.

use autodiff_runtime::{Differentiable, differentiable};
use nalgebra::{Cholesky, DMatrix, DVector, Matrix2, Matrix3, SVector, Vector2, Vector3, dmatrix, dvector, matrix, vector};

use crate::difference::assert_gradient;

/// The value to the bit, the gradient against differences.
macro_rules! agree {
    ($f:ident, $gradient:ident, $x:expr) => {
        let x = $x;
        let (value, gradient) = $gradient(&x);
        assert_eq!(value.to_bits(), $f(&x).to_bits());
        assert_gradient(&x, &gradient, $f);
    };
}

fn square(n: usize) -> DMatrix<f64> {
    DMatrix::from_fn(n, n, |i, j| ((i * 3 + j * 7) as f64).sin() + if i == j { 3.0 } else { 0.0 })
}

fn column(n: usize) -> DVector<f64> {
    DVector::from_fn(n, |i, _| (1.0 + i as f64).cos())
}

#[differentiable]
fn quadratic(x: &DVector<f64>) -> f64 {
    let a = dmatrix![4.0, 1.0, 0.0; 1.0, 3.0, 0.5; 0.0, 0.5, 2.0];
    let b = dvector![1.0, -1.0, x[0]];
    0.5 * (x.transpose() * &a * x)[(0, 0)] - b.dot(x)
}

#[differentiable]
fn small(x: &DVector<f64>) -> f64 {
    let m = matrix![x[0], 1.0; 2.0, x[1]];
    let v: Vector2<f64> = vector![x[1], x[2]];
    let w = m * v;
    (m.determinant() * w).norm() + w.x * m.trace() + (Matrix2::identity() * 2.0 - m).try_inverse().unwrap()[(0, 1)]
}

#[differentiable]
fn power_iteration(a: &DMatrix<f64>) -> f64 {
    let n = a.nrows();
    let mut v = DVector::from_element(n, 1.0 / (n as f64).sqrt());
    for _ in 0..8 {
        v = a * &v;
        v /= v.norm();
    }
    v.dot(&(a * &v))
}

#[differentiable]
fn least_squares(a: &DMatrix<f64>) -> f64 {
    let b = DVector::from_fn(a.nrows(), |i, _| i as f64);
    let normal = a.transpose() * a;
    let x = normal.lu().solve(&(a.transpose() * &b)).expect("regular");
    (a * x - b).norm_squared()
}

#[differentiable]
fn recursion_over_blocks(a: &DMatrix<f64>) -> f64 {
    let n = a.nrows();
    if n <= 2 {
        return a.determinant();
    }
    let h = n / 2;
    let (p, q) = (a.view((0, 0), (h, h)).into_owned(), a.view((h, h), (n - h, n - h)).into_owned());
    recursion_over_blocks(&p) * recursion_over_blocks(&q) + a.view((0, h), (h, n - h)).sum()
}

#[differentiable]
fn ridge(x: &DVector<f64>) -> f64 {
    let features = DMatrix::from_fn(6, x.len(), |i, j| ((i + 1) as f64 * x[j]).sin());
    let gram = features.tr_mul(&features) + DMatrix::identity(x.len(), x.len()) * 0.1;
    let Some(factor) = Cholesky::new(gram) else { return f64::NAN };
    let mut y = features.transpose() * DVector::from_element(6, 1.0);
    factor.solve_mut(&mut y);
    y.iter().map(|v| v * v).sum::<f64>() + factor.ln_determinant()
}

/// Gram–Schmidt on columns in place.
#[differentiable]
fn orthogonalised(a: &DMatrix<f64>) -> f64 {
    let mut q = a.clone();
    for j in 0..q.ncols() {
        for k in 0..j {
            let c = q.column(k).dot(&q.column(j));
            let other = q.column(k).clone_owned();
            let mut column = q.column_mut(j);
            column -= other * c;
        }
        let norm = q.column(j).norm();
        for i in 0..q.nrows() {
            q[(i, j)] /= norm;
        }
    }
    q.column(0)[1] + q.column(q.ncols() - 1).iter().enumerate().map(|(i, v)| i as f64 * v).sum::<f64>()
}

#[differentiable]
fn rigid_motion(x: &SVector<f64, 6>) -> f64 {
    let axis = Vector3::new(x[0], x[1], x[2]);
    let angle = axis.norm();
    let k = (axis / angle).cross_matrix();
    let r = Matrix3::identity() + k * angle.sin() + k * k * (1.0 - angle.cos());
    let t: Vector3<f64> = x.fixed_rows::<3>(3).into_owned();
    let points = [Vector3::new(1.0, 0.0, 0.0), Vector3::new(0.0, 2.0, 0.0), Vector3::new(0.5, 0.5, 1.0)];
    let goal = Vector3::new(0.3, 0.2, 0.1);
    points.iter().map(|p| (r * p + t - goal).norm_squared()).sum()
}

#[derive(Clone, Debug, Differentiable)]
struct Layer {
    weights: DMatrix<f64>,
    bias: DVector<f64>,
}

#[derive(Clone, Debug, Differentiable)]
struct Network {
    layers: Vec<Layer>,
    scale: f64,
}

#[differentiable]
impl Layer {
    fn apply(&self, x: &DVector<f64>) -> DVector<f64> {
        (&self.weights * x + &self.bias).map(|v| v.tanh())
    }
}

#[differentiable]
fn forward(network: &Network) -> f64 {
    let mut x = DVector::from_vec(vec![0.3, -0.7]);
    for layer in &network.layers {
        x = layer.apply(&x);
    }
    network.scale * x.norm_squared()
}

/// The likelihood of a Kalman filter with a constant velocity.
#[differentiable]
fn kalman(noise: &Vector2<f64>) -> f64 {
    let transition = Matrix2::new(1.0, 0.5, 0.0, 1.0);
    let observe = nalgebra::RowVector2::new(1.0, 0.0);
    let q = Matrix2::identity() * noise.x.exp();
    let mut state = Vector2::zeros();
    let mut covariance = Matrix2::identity();
    let mut likelihood = 0.0;
    for k in 0..12 {
        state = transition * state;
        covariance = transition * covariance * transition.transpose() + q;
        let residual = (k as f64 * 0.7).sin() - (observe * state)[0];
        let s = (observe * covariance * observe.transpose())[0] + noise.y.exp();
        let gain = covariance * observe.transpose() / s;
        state += gain * residual;
        covariance = (Matrix2::identity() - gain * observe) * covariance;
        likelihood -= 0.5 * (residual * residual / s + s.ln());
    }
    likelihood
}

#[test]
fn programs_over_vectors() {
    agree!(quadratic, quadratic_grad, column(3));
    agree!(small, small_grad, column(3));
    agree!(ridge, ridge_grad, column(4));
    agree!(rigid_motion, rigid_motion_grad, SVector::<f64, 6>::from_fn(|i, _| 0.2 + 0.3 * i as f64));
    agree!(kalman, kalman_grad, Vector2::new(-1.0, -0.5));
}

#[test]
fn programs_over_matrices() {
    agree!(power_iteration, power_iteration_grad, square(4));
    agree!(least_squares, least_squares_grad, square(5).columns(0, 2).into_owned());
    agree!(recursion_over_blocks, recursion_over_blocks_grad, square(5));
    agree!(orthogonalised, orthogonalised_grad, square(4));
}

#[test]
fn structs_of_matrices() {
    let layer = |rows: usize, columns: usize| Layer {
        weights: DMatrix::from_fn(rows, columns, |i, j| (i as f64 - j as f64) * 0.3 + 0.1),
        bias: column(rows),
    };
    agree!(forward, forward_grad, Network { layers: vec![layer(3, 2), layer(2, 3)], scale: 1.5 });
}
