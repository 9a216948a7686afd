//! Annotated functions as problems of [`argmin`]'s solvers: trust regions, Newton's method, constrained and global ones.
//!
//! ```
//! use argmin::core::{Executor, State};
//! use argmin::solver::trustregion::{Steihaug, TrustRegion};
//! use autodiff_runtime::optim::argmin::Problem;
//!
//! // With `#[differentiable] fn rosenbrock(x: &[f64]) -> f64` this is `Problem::new(rosenbrock, rosenbrock_grad)`.
//! # fn rosenbrock(x: &[f64]) -> f64 { (1.0 - x[0]).powi(2) + 100.0 * (x[1] - x[0] * x[0]).powi(2) }
//! # fn rosenbrock_grad(x: &[f64]) -> (f64, Vec<f64>) {
//! #     let (a, b) = (1.0 - x[0], x[1] - x[0] * x[0]);
//! #     (a * a + 100.0 * b * b, vec![-2.0 * a - 400.0 * x[0] * b, 200.0 * b])
//! # }
//! let problem = Problem::new(rosenbrock, rosenbrock_grad);
//! let solver = TrustRegion::new(Steihaug::new().with_max_iters(20));
//! let run = Executor::new(problem, solver).configure(|state| state.param(vec![-1.2, 1.0]).max_iters(60)).run()?;
//! let x = run.state().get_best_param().expect("a point");
//! assert!((x[0] - 1.0).abs() < 1e-6 && (x[1] - 1.0).abs() < 1e-6);
//! # Ok::<(), argmin::core::Error>(())
//! ```
//!
//! [`argmin`]: https://docs.rs/argmin

use std::fmt;

use argmin::core::{CostFunction, Error, Gradient, Hessian, Jacobian, Operator};

/// A function and its gradient as an `argmin` problem over `Vec<f64>`.
///
/// Implements `CostFunction`, `Gradient` and `Hessian`. Unless [`hessian`](Problem::hessian) gives one, the Hessian is taken by central
/// differences of the gradient and made symmetric: `2n` gradients, relative errors of some 1e-9.
pub struct Problem<V, G> {
    value: V,
    gradient: G,
    hessian: Option<Box<HessianOf>>,
}

type HessianOf = dyn Fn(&[f64]) -> Vec<Vec<f64>> + Send + Sync;

impl<V, G> fmt::Debug for Problem<V, G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Problem").field("hessian", &self.hessian.is_some()).finish_non_exhaustive()
    }
}

impl<V: Fn(&[f64]) -> f64, G: Fn(&[f64]) -> (f64, Vec<f64>)> Problem<V, G> {
    /// From a function and its companion `f_grad`.
    pub fn new(value: V, gradient: G) -> Self {
        Self { value, gradient, hessian: None }
    }

    /// With a Hessian of its own, row by row.
    #[must_use]
    pub fn hessian(mut self, hessian: impl Fn(&[f64]) -> Vec<Vec<f64>> + Send + Sync + 'static) -> Self {
        self.hessian = Some(Box::new(hessian));
        self
    }

    /// `Hᵢₖ ≈ (∇f(x + hₖeₖ) − ∇f(x − hₖeₖ))ᵢ/2hₖ`, then `½(H + Hᵀ)`.
    fn differenced(&self, x: &[f64]) -> Vec<Vec<f64>> {
        let mut moved = x.to_vec();
        let columns: Vec<Vec<f64>> = (0..x.len())
            .map(|k| {
                // The error of the difference is h², that of rounding 1e-16/h: least at the cube root of 1e-16.
                let h = f64::EPSILON.cbrt() * x[k].abs().max(1.0);
                moved[k] = x[k] + h;
                let (above, up) = (moved[k], (self.gradient)(&moved).1);
                moved[k] = x[k] - h;
                let (below, down) = (moved[k], (self.gradient)(&moved).1);
                moved[k] = x[k];
                up.iter().zip(down).map(|(up, down)| (up - down) / (above - below)).collect()
            })
            .collect();
        (0..x.len()).map(|i| (0..x.len()).map(|k| 0.5 * (columns[k][i] + columns[i][k])).collect()).collect()
    }
}

impl<V: Fn(&[f64]) -> f64, G> CostFunction for Problem<V, G> {
    type Param = Vec<f64>;
    type Output = f64;

