//! What a gradient is taken of and with respect to: variables and traced values, alone or in arrays, vectors, tuples and maps. Sources come
//! back in the shape in which they were given.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, Hash};
use std::sync::Arc;

use super::elementwise::side_by_side;
use super::error::TapeError;
use super::ledger::{self, Argument, NOWHERE, Slot};
use super::sweep::{Numbers, TracedBars};
use super::traced::{Traced, tangent_of};
use super::variable::{Variable, VariableMeta};
use crate::tangent::{Differentiable, Floats, Tangent};

/// Variables and traced values: a reference to one, or an array, slice, `Vec`, tuple or map of some, nested as you like.
///
/// A single one is given by reference, so that there is one way to write it (and clippy has nothing to say about a needless `&`).
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be watched",
    note = "variables and traced values are given by reference: `&x`, `[&x, &w]`, `(&x, &w)`"
)]
pub trait Nodes: Node {}

/// [`Nodes`] as sources: a gradient with respect to them has their shape.
///
/// | sources | gradient |
/// | --- | --- |
/// | `&Variable<T>`, `&Traced<T>` | `Option<Traced<T::Tangent>>`, `None` where the target does not depend on it |
/// | `[S; N]`, `&[S]`, `Vec<S>` | `[G; N]`, `Vec<G>`, `Vec<G>` |
/// | tuples of up to 12 | tuple of gradients |
/// | `HashMap<K, S>`, `BTreeMap<K, S>` | the map with the same keys |
#[diagnostic::on_unimplemented(
    message = "there is no gradient with respect to `{Self}`",
    note = "variables and traced values are given by reference: `&x`, `[&x, &w]`, `(&x, &w)`"
)]
pub trait Sources: Source {}

/// [`Nodes`] as targets: several are summed.
#[diagnostic::on_unimplemented(message = "`{Self}` has no gradient", note = "traced values are given by reference: `&y`, `[&y, &z]`, `(&y, &z)`")]
pub trait Targets: Target {}

impl<S: Node + ?Sized> Nodes for &S {}
impl<S: Source + ?Sized> Sources for &S {}
impl<S: Target + ?Sized> Targets for &S {}
impl<S: Node, const N: usize> Nodes for [S; N] {}
impl<S: Source, const N: usize> Sources for [S; N] {}
impl<S: Target, const N: usize> Targets for [S; N] {}
impl<S: Node> Nodes for Vec<S> {}
impl<S: Source> Sources for Vec<S> {}
impl<S: Target> Targets for Vec<S> {}
impl<K, S: Node, H> Nodes for HashMap<K, S, H> {}
impl<K: Clone + Eq + Hash, S: Source, H: BuildHasher + Default> Sources for HashMap<K, S, H> {}
impl<K, S: Node> Nodes for BTreeMap<K, S> {}
impl<K: Clone + Ord, S: Source> Sources for BTreeMap<K, S> {}

/// What [`Nodes`] consist of.
#[doc(hidden)]
pub trait Node {
    /// Shows each of them to `visit`, in order.
    #[doc(hidden)]
    fn visit_nodes(&self, visit: &mut dyn FnMut(Key<'_>));
}

/// What [`Sources`] consist of.
#[doc(hidden)]
pub trait Source: Node {
    /// The gradient with respect to these sources.
    type Gradient;

    /// The Jacobian: for each source the tangents of all floats of the target, in order.
    type Jacobian;

    /// Asks for the gradient of each source.
    #[doc(hidden)]
    fn gradient(&self, answers: &Answers) -> Self::Gradient;

    /// Puts the gradients of all floats of the target together, one a row.
    #[doc(hidden)]
    fn jacobian(&self, rows: Vec<Self::Gradient>) -> Self::Jacobian;
}

/// What [`Targets`] consist of.
#[doc(hidden)]
pub trait Target: Node {
    /// Output gradients: for each target a tangent of its shape, in the shape of the targets.
    type Seeds;

    /// Gives the floats of the output gradient of each target to `visit`, in order.
    #[doc(hidden)]
    fn visit_seeds(&self, seeds: &Self::Seeds, visit: &mut dyn FnMut(Vec<f64>)) -> Result<(), TapeError>;
}

/// Whether sources on which the target does not depend get no gradient or a zero one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UnconnectedGradients {
    /// `None`.
    #[default]
    None,
    /// Zeros of the shape of the source.
    Zero,
}

/// One variable or traced value.
#[doc(hidden)]
#[derive(Debug)]
pub struct Key<'a> {
    pub(crate) variable: Option<&'a Arc<VariableMeta>>,
    pub(crate) id: u64,
    pub(crate) count: usize,
}

