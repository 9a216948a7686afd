//! Adjoints that need more than one call of nalgebra, on plain `f64`.
//!
//! Transposes are copies. Views with a row stride would save them, but nalgebra 0.35 reads beyond such a view in its loops for small products.

use ::nalgebra::{DMatrix, DMatrixView, DMatrixViewMut};

/// `(rows, columns)` of a block, from its first element on.
#[derive(Clone, Copy)]
struct Block {
    at: (usize, usize),
    shape: (usize, usize),
}

impl Block {
    fn of(self, m: &DMatrix<f64>) -> DMatrixView<'_, f64> {
        m.view(self.at, self.shape)
    }

    fn of_mut(self, m: &mut DMatrix<f64>) -> DMatrixViewMut<'_, f64> {
        m.view_mut(self.at, self.shape)
    }
}

/// Columns of the blocks below: one fits the first cache.
const WIDTH: usize = 32;

/// From the adjoint of a Cholesky factor `L` to that of the lower triangle of `L·Lᵀ`, in place; the upper triangle is zero before and after.
///
/// The blocked algorithm (4.3, in terms of matrix products) of I. Murray, *Differentiation of the Cholesky decomposition* (2016).
pub(super) fn cholesky_reverse(l: &DMatrix<f64>, bar: &mut DMatrix<f64>) {
    let n = l.nrows();
    let mut end = n;
    while end > 0 {
        let start = end.saturating_sub(WIDTH);
        let width = end - start;
        let row = Block { at: (start, 0), shape: (width, start) };
        let diagonal = Block { at: (start, start), shape: (width, width) };
        let below = Block { at: (end, 0), shape: (n - end, start) };
        let column = Block { at: (end, start), shape: (n - end, width) };

        let d = diagonal.of(l).into_owned();
        // C̄ ← C̄·D⁻¹
        let mut column_bar = column.of(bar).into_owned();
        solve_right_lower(&d, &mut column_bar);
        column.of_mut(bar).copy_from(&column_bar);
        let column_bar_t = column_bar.transpose();
        // B̄ ← B̄ − C̄·R
        below.of_mut(bar).gemm(-1.0, &column_bar, &row.of(l), 1.0);
        // D̄ ← D̄ − tril(C̄ᵀ·C)
        let mut d_bar = diagonal.of(bar).into_owned();
        d_bar.gemm(-1.0, &column_bar_t, &column.of(l), 1.0);
        d_bar.fill_upper_triangle(0.0, 1);
        cholesky_reverse_small(&d, &mut d_bar);
        diagonal.of_mut(bar).copy_from(&d_bar);
        // R̄ ← R̄ − C̄ᵀ·B − (D̄ + D̄ᵀ)·R
        let both = &d_bar + d_bar.transpose();
        let mut row_bar = row.of_mut(bar);
        row_bar.gemm(-1.0, &column_bar_t, &below.of(l), 1.0);
        row_bar.gemm(-1.0, &both, &row.of(l), 1.0);
        end = start;
    }
}

/// `B ← B·L⁻¹`, column by column from the last one on.
fn solve_right_lower(l: &DMatrix<f64>, b: &mut DMatrix<f64>) {
    let n = l.nrows();
    for j in (0..n).rev() {
        let (mut before, mut from) = b.columns_range_pair_mut(..j, j);
        from /= l[(j, j)];
        for k in 0..j {
            before.column_mut(k).axpy(-l[(j, k)], &from, 1.0);
        }
    }
}

/// The same for one block, element by element (Murray 2016, the algorithm of Smith 1995).
fn cholesky_reverse_small(l: &DMatrix<f64>, bar: &mut DMatrix<f64>) {
    let n = l.nrows();
    for i in (0..n).rev() {
        for j in (i + 1..n).rev() {
            bar[(j, i)] /= l[(i, i)];
            let x = bar[(j, i)];
            bar[(i, i)] -= x * l[(j, i)];
        }
        // Aᵢᵢ = Lᵢᵢ² + …: the adjoint of the square root.
        bar[(i, i)] /= 2.0 * l[(i, i)];
        for k in 0..i {
            let mut sum = 2.0 * bar[(i, i)] * l[(i, k)];
            for j in i + 1..n {
                sum += bar[(j, i)] * l[(j, k)];
                bar[(j, k)] -= bar[(j, i)] * l[(i, k)];
            }
            bar[(i, k)] -= sum;
        }
    }
}

/// Which elements of a triangular matrix are read.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Triangle {
    /// Below the diagonal.
    Lower,
    /// Above it.
    Upper,
}

impl Triangle {
    pub(super) fn other(self) -> Self {
        match self {
            Triangle::Lower => Triangle::Upper,
            Triangle::Upper => Triangle::Lower,
        }
    }

