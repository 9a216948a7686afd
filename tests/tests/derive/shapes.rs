//! Types of every shape compile, and have what the runtime asks of them.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::marker::PhantomData;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use autodiff_runtime::{Differentiable, Floats, Tangent};

/// Zero, flattening and back, sums, scaling, products: what holds for every value with `n` floats.
#[track_caller]
fn check<T: Differentiable + Floats>(mut value: T, n: usize) {
    let zero = value.zero_tangent();
    assert_eq!(zero.to_floats(), vec![0.0; n]);
    assert!(zero.to_floats().iter().all(|x| x.is_sign_negative()));
    assert_eq!(T::zero_of(&value.shape()), zero);
    let floats: Vec<f64> = (1..=n).map(|k| k as f64).collect();
    value.set_floats(&floats);
    assert_eq!((value.to_floats(), value.float_count()), (floats.clone(), n));

    let mut bar = value.zero_tangent();
    bar.set_floats(&floats);
    let copy = bar.clone();
    bar.accumulate(&copy);
    bar.scale(2.0);
    assert_eq!(bar.to_floats(), floats.iter().map(|x| 4.0 * x).collect::<Vec<_>>());
    assert_eq!(bar.dot(&copy), floats.iter().map(|x| 4.0 * x * x).sum::<f64>());
    let taken = bar.take();
    assert_eq!((taken.float_count(), bar), (n, zero));
    assert_eq!(taken == copy, n == 0, "four times as much");
}

#[derive(Clone, Debug, PartialEq, Default, Differentiable)]
struct Named {
    x: f64,
    narrow: f32,
    n: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
struct Tuple(f64, u8, [f64; 2]);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Differentiable)]
struct Unit;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Differentiable)]
enum Kind {
    Soft,
    Hard,
}

#[derive(Clone, Debug, Differentiable)]
struct Empty {}

#[derive(Clone, Debug, Differentiable)]
struct Nested {
    point: Named,
    pair: (Tuple, Named),
    list: Vec<Tuple>,
    grid: [[Named; 2]; 1],
    perhaps: Option<Tuple>,
    nothing: Option<Named>,
    boxed: Box<Named>,
    unit: Unit,
    kind: Kind,
}

#[derive(Clone, Debug, Differentiable)]
struct Std {
    queue: VecDeque<f64>,
    by_name: HashMap<String, f64>,
    by_number: BTreeMap<(u8, u8), Vec<f64>>,
    by_kind: HashMap<Kind, Tuple>,
    shared: Rc<Vec<f64>>,
    text: Arc<str>,
    slice: Arc<[f64]>,
    outcome: Result<f64, String>,
    seen: HashSet<Kind>,
    name: &'static str,
    owned_name: String,
    time: Duration,
    place: std::path::PathBuf,
    size: std::num::NonZeroUsize,
    order: std::cmp::Ordering,
    parsed: Result<f64, std::num::ParseFloatError>,
    marker: PhantomData<fn(u8)>,
}

#[derive(Clone, Debug, Differentiable)]
struct Wide {
    a: f64,
    b: f64,
    c: f64,
    d: f64,
    e: f64,
    f: f64,
    g: f64,
    h: f64,
    i: f64,
    j: f64,
    k: f64,
    l: f64,
    m: f64,
    n: Vec<f64>,
    o: f64,
}

#[derive(Clone, Debug, PartialEq, Differentiable)]
struct Generic<T, const N: usize>
where
    T: Clone,
{
    one: T,
    many: Vec<T>,
    fixed: [T; N],
}

#[derive(Clone, Debug, Differentiable)]
struct Outer<T: Clone> {
    inner: Generic<T, 2>,
    own: f64,
    marker: PhantomData<T>,
}

#[derive(Clone, Debug, Differentiable)]
struct Tagged<K, V> {
    marker: PhantomData<K>,
    value: V,
}

#[derive(Clone, Debug, Differentiable)]
enum Shape {
    Circle(f64),
    Box { side: f64, kind: Kind },
    Polygon(Vec<Tuple>, Named),
    Nothing,
}

#[derive(Clone, Debug, PartialEq, Differentiable)]
enum Expr {
    Const(f64),
    Var(usize),
    Add(Box<Expr>, Box<Self>),
    Sum(Vec<Expr>),
    If { condition: bool, then: Box<Expr>, other: Option<Box<Expr>> },
}

#[derive(Clone, Debug, Differentiable)]
struct Node {
    value: f64,
    next: Option<Box<Node>>,
    children: Vec<Node>,
    named: HashMap<String, Node>,
}

#[derive(Clone, Debug, Differentiable)]
enum Tree<T> {
    Leaf(T),
    Fork(Box<Tree<T>>, Box<Tree<T>>),
}

#[derive(Clone, Debug, Differentiable)]
enum Statement {
    Let(String, Term),
    Block(Vec<Statement>),
}

