//! [`Variable`]: a value that a program changes and differentiates with respect to.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use super::elements::Elements;
use super::error::AssignError;
use super::ledger;
use super::traced::Traced;
use crate::optim::{Updatable, VariableId};
use crate::tangent::{Differentiable, Floats};

/// What tapes need to know of a variable.
#[derive(Debug)]
pub(crate) struct VariableMeta {
    /// Consecutive: the order of creation.
    key: u64,
    id: VariableId,
    name: Option<String>,
    trainable: bool,
}

impl VariableMeta {
    pub(crate) fn id(&self) -> u64 {
        self.key
    }
    pub(crate) fn trainable(&self) -> bool {
        self.trainable
    }
}

type Constraint<T> = Box<dyn Fn(&mut T) + Send + Sync>;

struct Inner<T> {
    meta: Arc<VariableMeta>,
    /// Shared with whoever took a snapshot; written in place when nobody did.
    value: RwLock<Arc<T>>,
    constraint: Option<Constraint<T>>,
}

/// A value with an identity: TensorFlow's `tf.Variable`.
///
/// Any [`Differentiable`] value: a float, an array, a `Vec`, a tuple, a matrix as nested arrays or vectors. Tapes watch a trainable
/// variable that is read while they record. Cloning gives another handle to the same variable; variables may be shared between threads.
///
/// ```
/// use autodiff_runtime::tape::{GradientTape, Variable};
///
/// let x = Variable::new(0.0);
/// let tape = GradientTape::new();
/// let y = tape.record(|| (&x - 4.0).powi(2));
/// let gradient = tape.gradient(&y, &x).unwrap();
/// x.assign_sub(0.1 * gradient.value())?;
/// assert_eq!(x.value(), 0.8);
/// # Ok::<(), autodiff_runtime::tape::AssignError>(())
/// ```
pub struct Variable<T> {
    inner: Arc<Inner<T>>,
}

impl<T> Clone for Variable<T> {
    fn clone(&self) -> Self {
        Variable { inner: Arc::clone(&self.inner) }
    }
}

/// Makes a [`Variable`] with a name, a constraint, or not trainable.
#[must_use = "a builder makes a variable when `build` is called"]
pub struct VariableBuilder<T> {
    value: T,
    name: Option<String>,
    trainable: bool,
    constraint: Option<Constraint<T>>,
}

impl<T> VariableBuilder<T> {
    /// A name for messages and saved states. Names need not differ.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Whether tapes watch the variable of themselves when it is read; `true` unless set.
    pub fn trainable(mut self, trainable: bool) -> Self {
        self.trainable = trainable;
        self
    }

    /// What is done to the value after every update by an optimizer, such as keeping it in a range. `assign` does not apply it.
    pub fn constraint(mut self, constraint: impl Fn(&mut T) + Send + Sync + 'static) -> Self {
        self.constraint = Some(Box::new(constraint));
        self
    }

    /// The variable.
    pub fn build(self) -> Variable<T> {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let meta = VariableMeta { key: NEXT.fetch_add(1, Ordering::Relaxed), id: VariableId::fresh(), name: self.name, trainable: self.trainable };
        let inner = Inner { meta: Arc::new(meta), value: RwLock::new(Arc::new(self.value)), constraint: self.constraint };
        Variable { inner: Arc::new(inner) }
    }
}

impl<T> Variable<T> {
    /// A trainable variable without a name.
    pub fn new(value: T) -> Variable<T> {
        Variable::builder(value).build()
    }

    /// Sets a name, a constraint, or that it is not trainable.
    ///
    /// ```
    /// use autodiff_runtime::tape::Variable;
    ///
    /// let step = Variable::builder(0.5).name("step").trainable(false).build();
    /// assert_eq!((step.name(), step.is_trainable()), (Some("step"), false));
    /// ```
    pub fn builder(value: T) -> VariableBuilder<T> {
        VariableBuilder { value, name: None, trainable: true, constraint: None }
    }

    /// The name, if it was given one.
    pub fn name(&self) -> Option<&str> {
        self.inner.meta.name.as_deref()
    }

    /// Whether tapes watch it of themselves.
    pub fn is_trainable(&self) -> bool {
        self.inner.meta.trainable
    }

    /// Whether both are the same variable, not just equal.
    pub fn is(&self, other: &Variable<T>) -> bool {
        Arc::ptr_eq(&self.inner, &other.inner)
    }

    /// The identity under which optimizers keep its slots.
    pub fn id(&self) -> VariableId {
        self.inner.meta.id
    }

    pub(crate) fn meta(&self) -> &Arc<VariableMeta> {
        &self.inner.meta
    }

