//! Each operation in a function of matrices, written once and run on floats and on numbers: the value to the bit, the gradient against differences.

use ::nalgebra::DMatrix as Plain;

use super::Dense;
use crate::matrix::node::Num;
use crate::overload::{Lift, Run};

/// Numbers in `-1..1` without pattern, the same in each run.
fn random(rows: usize, columns: usize, seed: u64) -> Plain<f64> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    Plain::from_fn(rows, columns, |_, _| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
    })
}

/// Well away from singular.
fn regular(n: usize, seed: u64) -> Plain<f64> {
    random(n, n, seed) + Plain::identity(n, n) * 2.0
}

/// Symmetric and positive definite.
fn definite(n: usize, seed: u64) -> Plain<f64> {
    let m = random(n, n, seed);
    &m * m.transpose() + Plain::identity(n, n)
}

type Mirror = Dense<Num, ::nalgebra::Dyn, ::nalgebra::Dyn>;

/// The gradient of `mirrored` against differences of `plain`.
#[track_caller]
fn compare(arguments: &[Plain<f64>], plain: impl Fn(&[Plain<f64>]) -> f64, mirrored: impl Fn(&[Mirror]) -> Num) {
    let mut run = Run::new();
    let mirrors = arguments.iter().map(|argument| run.variable(argument)).collect::<Vec<_>>();
    let value: f64 = run.result::<f64>(&mirrored(&mirrors));
    let expected = plain(arguments);
    assert_eq!(value.to_bits(), expected.to_bits(), "{value} is not {expected}");
    let mut sweep = run.finish().sweep();
    sweep.seed(arguments.len(), &1.0);
    sweep.run();
    for (part, argument) in arguments.iter().enumerate() {
        let mut bar = argument * 0.0;
        sweep.collect(part, &mut bar);
        for k in 0..argument.len() {
            let at = |h: f64| {
                let mut moved = arguments.to_vec();
                moved[part][k] += h;
                plain(&moved)
            };
            // Of fourth order: an error of some 1e-12, and what cancels.
            let h = 1e-3;
            let difference = (8.0 * (at(h) - at(-h)) - (at(2.0 * h) - at(-2.0 * h))) / (12.0 * h);
            let tolerance = 1e-8 * (1.0 + difference.abs() + bar[k].abs());
            assert!((bar[k] - difference).abs() < tolerance, "argument {part}, element {k}: {} by the adjoint, {difference} by differences", bar[k]);
        }
    }
}

/// `name(argument, …) [values] => the function, with `c(1.0)` for constants`
macro_rules! of {
    ($($name:ident($($argument:ident),*) [$($values:expr),*] => $body:expr;)*) => {$(
        #[test]
        #[allow(unused_imports, clippy::redundant_clone, clippy::clone_on_copy)]
        fn $name() {
            let plain = |arguments: &[Plain<f64>]| {
                use super::tests::floats::*;
                let [$($argument),*] = arguments else { unreachable!() };
                $body
            };
            let mirrored = |arguments: &[Mirror]| {
                use super::tests::numbers::*;
                let [$($argument),*] = arguments else { unreachable!() };
                $body
            };
            compare(&[$($values),*], plain, mirrored);
        }
    )*};
}

macro_rules! world {
    ($name:ident, $number:ty, $constant:expr, $($names:tt)*) => {
        mod $name {
            pub(super) use $($names)*;

            pub(super) fn c(x: f64) -> $number {
                ($constant)(x)
            }

            pub(super) fn weighted(m: &DMatrix<$number>) -> $number {
                m.iter().enumerate().fold(c(0.0), |sum, (k, x)| sum + (*x) * c(super::weight(k)))
            }
        }
    };
}

world!(floats, f64, |x| x, ::nalgebra::*);
world!(numbers, crate::matrix::node::Num, crate::matrix::node::Num::constant, super::super::names::*);

/// Makes every element count, each differently.
fn weight(k: usize) -> f64 {
    ((k * k + 3 * k + 1) as f64).sin()
}

