//! What a tape watches.

use std::collections::BTreeMap;

use autodiff_runtime::tape::{GradientTape, Traced, Variable};

#[test]
fn constants_are_watched_when_told() {
    // 17, 18, 19
    let c = Traced::constant(3.0);
    let t = GradientTape::persistent();
    let before = t.record(|| c * c);
    t.watch(&c);
    assert!(t.gradient(&before, &c).is_none());
    let after = t.record(|| c * c);
    assert_eq!(t.gradient(&after, &c).unwrap(), 6.0);
    assert!(t.gradient(&before, &c).is_none());
}

#[test]
fn watching_an_intermediate_does_not_cut_it_off() {
    // 20
    let c = Traced::constant(3.0);
    let t = GradientTape::new();
    t.watch(&c);
    let (a, b) = t.record(|| {
        let a = c * c;
        t.watch(&a);
        (a, a * a)
    });
    let [dc, da] = t.gradient(&b, [&c, &a]);
    assert_eq!((dc.unwrap().value(), da.unwrap().value()), (108.0, 18.0));
}

#[test]
fn watching_before_recording_is_as_good() {
    // 21: an accident in TensorFlow.
    let c = Traced::constant(3.0);
    let t = GradientTape::new();
    t.watch(&c);
    let y = t.record(|| c * c);
    assert_eq!(t.gradient(&y, &c).unwrap(), 6.0);
}

#[test]
fn integers_have_no_gradient() {
    // 22, 23: no arithmetic on traced integers either, so nothing can depend on one.
    let n = Variable::new(3_i32);
    let x = Variable::new(2.0);
    let t = GradientTape::new();
    let y = t.record(|| x.powi(n.value()));
    let (dx, dn) = t.gradient(&y, (&x, &n));
    assert_eq!(dx.unwrap(), 12.0);
    assert!(dn.is_none());
}

#[test]
fn what_has_no_floats_has_no_gradient() {
    let (n, empty, x) = (Variable::new(3_i32), Variable::new(Vec::<f64>::new()), Variable::new(2.0));
    let t = GradientTape::new();
    let y = t.record(|| {
        let (n, empty) = (n.read(), empty.read());
        x.powi(n.value()) + empty.sum()
    });
    let (dx, dn, dempty) = t.gradient(&y, (&x, &n, &empty));
    assert_eq!(dx.unwrap(), 12.0);
    assert!(dn.is_none() && dempty.is_none());
}

#[test]
fn variables_that_are_not_trainable_are_watched_when_told() {
    // 24, 25
    let v = Variable::builder(3.0).trainable(false).build();
    let t = GradientTape::persistent();
    let y = t.record(|| &v * &v);
    assert!(t.gradient(&y, &v).is_none());
    assert!(t.watched_variables().is_empty());

    t.watch(&v);
    let y = t.record(|| &v * &v);
    assert_eq!(t.gradient(&y, &v).unwrap(), 6.0);
    assert!(t.watched_variables().len() == 1 && t.watched_variables()[0].is(&v));
}

#[test]
fn watching_accessed_variables_can_be_switched_off() {
    // 26
    let (a, b) = (Variable::new(2.0), Variable::new(3.0));
    let t = GradientTape::builder().watch_accessed_variables(false).build();
    t.watch(&a);
    let y = t.record(|| &a * &b);
    let [da, db] = t.gradient(&y, [&a, &b]);
    assert_eq!(da.unwrap(), 3.0);
    assert!(db.is_none());
}

#[test]
fn watched_variables_come_in_order_of_creation() {
    // 27, 28
    let (a, b, unread) = (Variable::new(2.0), Variable::new(3.0), Variable::new(4.0));
    let t = GradientTape::new();
    t.record(|| &b * &a + &a);
    let watched = t.watched_variables();
    assert_eq!(watched.len(), 2);
    assert!(watched[0].is(&a) && watched[1].is(&b));
    assert!(watched.iter().all(|variable| !variable.is(&unread)));
}

#[test]
fn structures_are_watched_whole() {
    // 29
    let d = BTreeMap::from([("a", Traced::constant(1.0)), ("b", Traced::constant(2.0)), ("c", Traced::constant(3.0))]);
    let t = GradientTape::new();
    t.watch(&d);
    let y = t.record(|| d["a"] * d["b"] * d["c"]);
    let gradient = t.gradient(&y, &d);
    assert_eq!(gradient["a"].unwrap(), 6.0);
    assert_eq!(gradient["b"].unwrap(), 3.0);
    assert_eq!(gradient["c"].unwrap(), 2.0);
}

#[test]
fn a_tape_that_watches_later_than_another_sees_later_uses_only() {
    let v = Variable::builder(3.0).trainable(false).build();
    let (outer, inner) = (GradientTape::persistent(), GradientTape::persistent());
    outer.watch(&v);
    let (early, late) = outer.record(|| {
        inner.record(|| {
            let early = &v * &v;
            inner.watch(&v);
            (early, &v * &v)
        })
    });
    assert!(inner.gradient(&early, &v).is_none());
    assert_eq!(inner.gradient(&late, &v).unwrap(), 6.0);
    assert_eq!(outer.gradient(&early, &v).unwrap(), 6.0);
    assert_eq!(outer.gradient(&late, &v).unwrap(), 6.0);
}

#[test]
fn variables_read_before_a_tape_recorded_are_watched_when_read_again() {
    let x = Variable::new(3.0);
    let first = GradientTape::persistent();
    let y = first.record(|| &x * &x);
    let second = GradientTape::persistent();
    let z = second.record(|| y * &x);
    assert_eq!(second.gradient(&z, &x).unwrap(), 9.0);
    assert_eq!(first.gradient(&y, &x).unwrap(), 6.0);
    assert!(first.gradient(&z, &x).is_none());
}

#[test]
fn a_tape_that_watched_earlier_follows_a_variable_that_another_watches_anew() {
    let v = Variable::builder(3.0).trainable(false).build();
    let (first, second) = (GradientTape::persistent(), GradientTape::persistent());
    first.watch(&v);
    let early = first.record(|| &v * 2.0);
    // Reads lead elsewhere from here on, and `first` does not record while that is arranged.
    second.watch(&v);
    let late = first.record(|| &v * &v + early);
    assert_eq!(first.gradient(&late, &v).unwrap(), 8.0);
    assert!(second.gradient(&late, &v).is_none());
}