    fn cost(&self, x: &Vec<f64>) -> Result<f64, Error> {
        Ok((self.value)(x))
    }
}

impl<V, G: Fn(&[f64]) -> (f64, Vec<f64>)> Gradient for Problem<V, G> {
    type Param = Vec<f64>;
    type Gradient = Vec<f64>;

    fn gradient(&self, x: &Vec<f64>) -> Result<Vec<f64>, Error> {
        Ok((self.gradient)(x).1)
    }
}

impl<V: Fn(&[f64]) -> f64, G: Fn(&[f64]) -> (f64, Vec<f64>)> Hessian for Problem<V, G> {
    type Param = Vec<f64>;
    type Hessian = Vec<Vec<f64>>;

    fn hessian(&self, x: &Vec<f64>) -> Result<Vec<Vec<f64>>, Error> {
        Ok(self.hessian.as_ref().map_or_else(|| self.differenced(x), |hessian| hessian(x)))
    }
}

/// Residuals and their Jacobian as an `argmin` problem, for its Gauss–Newton solvers: `Operator` and `Jacobian`.
///
/// The function returns residuals and the rows of the Jacobian, as for [`LevenbergMarquardt`](super::LevenbergMarquardt);
/// [`rows`](super::rows) makes them from `f_vjp`.
pub struct LeastSquares<R>(pub R);

impl<R> fmt::Debug for LeastSquares<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LeastSquares(..)")
    }
}

impl<R: Fn(&[f64]) -> (Vec<f64>, Vec<Vec<f64>>)> Operator for LeastSquares<R> {
    type Param = Vec<f64>;
    type Output = Vec<f64>;

    fn apply(&self, x: &Vec<f64>) -> Result<Vec<f64>, Error> {
        Ok((self.0)(x).0)
    }
}

impl<R: Fn(&[f64]) -> (Vec<f64>, Vec<Vec<f64>>)> Jacobian for LeastSquares<R> {
    type Param = Vec<f64>;
    type Jacobian = Vec<Vec<f64>>;

    fn jacobian(&self, x: &Vec<f64>) -> Result<Vec<Vec<f64>>, Error> {
        Ok((self.0)(x).1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rosenbrock(x: &[f64]) -> f64 {
        rosenbrock_grad(x).0
    }

    fn rosenbrock_grad(x: &[f64]) -> (f64, Vec<f64>) {
        let (a, b) = (1.0 - x[0], x[1] - x[0] * x[0]);
        (a * a + 100.0 * b * b, vec![-2.0 * a - 400.0 * x[0] * b, 200.0 * b])
    }

    /// H = [[2 − 400(x₁ − 3x₀²), −400x₀], [−400x₀, 200]].
    #[test]
    fn differences_of_the_gradient_are_the_hessian() {
        let x = vec![-1.2, 1.0];
        let found = Hessian::hessian(&Problem::new(rosenbrock, rosenbrock_grad), &x).expect("a matrix");
        let expected = [[2.0 - 400.0 * (x[1] - 3.0 * x[0] * x[0]), -400.0 * x[0]], [-400.0 * x[0], 200.0]];
        for (found, expected) in found.iter().flatten().zip(expected.as_flattened()) {
            assert!((found - expected).abs() <= 1e-7 * expected.abs(), "{found}, not {expected}");
        }
        assert_eq!(found[0][1], found[1][0]);
    }

    #[test]
    fn a_hessian_that_was_given_is_taken() {
        let problem = Problem::new(rosenbrock, rosenbrock_grad).hessian(|_| vec![vec![1.0, 2.0], vec![3.0, 4.0]]);
        assert_eq!(Hessian::hessian(&problem, &vec![0.0, 0.0]).expect("a matrix"), [[1.0, 2.0], [3.0, 4.0]]);
    }

    #[test]
    fn least_squares_show_both_parts() {
        let line = LeastSquares(|x: &[f64]| (vec![x[0] - 1.0, 2.0 * x[0]], vec![vec![1.0], vec![2.0]]));
        assert_eq!(line.apply(&vec![3.0]).expect("residuals"), [2.0, 6.0]);
        assert_eq!(line.jacobian(&vec![3.0]).expect("rows"), [[1.0], [2.0]]);
    }
}
