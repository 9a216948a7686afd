//! Constants of the user's in the overloaded form: `const G: f64` is a `f64` there too, and becomes a number where it is used.

use super::mirror::{Leaves, Lift};

/// A constant whose type the macro does not know: `(&Constant(&G)).lifted()` is its mirror if it has one, else itself.
///
/// Method lookup finds [`LiftOwned`] first, for it needs no further reference.
#[derive(Debug)]
pub struct Constant<'a, T: ?Sized>(pub &'a T);

/// The mirror of a constant, with all its floats constant.
pub trait LiftOwned {
    /// The mirror.
    type Lifted;
    /// The mirror.
    fn lifted(&self) -> Self::Lifted;
}

impl<T: Lift> LiftOwned for Constant<'_, T> {
    type Lifted = T::Mirror;
    #[inline(always)]
    fn lifted(&self) -> T::Mirror {
        self.0.lift(&mut Leaves::Constants)
    }
}

/// A constant of a type without mirror, as it is.
pub trait LiftShared {
    /// The same type.
    type Lifted;
    /// The constant.
    fn lifted(&self) -> Self::Lifted;
}

impl<T: Clone> LiftShared for &Constant<'_, T> {
    type Lifted = T;
    #[inline(always)]
    fn lifted(&self) -> T {
        self.0.clone()
    }
}

/// A variant without fields: `(&Pick(|| Kind::Call)).picked()` is its mirror if the enum has one, else itself.
#[derive(Debug)]
pub struct Pick<F>(pub F);

/// The mirror.
pub trait PickOwned {
    /// Its type.
    type Picked;
    /// The mirror.
    fn picked(&self) -> Self::Picked;
}

impl<T: Lift, F: Fn() -> T> PickOwned for Pick<F> {
    type Picked = T::Mirror;
    #[inline(always)]
    fn picked(&self) -> T::Mirror {
        self.0().lift(&mut Leaves::Constants)
    }
}

/// The variant itself.
pub trait PickShared {
    /// Its type.
    type Picked;
    /// The variant.
    fn picked(&self) -> Self::Picked;
}

impl<T, F: Fn() -> T> PickShared for &Pick<F> {
    type Picked = T;
    #[inline(always)]
    fn picked(&self) -> T {
        self.0()
    }
}

/// The result of an ordinary function: `(&&Taken::new(g(2))).taken()` is its mirror, all constant, if it has one; of a `Result` whose error has none
/// at least that of the value; else itself. Method lookup tries the three traits in this order.
pub struct Taken<T>(core::cell::Cell<Option<T>>);

impl<T> core::fmt::Debug for Taken<T> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Taken")
    }
}

impl<T> Taken<T> {
    /// What the function returned.
    #[inline(always)]
    pub fn new(value: T) -> Self {
        Taken(core::cell::Cell::new(Some(value)))
    }

    fn value(&self) -> T {
        self.0.take().expect("it is taken once")
    }
}

/// The mirror.
pub trait TakeOwned {
    /// Its type.
    type Value;
    /// The mirror.
    fn taken(&self) -> Self::Value;
}

impl<T: Lift> TakeOwned for &Taken<T> {
    type Value = T::Mirror;
    #[inline(always)]
    fn taken(&self) -> T::Mirror {
        self.value().lift(&mut Leaves::Constants)
    }
}

/// A `Result` with an error of any type.
pub trait TakeResult {
    /// Its type.
    type Value;
    /// The mirror of the value, or the error.
    fn taken(&self) -> Self::Value;
}

impl<T: Lift, E> TakeResult for &&Taken<Result<T, E>> {
    type Value = Result<T::Mirror, E>;
    #[inline(always)]
    fn taken(&self) -> Self::Value {
        self.value().map(|value| value.lift(&mut Leaves::Constants))
    }
}

/// The value itself.
pub trait TakeShared {
    /// Its type.
    type Value;
    /// The value.
    fn taken(&self) -> Self::Value;
}

impl<T> TakeShared for Taken<T> {
    type Value = T;
    #[inline(always)]
    fn taken(&self) -> T {
        self.value()
    }
}

/// A constant at the head of a body: what owns its mirror, `(&Constant(&G)).held()`, and then the mirror, `held.get()`.
pub trait HoldOwned {
    /// What owns the mirror.
    type Held;
    /// It.
    fn held(&self) -> Self::Held;
}

/// The mirror itself.
#[derive(Debug)]
pub struct Owned<M>(M);

/// What a reference points to.
#[derive(Debug)]
pub struct Borrowed<M>(M);

impl<M: Clone> Owned<M> {
    /// The mirror.
    #[inline(always)]
    pub fn get(&self) -> M {
        self.0.clone()
    }
}

impl<M: core::ops::Deref> Borrowed<M> {
    /// The mirror.
    #[inline(always)]
    pub fn get(&self) -> &M::Target {
        &self.0
    }
}

impl<T: Lift> HoldOwned for Constant<'_, T> {
    type Held = Owned<T::Mirror>;
    #[inline(always)]
    fn held(&self) -> Self::Held {
        Owned(self.0.lift(&mut Leaves::Constants))
    }
}

impl<T: Lift> HoldOwned for Constant<'_, &'static [T]> {
    type Held = Borrowed<Vec<T::Mirror>>;
    fn held(&self) -> Self::Held {
        Borrowed(self.0.iter().map(|item| item.lift(&mut Leaves::Constants)).collect())
    }
}

impl<T: Lift, const N: usize> HoldOwned for Constant<'_, &'static [T; N]> {
    type Held = Borrowed<Box<[T::Mirror; N]>>;
    fn held(&self) -> Self::Held {
        Borrowed(Box::new(core::array::from_fn(|k| self.0[k].lift(&mut Leaves::Constants))))
    }
}

/// A constant of a type without mirror.
pub trait HoldShared {
    /// The same type.
    type Held;
    /// The constant.
    fn held(&self) -> Self::Held;
}

impl<T: Clone> HoldShared for &Constant<'_, T> {
    type Held = Owned<T>;
    #[inline(always)]
    fn held(&self) -> Owned<T> {
        Owned(self.0.clone())
    }
}

/// A function that takes a closure or returns a reference.
#[derive(Debug)]
pub struct OverloadedOnly;

/// Functions that compiled callers can call. [`OverloadedOnly`] is none of them.
#[diagnostic::on_unimplemented(
    message = "this function takes a closure or returns a reference, so only the overloaded form can call it",
    note = "help: write `#[differentiable(overloaded)]` on the function that calls it"
)]
pub trait Compiled {}
