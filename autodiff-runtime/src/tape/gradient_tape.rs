//! [`GradientTape`]: records what is computed from variables, and takes gradients of it.

use std::fmt;
use std::marker::PhantomData;

use super::error::TapeError;
use super::ledger;
use super::sources::{Answers, Found, Key, Nodes, Sources, Targets, UnconnectedGradients};
use super::sweep::{Start, sweep, sweep_traced};
use super::traced::Traced;
use super::variable::WatchedVariable;

/// A tape that gives one gradient: [`gradient`](GradientTape::<Once>::gradient) takes it by value.
#[derive(Debug)]
pub enum Once {}

/// A tape that gives any number of gradients, until it is dropped.
#[derive(Debug)]
pub enum Persistent {}

/// Records operations on variables and watched values, for automatic differentiation: TensorFlow's `tf.GradientTape`.
///
/// A tape made by [`new`](GradientTape::new) gives one gradient, and what it recorded is released then: a second call does not compile.
///
/// ```compile_fail,E0382
/// use autodiff_runtime::tape::{GradientTape, Variable};
///
/// let x = Variable::new(0.0);
/// let t = GradientTape::new();
/// let (z, y) = t.record(|| {
///     let z = &x - 4.0;
///     (z, z.powi(2))
/// });
/// let dz = t.gradient(&z, &x);
/// let dy = t.gradient(&y, &x); // error[E0382]: use of moved value: `t`
/// ```
///
/// [`GradientTape::persistent`] makes one that gives as many as you like:
///
/// ```
/// use autodiff_runtime::tape::{GradientTape, Variable};
///
/// let x = Variable::new(0.0);
/// let t = GradientTape::persistent();
/// let (z, y) = t.record(|| {
///     let z = &x - 4.0;
///     (z, z.powi(2))
/// });
/// assert_eq!(t.gradient(&z, &x).unwrap(), 1.0);
/// assert_eq!(t.gradient(&y, &x).unwrap(), -8.0);
/// assert_eq!(t.gradient(&y, &z).unwrap(), -8.0);
/// drop(t);
/// ```
///
/// Gradients are traced values themselves. Taken while an outer tape records, they are recorded on it:
///
/// ```
/// use autodiff_runtime::tape::{GradientTape, Variable};
///
/// let x = Variable::new(3.0);
/// let outer = GradientTape::new();
/// let slope = outer.record(|| {
///     let inner = GradientTape::new();
///     let y = inner.record(|| x.powi(3));
///     inner.gradient(&y, &x).unwrap()
/// });
/// assert_eq!(slope, 27.0);
/// assert_eq!(outer.gradient(&slope, &x).unwrap(), 18.0);
/// ```
///
/// Every thread has its own tapes: a tape and what is traced stay on the thread where they were made. Variables may be shared.
///
/// ```compile_fail,E0277
/// use autodiff_runtime::tape::GradientTape;
///
/// let tape = GradientTape::new();
/// std::thread::spawn(move || tape.record(|| ())); // error[E0277]: cannot be sent between threads safely
/// ```
///
/// Memory: 24 bytes for each scalar operation and 8 more while the gradient is computed; roughly 80 where gradients of gradients are
/// possible, which is while two tapes record or a persistent one does.
pub struct GradientTape<Mode = Once> {
    key: u64,
    /// Tapes are keys of one thread's ledger.
    mode: PhantomData<(*const (), Mode)>,
}

/// Options of a [`GradientTape`].
#[derive(Clone, Copy, Debug)]
#[must_use = "a builder makes a tape when `build` or `persistent` is called"]
pub struct GradientTapeBuilder {
    watch_accessed_variables: bool,
}

impl GradientTapeBuilder {
    /// Whether trainable variables are watched when they are read; `true` unless set.
    pub fn watch_accessed_variables(mut self, watch: bool) -> Self {
        self.watch_accessed_variables = watch;
        self
    }

    /// A tape for one gradient.
    pub fn build(self) -> GradientTape {
        GradientTape::open(self.watch_accessed_variables, false)
    }

