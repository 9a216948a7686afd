//! The pieces that optimizers are composed of: [`Transform`], chains of them, and the small functions their formulas share.
//!
//! A transform turns what comes in (at first the gradient) into what goes out, per variable; what leaves the last one is the direction
//! `d` of the step `x ← x − α·d`. This is optax's way of building optimizers; only the sign differs (optax adds the update).

use std::fmt::Debug;

use super::OptimError;

/// What a transform is told about the step it is part of.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// The number of this step, from 1: `iterations + 1`.
    pub t: u64,
    /// The learning rate of this step.
    pub rate: f64,
    /// The loss, where the caller gave it.
    pub loss: Option<f64>,
}

impl Step {
    /// `1 − βᵗ`: what the mean of t terms that started at zero lacks.
    #[must_use]
    pub fn bias(&self, beta: f64) -> f64 {
        1.0 - power(beta, self.t)
    }
}

/// `βᵗ`.
#[must_use]
pub(crate) fn power(beta: f64, t: u64) -> f64 {
    match i32::try_from(t) {
        Ok(t) => beta.powi(t),
        Err(_) => beta.powf(t as f64),
    }
}

/// `m ← βm + (1−β)g`, in Keras's order of operations: `m += (1−β)(g−m)`.
#[inline(always)]
pub(crate) fn moving_average(m: &mut f64, beta: f64, g: f64) {
    *m += (1.0 - beta) * (g - *m);
}

/// −1, 0 or 1; 0 at both zeros, NaN for NaN (`f64::signum` is ±1 at zeros).
#[inline(always)]
pub(crate) fn sign(x: f64) -> f64 {
    if x > 0.0 {
        1.0
    } else if x < 0.0 {
        -1.0
    } else {
        x * 0.0
    }
}

/// `√(Σxᵢ²)`.
pub(crate) fn norm(x: &[f64]) -> f64 {
    sum_of_squares(x).sqrt()
}

/// `Σxᵢ²`.
pub(crate) fn sum_of_squares(x: &[f64]) -> f64 {
    x.iter().map(|x| x * x).sum()
}

/// `√(Σxᵢ²/n)`.
pub(crate) fn root_mean_square(x: &[f64]) -> f64 {
    (sum_of_squares(x) / x.len() as f64).sqrt()
}

/// One slot to be made for a variable.
#[derive(Clone, Debug, PartialEq)]
pub struct SlotSpec {
    /// The slot's letter in the formula, as in a saved state.
    pub name: &'static str,
    /// How many floats it has.
    pub len: usize,
    /// What they start with.
    pub initial: f64,
}

impl SlotSpec {
    /// Slots that start at zero, as long as the variable.
    pub(crate) fn zeros<const N: usize>(len: usize, names: [&'static str; N]) -> Vec<Self> {
        names.map(|name| Self { name, len, initial: 0.0 }).into()
    }
}

/// The larger one; NaN if one of them is (`f64::max` would drop it).
#[inline(always)]
pub(crate) fn maximum(a: f64, b: f64) -> f64 {
    if a > b || a.is_nan() { a } else { b }
}

/// How far a transform looks: decides whether it can run inside the one loop that also changes the variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Each element by itself.
    Element,
    /// All elements of a variable: norms, means of rows.
    Variable,
    /// All variables: `measure` is summed over them before `update`.
    All,
}

/// One step in the making of an update.
pub trait Transform: Debug + Send {
    /// The slots that a variable of shape `dims` (of `len` floats) needs.
    fn slots(&self, len: usize, dims: &[usize]) -> Vec<SlotSpec> {
        let _ = (len, dims);
        Vec::new()
    }

    /// Whether the settings are in their ranges; called before each step, before anything changes.
    ///
    /// # Errors
    ///
    /// [`OptimError::Setting`] for the first that is not.
    fn check(&self) -> Result<(), OptimError> {
        Ok(())
    }

    /// How far it looks.
    fn reach(&self) -> Reach {
        Reach::Element
    }

    /// What is summed over all variables when the reach is [`Reach::All`].
    fn measure(&self, incoming: &[f64]) -> f64 {
        let _ = incoming;
        0.0
    }