impl Key<'_> {
    /// The slots that stand for it on a tape; the last one is where it leads at present.
    pub(crate) fn slots(&self, tape: u64) -> Vec<Slot> {
        ledger::with(|ledger| {
            let reach = ledger.reach(tape);
            if let Some(meta) = self.variable {
                return reach.slots_of_variable(meta.id());
            }
            let slot = ledger.slot(self.id);
            if slot != NOWHERE && reach.knows(slot) { vec![slot] } else { Vec::new() }
        })
    }
}

/// What a sweep has found.
#[doc(hidden)]
#[derive(Debug)]
pub struct Answers {
    pub(crate) tape: u64,
    pub(crate) bars: Found,
    pub(crate) unconnected: UnconnectedGradients,
}

/// Plain numbers, or traced ones if the sweep was recorded.
pub(crate) enum Found {
    Numbers(Numbers),
    Traced(TracedBars),
    /// There was no target.
    Nothing,
}

impl std::fmt::Debug for Found {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Found")
    }
}

impl Answers {
    fn of<T: Differentiable + ?Sized>(&self, key: &Key<'_>, value: &T) -> Option<Traced<T::Tangent>> {
        let slots = key.slots(self.tape);
        let found = match &self.bars {
            Found::Numbers(bars) => bars.read(&slots, key.count).map(|floats| Traced::constant(tangent_of(value, &floats))),
            Found::Traced(bars) => bars.read(&slots, key.count).map(|parts| {
                let floats: Vec<f64> = parts.iter().map(Traced::value).collect();
                let parts: Vec<Argument> = parts.iter().map(|part| Argument { value: part.value(), id: part.id() }).collect();
                Traced::new(tangent_of(value, &floats), side_by_side(&parts))
            }),
            Found::Nothing => None,
        };
        match self.unconnected {
            UnconnectedGradients::Zero if found.is_none() => {
                let mut zero = value.zero_tangent();
                zero.clear();
                Some(Traced::constant(zero))
            }
            _ => found,
        }
    }
}

/// The rows of one source: zeros where only some floats of the target depend on it.
fn stack<T: Differentiable + ?Sized>(rows: Vec<Option<Traced<T::Tangent>>>, value: &T) -> Option<Vec<T::Tangent>> {
    if rows.iter().all(Option::is_none) {
        return None;
    }
    let zero = || {
        let mut zero = value.zero_tangent();
        zero.clear();
        zero
    };
    Some(rows.into_iter().map(|row| row.map_or_else(zero, Traced::into_value)).collect())
}

impl<T: Differentiable + Floats> Node for Traced<T> {
    fn visit_nodes(&self, visit: &mut dyn FnMut(Key<'_>)) {
        visit(self.key());
    }
}

impl<T: Floats> Traced<T> {
    pub(crate) fn key(&self) -> Key<'static> {
        Key { variable: None, id: self.id(), count: self.as_value().float_count() }
    }
}

impl<T: Differentiable + Floats> Source for Traced<T> {
    type Gradient = Option<Traced<T::Tangent>>;
    type Jacobian = Option<Vec<T::Tangent>>;

    fn gradient(&self, answers: &Answers) -> Self::Gradient {
        answers.of(&self.key(), self.as_value())
    }
    fn jacobian(&self, rows: Vec<Self::Gradient>) -> Self::Jacobian {
        stack(rows, self.as_value())
    }
}

impl<T: Differentiable + Floats> Target for Traced<T> {
    type Seeds = T::Tangent;

    fn visit_seeds(&self, seeds: &T::Tangent, visit: &mut dyn FnMut(Vec<f64>)) -> Result<(), TapeError> {
        visit(seeds.to_floats());
        Ok(())
    }
}