    /// A tape for any number of gradients.
    pub fn persistent(self) -> GradientTape<Persistent> {
        GradientTape::open(self.watch_accessed_variables, true)
    }
}

impl GradientTape {
    /// A tape for one gradient, which watches the trainable variables that are read while it records.
    #[expect(clippy::new_without_default, reason = "a tape is made where it is used, by name")]
    pub fn new() -> GradientTape {
        GradientTape::builder().build()
    }

    /// A tape for any number of gradients; what it recorded is freed when it is dropped.
    pub fn persistent() -> GradientTape<Persistent> {
        GradientTape::builder().persistent()
    }

    /// A tape with options.
    ///
    /// ```
    /// use autodiff_runtime::tape::{GradientTape, Variable};
    ///
    /// let (a, b) = (Variable::new(2.0), Variable::new(3.0));
    /// let tape = GradientTape::builder().watch_accessed_variables(false).build();
    /// tape.watch(&a);
    /// let y = tape.record(|| &a * &b);
    /// let [da, db] = tape.gradient(&y, [&a, &b]);
    /// assert_eq!(da.unwrap(), 3.0);
    /// assert!(db.is_none());
    /// ```
    pub fn builder() -> GradientTapeBuilder {
        GradientTapeBuilder { watch_accessed_variables: true }
    }
}

/// Puts a tape back as it was, also when the closure panics.
struct Restore {
    key: u64,
    recording: bool,
}

impl Drop for Restore {
    fn drop(&mut self) {
        ledger::with(|ledger| ledger.set_recording(self.key, self.recording));
    }
}

impl<Mode> GradientTape<Mode> {
    fn open(watch_accessed: bool, second_order: bool) -> GradientTape<Mode> {
        let key = ledger::with(|ledger| ledger.open_tape(watch_accessed, second_order));
        GradientTape { key, mode: PhantomData }
    }

    fn set_recording(&self, on: bool) -> Restore {
        let recording = ledger::with(|ledger| ledger.set_recording(self.key, on));
        Restore { key: self.key, recording }
    }

    /// Runs `compute` and records what it does with variables that are read and values that are watched.
    ///
    /// A later call goes on with the same recording. If `compute` panics, recording stops; what was recorded stays.
    pub fn record<R>(&self, compute: impl FnOnce() -> R) -> R {
        let _restore = self.set_recording(true);
        compute()
    }

    /// Runs `compute` without recording it on this tape: what it returns is a constant to this tape.
    ///
    /// ```
    /// use autodiff_runtime::tape::{GradientTape, Variable};
    ///
    /// let x = Variable::new(3.0);
    /// let tape = GradientTape::new();
    /// let y = tape.record(|| tape.stop_recording(|| &x * 2.0) * &x);
    /// assert_eq!(tape.gradient(&y, &x).unwrap(), 6.0);
    /// ```
    pub fn stop_recording<R>(&self, compute: impl FnOnce() -> R) -> R {
        let _restore = self.set_recording(false);
        compute()
    }

