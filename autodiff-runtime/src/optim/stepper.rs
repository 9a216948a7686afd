//! [`Stepper`]: a chain of transforms made into an optimizer, with the options that Keras gives to all of its optimizers.
//!
//! A call goes through: checks (nothing has changed until they are all passed) → loss scale → accumulation → clipping → decoupled
//! weight decay → the chain → `x ← x − α·d` → moving average → lookahead → `iterations += 1`. That is Keras 3's order.

use std::sync::Arc;

use crate::schedule::Schedule;

use super::clip::{ClipByGlobalNorm, ClipByNorm, ClipByValue};
use super::options::{Accumulation, Average, AverageStart, Lookahead, Options, Reduce};
use super::slots::{Entry, OfParameters, OfVariables, Slots, Values, check_shapes};
use super::transform::{Chain, Part, Reach, Step, Transform, Work, check_not_negative};
use super::variable_set::{GradientSet, VariableSet};
use super::{OptimError, Optimizer, Parameters, VariableId};

/// An optimizer: a learning rate, a chain of [`Transform`]s and the options common to all.
///
/// The named optimizers are this type with a chain of their own (`Adam` is `Stepper<(ScaleByAdam,)>`), so that all of the methods
/// here are theirs. Settings are for before the first step.
///
/// ```
/// use autodiff_runtime::optim::{Adam, Optimizer};
/// use autodiff_runtime::schedule::CosineDecay;
///
/// let mut opt = Adam::new(CosineDecay::new(0.1, 200)).clipnorm(10.0).weight_decay(1e-4);
/// let mut x = vec![5.0, -3.0];
/// for _ in 0..200 {
///     let gradient: Vec<f64> = x.iter().map(|x| 2.0 * (x - 1.0)).collect();
///     opt.step(&mut x, &gradient)?;
/// }
/// assert!(x.iter().all(|x| (x - 1.0).abs() < 1e-2));
/// # Ok::<(), autodiff_runtime::optim::OptimError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Stepper<C> {
    /// The transforms; the setters of the named optimizers change them.
    pub(crate) chain: C,
    pub(crate) rate: Arc<dyn Schedule>,
    pub(crate) options: Options,
    pub(crate) slots: Slots,
    pub(crate) iterations: u64,
    /// Calls that were not refused: `iterations`, times the steps of accumulation.
    pub(crate) calls: u64,
    pub(crate) refused: u32,
    /// Whether the transforms may want other slots than they have: a setter was called.
    changed: bool,
    scratch: Scratch,
}

/// Buffers kept from step to step, so that a warm step allocates nothing.
#[derive(Clone, Debug, Default)]
struct Scratch {
    incoming: Vec<Vec<f64>>,
    value: Vec<f64>,
    gradient: Vec<f64>,
}

impl<C: Chain> Stepper<C> {
    /// An optimizer of these transforms. The rate is a number or a [`Schedule`]; a negative one is an error of the first step.
    pub fn of(rate: impl Schedule + 'static, chain: C) -> Self {
        Self {
            chain,
            rate: Arc::new(rate),
            options: Options::default(),
            slots: Slots::default(),
            iterations: 0,
            calls: 0,
            refused: 0,
            changed: false,
            scratch: Scratch::default(),
        }
    }

    /// The transforms.
    pub fn chain(&self) -> &C {
        &self.chain
    }

    /// The transforms, to be changed by a setter.
    pub(crate) fn chain_mut(&mut self) -> &mut C {
        self.changed = true;
        &mut self.chain
    }

    /// After a setter was called on an optimizer with slots: whether these are still what the transforms want.
    fn check_layout(&mut self) -> Result<(), OptimError> {
        if !self.changed {
            return Ok(());
        }
        for entry in &self.slots.entries {
            for (k, slots) in entry.slots.iter().enumerate() {
                let specs = self.chain.transform(k).slots(entry.len, &entry.dims);
                if specs.iter().map(|spec| spec.len).ne(slots.iter().map(Vec::len)) {
                    let what = format!("a setting that changes the slots was changed after {} had got its own", entry.id);
                    return Err(OptimError::State { what });
                }
            }
        }
        self.changed = false;
        Ok(())
    }