#[derive(Clone, Debug, Differentiable)]
enum Term {
    Number(f64),
    Run(Box<Statement>),
}

#[derive(Clone, Debug, Differentiable)]
struct Skipping {
    weight: f64,
    #[differentiable(skip)]
    frozen: Vec<f64>,
    #[differentiable(skip)]
    handler: fn(f64) -> f64,
    #[differentiable(skip)]
    table: [f64; 40],
    #[differentiable(skip)]
    label: String,
}

fn named(x: f64) -> Named {
    Named { x, narrow: 0.5, n: 3 }
}

#[test]
fn structs() {
    check(named(1.0), 2);
    check(Tuple(1.0, 2, [3.0, 4.0]), 3);
    check(Unit, 0);
    check(Empty {}, 0);
    check(Kind::Soft, 0);
    let tuple = Tuple(1.0, 2, [3.0, 4.0]);
    let nested = Nested {
        point: named(1.0),
        pair: (tuple, named(2.0)),
        list: vec![tuple; 2],
        grid: [[named(3.0), named(4.0)]],
        perhaps: Some(tuple),
        nothing: None,
        boxed: Box::new(named(5.0)),
        unit: Unit,
        kind: Kind::Hard,
    };
    check(nested, 2 + 5 + 6 + 4 + 3 + 2);
    check([named(1.0), named(2.0)], 4);
    let wide = Wide { a: 0., b: 0., c: 0., d: 0., e: 0., f: 0., g: 0., h: 0., i: 0., j: 0., k: 0., l: 0., m: 0., n: vec![0.; 3], o: 0. };
    check(wide, 17);
    check(Skipping { weight: 1.0, frozen: vec![1.0], handler: f64::sin, table: [0.5; 40], label: "a".into() }, 1);
}

#[test]
fn types_of_std() {
    let std = Std {
        queue: VecDeque::from([1.0, 2.0]),
        by_name: HashMap::from([("b".into(), 1.0), ("a".into(), 2.0)]),
        by_number: BTreeMap::from([((1, 2), vec![1.0, 2.0])]),
        by_kind: HashMap::from([(Kind::Soft, Tuple(1.0, 2, [3.0, 4.0]))]),
        shared: Rc::new(vec![1.0, 2.0]),
        text: "text".into(),
        slice: Arc::new([1.0, 2.0]),
        outcome: Ok(1.0),
        seen: HashSet::from([Kind::Soft]),
        name: "name",
        owned_name: "name".into(),
        time: Duration::from_secs(1),
        place: "place".into(),
        size: std::num::NonZeroUsize::MIN,
        order: std::cmp::Ordering::Less,
        parsed: "x".parse(),
        marker: PhantomData,
    };
    check(std.clone(), 2 + 2 + 2 + 3 + 2 + 2 + 1);
    check(Std { outcome: Err("none".into()), ..std }, 2 + 2 + 2 + 3 + 2 + 2);
}

#[test]
fn generics() {
    let generic = Generic { one: 1.0, many: vec![2.0], fixed: [3.0, 4.0] };
    check(generic.clone(), 4);
    check(Generic { one: named(1.0), many: vec![named(2.0)], fixed: [named(3.0)] }, 6);
    check(Outer { inner: generic, own: 1.0, marker: PhantomData }, 5);
    check(Tagged::<fn(), _> { marker: PhantomData, value: vec![1.0] }, 1);
    let tangent: GenericTangent<f64, 2> = GenericTangent { one: 1.0, many: vec![2.0], fixed: [3.0, 4.0] };
    assert_eq!(tangent.to_floats(), [1.0, 2.0, 3.0, 4.0]);
}

#[test]
fn enums() {
    check(Shape::Circle(1.0), 1);
    check(Shape::Box { side: 1.0, kind: Kind::Hard }, 1);
    check(Shape::Polygon(vec![Tuple(1.0, 2, [3.0, 4.0])], named(1.0)), 5);
    check(Shape::Nothing, 0);
}

#[test]
fn types_that_contain_themselves() {
    let leaf = || Box::new(Expr::Const(1.0));
    let other = Expr::If { condition: true, then: leaf(), other: Some(leaf()) };
    check(Expr::Add(leaf(), Box::new(Expr::Sum(vec![other, Expr::Var(3), *leaf()]))), 4);
    let node = Node { value: 1.0, next: None, children: Vec::new(), named: HashMap::new() };
    let named = HashMap::from([("a".to_string(), node.clone())]);
    check(Node { value: 1.0, next: Some(Box::new(node.clone())), children: vec![node.clone(), node], named }, 5);
    check(Tree::Fork(Box::new(Tree::Leaf(1.0)), Box::new(Tree::Leaf(2.0))), 2);
    check(
        Statement::Block(vec![
            Statement::Let("x".into(), Term::Number(1.0)),
            Statement::Let("y".into(), Term::Run(Box::new(Statement::Block(vec![])))),
        ]),
        1,
    );
}