of! {
    products(a, b) [random(4, 3, 1), random(3, 5, 2)] => weighted(&(a * b));
    products_of_values(a, b) [random(7, 7, 1), random(7, 7, 2)] => weighted(&(a.clone() * b.clone() * a * b.clone()));
    products_of_transposes(a, b) [random(6, 9, 1), random(6, 9, 2)] => weighted(&(a.transpose() * b)) + weighted(&a.tr_mul(b));
    products_with_vectors(a, b) [random(4, 4, 1), random(4, 1, 2)] => {
        let v = DVector::from_iterator(4, b.iter().copied());
        let w = a * &v;
        (v.transpose() * &w)[(0, 0)] + w.norm()
    };
    a_factor_that_is_constant(a) [random(4, 4, 1)] => {
        let k = DMatrix::from_fn(4, 4, |i, j| c((i + 2 * j) as f64));
        weighted(&(&k * a)) + weighted(&(a * k))
    };
    sums_and_differences(a, b) [random(3, 4, 1), random(3, 4, 2)] => {
        let mut sum = a + b * c(2.0) - a * c(0.5);
        sum += b;
        sum -= &(a.clone() / c(3.0));
        sum *= c(1.5);
        weighted(&(-sum))
    };
    elementwise_functions(a, b) [random(3, 3, 1), random(3, 3, 2)] => {
        let m = a.component_mul(b) + a.map(|x| x.sin()) + a.zip_map(b, |x, y| x * y.exp()) + b.map_with_location(|i, j, x| x * c((i + j) as f64));
        weighted(&(m.component_div(&b.map(|x| x + c(3.0))).add_scalar(c(0.1))))
    };
    reductions(a, b) [random(3, 3, 1), random(3, 3, 2)] => {
        a.sum() * b.mean() + a.norm() * b.norm_squared() + a.dot(b) + a.trace() + a.tr_dot(b) + a.variance() + b.product() + a.amax() + b.min() + a.max() + a.amin()
            + a.lp_norm(3) + a.metric_distance(b)
    };
    parts(a) [random(5, 5, 1)] => {
        let v = a.view((1, 1), (3, 2)) * c(2.0);
        let rows = a.rows(0, 2) + a.rows_range(3..);
        v.norm() + a.row(1).dot(&a.row(2)) + a.column(0).dot(&a.column(4)) + rows.sum() * a.diagonal().sum() + a.lower_triangle().norm() + a.upper_triangle().norm()
            + a.fixed_view::<2, 2>(1, 2).determinant() + a.columns(1, 2).norm() + a.row_sum().norm() + a.column_sum().norm() + a.select_columns(&[0, 3]).norm()
    };
    elements_that_are_written(a, b) [random(4, 4, 1), random(4, 4, 2)] => {
        let mut m = DMatrix::zeros(4, 4);
        for i in 0..4 {
            for j in 0..4 {
                m[(i, j)] = a[(i, j)] * b[(j, i)];
            }
        }
        m.set_row(1, &b.row(2));
        m.column_mut(3).copy_from(&a.column(0));
        m.row_mut(0)[2] = a[5];
        m.swap_rows(2, 3);
        m.fill_diagonal(a[(0, 0)]);
        for x in m.iter_mut() {
            *x *= b[1];
        }
        weighted(&m)
    };
    rows_and_columns_in_turn(a) [random(4, 3, 1)] => {
        let mut total = c(0.0);
        for row in a.row_iter() {
            total += row.norm();
        }
        for column in a.column_iter() {
            total += column.dot(&column) * column[1];
        }
        total
    };
    small_matrices(a) [random(3, 4, 1)] => {
        let (u, v) = (Vector3::new(a[0], a[1], a[2]), Vector3::new(a[3], a[4], a[5]));
        let m = Matrix3::new(a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8]) + Matrix3::identity() * c(2.0);
        let w = u.cross(&v) + m * u.normalize();
        let r = m.try_inverse().unwrap() * w;
        r.x + r.y * r[2] + m.determinant() + u.angle(&v) + v.cross_matrix()[(0, 1)] + Vector2::new(a[9], a[10]).norm()
    };
    one_by_one(a) [regular(1, 3)] => weighted(&a.clone().try_inverse().unwrap()) + a.determinant() + a.clone().lu().determinant();
    solving(a, b) [regular(5, 1), random(5, 2, 2)] => weighted(&a.clone().lu().solve(b).unwrap());
    solving_a_large_system(a, b) [regular(9, 4), random(9, 1, 2)] => {
        let x = a.clone().lu().solve(b).unwrap();
        weighted(&x) * x.norm()
    };
    lu_factors(a) [random(4, 4, 1)] => {
        let (_, l, u) = a.clone().lu().unpack();
        weighted(&l) + weighted(&u) + a.clone().lu().determinant()
    };
    lu_factors_of_tall_matrices(a) [random(6, 3, 1)] => weighted(&a.clone().lu().l()) + weighted(&a.clone().lu().u());
    lu_factors_of_wide_matrices(a) [random(3, 6, 1)] => weighted(&a.clone().lu().l()) + weighted(&a.clone().lu().u());
    inverses(a) [regular(5, 1)] => weighted(&a.clone().try_inverse().unwrap()) + weighted(&a.clone().lu().try_inverse().unwrap());
    inverses_of_four(a) [regular(4, 1)] => weighted(&a.clone().try_inverse().unwrap());
    determinants(a) [random(6, 6, 1)] => a.determinant() + a.clone().lu().determinant().ln();
    determinants_of_singular_matrices(a) [regular(4, 1).insert_row(0, 0.0).insert_column(0, 0.0)] => a.determinant();
    cholesky_factors(a) [definite(5, 1)] => weighted(&a.clone().cholesky().unwrap().l());
    cholesky_factors_in_blocks(a) [definite(11, 2)] => weighted(&a.clone().cholesky().unwrap().l());
    cholesky_solves(a, b) [definite(4, 1), random(4, 3, 2)] => weighted(&a.clone().cholesky().unwrap().solve(b));
    cholesky_inverses(a) [definite(4, 1)] => {
        let factor = Cholesky::new(a.clone()).unwrap();
        weighted(&factor.inverse()) + factor.determinant() + factor.ln_determinant()
    };
    gaussian_log_likelihood(a, y) [definite(6, 1), random(6, 1, 2)] => {
        let factor = a.clone().cholesky().unwrap();
        (y.transpose() * factor.solve(y))[(0, 0)] * c(0.5) + factor.l().diagonal().map(|x| x.ln()).sum()
    };
    triangular_systems(a, b) [regular(4, 1), random(4, 2, 2)] => {
        weighted(&a.solve_lower_triangular(b).unwrap()) + weighted(&a.solve_upper_triangular(b).unwrap())
            + weighted(&a.tr_solve_lower_triangular(b).unwrap()) + weighted(&a.tr_solve_upper_triangular(b).unwrap())
    };
    qr_factors(a) [random(4, 4, 1)] => {
        let (q, r) = a.clone().qr().unpack();
        weighted(&q) + weighted(&r)
    };
    qr_factors_of_tall_matrices(a) [random(6, 3, 1)] => weighted(&a.clone().qr().q()) + weighted(&a.clone().qr().r());
    qr_factors_of_wide_matrices(a) [random(3, 5, 1)] => weighted(&a.clone().qr().q()) + weighted(&a.clone().qr().r());
    qr_solves(a, b) [regular(4, 1), random(4, 2, 2)] => weighted(&a.clone().qr().solve(b).unwrap()) + weighted(&a.clone().qr().try_inverse().unwrap());
    symmetric_eigenvalues(a) [definite(4, 1)] => a.symmetric_eigenvalues().iter().fold(c(1.0), |all, x| all * (*x + x.ln()));
    symmetric_eigenvectors(a) [definite(4, 3)] => {
        let found = a.clone().symmetric_eigen();
        weighted(&found.eigenvectors.map(|x| x * x)) + weighted(&found.recompose()) + found.eigenvalues[0]
    };
    in_place_products(a, b) [random(4, 4, 1), random(4, 4, 2)] => {
        let mut m = a.clone();
        m.gemm(a[0], a, b, b[1]);
        let mut n = b.clone();
        n.gemm(c(1.0), a, b, c(0.0));
        weighted(&m) + weighted(&n)
    };
    sums_of_vectors(a) [random(3, 4, 1)] => {
        let columns: Vec<DVector<_>> = (0..4).map(|j| a.column(j).into_owned()).collect();
        let total: DVector<_> = columns.iter().sum();
        let back = DMatrix::from_columns(&columns);
        total.norm() + (c(2.0) * &back).norm() + weighted(&DMatrix::from_diagonal(&total))
    };
    numbers_from_the_left(a) [random(3, 3, 1)] => weighted(&(c(2.0) * a)) + weighted(&(c(3.0) * a.clone())) + (c(2.0) * a.column(1)).norm();
}