impl<T: Floats> Variable<T> {
    pub(crate) fn key(&self) -> Key<'_> {
        Key { variable: Some(self.meta()), id: 0, count: self.snapshot().float_count() }
    }
}

impl<T: Differentiable + Floats> Node for Variable<T> {
    fn visit_nodes(&self, visit: &mut dyn FnMut(Key<'_>)) {
        visit(self.key());
    }
}

impl<T: Differentiable + Floats> Source for Variable<T> {
    type Gradient = Option<Traced<T::Tangent>>;
    type Jacobian = Option<Vec<T::Tangent>>;

    fn gradient(&self, answers: &Answers) -> Self::Gradient {
        answers.of(&self.key(), &*self.snapshot())
    }
    fn jacobian(&self, rows: Vec<Self::Gradient>) -> Self::Jacobian {
        stack(rows, &*self.snapshot())
    }
}

impl<T: Differentiable + Floats> Target for Variable<T> {
    type Seeds = T::Tangent;

    fn visit_seeds(&self, seeds: &T::Tangent, visit: &mut dyn FnMut(Vec<f64>)) -> Result<(), TapeError> {
        visit(seeds.to_floats());
        Ok(())
    }
}

impl<S: Node + ?Sized> Node for &S {
    fn visit_nodes(&self, visit: &mut dyn FnMut(Key<'_>)) {
        (**self).visit_nodes(visit);
    }
}

impl<S: Source + ?Sized> Source for &S {
    type Gradient = S::Gradient;
    type Jacobian = S::Jacobian;

    fn gradient(&self, answers: &Answers) -> Self::Gradient {
        (**self).gradient(answers)
    }
    fn jacobian(&self, rows: Vec<Self::Gradient>) -> Self::Jacobian {
        (**self).jacobian(rows)
    }
}

impl<S: Target + ?Sized> Target for &S {
    type Seeds = S::Seeds;