    /// Scales each variable's gradient down to the norm `c`: `g·c/max(‖g‖, c)`. Excludes the other two ways to clip.
    #[must_use]
    pub fn clipnorm(mut self, c: f64) -> Self {
        self.options.clipnorm = Some(ClipByNorm::new(c));
        self
    }

    /// Cuts each element of the gradient to `[−c, c]`; NaN stays. Excludes the other two ways to clip.
    #[must_use]
    pub fn clipvalue(mut self, c: f64) -> Self {
        self.options.clipvalue = Some(ClipByValue::new(c));
        self
    }

    /// Scales all gradients down so that the norm over all of them is at most `c`: `g·c·min(1/‖g‖, 1/c)`. A norm that is not finite
    /// makes every gradient NaN, as in TensorFlow. Excludes the other two ways to clip.
    #[must_use]
    pub fn global_clipnorm(mut self, c: f64) -> Self {
        self.options.global_clipnorm = Some(ClipByGlobalNorm::keras(c));
        self
    }

    /// Decoupled weight decay (Loshchilov & Hutter 2019): `x ← x − α·λ·x` before the update. A larger `decay` pulls weights to zero
    /// more strongly; `0` switches it off.
    #[must_use]
    pub fn weight_decay(mut self, decay: f64) -> Self {
        self.options.weight_decay = (decay != 0.0).then_some(decay);
        self
    }

    /// Leaves these variables out of the weight decay, biases for instance.
    #[must_use]
    pub fn exclude_from_weight_decay(mut self, variables: impl VariableSet) -> Self {
        self.options.excluded.extend((0..variables.count()).map(|index| variables.variable(index).id()));
        self
    }

    /// Leaves part `index` of a plain value out of the weight decay.
    #[must_use]
    pub fn exclude_part_from_weight_decay(mut self, index: usize) -> Self {
        self.options.excluded.push(VariableId::position(index));
        self
    }

    /// Keeps a moving average of the variables, `a ← βa + (1−β)x` after each update; it starts at the values after the first one
    /// (Keras 3). [`average_of`](Stepper::average_of) reads it and [`finalize`](Stepper::finalize) writes it into the variables.
    #[must_use]
    pub fn moving_average(mut self, momentum: f64) -> Self {
        self.options.average = Some(Average { momentum, overwrite: None, start: AverageStart::FirstUpdate });
        self
    }

    /// With [`moving_average`](Stepper::moving_average): replaces the variables by their average after each `frequency`-th update.
    #[must_use]
    pub fn overwrite_with_average(mut self, frequency: u64) -> Self {
        if let Some(average) = &mut self.options.average {
            average.overwrite = Some(frequency);
        }
        self
    }

    /// With [`moving_average`](Stepper::moving_average): whether the average starts at the values before the first update
    /// (`tf_keras` 2) or after it (Keras 3).
    #[must_use]
    pub fn average_starts(mut self, start: AverageStart) -> Self {
        if let Some(average) = &mut self.options.average {
            average.start = start;
        }
        self
    }

    /// Adds up the gradients of `steps` calls and applies their mean at the last, as Keras 3 does, including that a schedule is asked
    /// for the number of *calls* and that the moving average moves at every call. `iterations` counts updates.
    #[must_use]
    pub fn gradient_accumulation_steps(mut self, steps: u64) -> Self {
        self.options.accumulation = Some(Accumulation { steps, reduce: Reduce::Mean, keras: true });
        self
    }

    /// Adds up the gradients of `steps` calls and applies their mean or sum at the last (optax's `MultiSteps`): schedule and moving
    /// average see updates only.
    #[must_use]
    pub fn multi_steps(mut self, steps: u64, reduce: Reduce) -> Self {
        self.options.accumulation = Some(Accumulation { steps, reduce, keras: false });
        self
    }

