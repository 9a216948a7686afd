//! Small transforms without a named optimizer of their own: scaling, decay, momentum, averages, masks.

use std::fmt;
use std::sync::Arc;

use crate::schedule::Schedule;

use super::transform::{
    Part, Reach, SlotSpec, Step, Transform, check_closed_fraction, check_fraction, check_not_negative, norm, root_mean_square, sign, sum_of_squares,
};
use super::{OptimError, VariableId};

/// `u ← s·u`.
#[derive(Clone, Debug)]
pub struct Scale(pub f64);

impl Transform for Scale {
    fn update(&self, _: &Step, part: Part<'_>) {
        part.each(|u, _| self.0 * u);
    }
}

/// `u ← α·u`: the learning rate, for chains that have something after it. Without this transform the rate comes last.
#[derive(Clone, Debug)]
pub struct ScaleByRate;

impl Transform for ScaleByRate {
    fn applies_rate(&self) -> bool {
        true
    }
    fn update(&self, step: &Step, part: Part<'_>) {
        part.each(|u, _| step.rate * u);
    }
}

/// `u ← s(iterations)·u`: a factor of its own schedule.
#[derive(Clone, Debug)]
pub struct ScaleBySchedule(pub Arc<dyn Schedule>);

impl Transform for ScaleBySchedule {
    fn update(&self, step: &Step, part: Part<'_>) {
        let factor = self.0.value(step.t - 1);
        part.each(|u, _| factor * u);
    }
}

/// `u ← u + λx`: weight decay inside the update.
#[derive(Clone, Debug)]
pub struct AddDecayedWeights(pub(crate) f64);

impl AddDecayedWeights {
    /// With this λ.
    #[must_use]
    pub fn new(decay: f64) -> Self {
        Self(decay)
    }
}

impl Transform for AddDecayedWeights {
    fn update(&self, _: &Step, part: Part<'_>) {
        let decay = self.0;
        part.each(|u, x| u + decay * x);
    }
}

/// Momentum, `m ← u + μm`; out goes `m`, or `u + μm` of the new `m` in Nesterov's form. optax's `trace`.
#[derive(Clone, Debug)]
pub struct Trace {
    decay: f64,
    nesterov: bool,
}

impl Trace {
    /// With this μ.
    #[must_use]
    pub fn new(decay: f64) -> Self {
        Self { decay, nesterov: false }
    }

    /// Whether it is Nesterov's.
    #[must_use]
    pub fn nesterov(self, nesterov: bool) -> Self {
        Self { nesterov, ..self }
    }
}

impl Transform for Trace {
    fn slots(&self, len: usize, _: &[usize]) -> Vec<SlotSpec> {
        SlotSpec::zeros(len, ["m"])
    }
    fn check(&self) -> Result<(), OptimError> {
        check_closed_fraction("decay", self.decay)
    }
    fn update(&self, _: &Step, part: Part<'_>) {
        let Self { decay, nesterov } = *self;
        part.each1(|u, _, m| {
            *m = u + decay * *m;
            if nesterov { u + decay * *m } else { *m }
        });
    }
}

/// The moving average `m ← βm + (1−β)u`, over `1 − βᵗ` if it is to be unbiased. optax's `ema`.
#[derive(Clone, Debug)]
pub struct MovingAverage {
    decay: f64,
    debias: bool,
}

impl MovingAverage {
    /// With this β.
    #[must_use]
    pub fn new(decay: f64, debias: bool) -> Self {
        Self { decay, debias }
    }
}

impl Transform for MovingAverage {
    fn slots(&self, len: usize, _: &[usize]) -> Vec<SlotSpec> {
        SlotSpec::zeros(len, ["m"])
    }
    fn check(&self) -> Result<(), OptimError> {
        check_fraction("decay", self.decay)
    }
    fn update(&self, step: &Step, part: Part<'_>) {
        let decay = self.decay;
        let bias = if self.debias { step.bias(decay) } else { 1.0 };
        part.each1(|u, _, m| {
            *m = (1.0 - decay) * u + decay * *m;
            *m / bias
        });
    }
}

/// Gradient centralisation (Yong et al. 2020, arXiv:2004.01461): subtracts from each row of a matrix (each slice along the first
/// dimension) its mean. Vectors stay.
#[derive(Clone, Debug)]
pub struct Centralize;

impl Transform for Centralize {
    fn reach(&self) -> Reach {
        Reach::Variable
    }
    fn update(&self, _: &Step, part: Part<'_>) {
        let [_, rest @ ..] = part.dims else { return };
        let width: usize = rest.iter().product();
        if rest.is_empty() || width == 0 {
            return;
        }
        let (u, _, _) = part.whole();
        for row in u.chunks_exact_mut(width) {
            let mean = row.iter().sum::<f64>() / width as f64;
            row.iter_mut().for_each(|u| *u -= mean);
        }
    }
}

