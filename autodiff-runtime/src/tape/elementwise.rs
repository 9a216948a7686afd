//! Recording what is computed element by element: one node an element, each with the partials of its rule.

use super::elements::{Elements, Scalar};
use super::ledger::{self, Argument, LEAF, Ledger, Mode, NOWHERE, Slot};
use super::rules::{Partial, Rule};
use super::traced::Traced;
use super::variable::Variable;

/// One side of an operator on a traced `T`: a value of that shape, or one float for all elements.
#[doc(hidden)]
#[derive(Debug)]
pub enum Side<'a, T: Elements> {
    /// A value of the same shape, and its id.
    Whole(&'a T, u64),
    /// One float for all elements, and its id.
    Each(T::Scalar, u64),
}

impl<T: Elements> Clone for Side<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Elements> Copy for Side<'_, T> {}

/// What an operator or a method of a traced `T` takes: a `Traced<T>`, a `Variable<T>`, a plain `T`, by value or by reference, and
/// for arrays and vectors also one float of those kinds, which then counts for every element.
pub trait Operand<T: Elements> {
    /// Lends the value and the id under which the tapes know it.
    #[doc(hidden)]
    fn lend<R>(&self, f: impl FnOnce(Side<'_, T>) -> R) -> R;

    /// The value and its id, if `T` is a float: without a closure, which the compiler does not inline for sure.
    #[doc(hidden)]
    #[inline(always)]
    fn float(&self) -> Option<(T::Scalar, u64)> {
        None
    }
}

impl<T: Elements> Operand<T> for T {
    #[inline(always)]
    fn lend<R>(&self, f: impl FnOnce(Side<'_, T>) -> R) -> R {
        f(Side::Whole(self, 0))
    }
    #[inline(always)]
    fn float(&self) -> Option<(T::Scalar, u64)> {
        self.scalar().map(|x| (x, 0))
    }
}

impl<T: Elements> Operand<T> for &T {
    #[inline(always)]
    fn lend<R>(&self, f: impl FnOnce(Side<'_, T>) -> R) -> R {
        f(Side::Whole(self, 0))
    }
    #[inline(always)]
    fn float(&self) -> Option<(T::Scalar, u64)> {
        (**self).scalar().map(|x| (x, 0))
    }
}

impl<T: Elements> Operand<T> for Traced<T> {
    #[inline(always)]
    fn lend<R>(&self, f: impl FnOnce(Side<'_, T>) -> R) -> R {
        f(Side::Whole(self.as_value(), self.id()))
    }
    #[inline(always)]
    fn float(&self) -> Option<(T::Scalar, u64)> {
        self.as_value().scalar().map(|x| (x, self.id()))
    }
}

impl<T: Elements> Operand<T> for &Traced<T> {
    #[inline(always)]
    fn lend<R>(&self, f: impl FnOnce(Side<'_, T>) -> R) -> R {
        f(Side::Whole(self.as_value(), self.id()))
    }
    #[inline(always)]
    fn float(&self) -> Option<(T::Scalar, u64)> {
        self.as_value().scalar().map(|x| (x, self.id()))
    }
}

impl<T: Elements> Operand<T> for Variable<T> {
    #[inline]
    fn lend<R>(&self, f: impl FnOnce(Side<'_, T>) -> R) -> R {
        let (value, id) = self.read_shared();
        f(Side::Whole(&value, id))
    }
    #[inline]
    fn float(&self) -> Option<(T::Scalar, u64)> {
        T::IS_FLOAT.then(|| self.read()).and_then(|x| x.as_value().scalar().map(|float| (float, x.id())))
    }
}

impl<T: Elements> Operand<T> for &Variable<T> {
    #[inline]
    fn lend<R>(&self, f: impl FnOnce(Side<'_, T>) -> R) -> R {
        (**self).lend(f)
    }
    #[inline]
    fn float(&self) -> Option<(T::Scalar, u64)> {
        (**self).float()
    }
}

macro_rules! broadcast {
    ($([$($generics:tt)*] $container:ty, $item:ty;)*) => {$(
        broadcast!(@one [$($generics)*] $container, <$item as Elements>::Scalar);
    )*};
    (@one [$($generics:tt)*] $container:ty, $scalar:ty) => {
        impl<$($generics)*> Operand<$container> for Traced<$scalar> {
            fn lend<R>(&self, f: impl FnOnce(Side<'_, $container>) -> R) -> R {
                f(Side::Each(self.value(), self.id()))
            }
        }
        impl<$($generics)*> Operand<$container> for &Traced<$scalar> {
            fn lend<R>(&self, f: impl FnOnce(Side<'_, $container>) -> R) -> R {
                f(Side::Each(self.value(), self.id()))
            }
        }
        impl<$($generics)*> Operand<$container> for Variable<$scalar> {
            fn lend<R>(&self, f: impl FnOnce(Side<'_, $container>) -> R) -> R {
                let (value, id) = self.read_shared();
                f(Side::Each(*value, id))
            }
        }
        impl<$($generics)*> Operand<$container> for &Variable<$scalar> {
            fn lend<R>(&self, f: impl FnOnce(Side<'_, $container>) -> R) -> R {
                let (value, id) = self.read_shared();
                f(Side::Each(*value, id))
            }
        }
        impl<$($generics)*> Operand<$container> for $scalar {
            fn lend<R>(&self, f: impl FnOnce(Side<'_, $container>) -> R) -> R {
                f(Side::Each(*self, 0))
            }
        }
    };
}

macro_rules! broadcast_floats {
    ($($float:ident)*) => {$(
        broadcast! {
            [T: Elements<Scalar = $float>] Vec<T>, $float;
            [T: Elements<Scalar = $float>, const N: usize] [T; N], $float;
        }
    )*};
}

broadcast_floats!(f64 f32);

impl<T: Elements> Side<'_, T> {
    /// The slot of the first element, and how far it is to the next.
    #[inline(always)]
    fn slots(&self, ledger: &Ledger) -> Operands {
        match self {
            Side::Whole(_, id) => Operands { slot: ledger.operand(*id), stride: 1, id: *id },
            Side::Each(_, id) => Operands { slot: ledger.operand(*id), stride: 0, id: *id },
        }
    }

    /// Runs `f` on the elements, or on the one float that stands for all.
    fn elements<R>(&self, f: impl FnOnce(&[T::Scalar]) -> R) -> R {
        match *self {
            Side::Each(value, _) => f(&[value]),
            Side::Whole(value, _) => {
                let mut all = Vec::with_capacity(value.float_count());
                value.each(&mut |x| all.push(x));
                f(&all)
            }
        }
    }
}

/// Where the elements of one side are.
#[derive(Clone, Copy)]
struct Operands {
    slot: Slot,
    stride: u32,
    id: u64,
}

impl Operands {
    #[inline(always)]
    fn at(self, k: u32) -> Slot {
        if self.slot == NOWHERE { NOWHERE } else { self.slot + k * self.stride }
    }

    #[inline(always)]
    fn argument(self, value: f64, k: u32) -> Argument {
        Argument { value, id: if self.slot == NOWHERE { 0 } else { self.id + u64::from(k * self.stride) } }
    }
}

/// `value` of each element.
#[inline(always)]
pub(crate) fn unary<T: Elements>(
    x: &Traced<T>,
    rule: Rule,
    value: impl Fn(T::Scalar) -> T::Scalar,
    partials: impl Fn(T::Scalar, T::Scalar) -> [Partial<T::Scalar>; 1],
) -> Traced<T> {
    if let Some(float) = x.as_value().scalar() {
        let y = value(float);
        let id = match ledger::mode() {
            Mode::Idle => ledger::constant(1),
            Mode::First => {
                let [partial] = partials(float, y);
                ledger::push_one(x.id(), partial.number().unwrap_or(0.0))
            }
            Mode::Second => {
                let [partial] = partials(float, y);
                push_noted(rule, [Argument { value: float.wide(), id: x.id() }], [partial.number()])
            }
        };
        return Traced::new(T::of_scalar(y).expect("a float is one"), id);
    }
    ledger::with(|ledger| {
        let from = Operands { slot: ledger.operand(x.id()), stride: 1, id: x.id() };
        if from.slot == NOWHERE {
            let y = x.as_value().map_each(&mut |x| value(x));
            let id = ledger::constant(y.float_count());
            return Traced::new(y, id);
        }
        let id = ledger.next_id();
        let mut k = 0;
        let y = x.as_value().map_each(&mut |x| {
            let y = value(x);
            let [partial] = partials(x, y);
            ledger.push([from.at(k), NOWHERE], [partial.number().unwrap_or(0.0), 0.0]);
            if ledger.second_order() {
                ledger.note(rule, &[from.argument(x.wide(), k)]);
            }
            k += 1;
            y
        });
        Traced::new(y, id)
    })
}

/// `value` of each element and an integer.
#[inline(always)]
pub(crate) fn integer<T: Elements>(
    x: &Traced<T>,
    n: i32,
    rule: Rule,
    value: impl Fn(T::Scalar, i32) -> T::Scalar,
    partials: impl Fn(T::Scalar, i32, T::Scalar) -> [Partial<T::Scalar>; 2],
) -> Traced<T> {
    if let Some(float) = x.as_value().scalar() {
        let y = value(float, n);
        let id = match ledger::mode() {
            Mode::Idle => ledger::constant(1),
            Mode::First => {
                let [partial, _] = partials(float, n, y);
                ledger::push_one(x.id(), partial.number().unwrap_or(0.0))
            }
            Mode::Second => {
                let [partial, _] = partials(float, n, y);
                let exponent = Argument { value: f64::from(n), id: 0 };
                push_noted(rule, [Argument { value: float.wide(), id: x.id() }, exponent], [partial.number(), None])
            }
        };
        return Traced::new(T::of_scalar(y).expect("a float is one"), id);
    }
    ledger::with(|ledger| {
        let from = Operands { slot: ledger.operand(x.id()), stride: 1, id: x.id() };
        if from.slot == NOWHERE {
            let y = x.as_value().map_each(&mut |x| value(x, n));
            let id = ledger::constant(y.float_count());
            return Traced::new(y, id);
        }
        let id = ledger.next_id();
        let mut k = 0;
        let y = x.as_value().map_each(&mut |x| {
            let y = value(x, n);
            let [partial, _] = partials(x, n, y);
            ledger.push([from.at(k), NOWHERE], [partial.number().unwrap_or(0.0), 0.0]);
            if ledger.second_order() {
                ledger.note(rule, &[from.argument(x.wide(), k), Argument { value: f64::from(n), id: 0 }]);
            }
            k += 1;
            y
        });
        Traced::new(y, id)
    })
}

/// `value` of the elements of a traced value and of an operand.
#[inline(always)]
pub(crate) fn binary<T: Elements>(
    a: &Traced<T>,
    b: impl Operand<T>,
    rule: Rule,
    value: impl Fn(T::Scalar, T::Scalar) -> T::Scalar,
    partials: impl Fn(T::Scalar, T::Scalar, T::Scalar) -> [Partial<T::Scalar>; 2],
) -> Traced<T> {
    if let (Some(left), Some(right)) = (a.as_value().scalar(), b.float()) {
        return floats((left, a.id()), right, rule, value, partials);
    }
    b.lend(|b| sides(Side::Whole(a.as_value(), a.id()), b, rule, value, partials))
}

/// `value` of two floats, each with its id.
#[inline(always)]
pub(crate) fn floats<T: Elements>(
    (a, a_id): (T::Scalar, u64),
    (b, b_id): (T::Scalar, u64),
    rule: Rule,
    value: impl Fn(T::Scalar, T::Scalar) -> T::Scalar,
    partials: impl Fn(T::Scalar, T::Scalar, T::Scalar) -> [Partial<T::Scalar>; 2],
) -> Traced<T> {
    let y = value(a, b);
    let id = match ledger::mode() {
        Mode::Idle => ledger::constant(1),
        Mode::First => push_first(a_id, b_id, partials(a, b, y)),
        Mode::Second => {
            let arguments = [Argument { value: a.wide(), id: a_id }, Argument { value: b.wide(), id: b_id }];
            push_noted(rule, arguments, partials(a, b, y).map(Partial::number))
        }
    };
    Traced::new(T::of_scalar(y).expect("a float is one"), id)
}

/// `value` of the elements of two sides, one of which is whole.
#[inline(always)]
pub(crate) fn sides<T: Elements>(
    a: Side<'_, T>,
    b: Side<'_, T>,
    rule: Rule,
    value: impl Fn(T::Scalar, T::Scalar) -> T::Scalar,
    partials: impl Fn(T::Scalar, T::Scalar, T::Scalar) -> [Partial<T::Scalar>; 2],
) -> Traced<T> {
    ledger::with(|ledger| {
        let (at_a, at_b) = (a.slots(ledger), b.slots(ledger));
        if at_a.slot | at_b.slot == NOWHERE {
            let y = both(a, b, &mut |a, b| value(a, b));
            let id = ledger::constant(y.float_count());
            return Traced::new(y, id);
        }
        let id = ledger.next_id();
        let mut k = 0;
        let y = both(a, b, &mut |a, b| {
            let y = value(a, b);
            push_pair(ledger, [at_a.at(k), at_b.at(k)], partials(a, b, y));
            if ledger.second_order() {
                ledger.note(rule, &[at_a.argument(a.wide(), k), at_b.argument(b.wide(), k)]);
            }
            k += 1;
            y
        });
        Traced::new(y, id)
    })
}

/// One scalar node of two arguments, either of which may be a plain number (id 0).
#[inline(always)]
fn push_first<S: Scalar>(a: u64, b: u64, [da, db]: [Partial<S>; 2]) -> u64 {
    match (da.number(), db.number()) {
        (Some(da), _) if b == 0 => ledger::push_one(a, da),
        (_, Some(db)) if a == 0 => ledger::push_one(b, db),
        (Some(da), Some(db)) => ledger::push_two(a, b, da, db),
        (Some(da), None) => ledger::push_one(a, da),
        (None, Some(db)) => ledger::push_one(b, db),
        (None, None) => ledger::constant(1),
    }
}

/// One scalar node with its rule and arguments.
#[cold]
#[inline(never)]
fn push_noted<const N: usize>(rule: Rule, arguments: [Argument; N], partials: [Option<f64>; N]) -> u64 {
    ledger::with(|ledger| {
        let mut real = arguments.iter().zip(partials).filter_map(|(argument, partial)| {
            let slot = ledger.slot(argument.id);
            partial.filter(|_| slot != NOWHERE).map(|partial| (slot, partial))
        });
        let Some(first) = real.next() else { return ledger::constant(1) };
        let second = real.next().unwrap_or((NOWHERE, 0.0));
        let id = ledger.push([first.0, second.0], [first.1, second.1]);
        ledger.note(rule, &arguments);
        id
    })
}

#[inline(always)]
fn both<T: Elements>(a: Side<'_, T>, b: Side<'_, T>, f: &mut impl FnMut(T::Scalar, T::Scalar) -> T::Scalar) -> T {
    match (a, b) {
        (Side::Whole(a, _), Side::Whole(b, _)) => a.zip_each(b, f),
        (Side::Whole(a, _), Side::Each(b, _)) => a.map_each(&mut |a| f(a, b)),
        (Side::Each(a, _), Side::Whole(b, _)) => b.map_each(&mut |b| f(a, b)),
        (Side::Each(..), Side::Each(..)) => unreachable!("one side of an operator has the shape of its result"),
    }
}

/// The first operand of a node is a slot; the second may be [`NOWHERE`].
#[inline(always)]
fn push_pair<S: Scalar>(ledger: &mut Ledger, [a, b]: [Slot; 2], [da, db]: [Partial<S>; 2]) {
    let (a, da) = da.number().map_or((NOWHERE, 0.0), |da| (a, da));
    let (b, db) = db.number().map_or((NOWHERE, 0.0), |db| (b, db));
    if a == NOWHERE {
        ledger.push([b, NOWHERE], [db, 0.0]);
    } else {
        ledger.push([a, b], [da, db]);
    }
}

/// `value` of the elements of a traced value and of two operands.
#[inline]
pub(crate) fn ternary<T: Elements>(
    x: &Traced<T>,
    b: impl Operand<T>,
    c: impl Operand<T>,
    rule: Rule,
    value: impl Fn(T::Scalar, T::Scalar, T::Scalar) -> T::Scalar,
    partials: impl Fn(T::Scalar, T::Scalar, T::Scalar, T::Scalar) -> [Partial<T::Scalar>; 3],
) -> Traced<T> {
    b.lend(|b| {
        c.lend(|c| {
            b.elements(|bs| {
                c.elements(|cs| {
                    let pick = |all: &[T::Scalar], k: usize| all[if all.len() == 1 { 0 } else { k }];
                    let mut k = 0;
                    let y = x.as_value().map_each(&mut |x| {
                        let y = value(x, pick(bs, k), pick(cs, k));
                        k += 1;
                        y
                    });
                    let id = ledger::with(|ledger| {
                        let at = [Side::Whole(x.as_value(), x.id()).slots(ledger), b.slots(ledger), c.slots(ledger)];
                        if at.iter().all(|at| at.slot == NOWHERE) {
                            return ledger::constant(y.float_count());
                        }
                        let mut triples = Vec::new();
                        let _ = x.as_value().zip_each(&y, &mut |x, y| {
                            let (b, c) = (pick(bs, triples.len()), pick(cs, triples.len()));
                            triples.push(([x.wide(), b.wide(), c.wide()], partials(x, b, c, y).map(Partial::number)));
                            y
                        });
                        push_triples(ledger, rule, at, &triples)
                    });
                    Traced::new(y, id)
                })
            })
        })
    })
}

/// Nodes with three operands: where all three are slots, a node of the first two and one of that and the third.
fn push_triples(ledger: &mut Ledger, rule: Rule, at: [Operands; 3], triples: &[([f64; 3], [Option<f64>; 3])]) -> u64 {
    let mut chains = Vec::with_capacity(triples.len());
    let mut pairs = Vec::with_capacity(triples.len());
    for (k, (_, partials)) in triples.iter().enumerate() {
        let mut real = (0..3).filter_map(|side| {
            let slot = at[side].at(k as u32);
            partials[side].filter(|_| slot != NOWHERE).map(|partial| (slot, partial))
        });
        let none = (NOWHERE, 0.0);
        let (first, second) = (real.next().unwrap_or(none), real.next().unwrap_or(none));
        if let Some(third) = real.next() {
            let chain = ledger.end();
            ledger.push([first.0, second.0], [first.1, second.1]);
            chains.push(chain);
            pairs.push(((chain, 1.0), third));
        } else {
            pairs.push((first, second));
        }
    }
    let id = ledger.next_id();
    for (k, (first, second)) in pairs.into_iter().enumerate() {
        ledger.push([first.0, second.0], [first.1, second.1]);
        if ledger.second_order() {
            let arguments: [Argument; 3] = std::array::from_fn(|side| at[side].argument(triples[k].0[side], k as u32));
            ledger.note(rule, &arguments);
        }
    }
    id
}

/// A node of the same value; its id.
pub(crate) fn identity(value: f64, id: u64) -> u64 {
    ledger::with(|ledger| {
        let slot = ledger.operand(id);
        if slot == NOWHERE {
            return ledger::constant(1);
        }
        let copy = ledger.push([slot, NOWHERE], [1.0, 0.0]);
        if ledger.second_order() {
            ledger.note(Rule::Identity, &[Argument { value, id }]);
        }
        copy
    })
}

/// The id of slots side by side that hold these values: the same ones if they already are, else copies.
pub(crate) fn side_by_side(parts: &[Argument]) -> u64 {
    let Some(first) = parts.first() else { return 0 };
    ledger::with(|ledger| {
        let at = ledger.slot(first.id);
        let mut expected = (at..).zip(first.id..);
        if at != NOWHERE && parts.iter().all(|part| expected.next() == Some((ledger.slot(part.id), part.id))) {
            return first.id;
        }
        if parts.iter().all(|part| ledger.operand(part.id) == NOWHERE) {
            return ledger::constant(parts.len());
        }
        let id = ledger.next_id();
        for &part in parts {
            let slot = ledger.operand(part.id);
            ledger.push([if slot == NOWHERE { LEAF } else { slot }, NOWHERE], [1.0, 0.0]);
            if ledger.second_order() {
                ledger.note(Rule::Identity, &[part]);
            }
        }
        id
    })
}