    /// Divides the gradients by `factor`: they are those of a loss that was multiplied by it.
    #[must_use]
    pub fn loss_scale_factor(mut self, factor: f64) -> Self {
        self.options.loss_scale = Some(factor);
        self
    }

    /// Lookahead (Zhang et al. 2019): each `sync_period` updates the slow values move by `slow_step_size` of the way to the fast
    /// ones, which continue from there.
    #[must_use]
    pub fn lookahead(mut self, sync_period: u64, slow_step_size: f64) -> Self {
        self.options.lookahead = Some(Lookahead { sync_period, slow_step_size });
        self
    }

    /// Refuses gradients with NaN or infinity in them ([`OptimError::NotFinite`]), but no more than `max_consecutive` calls in a row:
    /// then they are applied.
    #[must_use]
    pub fn apply_if_finite(mut self, max_consecutive: u32) -> Self {
        self.options.apply_if_finite = Some(max_consecutive);
        self
    }

    /// The moving average of a variable, `None` before the first update or without [`moving_average`](Stepper::moving_average).
    pub fn average_of(&self, variable: VariableId) -> Option<&[f64]> {
        self.slots.get(variable)?.average.as_deref()
    }

    /// The slow value of a variable under [`lookahead`](Stepper::lookahead).
    pub fn slow_of(&self, variable: VariableId) -> Option<&[f64]> {
        self.slots.get(variable)?.slow.as_deref()
    }

    /// A slot of a variable by its letter, `"m"` or `"v"` for Adam: a look into the optimizer's memory.
    ///
    /// ```
    /// use autodiff_runtime::optim::{Adam, Optimizer, VariableId};
    ///
    /// let mut opt = Adam::new(0.1);
    /// opt.step(&mut 1.0, &2.0)?;
    /// assert!((opt.slot(VariableId::position(0), "m").unwrap()[0] - 0.2).abs() < 1e-15);
    /// # Ok::<(), autodiff_runtime::optim::OptimError>(())
    /// ```
    pub fn slot(&self, variable: VariableId, name: &str) -> Option<&[f64]> {
        let entry = self.slots.get(variable)?;
        (0..self.chain.count()).find_map(|k| {
            let at = self.chain.transform(k).slots(entry.len, &entry.dims).iter().position(|spec| spec.name == name)?;
            Some(entry.slots[k][at].as_slice())
        })
    }

    /// Writes the moving averages into the variables (Keras's `finalize_variable_values`); variables without one stay.
    pub fn finalize(&mut self, variables: impl VariableSet) {
        self.finalize_values(&mut OfVariables(&variables));
    }

    /// [`finalize`](Stepper::finalize) for a plain value.
    pub fn finalize_step<P: Parameters + ?Sized>(&mut self, parameters: &mut P) {
        self.finalize_values(&mut OfParameters(parameters));
    }

    fn finalize_values(&mut self, values: &mut dyn Values) {
        for index in 0..values.count() {
            if let Some(average) = self.slots.get(values.id(index)).and_then(|entry| entry.average.as_ref()) {
                values.change(index, &mut self.scratch.value, &mut |x| x.copy_from_slice(average));
            }
        }
    }

    /// Makes slots for variables ahead of the first step, or for new ones after it.
    pub fn build(&mut self, variables: impl VariableSet) {
        let values = OfVariables(&variables);
        for index in 0..values.count() {
            self.slots.register(&values, index, &self.chain);
        }
    }

    /// What the schedule is asked for.
    fn schedule_index(&self) -> u64 {
        match self.options.accumulation {
            Some(Accumulation { keras: true, .. }) => self.calls,
            _ => self.iterations,
        }
    }

    fn check_settings(&self, loss: Option<f64>) -> Result<(), OptimError> {
        self.options.check()?;
        for k in 0..self.chain.count() {
            let transform = self.chain.transform(k);
            transform.check()?;
            if transform.needs_loss() && loss.is_none() {
                return Err(OptimError::LossNeeded);
            }
        }
        Ok(())
    }