    /// Watches variables (those that are not trainable, or all of them if the tape does not do it of itself) and traced values: what is
    /// computed from them later is recorded. What was computed from them before is not reached.
    pub fn watch(&self, nodes: impl Nodes) {
        nodes.visit_nodes(&mut |key: Key<'_>| {
            ledger::with(|ledger| match key.variable {
                _ if key.count == 0 => {}
                Some(meta) => ledger.watch_variable(self.key, meta, key.count),
                None => ledger.watch_value(self.key, key.id, key.count),
            });
        });
    }

    /// The variables that the tape watches, in the order in which they were made.
    ///
    /// ```
    /// use autodiff_runtime::tape::{GradientTape, Variable};
    ///
    /// let (a, b) = (Variable::new(2.0), Variable::new(3.0));
    /// let tape = GradientTape::new();
    /// tape.record(|| &a * 2.0);
    /// let watched = tape.watched_variables();
    /// assert!(watched.len() == 1 && watched[0].is(&a));
    /// ```
    pub fn watched_variables(&self) -> Vec<WatchedVariable> {
        ledger::with(|ledger| ledger.watched_variables(self.key)).into_iter().map(WatchedVariable).collect()
    }

    /// Forgets everything that was recorded and watched.
    pub fn reset(&self) {
        ledger::with(|ledger| ledger.reset(self.key));
    }

    /// The starts of a sweep: the slots of the targets, each with its output gradient.
    fn starts<T: Targets>(&self, targets: &T, seeds: Option<&T::Seeds>) -> Result<Vec<Start>, TapeError> {
        if !ledger::with(|ledger| ledger.reach(self.key).has_begun()) {
            return Err(TapeError::NothingRecorded);
        }
        let mut starts = Vec::new();
        targets.visit_nodes(&mut |key: Key<'_>| {
            starts.push((key.slots(self.key).last().copied(), vec![1.0; key.count]));
        });
        if let Some(seeds) = seeds {
            let mut given = Vec::new();
            targets.visit_seeds(seeds, &mut |seed| given.push(seed))?;
            for (target, (seed, start)) in given.into_iter().zip(&mut starts).enumerate() {
                let (expected, found) = (start.1.len(), seed.len());
                if expected != found {
                    return Err(TapeError::SeedShape { target, expected, found });
                }
                start.1 = seed;
            }
        }
        Ok(starts.into_iter().filter_map(|(slot, seeds)| slot.map(|slot| Start { slot, seeds })).collect())
    }

    fn answers(&self, starts: Vec<Start>, unconnected: UnconnectedGradients, last: bool) -> Result<Answers, TapeError> {
        let (recording, alone) = ledger::with(|ledger| (ledger.recording(), ledger.is_alone()));
        let bars = if starts.is_empty() {
            Found::Nothing
        } else if recording {
            let traced = |start: &Start| (start.slot, start.seeds.iter().map(|&seed| Traced::new(seed, 0)).collect());
            let starts: Vec<_> = starts.iter().map(traced).collect();
            Found::Traced(sweep_traced(self.key, &starts)?)
        } else {
            Found::Numbers(sweep(self.key, starts, last && alone)?)
        };
        Ok(Answers { tape: self.key, bars, unconnected })
    }

    fn differentiate<T: Targets, S: Sources>(
        &self,
        targets: &T,
        sources: &S,
        seeds: Option<&T::Seeds>,
        unconnected: UnconnectedGradients,
        last: bool,
    ) -> Result<S::Gradient, TapeError> {
        self.gradient_from(self.starts(targets, seeds)?, sources, unconnected, last)
    }

    fn gradient_from<S: Sources>(
        &self,
        starts: Vec<Start>,
        sources: &S,
        unconnected: UnconnectedGradients,
        last: bool,
    ) -> Result<S::Gradient, TapeError> {
        let answers = self.answers(starts, unconnected, last)?;
        let gradient = sources.gradient(&answers);
        if let Found::Numbers(numbers) = answers.bars {
            numbers.finish();
        }
        Ok(gradient)
    }

    /// One sweep for each float of the targets.
    fn rows<T: Targets, S: Sources>(&self, targets: &T, sources: &S, unconnected: UnconnectedGradients) -> Result<S::Jacobian, TapeError> {
        let mut rows = Vec::new();
        for start in self.starts(targets, None)? {
            for k in 0..start.seeds.len() {
                let mut seeds = vec![0.0; start.seeds.len()];
                seeds[k] = 1.0;
                rows.push(self.gradient_from(vec![Start { slot: start.slot, seeds }], sources, unconnected, false)?);
            }
        }
        Ok(sources.jacobian(rows))
    }
}

/// The result of a call that cannot fail but for a second derivative of a compiled function.
#[track_caller]
fn expect<R>(result: Result<R, TapeError>) -> R {
    match result {
        Ok(result) => result,
        Err(error) => panic!("{error}"),
    }
}

