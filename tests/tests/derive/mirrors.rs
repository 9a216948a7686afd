//! Mirrors: values in the overloaded form. Generated code alone names them, so these tests are about what it relies on.

use std::cell::Cell;
use std::collections::{BTreeMap, BinaryHeap, HashMap, HashSet};
use std::error::Error;
use std::fmt;
use std::marker::PhantomData;

use autodiff_runtime::__private::overload::{Leaves, Lift, Mirrored, Number, lit};
use autodiff_runtime::{Differentiable, Floats};

/// There and back, and one index for each float.
#[track_caller]
fn check<T: Lift + Floats>(value: &T) {
    let mirror = value.lift(&mut Leaves::Constants);
    assert_eq!(T::lower(&mirror).to_floats(), value.to_floats());
    let mut count = 0;
    T::indices(&mirror, &mut |_| count += 1);
    assert_eq!(count, value.float_count());
}

#[derive(Clone, Copy, Debug, PartialEq, Default, Differentiable)]
struct Point {
    x: f64,
    y: f32,
    n: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Differentiable)]
enum Kind {
    Soft,
    Hard,
}

#[derive(Clone, Debug, PartialEq, Differentiable)]
enum Expr {
    Const(f64),
    Point { at: Point, kind: Kind },
    Sum(Vec<Expr>),
    Neg(Box<Self>),
    Nothing,
}

#[derive(Clone, Debug, Differentiable)]
struct Collections {
    by_kind: HashMap<Kind, Vec<Point>>,
    by_name: BTreeMap<String, f64>,
    kinds: HashSet<Kind>,
    counts: HashMap<Kind, usize>,
    pair: (f64, Option<Box<Point>>),
    outcome: Result<f64, Failure>,
}

#[derive(Clone, Debug, Differentiable)]
enum Failure {
    Diverged { at: f64 },
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Failure::Diverged { at } = self;
        write!(f, "diverged at {at}")
    }
}

impl Error for Failure {}

/// Nearest first, as a heap wants it.
#[derive(Clone, Copy, Debug, Differentiable)]
struct State {
    cost: f64,
    node: usize,
}

impl PartialEq for State {
    fn eq(&self, other: &Self) -> bool {
        self.cost == other.cost
    }
}

impl Eq for State {}

impl PartialOrd for State {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for State {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        other.cost.total_cmp(&self.cost)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Default, Differentiable)]
struct Pair<T> {
    a: T,
    b: T,
}

#[derive(Clone, Debug, PartialEq, Differentiable)]
struct Outer<T: Copy, const N: usize>
where
    Pair<T>: PartialEq,
{
    pairs: Vec<Pair<T>>,
    array: [T; N],
    weight: f64,
    point: Point,
    marker: PhantomData<T>,
}

/// Compared by its first field alone.
#[derive(Clone, Copy, Debug, Differentiable)]
struct Ranked<T> {
    rank: T,
    payload: T,
}

impl<T: PartialEq> PartialEq for Ranked<T> {
    fn eq(&self, other: &Self) -> bool {
        self.rank == other.rank
    }
}

impl<T: PartialOrd> PartialOrd for Ranked<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        other.rank.partial_cmp(&self.rank)
    }
}

/// Neither it nor what it contains can be cloned.
#[derive(Differentiable)]
struct Unique {
    inner: UniqueInner,
    x: f64,
}

#[derive(Differentiable)]
struct UniqueInner {
    y: f64,
}

#[derive(Clone, Copy, Debug, Differentiable)]
struct View<'a> {
    data: &'a [f64],
    point: &'a Point,
    scale: f64,
}

#[derive(Clone, Debug, Differentiable)]
struct Skipping<T> {
    weight: T,
    #[differentiable(skip)]
    frozen: Vec<f64>,
    #[differentiable(skip)]
    start: T,
    #[differentiable(skip)]
    calls: Cell<u32>,
}

const P: Point = Point { x: 1.0, y: 2.0, n: 3 };

#[test]
fn values_go_to_their_mirror_and_back() {
    check(&P);
    check(&Kind::Soft);
    check(&Expr::Sum(vec![Expr::Const(1.0), Expr::Point { at: P, kind: Kind::Hard }, Expr::Neg(Box::new(Expr::Const(2.0))), Expr::Nothing]));
    let collections = Collections {
        by_kind: HashMap::from([(Kind::Soft, vec![P, P]), (Kind::Hard, vec![])]),
        by_name: BTreeMap::from([("a".into(), 1.0)]),
        kinds: HashSet::from([Kind::Hard]),
        counts: HashMap::from([(Kind::Hard, 2)]),
        pair: (1.0, Some(Box::new(P))),
        outcome: Err(Failure::Diverged { at: 7.0 }),
    };
    check(&collections);
    check(&Pair { a: 1.0, b: 2.0 });
    check(&Outer { pairs: vec![Pair { a: 1.0, b: 2.0 }], array: [3.0, 4.0], weight: 5.0, point: P, marker: PhantomData });
    check(&Skipping { weight: 1.0, frozen: vec![2.0], start: 3.0, calls: Cell::new(4) });
}

