//! Constructors, with the arguments of nalgebra's: the dimensions that the type leaves open come first.

use ::nalgebra::allocator::Allocator;
use ::nalgebra::{Const, DefaultAllocator, Dim, Dyn, OMatrix, U1};

use super::dense::Dense;
use crate::matrix::node::Num;

macro_rules! constructors {
    ([$($generics:tt)*] $rows:ty, $columns:ty; $($dimension:ident),*) => {
        impl<$($generics)*> Dense<Num, $rows, $columns> {
            /// As nalgebra's.
            pub fn zeros($($dimension: usize),*) -> Self {
                Dense(OMatrix::<Num, $rows, $columns>::zeros($($dimension),*))
            }
            /// As nalgebra's.
            pub fn from_element($($dimension: usize,)* number: Num) -> Self {
                Dense(OMatrix::<Num, $rows, $columns>::from_element($($dimension,)* number))
            }
            /// As nalgebra's.
            pub fn repeat($($dimension: usize,)* number: Num) -> Self {
                Self::from_element($($dimension,)* number)
            }
            /// As nalgebra's.
            pub fn identity($($dimension: usize),*) -> Self {
                Dense(OMatrix::<Num, $rows, $columns>::identity($($dimension),*))
            }
            /// As nalgebra's.
            pub fn from_diagonal_element($($dimension: usize,)* number: Num) -> Self {
                Dense(OMatrix::<Num, $rows, $columns>::from_diagonal_element($($dimension,)* number))
            }
            /// As nalgebra's.
            pub fn from_partial_diagonal($($dimension: usize,)* numbers: &[Num]) -> Self {
                Dense(OMatrix::<Num, $rows, $columns>::from_partial_diagonal($($dimension,)* numbers))
            }
            /// As nalgebra's.
            pub fn from_fn($($dimension: usize,)* f: impl FnMut(usize, usize) -> Num) -> Self {
                Dense(OMatrix::<Num, $rows, $columns>::from_fn($($dimension,)* f))
            }
            /// As nalgebra's: column by column.
            pub fn from_iterator($($dimension: usize,)* numbers: impl IntoIterator<Item = Num>) -> Self {
                Dense(OMatrix::<Num, $rows, $columns>::from_iterator($($dimension,)* numbers))
            }
            /// As nalgebra's: row by row.
            pub fn from_row_iterator($($dimension: usize,)* numbers: impl IntoIterator<Item = Num>) -> Self {
                Dense(OMatrix::<Num, $rows, $columns>::from_row_iterator($($dimension,)* numbers))
            }
        }
    };
}

macro_rules! from_slices {
    ([$($generics:tt)*] $rows:ty, $columns:ty; $($dimension:ident),*) => {
        impl<$($generics)*> Dense<Num, $rows, $columns> {
            /// As nalgebra's: row by row.
            pub fn from_row_slice($($dimension: usize,)* numbers: &[Num]) -> Self {
                Dense(OMatrix::<Num, $rows, $columns>::from_row_slice($($dimension,)* numbers))
            }
            /// As nalgebra's: column by column.
            pub fn from_column_slice($($dimension: usize,)* numbers: &[Num]) -> Self {
                Dense(OMatrix::<Num, $rows, $columns>::from_column_slice($($dimension,)* numbers))
            }
            /// As nalgebra's: column by column.
            pub fn from_vec($($dimension: usize,)* numbers: Vec<Num>) -> Self {
                Dense(OMatrix::<Num, $rows, $columns>::from_vec($($dimension,)* numbers))
            }
        }
    };
}

constructors!([const R: usize, const C: usize] Const<R>, Const<C>;);
constructors!([const C: usize] Dyn, Const<C>; rows);
constructors!([const R: usize] Const<R>, Dyn; columns);
constructors!([] Dyn, Dyn; rows, columns);
from_slices!([const R: usize, const C: usize] Const<R>, Const<C>;);
from_slices!([const C: usize] Dyn, Const<C>;);
from_slices!([const R: usize] Const<R>, Dyn;);
from_slices!([] Dyn, Dyn; rows, columns);

impl<D: Dim> Dense<Num, D, D>
where
    DefaultAllocator: Allocator<D, D>,
{
    /// As nalgebra's.
    pub fn from_diagonal(numbers: &Dense<Num, D, U1>) -> Self
    where
        DefaultAllocator: Allocator<D>,
    {
        let (rows, _) = numbers.0.shape_generic();
        let at = |i, j| if i == j { numbers.0[i] } else { Num::constant(0.0) };
        Dense(OMatrix::from_fn_generic(rows, rows, at))
    }
}