impl GradientTape<Once> {
    /// The gradient of the sum of all floats of `targets` with respect to `sources`, in the shape of `sources`. The tape is used up.
    ///
    /// A source on which the targets do not depend has none: `None`. A tape that never recorded anything knows no target, so all
    /// gradients are `None`; [`try_gradient`](GradientTape::<Once>::try_gradient) makes that an error.
    ///
    /// # Panics
    ///
    /// When the gradient is taken while another tape records it, and passes a compiled function: its adjoint has no derivative.
    ///
    /// # Examples
    ///
    /// ```
    /// use autodiff_runtime::tape::{GradientTape, Variable};
    ///
    /// let (x, w) = (Variable::new(vec![1.0, 2.0]), Variable::new(3.0));
    /// let tape = GradientTape::new();
    /// let y = tape.record(|| (&x * &w).sum());
    /// let (dx, dw) = tape.gradient(&y, (&x, &w));
    /// assert_eq!(dx.unwrap(), vec![3.0, 3.0]);
    /// assert_eq!(dw.unwrap(), 3.0);
    /// ```
    #[track_caller]
    #[rustfmt::skip]
    pub fn gradient<T: Targets, S: Sources>(self /* uses the tape up: for more gradients, use `GradientTape::persistent()` */, targets: T, sources: S) -> S::Gradient {
        match self.differentiate(&targets, &sources, None, UnconnectedGradients::None, true) {
            Err(TapeError::NothingRecorded) => sources.gradient(&self.nothing()),
            result => expect(result),
        }
    }

    /// [`gradient`](GradientTape::<Once>::gradient), with an error in place of a panic.
    ///
    /// # Errors
    ///
    /// When the tape was never told to record; when a gradient of a gradient passes a compiled function.
    #[rustfmt::skip]
    pub fn try_gradient<T: Targets, S: Sources>(self /* uses the tape up: for more gradients, use `GradientTape::persistent()` */, targets: T, sources: S) -> Result<S::Gradient, TapeError> {
        self.differentiate(&targets, &sources, None, UnconnectedGradients::None, true)
    }

    /// [`gradient`](GradientTape::<Once>::gradient) with output gradients (ones if `None`) and a choice for sources that are not connected.
    ///
    /// The output gradients have the shape of the targets: `vⱼ` in the vector-Jacobian product `Σ vⱼ·∂yⱼ/∂x`.
    ///
    /// # Errors
    ///
    /// When an output gradient has not the shape of its target, and as for [`try_gradient`](GradientTape::<Once>::try_gradient).
    ///
    /// # Examples
    ///
    /// ```
    /// use autodiff_runtime::tape::{GradientTape, UnconnectedGradients, Variable};
    ///
    /// let (x, w) = (Variable::new(vec![1.0, 2.0]), Variable::new(0.0));
    /// let tape = GradientTape::new();
    /// let y = tape.record(|| &x * &x);
    /// let (dx, dw) = tape.gradient_with(&y, (&x, &w), Some(vec![10.0, 100.0]), UnconnectedGradients::Zero)?;
    /// assert_eq!(dx.unwrap(), vec![20.0, 400.0]);
    /// assert_eq!(dw.unwrap(), 0.0);
    /// # Ok::<(), autodiff_runtime::tape::TapeError>(())
    /// ```
    #[rustfmt::skip]
    pub fn gradient_with<T: Targets, S: Sources>(self /* uses the tape up: for more gradients, use `GradientTape::persistent()` */, targets: T, sources: S, output_gradients: Option<T::Seeds>, unconnected: UnconnectedGradients) -> Result<S::Gradient, TapeError> {
        self.differentiate(&targets, &sources, output_gradients.as_ref(), unconnected, true)
    }