/// NaN becomes 0.
#[derive(Clone, Debug)]
pub struct ZeroNans;

impl Transform for ZeroNans {
    fn update(&self, _: &Step, part: Part<'_>) {
        part.each(|u, _| if u.is_nan() { 0.0 } else { u });
    }
}

/// `u ← u·s/(‖u‖ + ε)`, the norm over all variables.
#[derive(Clone, Debug)]
pub struct NormalizeByUpdateNorm {
    scale: f64,
    epsilon: f64,
}

impl NormalizeByUpdateNorm {
    /// To the norm `scale`, but for `epsilon`; optax's defaults are 1 and 1e-6.
    #[must_use]
    pub fn new(scale: f64, epsilon: f64) -> Self {
        Self { scale, epsilon }
    }
}

impl Transform for NormalizeByUpdateNorm {
    fn check(&self) -> Result<(), OptimError> {
        check_not_negative("epsilon", self.epsilon)
    }
    fn reach(&self) -> Reach {
        Reach::All
    }
    fn measure(&self, incoming: &[f64]) -> f64 {
        sum_of_squares(incoming)
    }
    fn update(&self, _: &Step, part: Part<'_>) {
        let divisor = (part.total.sqrt() + self.epsilon) / self.scale;
        let (u, _, _) = part.whole();
        u.iter_mut().for_each(|u| *u /= divisor);
    }
}

/// Adds up updates and lets the sum through every `k` steps, zero in between. What stands before it in the chain steps every time.
#[derive(Clone, Debug)]
pub struct ApplyEvery(pub u64);

impl Transform for ApplyEvery {
    fn slots(&self, len: usize, _: &[usize]) -> Vec<SlotSpec> {
        SlotSpec::zeros(len, ["sum"])
    }
    fn check(&self) -> Result<(), OptimError> {
        if self.0 > 0 { Ok(()) } else { Err(OptimError::Setting { name: "k", value: 0.0, allowed: "1 or more" }) }
    }
    fn update(&self, step: &Step, part: Part<'_>) {
        let at = (step.t - 1) % self.0;
        let (first, last) = (at == 0, at + 1 == self.0);
        part.each1(|u, _, sum| {
            *sum = if first { u } else { *sum + u };
            if last { *sum } else { 0.0 }
        });
    }
}

/// Shortens steps that would make a parameter negative so that they end at 0. The rate has to be applied before: [`ScaleByRate`].
#[derive(Clone, Debug)]
pub struct KeepNonnegative;

impl Transform for KeepNonnegative {
    fn update(&self, _: &Step, part: Part<'_>) {
        part.each(|u, x| if x - u < 0.0 { x } else { u });
    }
}

/// `u ← sign(u)`, with `sign(0) = 0`: sign descent (Bernstein et al. 2018, arXiv:1802.04434).
#[derive(Clone, Debug)]
pub struct ScaleBySign;

impl Transform for ScaleBySign {
    fn update(&self, _: &Step, part: Part<'_>) {
        part.each(|u, _| sign(u));
    }
}

/// `u ← u·c‖x‖/(‖u‖ + ε)`, variable by variable; 1 where one of the norms is 0. Norms below `min_norm` count as that.
///
/// The trust ratio of LARS (You, Gitman & Ginsburg 2017, arXiv:1708.03888) and LAMB.
#[derive(Clone, Debug)]
pub struct ScaleByTrustRatio {
    pub(crate) min_norm: f64,
    pub(crate) coefficient: f64,
    pub(crate) epsilon: f64,
}

impl ScaleByTrustRatio {
    /// With this smallest norm, factor `c` and ε.
    #[must_use]
    pub fn new(min_norm: f64, coefficient: f64, epsilon: f64) -> Self {
        Self { min_norm, coefficient, epsilon }
    }
}

impl Transform for ScaleByTrustRatio {
    fn check(&self) -> Result<(), OptimError> {
        check_not_negative("min_norm", self.min_norm)?;
        check_not_negative("epsilon", self.epsilon)
    }
    fn reach(&self) -> Reach {
        Reach::Variable
    }
    fn update(&self, _: &Step, part: Part<'_>) {
        let (u, x, _) = part.whole();
        let of_x = at_least(norm(x), self.min_norm);
        let of_u = at_least(norm(u), self.min_norm);
        if of_x != 0.0 && of_u != 0.0 {
            let ratio = self.coefficient * of_x / (of_u + self.epsilon);
            u.iter_mut().for_each(|u| *u *= ratio);
        }
    }
}

