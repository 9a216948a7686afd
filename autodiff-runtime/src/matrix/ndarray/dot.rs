//! Products.

use ::ndarray::{Array1, Array2, ArrayBase, ArrayView1, ArrayView2, Axis, Data, Dimension, Ix1, Ix2};

use super::traits::numbers;
use crate::matrix::node::{Num, Operands};

/// `a.dot(&b)` of numbers as one node: the value is that of ndarray for floats, the adjoint two products.
#[diagnostic::on_unimplemented(
    message = "`{Self}` and `{Rhs}` have no differentiated `dot`",
    note = "in a function over arrays of ndarray, `dot` is that of arrays with one or two axes",
    note = "help: call a method of another name for other types"
)]
pub trait RecordedDot<Rhs: ?Sized> {
    /// As ndarray's.
    type Output;

    /// `a.dot(&b)`
    fn dot_recorded(&self, other: &Rhs) -> Self::Output;
}

/// The floats, in the same layout.
fn values<S: Data<Elem = Num>, D: Dimension>(array: &ArrayBase<S, D>) -> ::ndarray::Array<f64, D> {
    array.map(|number| number.primal())
}

/// What adjoints are appended to, operand by operand, in logical order.
fn append<D: Dimension>(bars: &mut Vec<f64>, bar: &::ndarray::Array<f64, D>) {
    match bar.as_slice() {
        Some(floats) => bars.extend_from_slice(floats),
        None => bars.extend(bar.iter()),
    }
}

/// `C = A·B`: `Ā += C̄·Bᵀ`, `B̄ += Aᵀ·C̄`.
impl<S: Data<Elem = Num>, S2: Data<Elem = Num>> RecordedDot<ArrayBase<S2, Ix2>> for ArrayBase<S, Ix2> {
    type Output = Array2<Num>;
    fn dot_recorded(&self, other: &ArrayBase<S2, Ix2>) -> Array2<Num> {
        let (a, b) = (values(self), values(other));
        let value = a.dot(&b);
        let mut operands = Operands::default();
        let (a_active, b_active) = (operands.add(self.iter()), operands.add(other.iter()));
        let shape = value.dim();
        let number = operands.node(value.len(), move |bar| {
            let bar = ArrayView2::from_shape(shape, bar).expect("of this shape");
            let mut bars = Vec::new();
            if a_active {
                append(&mut bars, &bar.dot(&b.t()));
            }
            if b_active {
                append(&mut bars, &a.t().dot(&bar));
            }
            bars
        });
        numbers(&value, number)
    }
}

/// `y = A·x`: `Ā += ȳ·xᵀ`, `x̄ += Aᵀ·ȳ`.
impl<S: Data<Elem = Num>, S2: Data<Elem = Num>> RecordedDot<ArrayBase<S2, Ix1>> for ArrayBase<S, Ix2> {
    type Output = Array1<Num>;
    fn dot_recorded(&self, other: &ArrayBase<S2, Ix1>) -> Array1<Num> {
        let (a, x) = (values(self), values(other));
        let value = a.dot(&x);
        let mut operands = Operands::default();
        let (a_active, x_active) = (operands.add(self.iter()), operands.add(other.iter()));
        let number = operands.node(value.len(), move |bar| {
            let bar = ArrayView1::from(bar);
            let mut bars = Vec::new();
            if a_active {
                append(&mut bars, &(&bar.insert_axis(Axis(1)) * &x));
            }
            if x_active {
                append(&mut bars, &a.t().dot(&bar));
            }
            bars
        });
        numbers(&value, number)
    }
}

/// `y = xᵀ·A`: `x̄ += A·ȳ`, `Ā += x·ȳᵀ`.
impl<S: Data<Elem = Num>, S2: Data<Elem = Num>> RecordedDot<ArrayBase<S2, Ix2>> for ArrayBase<S, Ix1> {
    type Output = Array1<Num>;
    fn dot_recorded(&self, other: &ArrayBase<S2, Ix2>) -> Array1<Num> {
        let (x, a) = (values(self), values(other));
        let value = x.dot(&a);
        let mut operands = Operands::default();
        let (x_active, a_active) = (operands.add(self.iter()), operands.add(other.iter()));
        let number = operands.node(value.len(), move |bar| {
            let bar = ArrayView1::from(bar);
            let mut bars = Vec::new();
            if x_active {
                append(&mut bars, &a.dot(&bar));
            }
            if a_active {
                append(&mut bars, &(&x.view().insert_axis(Axis(1)) * &bar));
            }
            bars
        });
        numbers(&value, number)
    }
}

/// `y = xᵀ·z`: `x̄ += ȳ·z`, `z̄ += ȳ·x`.
impl<S: Data<Elem = Num>, S2: Data<Elem = Num>> RecordedDot<ArrayBase<S2, Ix1>> for ArrayBase<S, Ix1> {
    type Output = Num;
    fn dot_recorded(&self, other: &ArrayBase<S2, Ix1>) -> Num {
        let (x, z) = (values(self), values(other));
        let value = x.dot(&z);
        let mut operands = Operands::default();
        let (x_active, z_active) = (operands.add(self.iter()), operands.add(other.iter()));
        operands.scalar(value, move |bar| {
            let mut bars = Vec::new();
            if x_active {
                bars.extend(z.iter().map(|z| bar * z));
            }
            if z_active {
                bars.extend(x.iter().map(|x| bar * x));
            }
            bars
        })
    }
}