#[test]
fn fields_are_numbers_and_the_rest_is_as_it_was() {
    let mut mirror = P.lift(&mut Leaves::Constants);
    mirror.x += mirror.x * lit(3.0);
    let (x, y, n): (Number<f64>, Number<f32>, usize) = (mirror.x, mirror.y, mirror.n);
    assert_eq!((x, y, n), (lit(4.0), lit(2.0), 3));
    let outer: OuterMirror<Number<f64>, 1> =
        Outer { pairs: vec![Pair { a: 1.0, b: 2.0 }], array: [3.0], weight: 5.0, point: P, marker: PhantomData }.lift(&mut Leaves::Constants);
    let PairMirror { a, b } = outer.pairs[0];
    assert_eq!(a + b, outer.array[0]);
}

#[test]
fn traits_of_std_are_those_of_the_primal_type() {
    let lift = |cost, node| State { cost, node }.lift(&mut Leaves::Constants);
    let mut heap = BinaryHeap::from([lift(2.0, 0), lift(1.0, 1), lift(3.0, 2)]);
    assert_eq!(heap.pop().map(|state| state.node), Some(1), "the user's order is reversed");
    assert!(lift(1.0, 0) == lift(1.0, 5), "the user compares costs alone");

    let (one, two) = (Ranked { rank: lit(1.0), payload: lit(9.0) }, Ranked { rank: lit(2.0), payload: lit(0.0) });
    let mirror = |ranked: Ranked<Number<f64>>| RankedMirror { rank: ranked.rank, payload: ranked.payload };
    assert!(mirror(one) > mirror(two) && one > two);

    let failure = Failure::Diverged { at: 7.5 }.lift(&mut Leaves::Constants);
    assert_eq!((failure.to_string(), format!("{failure:?}")), ("diverged at 7.5".into(), "Diverged { at: 7.5 }".into()));
    let boxed: Box<dyn Error> = Box::new(failure.clone());
    assert_eq!(boxed.to_string(), failure.to_string());

    assert_eq!(PointMirror::default(), Point::default().lift(&mut Leaves::Constants));
    assert_eq!(PairMirror::<Number<f64>>::default(), PairMirror { a: lit(0.0), b: lit(0.0) });
    assert!(HashSet::from([KindMirror::Soft, KindMirror::Hard, KindMirror::Soft]).len() == 2 && KindMirror::Soft < KindMirror::Hard);
}

fn is_copy<T: Copy>(value: T) -> [T; 2] {
    [value, value]
}

#[test]
fn mirrors_are_copied_where_their_type_is() {
    let [_, point] = is_copy(P.lift(&mut Leaves::Constants));
    let [_, _] = is_copy(PairMirror { a: point, b: point });
    let [_, _] = is_copy(KindMirror::Soft);
    let data = [lit(1.0), lit(2.0)];
    let [view, _] = is_copy(ViewMirror { data: &data, point: &point, scale: lit(3.0) });
    assert_eq!(view.data[1] * view.scale, lit(6.0));
    let expr = Expr::Neg(Box::new(Expr::Const(2.0))).lift(&mut Leaves::Constants);
    assert_eq!(expr.clone(), expr);
    let unique = Unique { inner: UniqueInner { y: 1.0 }, x: 2.0 }.lift(&mut Leaves::Constants);
    assert_eq!(unique.inner.y + unique.x, lit(3.0));
}

#[test]
fn what_is_skipped_is_constant() {
    let skipping = Skipping { weight: 1.0, frozen: vec![2.0], start: 3.0, calls: Cell::new(4) }.lift(&mut Leaves::Constants);
    // A number, so that arithmetic with other numbers goes on as written.
    assert_eq!(skipping.frozen[0] * skipping.weight + skipping.start, lit(5.0));
    assert_eq!(skipping.calls.get(), 4);
}

#[test]
fn a_mirror_is_its_own() {
    fn same<T: Mirrored<Mirror = T>>(value: T) -> T {
        value
    }
    assert_eq!(same(P.lift(&mut Leaves::Constants)).n, 3);
    assert_eq!(same(PairMirror { a: lit(1.0), b: lit(2.0) }).a, lit(1.0));
}