    fn visit_seeds(&self, seeds: &S::Seeds, visit: &mut dyn FnMut(Vec<f64>)) -> Result<(), TapeError> {
        (**self).visit_seeds(seeds, visit)
    }
}

macro_rules! sequences {
    ($([$($generics:tt)*] $sequence:ty => $gradient:ty, $jacobian:ty, $seeds:ty, |$items:ident| $collect:expr;)*) => {$(
        impl<S: Node, $($generics)*> Node for $sequence {
            fn visit_nodes(&self, visit: &mut dyn FnMut(Key<'_>)) {
                for source in self.iter() {
                    source.visit_nodes(visit);
                }
            }
        }

        impl<S: Source, $($generics)*> Source for $sequence {
            type Gradient = $gradient;
            type Jacobian = $jacobian;

            fn gradient(&self, answers: &Answers) -> Self::Gradient {
                let mut $items = self.iter().map(|source| source.gradient(answers));
                $collect
            }
            fn jacobian(&self, rows: Vec<Self::Gradient>) -> Self::Jacobian {
                let mut columns: Vec<_> = self.iter().map(|_| Vec::with_capacity(rows.len())).collect();
                for row in rows {
                    columns.iter_mut().zip(row).for_each(|(column, gradient)| column.push(gradient));
                }
                let mut $items = self.iter().zip(columns).map(|(source, column)| source.jacobian(column));
                $collect
            }
        }

        impl<S: Target, $($generics)*> Target for $sequence {
            type Seeds = $seeds;

            fn visit_seeds(&self, seeds: &Self::Seeds, visit: &mut dyn FnMut(Vec<f64>)) -> Result<(), TapeError> {
                if seeds.len() != self.len() {
                    return Err(TapeError::SeedCount { targets: self.len(), seeds: seeds.len() });
                }
                self.iter().zip(seeds).try_for_each(|(target, seeds)| target.visit_seeds(seeds, visit))
            }
        }
    )*};
}

sequences! {
    [const N: usize] [S; N] => [S::Gradient; N], [S::Jacobian; N], [S::Seeds; N],
        |items| std::array::from_fn(|_| items.next().expect("one for each of the N"));
    [] Vec<S> => Vec<S::Gradient>, Vec<S::Jacobian>, Vec<S::Seeds>, |items| items.by_ref().collect();
    [] [S] => Vec<S::Gradient>, Vec<S::Jacobian>, Vec<S::Seeds>, |items| items.by_ref().collect();
}

impl<K, S: Node, H> Node for HashMap<K, S, H> {
    fn visit_nodes(&self, visit: &mut dyn FnMut(Key<'_>)) {
        self.values().for_each(|source| source.visit_nodes(visit));
    }
}

impl<K: Clone + Eq + Hash, S: Source, H: BuildHasher + Default> Source for HashMap<K, S, H> {
    type Gradient = HashMap<K, S::Gradient, H>;
    type Jacobian = HashMap<K, S::Jacobian, H>;

    fn gradient(&self, answers: &Answers) -> Self::Gradient {
        self.iter().map(|(key, source)| (key.clone(), source.gradient(answers))).collect()
    }
    fn jacobian(&self, rows: Vec<Self::Gradient>) -> Self::Jacobian {
        let mut rows = rows;
        let column = |key: &K, rows: &mut Vec<Self::Gradient>| rows.iter_mut().filter_map(|row| row.remove(key)).collect();
        self.iter().map(|(key, source)| (key.clone(), source.jacobian(column(key, &mut rows)))).collect()
    }
}

impl<K, S: Node> Node for BTreeMap<K, S> {
    fn visit_nodes(&self, visit: &mut dyn FnMut(Key<'_>)) {
        self.values().for_each(|source| source.visit_nodes(visit));
    }
}

impl<K: Clone + Ord, S: Source> Source for BTreeMap<K, S> {
    type Gradient = BTreeMap<K, S::Gradient>;
    type Jacobian = BTreeMap<K, S::Jacobian>;

    fn gradient(&self, answers: &Answers) -> Self::Gradient {
        self.iter().map(|(key, source)| (key.clone(), source.gradient(answers))).collect()
    }
    fn jacobian(&self, rows: Vec<Self::Gradient>) -> Self::Jacobian {
        let mut rows = rows;
        let column = |key: &K, rows: &mut Vec<Self::Gradient>| rows.iter_mut().filter_map(|row| row.remove(key)).collect();
        self.iter().map(|(key, source)| (key.clone(), source.jacobian(column(key, &mut rows)))).collect()
    }
}

macro_rules! tuples {
    ($($($part:ident $index:tt)*;)*) => {$(
        impl<$($part: Node),*> Node for ($($part,)*) {
            fn visit_nodes(&self, visit: &mut dyn FnMut(Key<'_>)) {
                $(self.$index.visit_nodes(visit);)*
            }
        }

        impl<$($part: Source),*> Source for ($($part,)*) {
            type Gradient = ($($part::Gradient,)*);
            type Jacobian = ($($part::Jacobian,)*);

            fn gradient(&self, answers: &Answers) -> Self::Gradient {
                ($(self.$index.gradient(answers),)*)
            }
            fn jacobian(&self, rows: Vec<Self::Gradient>) -> Self::Jacobian {
                let mut columns = ($(Vec::<$part::Gradient>::with_capacity(rows.len()),)*);
                for row in rows {
                    $(columns.$index.push(row.$index);)*
                }
                ($(self.$index.jacobian(columns.$index),)*)
            }
        }

        impl<$($part: Node),*> Nodes for ($($part,)*) {}
        impl<$($part: Source),*> Sources for ($($part,)*) {}
        impl<$($part: Target),*> Targets for ($($part,)*) {}

        impl<$($part: Target),*> Target for ($($part,)*) {
            type Seeds = ($($part::Seeds,)*);

            fn visit_seeds(&self, seeds: &Self::Seeds, visit: &mut dyn FnMut(Vec<f64>)) -> Result<(), TapeError> {
                $(self.$index.visit_seeds(&seeds.$index, visit)?;)*
                Ok(())
            }
        }
    )*};
}

tuples! {
    A 0;
    A 0 B 1;
    A 0 B 1 C 2;
    A 0 B 1 C 2 D 3;
    A 0 B 1 C 2 D 3 E 4;
    A 0 B 1 C 2 D 3 E 4 F 5;
    A 0 B 1 C 2 D 3 E 4 F 5 G 6;
    A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7;
    A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8;
    A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9;
    A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10;
    A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11;
}