    /// The value as it is now, shared: nothing is copied until the variable is assigned.
    pub fn snapshot(&self) -> Arc<T> {
        Arc::clone(&self.inner.value.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The plain value as it is now: a constant to tapes.
    pub fn value(&self) -> T
    where
        T: Clone,
    {
        let value = self.inner.value.read().unwrap_or_else(PoisonError::into_inner);
        T::clone(&value)
    }

    fn change<R>(&self, change: impl FnOnce(&mut T) -> R) -> R
    where
        T: Clone,
    {
        let mut value = self.inner.value.write().unwrap_or_else(PoisonError::into_inner);
        change(Arc::make_mut(&mut value))
    }
}

impl<T: Floats + Clone> Variable<T> {
    /// The value as it is now; recording tapes know that it was read.
    ///
    /// Operators and methods on a variable do this by themselves.
    pub fn read(&self) -> Traced<T> {
        let value = self.value();
        let id = ledger::with(|ledger| ledger.read(self.meta(), value.float_count()));
        Traced::new(value, id)
    }

    /// [`snapshot`](Variable::snapshot) with the id under which tapes know it.
    pub(crate) fn read_shared(&self) -> (Arc<T>, u64) {
        let value = self.snapshot();
        let id = ledger::with(|ledger| ledger.read(self.meta(), value.float_count()));
        (value, id)
    }
}

impl<T: Differentiable + Floats + Clone> Variable<T> {
    /// Replaces the value. What was recorded keeps the value that was read then.
    ///
    /// # Errors
    ///
    /// When `value` has not the shape of the old one; the variable is unchanged then.
    ///
    /// ```
    /// use autodiff_runtime::tape::Variable;
    ///
    /// let x = Variable::new(vec![1.0, 2.0]);
    /// x.assign(vec![3.0, 4.0])?;
    /// assert!(x.assign(vec![1.0, 2.0, 3.0]).is_err());
    /// assert_eq!(x.value(), [3.0, 4.0]);
    /// # Ok::<(), autodiff_runtime::tape::AssignError>(())
    /// ```
    pub fn assign(&self, value: T) -> Result<&Self, AssignError> {
        self.change(|current| {
            self.check_shape(&current.shape(), &value.shape(), current, value.float_count())?;
            *current = value;
            Ok(self)
        })
    }

    /// Adds `delta`, which has the variable's shape, to the value.
    ///
    /// # Errors
    ///
    /// When `delta` has another shape; the variable is unchanged then.
    pub fn assign_add(&self, delta: T) -> Result<&Self, AssignError> {
        self.shift(&delta, 1.0)
    }

    /// Subtracts `delta`, which has the variable's shape, from the value.
    ///
    /// # Errors
    ///
    /// When `delta` has another shape; the variable is unchanged then.
    pub fn assign_sub(&self, delta: T) -> Result<&Self, AssignError> {
        self.shift(&delta, -1.0)
    }

    fn shift(&self, delta: &T, sign: f64) -> Result<&Self, AssignError> {
        self.change(|current| {
            self.check_shape(&current.shape(), &delta.shape(), current, delta.float_count())?;
            let floats = delta.to_floats();
            let mut rest = floats.iter();
            current.update_floats(&mut |x| x + sign * rest.next().expect("of one shape"));
            Ok(self)
        })
    }

    fn check_shape(&self, expected: &T::Shape, found: &T::Shape, current: &T, floats: usize) -> Result<(), AssignError> {
        if expected == found && current.float_count() == floats {
            return Ok(());
        }
        Err(AssignError::ShapeMismatch { variable: self.name().unwrap_or("unnamed").to_owned(), expected: current.float_count(), found: floats })
    }
}

impl<T: Elements> Variable<Vec<T>> {
    /// Replaces element `index`.
    ///
    /// # Errors
    ///
    /// When `value` has not the shape of the old element.
    ///
    /// # Panics
    ///
    /// When `index` is out of bounds.
    pub fn assign_at(&self, index: usize, value: T) -> Result<&Self, AssignError> {
        let mut all = self.value();
        all[index] = value;
        self.assign(all)
    }
}

impl<T: fmt::Debug> fmt::Debug for Variable<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Variable");
        if let Some(name) = self.name() {
            out.field("name", &name);
        }
        out.field("value", &self.snapshot()).finish()
    }
}

impl<T: fmt::Display> fmt::Display for Variable<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.snapshot().fmt(f)
    }
}

impl<T: fmt::Debug> fmt::Debug for VariableBuilder<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VariableBuilder").field("value", &self.value).field("trainable", &self.trainable).finish_non_exhaustive()
    }
}

/// What a tape watches: an entry of [`watched_variables`](super::GradientTape::watched_variables).
#[derive(Clone)]
pub struct WatchedVariable(pub(crate) Arc<VariableMeta>);

impl WatchedVariable {
    /// The identity of the variable.
    pub fn id(&self) -> VariableId {
        self.0.id
    }

    /// Its name, if it has one.
    pub fn name(&self) -> Option<&str> {
        self.0.name.as_deref()
    }

    /// Whether tapes watch it of themselves.
    pub fn is_trainable(&self) -> bool {
        self.0.trainable
    }

    /// Whether this is that variable.
    pub fn is<T>(&self, variable: &Variable<T>) -> bool {
        Arc::ptr_eq(&self.0, variable.meta())
    }
}

impl fmt::Debug for WatchedVariable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WatchedVariable").field("id", &self.0.id).field("name", &self.0.name).finish_non_exhaustive()
    }
}

/// Optimizers read and write the floats of a variable; its constraint is applied after every write.
impl<T: Differentiable + Floats + Clone> Updatable for Variable<T> {
    fn id(&self) -> VariableId {
        self.inner.meta.id
    }

    fn name(&self) -> Option<String> {
        self.inner.meta.name.clone()
    }

    fn flat_len(&self) -> usize {
        self.snapshot().float_count()
    }

    fn dims(&self) -> Vec<usize> {
        self.snapshot().dims()
    }

    fn read_into(&self, flat: &mut Vec<f64>) {
        crate::optim::flatten_into(&*self.snapshot(), flat);
    }

    fn assign_flat(&self, flat: &[f64]) {
        self.change(|value| {
            value.set_floats(flat);
            if let Some(constraint) = &self.inner.constraint {
                constraint(value);
            }
        });
    }

    fn change_flat(&self, buffer: &mut Vec<f64>, change: &mut dyn FnMut(&mut [f64])) {
        self.change(|value| {
            crate::optim::change_floats(value, buffer, change);
            if let Some(constraint) = &self.inner.constraint {
                constraint(value);
            }
        });
    }
}
