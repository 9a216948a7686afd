//! Targets, sources and seeds.

use std::collections::{BTreeMap, HashMap};

use autodiff_runtime::tape::{GradientTape, TapeError, Traced, UnconnectedGradients, Variable};

#[test]
fn several_targets_are_summed() {
    // 56, 59
    let x = Variable::new(3.0);
    let t = GradientTape::persistent();
    let (a, b) = t.record(|| (&x * &x, 5.0 * &x));
    assert_eq!(t.gradient([&a, &b], &x).unwrap(), 11.0);
    assert_eq!(t.gradient((&a, &b), &x).unwrap(), 11.0);
    assert_eq!(t.gradient(vec![a, b], &x).unwrap(), 11.0);
    assert_eq!(t.gradient([&a, &a], &x).unwrap(), 12.0);
}

#[test]
fn one_seed_a_target() {
    // 57, 58 (`None` in place of a seed does not compile)
    let x = Variable::new(3.0);
    let t = GradientTape::persistent();
    let (a, b) = t.record(|| (&x * &x, 5.0 * &x));
    let with = |seeds| t.gradient_with([&a, &b], &x, seeds, UnconnectedGradients::None);
    assert_eq!(with(Some([10.0, 100.0])).unwrap().unwrap(), 560.0);
    assert_eq!(with(None).unwrap().unwrap(), 11.0);
    let missing = t.gradient_with(vec![&a, &b], &x, Some(vec![1.0]), UnconnectedGradients::None);
    assert_eq!(missing.unwrap_err(), TapeError::SeedCount { targets: 2, seeds: 1 });
}

#[test]
fn a_source_given_twice_gets_its_gradient_twice() {
    // 60
    let x = Variable::new(3.0);
    let t = GradientTape::new();
    let a = t.record(|| &x * &x);
    let gradients = t.gradient(&a, [&x, &x]);
    assert_eq!(gradients.map(|g| g.unwrap().value()), [6.0, 6.0]);
}

#[test]
fn a_vector_target_is_summed_or_weighted_by_its_seed() {
    // 61, 62, 63 (a seed of another shape is an error)
    let x = Variable::new(vec![1.0, 2.0]);
    let t = GradientTape::persistent();
    let y = t.record(|| &x * &x);
    assert_eq!(t.gradient(&y, &x).unwrap(), vec![2.0, 4.0]);
    let with = |seed| t.gradient_with(&y, &x, Some(seed), UnconnectedGradients::None);
    assert_eq!(with(vec![10.0, 100.0]).unwrap().unwrap(), vec![20.0, 400.0]);
    assert_eq!(with(vec![10.0]).unwrap_err(), TapeError::SeedShape { target: 0, expected: 2, found: 1 });
}

#[test]
fn a_value_is_its_own_gradient() {
    // 64, 65
    let x = Variable::new(3.0);
    let c = Traced::constant(3.0);
    let t = GradientTape::persistent();
    t.watch(&c);
    t.record(|| &x * &x);
    assert_eq!(t.gradient(&x, &x).unwrap(), 1.0);
    assert_eq!(t.gradient(&c, &c).unwrap(), 1.0);
}

#[test]
fn intermediates_are_sources() {
    // 66
    let x = Variable::new(3.0);
    let t = GradientTape::new();
    let (z, y) = t.record(|| {
        let z = &x * &x;
        (z, z * z)
    });
    let (dx, dz) = t.gradient(&y, (&x, &z));
    assert_eq!((dx.unwrap().value(), dz.unwrap().value()), (108.0, 18.0));
}

#[test]
fn an_intermediate_has_the_gradient_of_its_own_uses_only() {
    // z = x + 1 has the slope of x, but is another node: y = z² + x.
    let x = Variable::new(3.0);
    let t = GradientTape::new();
    let (z, y) = t.record(|| {
        let z = &x + 1.0;
        (z, z * z + &x)
    });
    let (dx, dz) = t.gradient(&y, (&x, &z));
    assert_eq!((dx.unwrap().value(), dz.unwrap().value()), (9.0, 8.0));
}

#[test]
fn structure_in_structure_out() {
    // 67, 68
    let (x, y) = (Variable::new(3.0), Variable::new(4.0));
    let t = GradientTape::persistent();
    let f = t.record(|| &x * &y);
    let (of_x, of_both) = t.gradient(&f, (&x, [&y, &x]));
    assert_eq!(of_x.unwrap(), 4.0);
    assert_eq!(of_both.map(|g| g.unwrap().value()), [3.0, 4.0]);
    let (only,) = t.gradient(&f, (&x,));
    assert_eq!(only.unwrap(), 4.0);
    let by_name = t.gradient(&f, HashMap::from([("x", &x), ("y", &y)]));
    assert_eq!(by_name["x"].unwrap(), 4.0);
    assert_eq!(by_name["y"].unwrap(), 3.0);
    let in_order = t.gradient(&f, BTreeMap::from([(1, &x), (2, &y)]));
    assert_eq!(in_order[&2].unwrap(), 3.0);
    let variables = [x.clone(), y.clone()];
    let list = t.gradient(&f, &variables[..]);
    assert_eq!(list.iter().map(|g| g.unwrap().value()).collect::<Vec<_>>(), [4.0, 3.0]);
}

#[test]
fn gathering_an_element_twice_adds_up() {
    // 69: dense, where TensorFlow has IndexedSlices.
    let x = Variable::new(vec![1.0, 2.0, 3.0]);
    let t = GradientTape::new();
    let y = t.record(|| x.read().at(0) + x.read().at(0));
    assert_eq!(t.gradient(&y, &x).unwrap(), vec![2.0, 0.0, 0.0]);
}

#[test]
fn tuples_and_matrices_are_variables_too() {
    let x = Variable::new((2.0, vec![3.0, 4.0]));
    let t = GradientTape::new();
    let y = t.record(|| {
        let (a, b) = x.read().parts();
        a * b.at(1)
    });
    assert_eq!(t.gradient(&y, &x).unwrap(), (4.0, vec![0.0, 2.0]));

    let m = Variable::new([[1.0, 2.0], [3.0, 4.0]]);
    let t = GradientTape::new();
    let y = t.record(|| {
        let rows = m.read();
        rows.at(1).at(0) * rows.at(0).sum()
    });
    assert_eq!(t.gradient(&y, &m).unwrap(), [[3.0, 3.0], [3.0, 0.0]]);
}
