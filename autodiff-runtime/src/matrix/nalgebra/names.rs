//! nalgebra's names for matrices, as mirrors.

use ::nalgebra::{Const, Dyn, U1};

use super::dense::Dense;

pub use crate::{__dmatrix as dmatrix, __dvector as dvector, __matrix as matrix, __vector as vector};

pub use super::cholesky::Cholesky;
pub use super::eigen::SymmetricEigen;
pub use super::lu::LU;
pub use super::qr::QR;

/// A matrix whose dimensions are in its type.
pub type SMatrix<T, const R: usize, const C: usize> = Dense<T, Const<R>, Const<C>>;
/// A column whose length is in its type.
pub type SVector<T, const R: usize> = Dense<T, Const<R>, U1>;
/// A row whose length is in its type.
pub type RowSVector<T, const C: usize> = Dense<T, U1, Const<C>>;
/// nalgebra's owned matrix of any dimensions.
pub type OMatrix<T, R, C> = Dense<T, R, C>;
/// nalgebra's owned column of any length.
pub type OVector<T, R> = Dense<T, R, U1>;

macro_rules! names {
    ($($name:ident $rows:ty, $columns:ty;)*) => {$(
        #[doc = concat!("`nalgebra::", stringify!($name), "`")]
        pub type $name<T> = Dense<T, $rows, $columns>;
    )*};
}

names! {
    DMatrix Dyn, Dyn;
    DVector Dyn, U1;
    RowDVector U1, Dyn;
    MatrixXx1 Dyn, Const<1>; MatrixXx2 Dyn, Const<2>; MatrixXx3 Dyn, Const<3>; MatrixXx4 Dyn, Const<4>;
    Matrix1xX Const<1>, Dyn; Matrix2xX Const<2>, Dyn; Matrix3xX Const<3>, Dyn; Matrix4xX Const<4>, Dyn;
    Matrix1 U1, U1; Matrix2 Const<2>, Const<2>; Matrix3 Const<3>, Const<3>; Matrix4 Const<4>, Const<4>; Matrix5 Const<5>, Const<5>; Matrix6 Const<6>, Const<6>;
    Matrix2x3 Const<2>, Const<3>; Matrix2x4 Const<2>, Const<4>; Matrix2x5 Const<2>, Const<5>; Matrix2x6 Const<2>, Const<6>;
    Matrix3x2 Const<3>, Const<2>; Matrix3x4 Const<3>, Const<4>; Matrix3x5 Const<3>, Const<5>; Matrix3x6 Const<3>, Const<6>;
    Matrix4x2 Const<4>, Const<2>; Matrix4x3 Const<4>, Const<3>; Matrix4x5 Const<4>, Const<5>; Matrix4x6 Const<4>, Const<6>;
    Vector1 U1, U1; Vector2 Const<2>, U1; Vector3 Const<3>, U1; Vector4 Const<4>, U1; Vector5 Const<5>, U1; Vector6 Const<6>, U1;
    RowVector1 U1, U1; RowVector2 U1, Const<2>; RowVector3 U1, Const<3>; RowVector4 U1, Const<4>; RowVector5 U1, Const<5>; RowVector6 U1, Const<6>;
}