#[test]
fn large_matrices_have_the_adjoints_of_small_ones() {
    // Beyond the width of a block, against the same formula in one piece: K̄ = ½(α·αᵀ − K⁻¹) with both triangles on the lower one.
    let n = 75;
    let k = definite(n, 5);
    let mut run = Run::new();
    let mirror = run.variable(&k);
    let value = run.result::<f64>(&mirror.cholesky().expect("definite").ln_determinant());
    assert!(value.is_finite());
    let mut sweep = run.finish().sweep();
    sweep.seed(1, &1.0);
    sweep.run();
    let mut bar = &k * 0.0;
    sweep.collect(0, &mut bar);
    let inverse = k.try_inverse().expect("definite");
    for i in 0..n {
        for j in 0..n {
            let expected = if i > j {
                2.0 * inverse[(i, j)]
            } else if i == j {
                inverse[(i, i)]
            } else {
                0.0
            };
            assert!((bar[(i, j)] - expected).abs() < 1e-10 * (1.0 + expected.abs()), "({i}, {j}): {} for {expected}", bar[(i, j)]);
        }
    }
}

#[test]
fn large_systems_and_inverses_have_the_closed_form() {
    let n = 70;
    let (a, b) = (regular(n, 1) + Plain::identity(n, n) * 8.0, random(n, 2, 2));
    let mut run = Run::new();
    let (a_mirror, b_mirror) = (run.variable(&a), run.variable(&b));
    let x = a_mirror.clone().lu().solve(&b_mirror).expect("regular");
    let total = x.sum() + a_mirror.lu().determinant().abs().ln();
    run.result::<f64>(&total);
    let mut sweep = run.finish().sweep();
    sweep.seed(2, &1.0);
    sweep.run();
    let (mut a_bar, mut b_bar) = (&a * 0.0, &b * 0.0);
    sweep.collect(0, &mut a_bar);
    sweep.collect(1, &mut b_bar);
    let inverse = a.try_inverse().expect("regular").transpose();
    let w = &inverse * Plain::from_element(n, 2, 1.0);
    let expected = &inverse - &w * (inverse.transpose() * &b).transpose();
    assert!((a_bar - expected).amax() < 1e-12);
    assert!((b_bar - w).amax() < 1e-12);
}

#[test]
fn values_and_mirrors_have_one_order_of_floats() {
    use crate::tangent::Floats;
    let m = random(2, 3, 1);
    let mut run = Run::new();
    let mirror = run.variable(&m);
    let mut indices = Vec::new();
    Plain::<f64>::indices(&mirror, &mut |index| indices.push(index));
    assert!(indices.is_sorted());
    assert_eq!(m.to_floats(), mirror.iter().map(|x| x.primal()).collect::<Vec<_>>());
    assert_eq!(<Plain<f64> as Lift>::lower(&mirror), m);
}