    /// Counts refusals and returns the error, unless too many came in a row.
    fn check_finite(&mut self, values: &dyn Values, gradients: &dyn GradientSet) -> Result<(), OptimError> {
        let Some(max) = self.options.apply_if_finite else { return Ok(()) };
        let bad = (0..values.count()).filter(|&index| gradients.flat_len(index).is_some()).find(|&index| {
            let mut finite = true;
            gradients.read(index, &mut self.scratch.gradient, &mut |g| finite = g.iter().all(|g| g.is_finite()));
            !finite
        });
        let Some(index) = bad else {
            self.refused = 0;
            return Ok(());
        };
        self.refused = self.refused.saturating_add(1);
        if self.refused > max {
            return Ok(());
        }
        Err(OptimError::NotFinite { variable: values.id(index), consecutive: self.refused })
    }

    /// Adds this call's gradients to what was accumulated; false while more are to come.
    fn accumulate(&mut self, steps: u64, values: &dyn Values, gradients: &dyn GradientSet) -> bool {
        let complete = self.calls.is_multiple_of(steps);
        let scale = self.options.loss_scale;
        for index in (0..values.count()).filter(|&index| gradients.flat_len(index).is_some()) {
            let entry = self.slots.entry(values.id(index));
            let sum = entry.accumulated.get_or_insert_with(|| vec![0.0; entry.len]);
            gradients.read(index, &mut self.scratch.gradient, &mut |g| {
                for (sum, g) in sum.iter_mut().zip(g) {
                    *sum += scale.map_or(*g, |scale| g / scale);
                }
            });
        }
        complete
    }

    /// Fills the buffers with the gradients that this update applies, scaled and averaged.
    fn gather(&mut self, values: &dyn Values, gradients: &dyn GradientSet) {
        self.scratch.incoming.resize_with(values.count().max(self.scratch.incoming.len()), Vec::new);
        for index in (0..values.count()).filter(|&index| gradients.flat_len(index).is_some()) {
            let u = &mut self.scratch.incoming[index];
            match self.options.accumulation {
                Some(accumulation) => {
                    let entry = self.slots.entry(values.id(index));
                    let sum = entry.accumulated.as_mut().expect("accumulated a line above");
                    let divisor = accumulation.divisor();
                    u.clear();
                    u.extend(sum.iter().map(|sum| sum / divisor));
                    sum.fill(0.0);
                }
                None => {
                    gradients.read(index, &mut self.scratch.gradient, &mut |g| {
                        u.clear();
                        u.extend_from_slice(g);
                    });
                    if let Some(scale) = self.options.loss_scale {
                        u.iter_mut().for_each(|u| *u /= scale);
                    }
                }
            }
        }
    }

    /// The transforms of this update: the clipping option, then the chain.
    fn stages(&self) -> usize {
        usize::from(self.options.clip().is_some()) + self.chain.count()
    }

    /// Whether one pass over each variable does everything.
    fn is_fused(&self) -> bool {
        self.stages() == 1
            && self.chain.count() == 1
            && self.chain.transform(0).reach() == Reach::Element
            && self.options.accumulation.is_none()
            && self.options.loss_scale.is_none()
    }

    /// One variable after the other, gradient to variable in one loop.
    fn update_fused(&mut self, step: &Step, scale: f64, values: &mut dyn Values, gradients: &dyn GradientSet) {
        let Self { chain, options, slots, scratch, .. } = self;
        let transform = chain.transform(0);
        for index in 0..values.count() {
            if gradients.flat_len(index).is_none() {
                continue;
            }
            let variable = values.id(index);
            let decay = options.decay_of(variable).map(|decay| step.rate * decay);
            let Entry { dims, slots, .. } = slots.entry(variable);
            let Scratch { value, gradient, .. } = scratch;
            values.change(index, value, &mut |x| {
                gradients.read(index, gradient, &mut |g| {
                    let work = Work::Descend { g, x, scale, decay };
                    transform.update(step, Part { variable, index, dims, slots: &mut slots[0], total: 0.0, work });
                });
            });
        }
    }