    /// Whether the learning rate is in what goes out, so that the step is `x ← x − d`.
    fn applies_rate(&self) -> bool {
        false
    }

    /// Whether `step.loss` must be there.
    fn needs_loss(&self) -> bool {
        false
    }

    /// Called once a step, before the variables.
    fn begin(&mut self, step: &Step) {
        let _ = step;
    }

    /// Turns what comes in into what goes out, for one variable.
    fn update(&self, step: &Step, part: Part<'_>);
}

/// The floats that [`Transform::update`] works on: one variable's.
#[derive(Debug)]
pub struct Part<'a> {
    /// Who the variable is.
    pub variable: super::VariableId,
    /// The variable's place in the call.
    pub index: usize,
    /// The variable's shape.
    pub dims: &'a [usize],
    /// This transform's slots of this variable.
    pub slots: &'a mut [Vec<f64>],
    /// The sum of `measure` over all variables, for [`Reach::All`].
    pub total: f64,
    pub(crate) work: Work<'a>,
}

/// Where the floats come from and go to.
#[derive(Debug)]
pub(crate) enum Work<'a> {
    /// Replace `u` by what goes out.
    Replace { u: &'a mut [f64], x: &'a [f64] },
    /// The last transform, element by element: `x ← x − decay·x`, then `x ← x − scale·d`, without a buffer between.
    Descend { g: &'a [f64], x: &'a mut [f64], scale: f64, decay: Option<f64> },
}

