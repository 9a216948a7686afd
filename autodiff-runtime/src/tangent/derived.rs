//! What derived implementations call.

use super::Tangent;

/// Adds a tangent of another variant: a zero has no variant of its own, so that the other one is the sum.
///
/// # Panics
///
/// When neither is zero: they belong to different values.
#[cold]
pub fn accumulate_other_variant<T: Tangent>(this: &mut T, other: &T) {
    if is_zero(other) {
        return;
    }
    assert!(is_zero(this), "two tangents of different variants: {this:?} and {other:?}");
    *this = other.clone();
}

fn is_zero<T: Tangent>(tangent: &T) -> bool {
    let mut zero = true;
    tangent.visit_floats(&mut |x| zero &= x == 0.0);
    zero
}

/// The largest of these distances: `Floats::PRECISION` of several fields.
pub const fn coarsest(precisions: &[f64]) -> f64 {
    let mut coarsest = 0.0;
    let mut k = 0;
    while k < precisions.len() {
        if precisions[k] > coarsest {
            coarsest = precisions[k];
        }
        k += 1;
    }
    coarsest
}

/// The largest of these numbers: `Record::WORDS` of several variants.
pub const fn most(words: &[usize]) -> usize {
    let mut most = 0;
    let mut k = 0;
    while k < words.len() {
        if words[k] > most {
            most = words[k];
        }
        k += 1;
    }
    most
}

/// A field of a mirror, whose type may be without `Clone`: method lookup finds [`CloneOwned`] first, for it needs no further reference.
#[derive(Debug)]
pub struct CloneOf<'a, T>(pub &'a T);

/// The copy of a field.
pub trait CloneOwned {
    /// Its type.
    type Owned;
    /// The copy.
    fn clone_of(&self) -> Self::Owned;
}

impl<T: Clone> CloneOwned for CloneOf<'_, T> {
    type Owned = T;
    #[inline(always)]
    fn clone_of(&self) -> T {
        self.0.clone()
    }
}

/// A field that cannot be cloned, nor could the primal value with it.
pub trait NeverCloned {
    /// Its type.
    type Owned;
    /// Panics.
    fn clone_of(&self) -> Self::Owned;
}

impl<T> NeverCloned for &CloneOf<'_, T> {
    type Owned = T;
    #[cold]
    fn clone_of(&self) -> T {
        panic!("a `{}` cannot be cloned in the overloaded form of a function", core::any::type_name::<T>());
    }
}

/// The mirror of a generic type, as a primal value of the same parameter and back: `PairMirror<T>` ↔ `Pair<T>`.
pub trait Generic {
    /// The type that it is the mirror of.
    type Primal;
    /// The primal value, whose parts of type `T` are those of the mirror.
    fn primal_of(&self) -> Self::Primal;
    /// The mirror of a primal value.
    fn mirror_of(value: &Self::Primal) -> Self;
}

/// A tangent is serialised if the feature `serde` is on: path of serde, bounds, definition.
#[doc(hidden)]
#[macro_export]
#[cfg(feature = "serde")]
macro_rules! __with_serde {
    ($serde:tt, $serialize:tt, $deserialize:tt, $($definition:tt)*) => {
        #[derive($crate::__private::serde::Serialize, $crate::__private::serde::Deserialize)]
        #[serde(crate = $serde, bound(serialize = $serialize, deserialize = $deserialize))]
        $($definition)*
    };
}

/// Without the feature `serde` the definition is all.
#[doc(hidden)]
#[macro_export]
#[cfg(not(feature = "serde"))]
macro_rules! __with_serde {
    ($serde:tt, $serialize:tt, $deserialize:tt, $($definition:tt)*) => { $($definition)* };
}