    /// Transform by transform over buffers: needed as soon as one looks further than an element.
    fn update_staged(&mut self, step: &Step, scale: f64, values: &mut dyn Values, gradients: &dyn GradientSet) {
        self.gather(values, gradients);
        let stages = self.stages();
        let Self { chain, options, slots, scratch, .. } = self;
        let Scratch { incoming, value, .. } = scratch;
        let clip = options.clip();
        let offset = usize::from(clip.is_some());
        let stage = |k: usize| match clip {
            Some(clip) if k == 0 => clip,
            _ => chain.transform(k - offset),
        };
        let present = |index: &usize| gradients.flat_len(*index).is_some();
        let mut start = 0;
        while start < stages {
            // Only the first of a group may look at all variables: what comes before it has to be done with all of them.
            let end = (start + 1..stages).find(|&k| stage(k).reach() == Reach::All).unwrap_or(stages);
            let total = match stage(start).reach() {
                Reach::All => (0..values.count()).filter(present).map(|index| stage(start).measure(&incoming[index])).sum(),
                Reach::Element | Reach::Variable => 0.0,
            };
            for index in (0..values.count()).filter(present) {
                let variable = values.id(index);
                let decay = options.decay_of(variable).filter(|_| start == 0).map(|decay| step.rate * decay);
                let Entry { dims, slots, .. } = slots.entry(variable);
                let u = &mut incoming[index];
                values.change(index, value, &mut |x| {
                    decay_weights(x, decay);
                    for k in start..end {
                        let transform = stage(k);
                        let slots: &mut [Vec<f64>] = if k < offset { &mut [] } else { &mut slots[k - offset] };
                        let last = k + 1 == stages;
                        let fused = last && transform.reach() == Reach::Element;
                        let work = if fused { Work::Descend { g: u, x, scale, decay: None } } else { Work::Replace { u, x } };
                        transform.update(step, Part { variable, index, dims, slots, total, work });
                        if last && !fused {
                            x.iter_mut().zip(&*u).for_each(|(x, u)| *x -= scale * u);
                        }
                    }
                });
            }
            start = end;
        }
        if stages == 0 {
            for index in (0..values.count()).filter(present) {
                let decay = options.decay_of(values.id(index)).map(|decay| step.rate * decay);
                let u = &incoming[index];
                values.change(index, value, &mut |x| {
                    decay_weights(x, decay);
                    x.iter_mut().zip(u).for_each(|(x, u)| *x -= scale * u);
                });
            }
        }
    }

    /// `a ← βa + (1−β)x`, and the overwriting of the variables.
    fn move_averages(&mut self, values: &mut dyn Values) {
        let Some(average) = self.options.average else { return };
        let first = self.iterations == 0 && average.start == AverageStart::FirstUpdate;
        let momentum = if first { 0.0 } else { average.momentum };
        let overwrite = average.overwrite.is_some_and(|frequency| (self.iterations + 1).is_multiple_of(frequency));
        for index in 0..values.count() {
            let entry = self.slots.entry(values.id(index));
            values.change(index, &mut self.scratch.value, &mut |x| {
                let a = entry.average.get_or_insert_with(|| vec![0.0; x.len()]);
                for (a, x) in a.iter_mut().zip(x.iter_mut()) {
                    *a = momentum * *a + (1.0 - momentum) * *x;
                    if overwrite {
                        *x = *a;
                    }
                }
            });
        }
    }

    /// Copies the values that an average or a slow value starts from, before the first update.
    fn remember_start(&mut self, values: &mut dyn Values) {
        let initial = self.options.average.is_some_and(|average| average.start == AverageStart::InitialValue);
        let slow = self.options.lookahead.is_some();
        if !initial && !slow {
            return;
        }
        for index in 0..values.count() {
            let entry = self.slots.entry(values.id(index));
            if (initial && entry.average.is_none()) || (slow && entry.slow.is_none()) {
                values.change(index, &mut self.scratch.value, &mut |x| {
                    if initial {
                        entry.average.get_or_insert_with(|| x.to_vec());
                    }
                    if slow {
                        entry.slow.get_or_insert_with(|| x.to_vec());
                    }
                });
            }
        }
    }

