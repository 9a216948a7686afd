//! nalgebra's macros for literals, as mirrors: rows separated by semicolons.

/// `nalgebra::dmatrix!`
#[doc(hidden)]
#[macro_export]
macro_rules! __dmatrix {
    ($($($number:expr),* $(,)?);* $(;)?) => {
        $crate::__private::matrix::names::DMatrix::from_literal(&[$(&[$($number),*]),*])
    };
}

/// `nalgebra::dvector!`
#[doc(hidden)]
#[macro_export]
macro_rules! __dvector {
    ($($number:expr),* $(,)?) => {
        $crate::__private::matrix::names::DVector::from_vec(::std::vec![$($number),*])
    };
}

/// `nalgebra::matrix!`
#[doc(hidden)]
#[macro_export]
macro_rules! __matrix {
    ($($($number:expr),* $(,)?);* $(;)?) => {
        $crate::__private::matrix::names::SMatrix::from_literal([$([$($number),*]),*])
    };
}

/// `nalgebra::vector!`
#[doc(hidden)]
#[macro_export]
macro_rules! __vector {
    ($($number:expr),* $(,)?) => {
        $crate::__private::matrix::names::SVector::from([$($number),*])
    };
}
