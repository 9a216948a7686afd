//! What stays and what goes: tapes dropped in any order, values that outlive their tape.

use autodiff_runtime::tape::{GradientTape, Traced, Variable, custom_gradient};
use std::cell::Cell;
use std::rc::Rc;

#[test]
fn a_value_that_outlives_its_tape_is_a_constant() {
    let x = Variable::new(3.0);
    let old = {
        let t = GradientTape::new();
        t.record(|| &x * &x)
    };
    // The slots of the old tape are used again; its values must not be taken for the new ones.
    for _ in 0..3 {
        let t = GradientTape::new();
        let y = t.record(|| {
            let a = &x * 2.0;
            a * old
        });
        let (dx, dold) = t.gradient(&y, (&x, &old));
        assert_eq!(dx.unwrap(), 18.0);
        assert!(dold.is_none());
    }
}

#[test]
fn tapes_may_be_dropped_in_any_order() {
    for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2], [1, 2, 0]] {
        let x = Variable::new(2.0);
        let mut tapes: Vec<_> = (0..3)
            .map(|k| {
                let t = GradientTape::persistent();
                let y = t.record(|| x.powi(k + 2));
                Some((t, y, f64::from(k + 2) * 2.0_f64.powi(k + 1)))
            })
            .collect();
        for drop_next in order {
            for (t, y, expected) in tapes.iter().flatten() {
                assert_eq!(t.gradient(y, &x).unwrap(), *expected);
            }
            tapes[drop_next] = None;
        }
    }
}

#[test]
fn a_tape_made_while_an_older_one_lives_reads_variables_anew() {
    let x = Variable::new(2.0);
    let kept = GradientTape::persistent();
    let y = kept.record(|| &x * &x);
    for round in 0..4 {
        x.assign(f64::from(round)).unwrap();
        let t = GradientTape::new();
        let z = t.record(|| &x * &x * y);
        let (dx, dy) = t.gradient(&z, (&x, &y));
        assert_eq!(dx.unwrap(), 2.0 * f64::from(round) * 4.0);
        // y was recorded by another tape.
        assert!(dy.is_none());
    }
    assert_eq!(kept.gradient(&y, &x).unwrap(), 4.0);
}

#[test]
fn dropping_a_tape_drops_what_it_recorded() {
    let alive = Rc::new(Cell::new(0));
    struct Guard(Rc<Cell<i32>>);
    impl Drop for Guard {
        fn drop(&mut self) {
            self.0.set(self.0.get() - 1);
        }
    }
    let x = Variable::new(2.0_f64);
    let t = GradientTape::persistent();
    alive.set(1);
    let guard = Guard(Rc::clone(&alive));
    let y = t.record(|| {
        custom_gradient(&x, move |x| {
            (x * x, move |dy: Traced<f64>| {
                let _kept = &guard;
                dy
            })
        })
    });
    assert_eq!(t.gradient(&y, &x).unwrap(), 1.0);
    assert_eq!(alive.get(), 1);
    drop(t);
    assert_eq!(alive.get(), 0);
}

#[test]
fn a_rule_may_use_tapes_itself() {
    let x = Variable::new(2.0_f64);
    let t = GradientTape::new();
    let y = t.record(|| {
        custom_gradient(&x, |x| {
            let rule = move |dy: Traced<f64>| {
                let p = Variable::new(x.value());
                let t = GradientTape::new();
                let y = t.record(|| p.powi(5));
                dy * t.gradient(&y, &p).unwrap().value()
            };
            (x.powi(5), rule)
        })
    });
    assert_eq!(t.gradient(&y, &x).unwrap(), 80.0);
}

#[test]
fn a_million_nodes_and_back() {
    let x = Variable::new(1.0_f64);
    let t = GradientTape::new();
    let y = t.record(|| {
        let mut y = x.read();
        for _ in 0..1_000_000 {
            y = y * 0.999_999 + 1e-9;
        }
        y
    });
    let expected = 0.999_999_f64.powi(1_000_000);
    assert!((t.gradient(&y, &x).unwrap().value() / expected - 1.0).abs() < 1e-9);
}