macro_rules! each {
    ($(#[$doc:meta])* $name:ident, $count:literal, $($slot:ident $slice:ident),*) => {
        $(#[$doc])*
        ///
        /// # Panics
        ///
        /// When the transform has declared fewer slots, or slots of another length than the variable.
        #[inline(always)]
        pub fn $name(self, formula: impl Fn(f64, f64 $(, each!(@reference $slot))*) -> f64) {
            #[allow(unused_mut, unused_variables, reason = "no slots in the first of these")]
            let mut slots = self.slots.iter_mut();
            match self.work {
                Work::Replace { u, x } => {
                    let n = u.len();
                    let x = &x[..n];
                    $(let $slice = &mut slots.next().expect("a slot for each that was declared")[..n];)*
                    for i in 0..n {
                        u[i] = formula(u[i], x[i] $(, &mut $slice[i])*);
                    }
                }
                Work::Descend { g, x, scale, decay } => {
                    let n = x.len();
                    let g = &g[..n];
                    $(let $slice = &mut slots.next().expect("a slot for each that was declared")[..n];)*
                    match decay {
                        None => {
                            for i in 0..n {
                                x[i] -= scale * formula(g[i], x[i] $(, &mut $slice[i])*);
                            }
                        }
                        Some(decay) => {
                            for i in 0..n {
                                let decayed = x[i] - decay * x[i];
                                x[i] = decayed - scale * formula(g[i], decayed $(, &mut $slice[i])*);
                            }
                        }
                    }
                }
            }
        }
    };
    (@reference $slot:ident) => { &mut f64 };
}

impl<'a> Part<'a> {
    each!(
        /// Applies `formula(incoming, x)` to each element.
        each, 0,
    );
    each!(
        /// Applies `formula(incoming, x, slot)` to each element.
        each1, 1, a a_all
    );
    each!(
        /// Applies `formula(incoming, x, slot, slot)` to each element.
        each2, 2, a a_all, b b_all
    );
    each!(
        /// Applies `formula(incoming, x, slot, slot, slot)` to each element.
        each3, 3, a a_all, b b_all, c c_all
    );
    each!(
        /// Applies `formula(incoming, x, slot, slot, slot, slot)` to each element.
        each4, 4, a a_all, b b_all, c c_all, d d_all
    );

    /// What came in, to be replaced by what goes out; the variable's value; the slots.
    ///
    /// # Panics
    ///
    /// When the transform has said that it looks at single elements only ([`Reach::Element`]).
    #[must_use]
    pub fn whole(self) -> (&'a mut [f64], &'a [f64], &'a mut [Vec<f64>]) {
        match self.work {
            Work::Replace { u, x } => (u, x, self.slots),
            Work::Descend { .. } => panic!("a transform that looks at the whole variable has to say so in `reach`"),
        }
    }
}

/// Transforms, one after the other: tuples of up to 8, or a `Vec` of boxes.
///
/// ```
/// use autodiff_runtime::optim::{ClipByGlobalNorm, Optimizer, ScaleByAdam, Stepper};
///
/// let mut opt = Stepper::of(0.1, (ClipByGlobalNorm::new(1.0), ScaleByAdam::corrected()));
/// let mut x = [3.0_f64, -4.0];
/// opt.step(&mut x, &[6.0, -8.0])?;
/// assert!((x[0] - 2.9).abs() < 1e-6 && (x[1] + 3.9).abs() < 1e-6); // Adam's first step is α·sign(g)
/// # Ok::<(), autodiff_runtime::optim::OptimError>(())
/// ```
pub trait Chain: Debug + Send {
    /// How many there are.
    fn count(&self) -> usize;

    /// The one at `index`.
    fn transform(&self, index: usize) -> &dyn Transform;

    /// The one at `index`, to be changed.
    fn transform_mut(&mut self, index: usize) -> &mut dyn Transform;
}

impl Chain for Vec<Box<dyn Transform>> {
    fn count(&self) -> usize {
        self.len()
    }
    fn transform(&self, index: usize) -> &dyn Transform {
        &*self[index]
    }
    fn transform_mut(&mut self, index: usize) -> &mut dyn Transform {
        &mut *self[index]
    }
}

/// No transform: gradient descent.
impl Chain for () {
    fn count(&self) -> usize {
        0
    }
    fn transform(&self, index: usize) -> &dyn Transform {
        panic!("an empty chain has no transform {index}")
    }
    fn transform_mut(&mut self, index: usize) -> &mut dyn Transform {
        panic!("an empty chain has no transform {index}")
    }
}

macro_rules! chains {
    ($($len:literal: $($part:ident $index:tt),*;)*) => {$(
        impl<$($part: Transform),*> Chain for ($($part,)*) {
            fn count(&self) -> usize {
                $len
            }
            fn transform(&self, index: usize) -> &dyn Transform {
                match index {
                    $($index => &self.$index,)*
                    _ => panic!("a chain of {} transforms has none at {index}", $len),
                }
            }
            fn transform_mut(&mut self, index: usize) -> &mut dyn Transform {
                match index {
                    $($index => &mut self.$index,)*
                    _ => panic!("a chain of {} transforms has none at {index}", $len),
                }
            }
        }
    )*};
}

chains! {
    1: A 0;
    2: A 0, B 1;
    3: A 0, B 1, C 2;
    4: A 0, B 1, C 2, D 3;
    5: A 0, B 1, C 2, D 3, E 4;
    6: A 0, B 1, C 2, D 3, E 4, F 5;
    7: A 0, B 1, C 2, D 3, E 4, F 5, G 6;
    8: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7;
}

/// `value` in `[0, 1)`.
pub(crate) fn check_fraction(name: &'static str, value: f64) -> Result<(), OptimError> {
    if (0.0..1.0).contains(&value) { Ok(()) } else { Err(OptimError::Setting { name, value, allowed: "0 ≤ value < 1" }) }
}

/// `value` in `[0, 1]`.
pub(crate) fn check_closed_fraction(name: &'static str, value: f64) -> Result<(), OptimError> {
    if (0.0..=1.0).contains(&value) { Ok(()) } else { Err(OptimError::Setting { name, value, allowed: "0 ≤ value ≤ 1" }) }
}

/// `value` finite and not negative.
pub(crate) fn check_not_negative(name: &'static str, value: f64) -> Result<(), OptimError> {
    if value >= 0.0 && value.is_finite() { Ok(()) } else { Err(OptimError::Setting { name, value, allowed: "finite, 0 or more" }) }
}

/// `value` finite and positive.
pub(crate) fn check_positive(name: &'static str, value: f64) -> Result<(), OptimError> {
    if value > 0.0 && value.is_finite() { Ok(()) } else { Err(OptimError::Setting { name, value, allowed: "finite, above 0" }) }
}
