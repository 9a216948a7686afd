//! From a matrix to a number: one node each.

use ::nalgebra::allocator::Allocator;
use ::nalgebra::constraint::{AreMultipliable, DimEq, SameNumberOfColumns, SameNumberOfRows, ShapeConstraint};
use ::nalgebra::{DefaultAllocator, Dim, DimMin, Matrix, OMatrix, RawStorage, Storage};

use super::dense::{Dense, add, dynamic, node, values};
use crate::matrix::node::{Num, Operands};

impl<R: Dim, C: Dim> Dense<Num, R, C>
where
    DefaultAllocator: Allocator<R, C>,
{
    /// A node with one result; `pull` gives the adjoint of each element.
    fn reduce(&self, value: impl FnOnce(&OMatrix<f64, R, C>) -> f64, pull: impl Fn(&[f64], f64, f64) -> Vec<f64> + Send + Sync + 'static) -> Num {
        let elements = values(&self.0);
        let value = value(&elements);
        let mut operands = Operands::default();
        if !operands.add(self.0.as_slice()) {
            return Num::constant(value);
        }
        let elements = elements.as_slice().to_vec();
        operands.scalar(value, move |bar| pull(&elements, value, bar))
    }

    /// `Σ xᵢⱼ`.
    pub fn sum(&self) -> Num {
        self.reduce(|m| m.sum(), |elements, _, bar| vec![bar; elements.len()])
    }

    /// The sum over the number of elements; zero of no elements.
    pub fn mean(&self) -> Num {
        if self.0.is_empty() { Num::constant(0.0) } else { self.sum() / Num::constant(self.0.len() as f64) }
    }

    /// `Σ (xᵢⱼ − mean)²/n`: the adjoint is `2·(xᵢⱼ − mean)/n`.
    pub fn variance(&self) -> Num {
        self.reduce(
            |m| m.variance(),
            |elements, _, bar| {
                let n = elements.len() as f64;
                let mean = elements.iter().sum::<f64>() / n;
                elements.iter().map(|x| bar * 2.0 * (x - mean) / n).collect()
            },
        )
    }

    /// The product of all elements.
    pub fn product(&self) -> Num {
        self.0.iter().fold(Num::constant(1.0), |all, x| all * *x)
    }

    /// `Σ aᵢⱼ·bᵢⱼ`: `Ā += c̄·B`, `B̄ += c̄·A`.
    pub fn dot<R2: Dim, C2: Dim, S: RawStorage<Num, R2, C2>>(&self, other: &Matrix<Num, R2, C2, S>) -> Num
    where
        DefaultAllocator: Allocator<R2, C2>,
        ShapeConstraint: DimEq<R, R2> + DimEq<C, C2>,
    {
        let (a, b) = (values(&self.0), values(other));
        let value = a.dot(&b);
        bilinear(&self.0, other, value, a.as_slice().to_vec(), b.as_slice().to_vec())
    }

    /// As [`dot`](Dense::dot).
    pub fn dotc<R2: Dim, C2: Dim, S: RawStorage<Num, R2, C2>>(&self, other: &Matrix<Num, R2, C2, S>) -> Num
    where
        DefaultAllocator: Allocator<R2, C2>,
        ShapeConstraint: DimEq<R, R2> + DimEq<C, C2>,
    {
        self.dot(other)
    }

    /// `Σ aᵢⱼ·bⱼᵢ`.
    pub fn tr_dot<R2: Dim, C2: Dim, S: RawStorage<Num, R2, C2>>(&self, other: &Matrix<Num, R2, C2, S>) -> Num
    where
        DefaultAllocator: Allocator<R2, C2>,
        ShapeConstraint: DimEq<C, R2> + DimEq<R, C2>,
    {
        let (a, b) = (values(&self.0), values(other));
        let value = a.tr_dot(&b);
        let (a, b) = (dynamic(&a).transpose(), dynamic(&b).transpose());
        bilinear(&self.0, other, value, a.as_slice().to_vec(), b.as_slice().to_vec())
    }

    /// `Σ xᵢⱼ²`: the adjoint is `2·xᵢⱼ`.
    pub fn norm_squared(&self) -> Num {
        self.reduce(|m| m.norm_squared(), |elements, _, bar| elements.iter().map(|x| bar * 2.0 * x).collect())
    }

    /// `√Σ xᵢⱼ²`: the adjoint is `xᵢⱼ/‖x‖`, and NaN at zero, as the square root of the sum has it.
    pub fn norm(&self) -> Num {
        self.reduce(|m| m.norm(), |elements, norm, bar| elements.iter().map(|x| bar / norm * x).collect())
    }

    /// As [`norm`](Dense::norm).
    pub fn magnitude(&self) -> Num {
        self.norm()
    }

    /// As [`norm_squared`](Dense::norm_squared).
    pub fn magnitude_squared(&self) -> Num {
        self.norm_squared()
    }

    /// `(Σ |xᵢⱼ|ᵖ)^(1/p)`, element by element.
    pub fn lp_norm(&self, p: i32) -> Num {
        let sum = self.0.iter().fold(Num::constant(0.0), |sum, x| sum + x.abs().powi(p));
        sum.powf(Num::constant(1.0 / f64::from(p)))
    }

    /// The distance of two matrices, element by element.
    pub fn metric_distance<R2: Dim, C2: Dim, S: Storage<Num, R2, C2>>(&self, other: &Matrix<Num, R2, C2, S>) -> Num
    where
        ShapeConstraint: SameNumberOfRows<R, R2> + SameNumberOfColumns<C, C2>,
    {
        assert_eq!(self.0.shape(), other.shape(), "Matrix addition/subtraction dimensions mismatch.");
        let squares = self.0.iter().zip(other.iter()).fold(Num::constant(0.0), |sum, (x, y)| {
            let difference = *x - *y;
            sum + difference * difference
        });
        squares.sqrt()
    }

    /// `x/‖x‖`.
    pub fn normalize(&self) -> Self {
        self / self.norm()
    }

    /// Divides by the norm, which is returned.
    pub fn normalize_mut(&mut self) -> Num {
        let norm = self.norm();
        *self /= norm;
        norm
    }

    /// `x/‖x‖`, unless the norm is `least` or smaller.
    pub fn try_normalize(&self, least: Num) -> Option<Self> {
        let norm = self.norm();
        (norm > least).then(|| self / norm)
    }

    /// The angle to another vector, as nalgebra's.
    pub fn angle(&self, other: &Self) -> Num
    where
        ShapeConstraint: DimEq<R, R> + DimEq<C, C>,
    {
        let product = self.dotc(other);
        let (n1, n2) = (self.norm(), other.norm());
        if n1.primal() == 0.0 || n2.primal() == 0.0 {
            return Num::constant(0.0);
        }
        let cosine = product / (n1 * n2);
        let (low, high) = (Num::constant(-1.0), Num::constant(1.0));
        cosine.max(low).min(high).acos()
    }

    /// The largest element.
    pub fn max(&self) -> Num {
        self.extreme(|a, b| a >= b)
    }

    /// The smallest element.
    pub fn min(&self) -> Num {
        self.extreme(|a, b| a <= b)
    }

    /// The largest absolute value.
    pub fn amax(&self) -> Num {
        self.abs().max()
    }

    /// The smallest absolute value.
    pub fn amin(&self) -> Num {
        self.abs().min()
    }

    /// As nalgebra compares: the later of equal ones loses, not a number is given up for what follows.
    fn extreme(&self, keeps: impl Fn(f64, f64) -> bool) -> Num {
        let mut numbers = self.0.iter().copied();
        let first = numbers.next().unwrap_or(Num::constant(0.0));
        numbers.fold(first, |best, x| if keeps(best.primal(), x.primal()) { best } else { x })
    }

    /// `selfᵀ·other`.
    pub fn tr_mul<R2: Dim, C2: Dim, S: Storage<Num, R2, C2>>(&self, other: &Matrix<Num, R2, C2, S>) -> Dense<Num, C, C2>
    where
        DefaultAllocator: Allocator<R2, C2> + Allocator<C, C2>,
        ShapeConstraint: SameNumberOfRows<R, R2>,
    {
        let (left, right) = (values(&self.0), values(other));
        let value = left.tr_mul(&right);
        let mut operands = Operands::default();
        let right = operands.add(self.0.as_slice()).then(|| dynamic(&right));
        let left = add(&mut operands, other).then(|| dynamic(&left));
        node(operands, value, move |bar| {
            let mut bars = Vec::new();
            if let Some(right) = &right {
                bars.extend_from_slice((right * bar.transpose()).as_slice());
            }
            if let Some(left) = &left {
                bars.extend_from_slice((left * bar).as_slice());
            }
            bars
        })
    }

    /// `C ← α·A·B + β·C`: `Ā += α·C̄·Bᵀ`, `B̄ += α·Aᵀ·C̄`, `ᾱ += ⟨C̄, A·B⟩`, `β̄ += ⟨C̄, C⟩`.
    pub fn gemm<R2: Dim, C2: Dim, R3: Dim, C3: Dim>(&mut self, alpha: Num, a: &Dense<Num, R2, C2>, b: &Dense<Num, R3, C3>, beta: Num)
    where
        DefaultAllocator: Allocator<R2, C2> + Allocator<R3, C3>,
        ShapeConstraint: SameNumberOfRows<R, R2> + SameNumberOfColumns<C, C3> + AreMultipliable<R2, C2, R3, C3>,
    {
        let (left, right, before) = (values(&a.0), values(&b.0), values(&self.0));
        let (alpha_value, beta_value) = (alpha.primal(), beta.primal());
        let mut value = before.clone();
        value.gemm(alpha_value, &left, &right, beta_value);
        let mut operands = Operands::default();
        let active = [
            operands.add(a.0.as_slice()),
            operands.add(b.0.as_slice()),
            operands.add([&alpha]),
            operands.add(self.0.as_slice()),
            operands.add([&beta]),
        ];
        let (left, right, before) = (dynamic(&left), dynamic(&right), dynamic(&before));
        *self = node(operands, value, move |bar| {
            let mut bars = Vec::new();
            if active[0] {
                bars.extend_from_slice((bar * right.transpose() * alpha_value).as_slice());
            }
            if active[1] {
                bars.extend_from_slice((left.transpose() * bar * alpha_value).as_slice());
            }
            if active[2] {
                bars.push(bar.dot(&(&left * &right)));
            }
            if active[3] {
                // What is multiplied by zero is not read.
                bars.extend(bar.iter().map(|x| if beta_value == 0.0 { -0.0 } else { x * beta_value }));
            }
            if active[4] {
                bars.push(if beta_value == 0.0 && before.iter().any(|x| !x.is_finite()) { 0.0 } else { bar.dot(&before) });
            }
            bars
        });
    }

    /// `self ← α·A·x + β·self`.
    pub fn gemv<R2: Dim, C2: Dim, R3: Dim>(&mut self, alpha: Num, a: &Dense<Num, R2, C2>, x: &Dense<Num, R3, C>, beta: Num)
    where
        DefaultAllocator: Allocator<R2, C2> + Allocator<R3, C>,
        ShapeConstraint: SameNumberOfRows<R, R2> + SameNumberOfColumns<C, C> + AreMultipliable<R2, C2, R3, C>,
    {
        self.gemm(alpha, a, x, beta);
    }
}