    /// `s ← s + α(x − s); x ← s`, each `sync_period` updates.
    fn look_ahead(&mut self, values: &mut dyn Values) {
        let Some(Lookahead { sync_period, slow_step_size }) = self.options.lookahead else { return };
        if !(self.iterations + 1).is_multiple_of(sync_period) {
            return;
        }
        for index in 0..values.count() {
            let entry = self.slots.entry(values.id(index));
            let slow = entry.slow.as_mut().expect("remembered before the first update");
            values.change(index, &mut self.scratch.value, &mut |x| {
                for (x, slow) in x.iter_mut().zip(slow.iter_mut()) {
                    *slow += slow_step_size * (*x - *slow);
                    *x = *slow;
                }
            });
        }
    }
}

/// `x ← x − α·λ·x`.
fn decay_weights(x: &mut [f64], decay: Option<f64>) {
    if let Some(decay) = decay {
        x.iter_mut().for_each(|x| *x -= decay * *x);
    }
}

impl<C: Chain> Optimizer for Stepper<C> {
    fn apply(&mut self, values: &mut dyn Values, gradients: &dyn GradientSet, loss: Option<f64>) -> Result<u64, OptimError> {
        self.check_settings(loss)?;
        self.check_layout()?;
        check_shapes(&self.slots, values, gradients)?;
        let rate = self.rate.value(self.schedule_index());
        check_rate(rate)?;
        self.check_finite(values, gradients)?;

        if self.slots.is_empty() {
            for index in 0..values.count() {
                self.slots.register(values, index, &self.chain);
            }
        }
        self.remember_start(values);
        self.calls += 1;
        if let Some(accumulation) = self.options.accumulation
            && !self.accumulate(accumulation.steps, values, gradients)
        {
            if accumulation.keras {
                self.move_averages(values);
            }
            return Ok(self.iterations);
        }

        let step = Step { t: self.iterations + 1, rate, loss };
        let mut rate_applied = false;
        for k in 0..self.chain.count() {
            let transform = self.chain.transform_mut(k);
            transform.begin(&step);
            rate_applied |= transform.applies_rate();
        }
        let scale = if rate_applied { 1.0 } else { rate };
        if self.is_fused() {
            self.update_fused(&step, scale, values, gradients);
        } else {
            self.update_staged(&step, scale, values, gradients);
        }
        self.move_averages(values);
        self.look_ahead(values);
        self.iterations += 1;
        Ok(self.iterations)
    }

    fn iterations(&self) -> u64 {
        self.iterations
    }

    fn set_iterations(&mut self, iterations: u64) {
        self.iterations = iterations;
        self.calls = iterations * self.options.accumulation.map_or(1, |accumulation| accumulation.steps);
    }

    fn learning_rate(&self) -> f64 {
        self.rate.value(self.schedule_index())
    }

    fn set_learning_rate(&mut self, rate: f64) -> Result<(), OptimError> {
        check_rate(rate)?;
        self.rate = Arc::new(rate);
        Ok(())
    }

    fn set_schedule(&mut self, schedule: Arc<dyn Schedule>) {
        self.rate = schedule;
    }
}

/// Finite and not negative.
pub(crate) fn check_rate(rate: f64) -> Result<(), OptimError> {
    check_not_negative("learning_rate", rate).map_err(|_| OptimError::LearningRate { rate })
}

impl Options {
    /// The one way to clip that is set.
    pub(crate) fn clip(&self) -> Option<&dyn Transform> {
        let norm = self.clipnorm.as_ref().map(|clip| clip as &dyn Transform);
        let value = self.clipvalue.as_ref().map(|clip| clip as &dyn Transform);
        let global = self.global_clipnorm.as_ref().map(|clip| clip as &dyn Transform);
        norm.or(value).or(global)
    }
}