impl<R: Dim> Dense<Num, R, Dyn>
where
    DefaultAllocator: Allocator<R> + Allocator<R, Dyn>,
{
    /// As nalgebra's.
    ///
    /// # Panics
    ///
    /// When there are none, or their lengths differ.
    pub fn from_columns(columns: &[Dense<Num, R, U1>]) -> Self {
        let first = columns.first().expect("At least one column must be given.");
        assert!(columns.iter().all(|column| column.0.nrows() == first.0.nrows()), "The columns provided must all have the same dimension.");
        let (rows, _) = first.0.shape_generic();
        let numbers = columns.iter().flat_map(|column| column.0.iter().copied());
        Dense(OMatrix::from_iterator_generic(rows, Dyn(columns.len()), numbers))
    }
}

impl<C: Dim> Dense<Num, Dyn, C>
where
    DefaultAllocator: Allocator<U1, C> + Allocator<Dyn, C>,
{
    /// As nalgebra's.
    ///
    /// # Panics
    ///
    /// When there are none, or their lengths differ.
    pub fn from_rows(rows: &[Dense<Num, U1, C>]) -> Self {
        let first = rows.first().expect("At least one row must be given.");
        assert!(rows.iter().all(|row| row.0.ncols() == first.0.ncols()), "The provided rows must all have the same dimension.");
        let (_, columns) = first.0.shape_generic();
        Dense(OMatrix::from_fn_generic(Dyn(rows.len()), columns, |i, j| rows[i].0[j]))
    }
}

impl<const R: usize, const C: usize> From<[[Num; R]; C]> for Dense<Num, Const<R>, Const<C>> {
    fn from(columns: [[Num; R]; C]) -> Self {
        Dense(OMatrix::<Num, Const<R>, Const<C>>::from(columns))
    }
}

impl<const N: usize> From<[Num; N]> for Dense<Num, Const<N>, U1> {
    fn from(numbers: [Num; N]) -> Self {
        Dense(OMatrix::<Num, Const<N>, U1>::from(numbers))
    }
}

impl From<Vec<Num>> for Dense<Num, Dyn, U1> {
    fn from(numbers: Vec<Num>) -> Self {
        Self::from_vec(numbers)
    }
}

/// `new` of vectors and small matrices.
macro_rules! new {
    ($($rows:literal $columns:literal: $($number:ident)*;)*) => {$(
        impl Dense<Num, Const<$rows>, Const<$columns>> {
            /// As nalgebra's: row by row.
            #[allow(clippy::too_many_arguments)]
            pub const fn new($($number: Num),*) -> Self {
                Dense(OMatrix::<Num, Const<$rows>, Const<$columns>>::new($($number),*))
            }
        }
    )*};
}

new! {
    1 1: x;
    2 1: x y;
    3 1: x y z;
    4 1: x y z w;
    5 1: x y z w a;
    6 1: x y z w a b;
    1 2: x y;
    1 3: x y z;
    1 4: x y z w;
    1 5: x y z w a;
    1 6: x y z w a b;
    2 2: a b c d;
    2 3: a b c d e f;
    3 2: a b c d e f;
    2 4: a b c d e f g h;
    4 2: a b c d e f g h;
    3 3: a b c d e f g h i;
    3 4: a b c d e f g h i j k l;
    4 3: a b c d e f g h i j k l;
    4 4: a b c d e f g h i j k l m n o p;
    5 5: a b c d e f g h i j k l m n o p q r s t u v w x y;
    6 6: a1 a2 a3 a4 a5 a6 b1 b2 b3 b4 b5 b6 c1 c2 c3 c4 c5 c6 d1 d2 d3 d4 d5 d6 e1 e2 e3 e4 e5 e6 f1 f2 f3 f4 f5 f6;
}

impl Dense<Num, Dyn, Dyn> {
    /// The rows of `dmatrix!`.
    #[doc(hidden)]
    pub fn from_literal(rows: &[&[Num]]) -> Self {
        Self::from_fn(rows.len(), rows.first().map_or(0, |row| row.len()), |i, j| rows[i][j])
    }
}

impl<const R: usize, const C: usize> Dense<Num, Const<R>, Const<C>> {
    /// The rows of `matrix!`.
    #[doc(hidden)]
    pub fn from_literal(rows: [[Num; C]; R]) -> Self {
        Self::from_fn(|i, j| rows[i][j])
    }
}