    /// Zeros in place of what is not read.
    pub(super) fn keep(self, m: &mut DMatrix<f64>) {
        match self {
            Triangle::Lower => m.fill_upper_triangle(0.0, 1),
            Triangle::Upper => m.fill_lower_triangle(0.0, 1),
        }
    }
}

/// `B ← T⁻¹·B`, by halves, so that most of it is products of matrices. A zero on the diagonal gives infinities and what is not a number.
pub(super) fn solve(t: &DMatrix<f64>, triangle: Triangle, b: &mut DMatrix<f64>) {
    solve_part(&t.as_view(), triangle, &mut b.as_view_mut());
}

/// `B ← T⁻ᵀ·B`
pub(super) fn solve_across(t: &DMatrix<f64>, triangle: Triangle, b: &mut DMatrix<f64>) {
    if b.ncols() > 4 {
        return solve(&t.transpose(), triangle.other(), b);
    }
    match triangle {
        Triangle::Lower => t.tr_solve_lower_triangular_unchecked_mut(b),
        Triangle::Upper => t.tr_solve_upper_triangular_unchecked_mut(b),
    }
}

fn solve_part(t: &DMatrixView<f64>, triangle: Triangle, b: &mut DMatrixViewMut<f64>) {
    let n = t.nrows();
    if n <= WIDTH || b.ncols() <= 4 {
        match triangle {
            Triangle::Lower => t.solve_lower_triangular_unchecked_mut(b),
            Triangle::Upper => t.solve_upper_triangular_unchecked_mut(b),
        }
        return;
    }
    let half = n / 2;
    let (first, second) = (t.view((0, 0), (half, half)), t.view((half, half), (n - half, n - half)));
    let (mut top, mut bottom) = b.rows_range_pair_mut(..half, half..);
    match triangle {
        Triangle::Lower => {
            solve_part(&first, triangle, &mut top);
            bottom.gemm(-1.0, &t.view((half, 0), (n - half, half)), &top, 1.0);
            solve_part(&second, triangle, &mut bottom);
        }
        Triangle::Upper => {
            solve_part(&second, triangle, &mut bottom);
            top.gemm(-1.0, &t.view((0, half), (half, n - half)), &bottom, 1.0);
            solve_part(&first, triangle, &mut top);
        }
    }
}

/// `C̄·Bᵀ` if there is a `B`, and `Aᵀ·C̄` if there is an `A`, one after the other.
pub(super) fn product_reverse(bar: &DMatrixView<f64>, left: Option<&DMatrix<f64>>, right: Option<&DMatrix<f64>>) -> Vec<f64> {
    let counts = [right.map_or(0, |right| bar.nrows() * right.nrows()), left.map_or(0, |left| left.ncols() * bar.ncols())];
    let mut bars = vec![0.0; counts[0] + counts[1]];
    let (a_bar, b_bar) = bars.split_at_mut(counts[0]);
    if let Some(right) = right {
        DMatrixViewMut::from_slice(a_bar, bar.nrows(), right.nrows()).gemm(1.0, bar, &right.transpose(), 0.0);
    }
    if let Some(left) = left {
        DMatrixViewMut::from_slice(b_bar, left.ncols(), bar.ncols()).gemm(1.0, &left.transpose(), bar, 0.0);
    }
    bars
}

/// `Aᵀ·B`
pub(super) fn transposed_product(a: &DMatrix<f64>, b: &DMatrix<f64>) -> DMatrix<f64> {
    // nalgebra's own is a product of vectors for each element, which for few columns is all there is to do.
    if b.ncols() <= 4 { a.tr_mul(b) } else { a.transpose() * b }
}

/// A matrix with nothing but this diagonal.
pub(super) fn diagonal(numbers: &[f64]) -> DMatrix<f64> {
    DMatrix::from_fn(numbers.len(), numbers.len(), |i, j| if i == j { numbers[i] } else { 0.0 })
}

/// The lower triangle of a square matrix, column by column.
pub(super) fn packed_lower(m: &DMatrix<f64>) -> Vec<f64> {
    let n = m.nrows();
    let mut packed = Vec::with_capacity(n * (n + 1) / 2);
    for (j, column) in m.as_slice().chunks_exact(n.max(1)).enumerate() {
        packed.extend_from_slice(&column[j..]);
    }
    packed
}

/// The square matrix with this lower triangle, zero above.
pub(super) fn unpacked_lower(n: usize, packed: &[f64]) -> DMatrix<f64> {
    let mut m = DMatrix::zeros(n, n);
    let mut rest = packed;
    for j in 0..n {
        let (column, others) = rest.split_at(n - j);
        m.as_mut_slice()[j * n + j..(j + 1) * n].copy_from_slice(column);
        rest = others;
    }
    m
}
