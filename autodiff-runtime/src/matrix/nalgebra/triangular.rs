//! Systems with a triangular matrix, of which the other triangle is not read.

use ::nalgebra::allocator::Allocator;
use ::nalgebra::constraint::{SameNumberOfRows, ShapeConstraint};
use ::nalgebra::{DMatrixView, DefaultAllocator, Dim, Matrix, OMatrix, Storage};

use super::dense::{Dense, add, dynamic, node, values};
use super::kernels::{Triangle, solve, solve_across};
use crate::matrix::node::{Num, Operands};

/// `x = T⁻¹·b`: `b̄ += w = T⁻ᵀ·x̄`, `T̄ −= w·xᵀ` where it is read. For `x = T⁻ᵀ·b`: `w = T⁻¹·x̄`, `T̄ −= x·wᵀ`.
fn system<D: Dim, R2: Dim, C2: Dim, S: Storage<Num, R2, C2>>(
    matrix: &Dense<Num, D, D>,
    triangle: Triangle,
    across: bool,
    b: &Matrix<Num, R2, C2, S>,
    value: OMatrix<f64, R2, C2>,
) -> Dense<Num, R2, C2>
where
    DefaultAllocator: Allocator<D, D> + Allocator<R2, C2>,
{
    let mut operands = Operands::default();
    let (t_active, b_active) = (operands.add(matrix.0.as_slice()), add(&mut operands, b));
    let (t, x) = (dynamic(&values(&matrix.0)), dynamic(&value));
    node(operands, value, move |bar: &DMatrixView<f64>| {
        let mut w = bar.into_owned();
        if across {
            solve(&t, triangle, &mut w);
        } else {
            solve_across(&t, triangle, &mut w);
        }
        let mut bars = Vec::new();
        if t_active {
            let mut t_bar = if across { &x * w.transpose() } else { &w * x.transpose() };
            t_bar.neg_mut();
            triangle.keep(&mut t_bar);
            bars.extend_from_slice(t_bar.as_slice());
        }
        if b_active {
            bars.extend_from_slice(w.as_slice());
        }
        bars
    })
}

/// `name of nalgebra, the same in place: triangle, transposed`
macro_rules! systems {
    ($($name:ident, $in_place:ident: $triangle:ident $across:literal;)*) => {
        impl<D: Dim> Dense<Num, D, D>
        where
            DefaultAllocator: Allocator<D, D>,
        {$(
            /// As nalgebra's: `None` if there is a zero on the diagonal.
            pub fn $name<R2: Dim, C2: Dim, S: Storage<Num, R2, C2>>(&self, b: &Matrix<Num, R2, C2, S>) -> Option<Dense<Num, R2, C2>>
            where
                DefaultAllocator: Allocator<R2, C2>,
                ShapeConstraint: SameNumberOfRows<R2, D>,
            {
                let mut value = values(b);
                values(&self.0).$in_place(&mut value).then(|| system(self, Triangle::$triangle, $across, b, value))
            }

            /// As nalgebra's: `false` if there is a zero on the diagonal.
            pub fn $in_place<R2: Dim, C2: Dim>(&self, b: &mut Dense<Num, R2, C2>) -> bool
            where
                DefaultAllocator: Allocator<R2, C2>,
                ShapeConstraint: SameNumberOfRows<R2, D>,
            {
                let Some(x) = self.$name(&b.0) else { return false };
                *b = x;
                true
            }
        )*}
    };
}

systems! {
    solve_lower_triangular, solve_lower_triangular_mut: Lower false;
    solve_upper_triangular, solve_upper_triangular_mut: Upper false;
    tr_solve_lower_triangular, tr_solve_lower_triangular_mut: Lower true;
    tr_solve_upper_triangular, tr_solve_upper_triangular_mut: Upper true;
    ad_solve_lower_triangular, ad_solve_lower_triangular_mut: Lower true;
    ad_solve_upper_triangular, ad_solve_upper_triangular_mut: Upper true;
}
