//! Values on the tape, and sums of tangents that do not look alike.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Debug;
use std::rc::Rc;

use autodiff_runtime::__private::{Pullback, Record, Site, take_tape};
use autodiff_runtime::{Differentiable, Tangent};

#[derive(Clone, Debug, PartialEq, Differentiable)]
struct Record3 {
    x: f64,
    n: u8,
    list: Vec<f64>,
    by_name: HashMap<&'static str, f64>,
    tree: Option<Tree>,
    #[differentiable(skip)]
    path: std::path::PathBuf,
    last: (f32, bool),
}

#[derive(Clone, Debug, PartialEq, Differentiable)]
enum Tree {
    Leaf(f64),
    Fork {
        left: Box<Tree>,
        right: Rc<Tree>,
        #[differentiable(skip)]
        note: String,
    },
    Many(Vec<Tree>, u64),
    Empty,
}

fn value() -> Record3 {
    let leaf = Tree::Fork { left: Box::new(Tree::Leaf(1.5)), right: Rc::new(Tree::Empty), note: "note".into() };
    Record3 {
        x: 1.0,
        n: 2,
        list: vec![3.0, 4.0],
        by_name: HashMap::from([("a", 5.0), ("b", 6.0)]),
        tree: Some(Tree::Many(vec![leaf.clone(), Tree::Leaf(2.5), leaf, Tree::Empty], 7)),
        path: "some/path".into(),
        last: (8.0, true),
    }
}

/// Last in, first out, and twice if the pullback is called again.
#[track_caller]
fn check<T: Record + Clone + Debug + PartialEq>(values: &[T]) {
    let site = Site::new();
    let mut tape = take_tape();
    for value in values {
        site.push(&mut tape, value.clone());
    }
    let count = values.len();
    let pullback = Pullback::new(tape, move |tape, ()| (0..count).map(|_| site.pop(tape)).collect::<Vec<T>>());
    let reversed: Vec<T> = values.iter().rev().cloned().collect();
    assert_eq!(pullback.call_ref(&()), reversed);
    assert_eq!(pullback.call_ref(&()), reversed);
    assert_eq!(pullback.call(()), reversed);
}

#[test]
fn values_come_back_from_the_tape() {
    let other = Record3 { list: vec![], tree: None, path: "other".into(), n: 9, ..value() };
    check(&[value(), other.clone(), value()]);
    check(&[vec![other.clone(), value()], vec![], vec![value()]]);
    check(&[Some(value()), None]);
    check(&[Tree::Empty, Tree::Leaf(1.0), Tree::Many(vec![Tree::Leaf(2.0); 3], 1)]);
    check(&[BTreeMap::from([(1_u8, value())]), BTreeMap::new()]);
    check(&[Ok(1.0), Err("error".to_string()), Ok(2.0)]);
}

#[test]
fn zeros_are_made_of_a_shape_from_the_tape() {
    let site = Site::new();
    let mut tape = take_tape();
    site.push(&mut tape, Some(value().shape()));
    site.push(&mut tape, None);
    assert!(site.pop(&mut tape).is_none());
    let shape = site.pop(&mut tape).unwrap();
    assert!(shape == value().shape() && shape != Record3 { list: vec![], ..value() }.shape());
    assert_eq!(Record3::zero_of(&shape), value().zero_tangent());
}

#[test]
fn a_zero_of_another_variant_gives_way() {
    let leaf = TreeTangent::Leaf(2.0);
    let mut bar = Tree::Empty.zero_tangent();
    bar += &leaf;
    assert_eq!(bar, leaf);
    bar += Tree::Many(vec![Tree::Leaf(1.0)], 3).zero_tangent();
    assert_eq!(bar, leaf);
    bar += leaf;
    assert_eq!(bar, TreeTangent::Leaf(4.0));
}

#[test]
#[should_panic(expected = "two tangents of different variants")]
fn different_variants_are_not_added() {
    let mut bar = TreeTangent::Leaf(2.0);
    bar += TreeTangent::Many(vec![TreeTangent::Leaf(1.0)], ());
}

#[test]
fn what_one_side_lacks_is_zero_there() {
    let mut bar = (HashMap::from([("a", 1.0)]), None, Ok::<f64, ()>(0.0));
    bar.accumulate(&(HashMap::from([("a", 2.0), ("b", 3.0)]), Some(4.0), Err(())));
    assert_eq!(bar, (HashMap::from([("a", 3.0), ("b", 3.0)]), Some(4.0), Ok(0.0)));
}