/// `value`, or `least` if it is smaller; NaN stays.
fn at_least(value: f64, least: f64) -> f64 {
    if value < least { least } else { value }
}

/// `u ← u·max(‖x‖, least)`, variable by variable.
#[derive(Clone, Debug)]
pub struct ScaleByParamNorm {
    /// The smallest factor; optax's default is 1e-3.
    pub least: f64,
}

impl Transform for ScaleByParamNorm {
    fn reach(&self) -> Reach {
        Reach::Variable
    }
    fn update(&self, _: &Step, part: Part<'_>) {
        let (u, x, _) = part.whole();
        let factor = at_least(norm(x), self.least);
        u.iter_mut().for_each(|u| *u *= factor);
    }
}

/// `u ← u·max(rms(x), least)`, variable by variable.
#[derive(Clone, Debug)]
pub struct ScaleByParamRms {
    /// The smallest factor; optax's default is 1e-3.
    pub least: f64,
}

impl Transform for ScaleByParamRms {
    fn reach(&self) -> Reach {
        Reach::Variable
    }
    fn update(&self, _: &Step, part: Part<'_>) {
        let (u, x, _) = part.whole();
        let factor = at_least(root_mean_square(x), self.least);
        u.iter_mut().for_each(|u| *u *= factor);
    }
}

/// `u ← 0`: with [`Masked`] it freezes variables.
#[derive(Clone, Debug)]
pub struct SetToZero;

impl Transform for SetToZero {
    fn update(&self, _: &Step, part: Part<'_>) {
        part.each(|_, _| 0.0);
    }
}

type OfDims = dyn Fn(&[usize]) -> bool + Send + Sync;

/// Which variables a [`Masked`] transform touches.
#[derive(Clone)]
enum Mask {
    Dims(Arc<OfDims>),
    Variables(Vec<VariableId>),
}

/// A transform for some of the variables; the others pass through unchanged.
///
/// ```
/// use autodiff_runtime::optim::{AddDecayedWeights, Masked, Optimizer, Stepper};
///
/// // Weight decay for matrices, not for biases.
/// let decay = Masked::by_dims(AddDecayedWeights::new(0.5), |dims| dims.len() >= 2);
/// let mut opt = Stepper::of(1.0, (decay,));
/// let mut layer = ([[2.0, 4.0]], [6.0]);
/// opt.step(&mut layer, &([[0.0, 0.0]], [0.0]))?;
/// assert_eq!(layer, ([[1.0, 2.0]], [6.0]));
/// # Ok::<(), autodiff_runtime::optim::OptimError>(())
/// ```
#[derive(Clone)]
pub struct Masked<T> {
    inner: T,
    mask: Mask,
}

impl<T: Transform> Masked<T> {
    /// For the variables whose shape `touch` accepts.
    pub fn by_dims(inner: T, touch: impl Fn(&[usize]) -> bool + Send + Sync + 'static) -> Self {
        Self { inner, mask: Mask::Dims(Arc::new(touch)) }
    }

    /// For these variables.
    pub fn for_variables(inner: T, variables: impl IntoIterator<Item = VariableId>) -> Self {
        Self { inner, mask: Mask::Variables(variables.into_iter().collect()) }
    }
}

impl<T: fmt::Debug> fmt::Debug for Masked<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Masked").field("inner", &self.inner).finish_non_exhaustive()
    }
}

impl<T: Transform> Transform for Masked<T> {
    fn slots(&self, len: usize, dims: &[usize]) -> Vec<SlotSpec> {
        self.inner.slots(len, dims)
    }
    fn check(&self) -> Result<(), OptimError> {
        self.inner.check()
    }
    fn reach(&self) -> Reach {
        // The element-wise loop of the last transform would leave masked variables without their update.
        match self.inner.reach() {
            Reach::Element => Reach::Variable,
            reach => reach,
        }
    }
    fn measure(&self, incoming: &[f64]) -> f64 {
        self.inner.measure(incoming)
    }
    fn applies_rate(&self) -> bool {
        self.inner.applies_rate()
    }
    fn needs_loss(&self) -> bool {
        self.inner.needs_loss()
    }
    fn begin(&mut self, step: &Step) {
        self.inner.begin(step);
    }
    fn update(&self, step: &Step, part: Part<'_>) {
        let touched = match &self.mask {
            Mask::Dims(touch) => touch(part.dims),
            Mask::Variables(variables) => variables.contains(&part.variable),
        };
        if touched {
            self.inner.update(step, part);
        }
    }
}
