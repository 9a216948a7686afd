//! Adagrad with one accumulator per row and one per column.

use crate::schedule::Schedule;

use super::transform::{Part, Reach, SlotSpec, Step, Transform, check_fraction, maximum};
use super::{OptimError, Stepper};

/// SM3 (Anil et al. 2019, arXiv:1901.11150), as in optax.
///
/// ```text
/// v = g² + min over the dimensions of their accumulators,   u = g/√(v + ε)  (0 where v is 0)
/// accumulator of each slice ← max of v over the slice,   m ← β₁m + (1−β₁)u,   x ← x − αm
/// ```
///
/// ```
/// use autodiff_runtime::optim::{Optimizer, Sm3};
///
/// let mut opt = Sm3::new(1.0).momentum(0.0);
/// let mut x = [5.0_f64, 5.0];
/// opt.step(&mut x, &[2.0, 0.0])?; // Adagrad for a vector: g/|g|, and no step without a gradient
/// assert!((x[0] - 4.0).abs() < 1e-8 && x[1] == 5.0);
/// # Ok::<(), autodiff_runtime::optim::OptimError>(())
/// ```
pub type Sm3 = Stepper<(ScaleBySm3,)>;

/// The transform of [`Sm3`].
#[derive(Clone, Debug)]
pub struct ScaleBySm3 {
    momentum: f64,
    epsilon: f64,
}

impl Sm3 {
    /// optax's defaults: β₁ = 0.9, ε = 1e-8.
    pub fn new(rate: impl Schedule + 'static) -> Self {
        Self::of(rate, (ScaleBySm3 { momentum: 0.9, epsilon: 1e-8 },))
    }

    /// β₁: how much of the last direction is kept, in `[0, 1)`.
    #[must_use]
    pub fn momentum(mut self, momentum: f64) -> Self {
        self.chain_mut().0.momentum = momentum;
        self
    }
}

impl Transform for ScaleBySm3 {
    fn slots(&self, len: usize, dims: &[usize]) -> Vec<SlotSpec> {
        let mut slots = SlotSpec::zeros(len, ["m"]);
        let names = ["axis 0", "axis 1", "axis 2", "axis 3", "axis 4", "axis 5", "axis 6", "axis 7"];
        slots.extend(axes(len, dims).zip(names).map(|((_, size), name)| SlotSpec { name, len: size, initial: 0.0 }));
        slots
    }
    fn check(&self) -> Result<(), OptimError> {
        check_fraction("momentum", self.momentum)
    }
    fn reach(&self) -> Reach {
        Reach::Variable
    }
    fn update(&self, _: &Step, part: Part<'_>) {
        let dims = part.dims;
        let (u, _, slots) = part.whole();
        let [m, accumulators @ ..] = slots else { panic!("a slot for the momentum is declared") };
        let len = u.len();
        // Accumulators only grow: v is g² more than the smallest of them that cover an element, and that is no less than the last v.
        // So the new ones are gathered on top of the old ones, after these have been read.
        for (i, (u, m)) in u.iter_mut().zip(m.iter_mut()).enumerate() {
            let least =
                axes(len, dims).zip(&*accumulators).map(|((stride, size), accumulator)| accumulator[i / stride % size]).fold(f64::INFINITY, f64::min);
            let v = *u * *u + least;
            let direction = if v > 0.0 { *u / (v + self.epsilon).sqrt() } else { 0.0 };
            *m = (1.0 - self.momentum) * direction + self.momentum * *m;
            *u = v;
        }
        for ((stride, size), accumulator) in axes(len, dims).zip(accumulators) {
            for (i, v) in u.iter().enumerate() {
                let slice = &mut accumulator[i / stride % size];
                *slice = maximum(*slice, *v);
            }
        }
        u.copy_from_slice(m);
    }
}

/// Stride and size of each dimension, of at most eight; a scalar has one of size 1.
fn axes(len: usize, dims: &[usize]) -> impl Iterator<Item = (usize, usize)> {
    let mut stride = len.max(1);
    let scalar = dims.is_empty().then_some((1, 1));
    dims.iter()
        .map(move |&size| {
            stride /= size.max(1);
            (stride.max(1), size.max(1))
        })
        .chain(scalar)
        .take(8)
}