    /// The Jacobian: for each source one tangent of its shape for each float of the targets, in order. The tape is used up.
    ///
    /// # Errors
    ///
    /// As for [`try_gradient`](GradientTape::<Once>::try_gradient).
    ///
    /// # Examples
    ///
    /// ```
    /// use autodiff_runtime::tape::{GradientTape, Variable};
    ///
    /// let x = Variable::new(vec![1.0, 2.0]);
    /// let tape = GradientTape::new();
    /// let y = tape.record(|| &x * &x);
    /// assert_eq!(tape.jacobian(&y, &x)?.unwrap(), [[2.0, 0.0], [0.0, 4.0]]);
    /// # Ok::<(), autodiff_runtime::tape::TapeError>(())
    /// ```
    #[rustfmt::skip]
    pub fn jacobian<T: Targets, S: Sources>(self /* uses the tape up: for more gradients, use `GradientTape::persistent()` */, targets: T, sources: S) -> Result<S::Jacobian, TapeError> {
        self.rows(&targets, &sources, UnconnectedGradients::None)
    }

    fn nothing(&self) -> Answers {
        Answers { tape: self.key, bars: Found::Nothing, unconnected: UnconnectedGradients::None }
    }
}

impl GradientTape<Persistent> {
    /// The gradient of the sum of all floats of `targets` with respect to `sources`, in the shape of `sources`.
    ///
    /// Taken inside of [`record`](GradientTape::record) it is recorded itself, so that it has a gradient; [`stop_recording`](GradientTape::stop_recording)
    /// around it saves that.
    ///
    /// # Panics
    ///
    /// When the gradient is recorded and passes a compiled function: its adjoint has no derivative.
    #[track_caller]
    pub fn gradient<T: Targets, S: Sources>(&self, targets: T, sources: S) -> S::Gradient {
        match self.differentiate(&targets, &sources, None, UnconnectedGradients::None, false) {
            Err(TapeError::NothingRecorded) => {
                sources.gradient(&Answers { tape: self.key, bars: Found::Nothing, unconnected: UnconnectedGradients::None })
            }
            result => expect(result),
        }
    }

    /// [`gradient`](GradientTape::<Persistent>::gradient), with an error in place of a panic.
    ///
    /// # Errors
    ///
    /// When the tape was never told to record; when a gradient of a gradient passes a compiled function.
    pub fn try_gradient<T: Targets, S: Sources>(&self, targets: T, sources: S) -> Result<S::Gradient, TapeError> {
        self.differentiate(&targets, &sources, None, UnconnectedGradients::None, false)
    }

    /// [`gradient`](GradientTape::<Persistent>::gradient) with output gradients (ones if `None`) and a choice for sources that are not connected.
    ///
    /// # Errors
    ///
    /// When an output gradient has not the shape of its target, and as for [`try_gradient`](GradientTape::<Persistent>::try_gradient).
    pub fn gradient_with<T: Targets, S: Sources>(
        &self,
        targets: T,
        sources: S,
        output_gradients: Option<T::Seeds>,
        unconnected: UnconnectedGradients,
    ) -> Result<S::Gradient, TapeError> {
        self.differentiate(&targets, &sources, output_gradients.as_ref(), unconnected, false)
    }

    /// The Jacobian: for each source one tangent of its shape for each float of the targets, in order.
    ///
    /// # Errors
    ///
    /// As for [`try_gradient`](GradientTape::<Persistent>::try_gradient).
    pub fn jacobian<T: Targets, S: Sources>(&self, targets: T, sources: S) -> Result<S::Jacobian, TapeError> {
        self.rows(&targets, &sources, UnconnectedGradients::None)
    }

    /// [`jacobian`](GradientTape::<Persistent>::jacobian) with a choice for sources that are not connected.
    ///
    /// # Errors
    ///
    /// As for [`try_gradient`](GradientTape::<Persistent>::try_gradient).
    pub fn jacobian_with<T: Targets, S: Sources>(&self, targets: T, sources: S, unconnected: UnconnectedGradients) -> Result<S::Jacobian, TapeError> {
        self.rows(&targets, &sources, unconnected)
    }
}

impl<Mode> Drop for GradientTape<Mode> {
    fn drop(&mut self) {
        ledger::release(self.key);
    }
}

impl<Mode> fmt::Debug for GradientTape<Mode> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GradientTape").field("watched", &self.watched_variables()).finish_non_exhaustive()
    }
}