impl<D: Dim> Dense<Num, D, D>
where
    DefaultAllocator: Allocator<D, D>,
{
    /// `Σ xᵢᵢ`.
    pub fn trace(&self) -> Num
    where
        D: DimMin<D, Output = D>,
    {
        self.0.trace()
    }
}

/// A number that is linear in `a` (with these factors) and in `b`.
fn bilinear<R: Dim, C: Dim, SA, R2: Dim, C2: Dim, SB>(
    a: &Matrix<Num, R, C, SA>,
    b: &Matrix<Num, R2, C2, SB>,
    value: f64,
    factors_of_b: Vec<f64>,
    factors_of_a: Vec<f64>,
) -> Num
where
    SA: RawStorage<Num, R, C>,
    SB: RawStorage<Num, R2, C2>,
    DefaultAllocator: Allocator<R, C> + Allocator<R2, C2>,
{
    let mut operands = Operands::default();
    let (a_active, b_active) = (add(&mut operands, a), add(&mut operands, b));
    operands.scalar(value, move |bar| {
        let mut bars = Vec::new();
        if a_active {
            bars.extend(factors_of_a.iter().map(|factor| bar * factor));
        }
        if b_active {
            bars.extend(factors_of_b.iter().map(|factor| bar * factor));
        }
        bars
    })
}
